// The machine's clock jumps an hour ahead and back while people save and publish: what is due goes
// out once, nothing that is out goes away, no save is lost. Prints a row for the table of bad days.
// Needs libfaketime; `node tests/faults/clock.js`.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, freePort, sleep } from "./machine.js";

const LIBRARY = execFileSync("sh", ["-c", "ls /usr/lib/*/faketime/libfaketime.so.1"], { encoding: "utf8" }).trim().split("\n")[0];
assert.ok(existsSync(LIBRARY), "libfaketime is not installed");
const HOUR = 3_600_000;

const data = mkdtempSync(join(tmpdir(), "toasoan-clock-"));
if (process.env.SAMPLE) cpSync(process.env.SAMPLE, data, { recursive: true });
const [port, ops] = [await freePort(), await freePort()];
const base = `http://127.0.0.1:${port}`;
const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: "error" };
const shift = join(data, "shift");

/** The server's clock from now on, beside the true one. */
let ahead = 0;
function jump(to) {
  ahead = to;
  writeFileSync(`${shift}.new`, `${to < 0 ? "-" : "+"}${Math.abs(to) / 1_000}\n`);
  renameSync(`${shift}.new`, shift);
}
jump(0);
// Spans of time are measured on a clock that never jumps, as on any machine.
const faked = { ...env, LD_PRELOAD: LIBRARY, FAKETIME_TIMESTAMP_FILE: shift, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1", FAKETIME_DONT_RESET: "1" };
const server = spawn(PROGRAM, ["demo", "--data", data], { env: faked, stdio: ["ignore", "ignore", "inherit"] });
process.on("exit", () => server.kill("SIGKILL"));
for (let tries = 0; !(await fetch(`${base}/robots.txt`).then((answer) => answer.ok, () => false)); tries += 1) {
  assert.ok(tries < 2400 && server.exitCode === null, "the server does not answer");
  await sleep(50);
}
const key = execFileSync(PROGRAM, ["token", "add", "clock", "--scope", "all", "--as", "tongbientap@toasoan.example"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };

async function call(method, path, body, more = {}) {
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { etag: answer.headers.get("etag"), body: JSON.parse(text) };
}
const written = (title, body) => ({ site: "bao", section: "thoi-su", title, lead: "Sapo", body, language: "vi" });
async function approved(title) {
  const { id } = (await call("POST", "/articles", written(title, "Thân bài.\n"))).body;
  for (const act of ["submit", "approve"]) await call("POST", `/articles/${id}/${act}`, {});
  return id;
}
async function scheduled(title, inMs) {
  const id = await approved(title);
  await call("POST", `/articles/${id}/schedule`, { at: new Date(Date.now() + inMs).toISOString() });
  return id;
}
const isOut = async (id) => (await fetch(`${base}/api/v1/articles/${id}`)).status === 200;
async function until(is, what) {
  const begun = performance.now();
  while (!(await is())) {
    assert.ok(performance.now() - begun < 20_000, what);
    await sleep(50);
  }
  return performance.now() - begun;
}

// Somebody signs in on the desk, and their session outlives the jumps.
const cookies = (answer) => answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
const door = await fetch(`${base}/toa-soan/dang-nhap`);
const token = /name="_csrf" value="([^"]+)"/.exec(await door.text())?.[1];
const entry = new URLSearchParams({ _csrf: token, tiep: "", email: "bientap@toasoan.example", password: "bien-tap-2024" });
const entered = await fetch(`${base}/toa-soan/dang-nhap`, { method: "POST", body: entry, redirect: "manual", headers: { Cookie: cookies(door) } });
const cookie = cookies(entered);
assert.ok(cookie, `nobody was let in: ${entered.status}`);
const isIn = async () => (await fetch(`${base}/toa-soan`, { headers: { Cookie: cookie }, redirect: "manual" })).status === 200;

const texts = new Map();
const out = [];
/** What a newsroom does between two jumps. */
async function work(name) {
  const article = written(`Giờ máy ${name}`, "Lần 0\n");
  const made = await call("POST", "/articles", article);
  let { etag } = made;
  for (let time = 1; time <= 3; time += 1) {
    ({ etag } = await call("PUT", `/articles/${made.body.id}/draft`, { ...article, body: `Lần ${time}\n` }, { "If-Match": etag }));
    texts.set(made.body.id, time);
  }
  const id = await approved(`Đăng lúc ${name}`);
  await call("POST", `/articles/${id}/publish`, {});
  out.push(id);
  assert.ok(await isIn(), `the session ended at ${name}`);
}

const began = (await call("GET", "/changes?after=0&limit=500")).body.last;
const soon = await scheduled("Hẹn nửa giờ nữa", HOUR / 2);
const late = await scheduled("Hẹn ba giờ nữa", 3 * HOUR);
await work("đúng giờ");
jump(HOUR);
const after = await until(() => isOut(soon), "what is due does not go out after the jump ahead");
await work("nhanh một giờ");
jump(0);
await work("về đúng giờ");
jump(-HOUR);
await work("chậm một giờ");
const early = await scheduled("Hẹn khi đồng hồ chậm", HOUR / 2 - HOUR);
await sleep(2_000);
assert.ok(!(await isOut(early)), "it went out before its time");
jump(0);
await work("lại đúng giờ");
// Its time is half an hour before the true one would be an hour behind: past, now that it is right.
await until(() => isOut(early), "what is due does not go out after the clock was set right");

for (const id of [soon, early, ...out]) assert.ok(await isOut(id), `article ${id} went away`);
assert.ok(!(await isOut(late)), "what is due in three hours is out");
let lost = 0;
for (const [id, time] of texts) {
  const { body } = (await call("GET", `/articles/${id}/draft`)).body;
  if (body !== `Lần ${time}\n`) lost += 1;
}
assert.equal(lost, 0);
const changes = [];
for (let last = began; ; ) {
  const told = (await call("GET", `/changes?after=${last}&limit=500`)).body;
  changes.push(...told.items);
  if (told.items.length === 0) break;
  ({ last } = told);
}
for (const id of [soon, early]) {
  const times = changes.filter((change) => change.article === id && change.kind === "published").length;
  assert.equal(times, 1, `article ${id} went out ${times} times`);
}
const ended = new Promise((resolve) => server.once("exit", resolve));
server.kill("SIGTERM");
assert.equal(await ended, 0);
rmSync(data, { recursive: true, force: true });
console.log("| fault | what was measured | |\n|---|---|---|");
console.log(`| the clock jumps an hour ahead, back, and an hour behind | due articles out once each (${after.toFixed(0)} ms after the jump), ${out.length} published meanwhile stay, ${texts.size} texts saved, ${lost} lost, the session goes on | pass |`);
