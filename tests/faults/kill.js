// Kills the server at random moments while texts are saved and published and pictures are sent, and
// then asks for everything that was acknowledged: in the database, on the page, in the index, once,
// the picture as it was. In some rounds the index is damaged or taken away while nobody serves.
// `ROUNDS=200 node tests/faults/kill.js`; `SEED=n` repeats a run.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, freePort, png, sleep } from "./machine.js";

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

let dice = SEED;
function roll() {
  dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
  return dice / 2_147_483_648;
}

const data = mkdtempSync(join(tmpdir(), "toasoan-kill-"));
const [port, ops] = [await freePort(), await freePort()];
const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: "error" };
const base = `http://127.0.0.1:${port}`;
let running = null;
process.on("exit", () => running?.kill("SIGKILL"));

async function start(args) {
  const server = (running = spawn(PROGRAM, args, { env, stdio: ["ignore", "ignore", "inherit"] }));
  for (let tries = 0; tries < 2400; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    if (await fetch(`${base}/robots.txt`).then((answer) => answer.ok, () => false)) return server;
    await sleep(50);
  }
  throw new Error("the server does not answer");
}

async function kill(server, signal) {
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill(signal);
  await gone;
}

if (process.env.SAMPLE) cpSync(process.env.SAMPLE, data, { recursive: true });

// A newsroom with people, then a key that may do everything as the editor-in-chief.
await kill(await start(["demo", "--data", data]), "SIGTERM");
const key = execFileSync(PROGRAM, ["token", "add", "kill", "--scope", "all", "--as", "tongbientap@toasoan.example"], { env, encoding: "utf8" }).trim();
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };

/** What the server has acknowledged, by article. */
const saved = new Map();
const published = new Map();
/** By the address that was told when they were taken in: the file, where it could be read then. */
const pictures = new Map();
let count = 0;

async function call(method, path, body, more = {}) {
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers: { ...headers, ...more }, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return { etag: answer.headers.get("etag"), body: JSON.parse(text) };
}

/** Sends a picture like no other. */
async function send(number) {
  const file = png(number);
  const form = new FormData();
  form.set("file", new Blob([file], { type: "image/png" }), `anh-${number}.png`);
  const answer = await fetch(`${base}/api/v1/media`, { method: "POST", headers: { Authorization: headers.Authorization }, body: form });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST /media: ${answer.status} ${text}`);
  const { src } = JSON.parse(text);
  pictures.set(src, null);
  pictures.set(src, await bytes(original(src)));
}

/** The address of a picture's whole file, from that of a rendition. */
const original = (src) => src.replace(/\/\d+\/([^/]+)\.jpg$/, "/$1.jpg");

async function bytes(path) {
  const answer = await fetch(base + path);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** What a bad disk or a hasty hand does to the index, while nobody serves. */
const DAMAGES = {
  "taken away": (index) => rmSync(index, { recursive: true, force: true }),
  "cut short": (index) => files(index).filter((_, at) => at % 2 === 0).forEach((file) => truncateSync(file, Math.floor(statSync(file).size / 2))),
  "overwritten": (index) => files(index).forEach((file) => writeFileSync(file, Buffer.alloc(Math.min(statSync(file).size, 65_536), 7))),
};
const DAMAGE_EVERY = 4;

function files(folder) {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function damage(round) {
  const ways = Object.entries(DAMAGES);
  const [name, harm] = ways[Math.floor(round / DAMAGE_EVERY) % ways.length];
  const index = join(data, "index");
  assert.ok(existsSync(index), "there is no index to damage");
  harm(index);
  damaged.push(name);
}
const damaged = [];

/** Writes and publishes until the server is gone. */
async function write(stop) {
  while (!stop.now) {
    try {
      count += 1;
      const title = `Bài thử số ${SEED} ${count} mốc ${count}`;
      const article = { site: "bao", section: "thoi-su", title, lead: "Sapo", body: "Lần 0\n", language: "vi" };
      const made = await call("POST", "/articles", article);
      const id = made.body.id;
      saved.set(id, { title, time: 0 });
      let { etag } = made;
      for (let time = 1; time <= 3; time += 1) {
        const done = await call("PUT", `/articles/${id}/draft`, { ...article, body: `Lần ${time}\n` }, { "If-Match": etag });
        ({ etag } = done);
        saved.set(id, { title, time });
      }
      for (const act of ["submit", "approve", "publish"]) await call("POST", `/articles/${id}/${act}`, {});
      published.set(id, title);
      await send(SEED * 1_000 + count);
    } catch (error) {
      if (/: [45]\d\d /.test(error.message)) stop.fault ??= error;
      if (!/fetch failed|terminated|other side closed|ECONNRESET|ECONNREFUSED|EPIPE|socket/i.test(String(error.cause ?? error.message))) stop.fault ??= error;
      await sleep(20);
    }
  }
}

console.log(`seed ${SEED}, ${ROUNDS} rounds`);
for (let round = 1; round <= ROUNDS; round += 1) {
  const server = await start(["serve"]);
  const stop = { now: false };
  const writers = [write(stop), write(stop)];
  await sleep(30 + roll() * 1200);
  await kill(server, "SIGKILL");
  stop.now = true;
  await Promise.all(writers);
  if (stop.fault) throw stop.fault;
  if (round % DAMAGE_EVERY === 0) damage(round);
}

const server = await start(["serve"]);
let lost = 0;
for (const [id, { title, time }] of saved) {
  const draft = await fetch(`${base}/api/v1/articles/${id}/draft`, { headers }).then((answer) => answer.json());
  const kept = Number(/Lần (\d+)/.exec(draft.body)?.[1] ?? -1);
  if (draft.title !== title || kept < time) {
    lost += 1;
    console.log(`article ${id}: save ${time} was acknowledged, ${kept} is kept`);
  }
}
// The index catches up by itself after the start.
for (let tries = 0; tries < 100; tries += 1) {
  const metrics = await fetch(`http://127.0.0.1:${ops}/metrics`).then((answer) => answer.text());
  const { last } = await fetch(`${base}/api/v1/changes?after=0&limit=500`).then((answer) => answer.json());
  if (Number(/index_change (\d+)/.exec(metrics)[1]) >= last) break;
  await sleep(100);
}
for (const [id, title] of published) {
  const page = await fetch(`${base}/api/v1/articles/${id}`).then((answer) => answer.json());
  const html = await fetch(new URL(page.url).pathname.replace(/^/, base)).then((answer) => answer.text());
  const found = await fetch(`${base}/api/v1/search?q=${encodeURIComponent(title)}&limit=100`).then((answer) => answer.json());
  const times = found.items.filter((item) => item.id === id).length;
  if (!html.includes(title) || times !== 1) {
    lost += 1;
    console.log(`article ${id}: published, on the page ${html.includes(title)}, in the index ${times} times`);
  }
}
for (const [src, file] of pictures) {
  try {
    await bytes(src);
    const now = await bytes(original(src));
    assert.ok(!file || now.equals(file), "the file is another one");
  } catch (error) {
    lost += 1;
    console.log(`${src} was taken in: ${error.message}`);
  }
}
await kill(server, "SIGTERM");
execFileSync(PROGRAM, ["index", "check"], { env, stdio: "inherit" });
rmSync(data, { recursive: true, force: true });
console.log("| fault | what was measured | |\n|---|---|---|");
console.log(`| kill -9 while texts are saved and published and pictures sent | ${ROUNDS} kills, ${saved.size} articles saved, ${published.size} published, ${pictures.size} pictures taken in, the index ${damaged.length} times damaged (${[...new Set(damaged)].join(", ")}): ${lost} lost | ${lost ? "FAIL" : "pass"} |`);
assert.equal(lost, 0);
assert.ok(pictures.size > 0, "no picture was taken in: the test tested nothing");
assert.ok(published.size > 0, "nothing was published: the test tested nothing");
