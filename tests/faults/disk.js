// Fills the disk of a newsroom to its last block and looks at what its people and readers are told,
// then makes room again. `node tests/faults/disk.js` as root (it mounts a small memory disk), with
// PROGRAM and SAMPLE.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, freePort, sleep } from "./machine.js";

if (process.getuid() !== 0) {
  console.log("SKIPPED: mounting a small disk needs root");
  process.exit(0);
}

const disk = mkdtempSync(join(tmpdir(), "toasoan-disk-"));
try {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", disk], { stdio: ["ignore", "ignore", "pipe"] });
} catch (error) {
  console.log(`SKIPPED: this machine mounts no small disk: ${String(error.stderr).trim()}`);
  process.exit(0);
}
let server = null;
process.on("exit", () => {
  server?.kill("SIGKILL");
  execFileSync("umount", ["-l", disk]);
  rmSync(disk, { recursive: true, force: true });
});
cpSync(process.env.SAMPLE, disk, { recursive: true });

const [port, ops] = [await freePort(), await freePort()];
const env = { ...process.env, TOASOAN_DATA: disk, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: process.env.TOASOAN_LOG ?? "off" };
const base = `http://127.0.0.1:${port}`;
const key = execFileSync(PROGRAM, ["token", "add", "disk", "--scope", "all", "--as", "tongbientap@toasoan.example"], { env, encoding: "utf8" }).trim();
server = spawn(PROGRAM, ["serve"], { env, stdio: ["ignore", "ignore", "inherit"] });
for (let tries = 0; tries < 600 && !(await fetch(`${base}/robots.txt`).then((answer) => answer.ok, () => false)); tries += 1) await sleep(100);

const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Accept-Language": "vi" };
async function call(method, path, body, more = {}) {
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
  return { status: answer.status, etag: answer.headers.get("etag"), body: await answer.json() };
}
const text = (time) => ({ site: "bao", section: "thoi-su", title: "Khi đĩa đầy", lead: "Sapo", body: `${"Chữ nghĩa. ".repeat(2_000)}\n\nLần ${time}\n`, language: "vi" });

const { items } = (await call("GET", "/articles?site=bao&limit=30")).body;
const pages = ["/", "/thoi-su", "/rss.xml", ...items.map(({ url }) => new URL(url).pathname)];
for (const path of pages) assert.equal((await fetch(base + path)).status, 200);

const made = await call("POST", "/articles", text(0));
assert.equal(made.status, 201);
let { etag } = made;
let acknowledged = 0;

// Nearly full at once, then block by block beside the saves.
const filler = openSync(join(disk, "filler"), "w");
const fill = (bytes) => {
  try {
    for (let at = 0; at < bytes; at += 4_096) writeSync(filler, Buffer.alloc(4_096, 1));
    return true;
  } catch (error) {
    if (error.code !== "ENOSPC") throw error;
    return false;
  }
};
while (fill(1 << 20));
let refused = null;
for (let time = 1; time <= 200 && !refused; time += 1) {
  while (fill(4_096));
  const done = await call("PUT", `/articles/${made.body.id}/draft`, text(time), { "If-Match": etag });
  if (done.status === 200) [acknowledged, etag] = [time, done.etag];
  else refused = done;
}
assert.ok(refused, "the disk was never full: the test tested nothing");
assert.equal(refused.status, 507, JSON.stringify(refused));
assert.match(refused.body.detail, /đã đầy/, refused.body.detail);
let read = 0;
for (const path of pages) {
  const { status } = await fetch(base + path);
  assert.equal(status, 200, `${path} while the disk is full`);
  read += 1;
}
const other = await fetch(`${base}/toa-soan/dang-nhap`);
assert.ok(other.status === 200 || other.status === 507, `the desk's door says ${other.status}`);

closeSync(filler);
rmSync(join(disk, "filler"));
const begun = performance.now();
let healed = null;
while (performance.now() - begun < 10_000 && !healed) {
  const kept = await call("GET", `/articles/${made.body.id}/draft`);
  const time = Number(/Lần (\d+)/.exec(kept.body.body)?.[1]);
  assert.ok(time >= acknowledged, `save ${acknowledged} was acknowledged, ${time} is kept`);
  const done = await call("PUT", `/articles/${made.body.id}/draft`, text(999), { "If-Match": kept.etag });
  if (done.status === 200) healed = performance.now() - begun;
  else await sleep(200);
}
assert.ok(healed !== null, "saves work again without a restart");
for (const act of ["submit", "approve", "publish"]) assert.equal((await call("POST", `/articles/${made.body.id}/${act}`, {})).status, 200, act);
const page = (await call("GET", `/articles/${made.body.id}`)).body;
assert.ok(page.url, JSON.stringify(page));
assert.ok((await fetch(base + new URL(page.url).pathname).then((answer) => answer.text())).includes("Lần 999"));

const gone = new Promise((resolve) => server.once("exit", resolve));
server.kill("SIGTERM");
await gone;
execFileSync(PROGRAM, ["doctor"], { env, stdio: ["ignore", "ignore", "inherit"] });
execFileSync(PROGRAM, ["index", "check"], { env, stdio: ["ignore", "ignore", "inherit"] });
console.log(`disk full: ${acknowledged} saves acknowledged before, 0 lost; the next refused with ${refused.status} “${refused.body.detail}”; ${read} pages read meanwhile, 0 failed; saves again ${healed.toFixed(0)} ms after there was room`);
process.exit(0);
