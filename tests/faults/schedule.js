// Three servers on one PostgreSQL database, killed at random moments, and articles that are due:
// each goes out exactly once, and the delays are printed.
// `TOASOAN_TEST_POSTGRES=postgres://… ITEMS=300 node tests/faults/schedule.js`; `SEED=n` repeats a run.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, freePort, sleep } from "./machine.js";

const SERVER = process.env.TOASOAN_TEST_POSTGRES;
const ITEMS = Number(process.env.ITEMS ?? 300);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const NODES = 3;
// Articles are due over this long, and servers are killed all the while.
const SPREAD_MS = Number(process.env.SPREAD_MS ?? 30_000);
assert.ok(SERVER, "set TOASOAN_TEST_POSTGRES to the address of a PostgreSQL server, without a database");

let dice = SEED;
function roll() {
  dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
  return dice / 2_147_483_648;
}

const name = `schedule_${process.pid}_${Date.now()}`;
const sql = (database, words) => execFileSync("psql", ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", `${SERVER}/${database}`, "-c", words], { encoding: "utf8" }).trim();
sql("postgres", `CREATE DATABASE ${name}`);
const data = mkdtempSync(join(tmpdir(), "toasoan-schedule-"));

const nodes = [];
for (let at = 0; at < NODES; at += 1) {
  const port = await freePort();
  const env = { ...process.env, TOASOAN_DATA: join(data, `node-${at}`), TOASOAN_MEDIA: `file://${data}/media`, TOASOAN_DATABASE: `${SERVER}/${name}`, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${await freePort()}`, TOASOAN_LOG: "error" };
  nodes.push({ base: `http://127.0.0.1:${port}`, env, server: null });
}
process.on("exit", () => nodes.forEach((node) => node.server?.kill("SIGKILL")));

async function start(node, args) {
  node.server = spawn(PROGRAM, args, { env: node.env, stdio: ["ignore", "ignore", "inherit"] });
  for (let tries = 0; tries < 2400; tries += 1) {
    if (node.server.exitCode !== null) throw new Error(`the server ended with ${node.server.exitCode}`);
    if (await fetch(`${node.base}/robots.txt`).then((answer) => answer.ok, () => false)) return;
    await sleep(50);
  }
  throw new Error("the server does not answer");
}

async function kill(node, signal) {
  const gone = new Promise((resolve) => node.server.once("exit", resolve));
  node.server.kill(signal);
  await gone;
}

const [first] = nodes;
await start(first, ["demo", "--data", join(data, "node-0")]);
const key = execFileSync(PROGRAM, ["token", "add", "schedule", "--scope", "all", "--as", "tongbientap@toasoan.example"], { env: first.env, encoding: "utf8" }).trim();
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };

async function call(method, path, body) {
  const answer = await fetch(`${first.base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

console.log(`seed ${SEED}, ${ITEMS} articles, ${NODES} servers`);
const began = (await call("GET", "/changes?after=0&limit=500")).last;
const ids = [];
for (let at = 0; at < ITEMS; at += 1) {
  const { id } = await call("POST", "/articles", { site: "bao", section: "thoi-su", title: `Hẹn giờ ${SEED} số ${at}`, lead: "Sapo", body: "Thân bài.\n" });
  for (const act of ["submit", "approve"]) await call("POST", `/articles/${id}/${act}`, {});
  ids.push(id);
}
const opens = Date.now() + 12_000 + ITEMS * 12;
const due = new Map();
for (const id of ids) {
  const at = Math.round(opens + roll() * SPREAD_MS);
  due.set(id, at);
  await call("POST", `/articles/${id}/schedule`, { at: new Date(at).toISOString() });
}
assert.ok(Date.now() < opens, "everything is scheduled before the first is due");
for (const node of nodes.slice(1)) await start(node, ["serve"]);

let kills = 0;
let down = 0;
while (Date.now() < opens + SPREAD_MS) {
  await sleep(300 + roll() * 1500);
  const node = nodes[Math.floor(roll() * NODES)];
  await kill(node, "SIGKILL");
  kills += 1;
  const dead = Date.now();
  await sleep(roll() * 800);
  await start(node, ["serve"]);
  down += Date.now() - dead;
}
// Nothing runs at all for a while at the end, and a late one must go out on recovery.
const last = (await call("POST", "/articles", { site: "bao", section: "thoi-su", title: `Lên muộn ${SEED}`, lead: "Sapo", body: "Thân bài.\n" })).id;
for (const act of ["submit", "approve"]) await call("POST", `/articles/${last}/${act}`, {});
await call("POST", `/articles/${last}/schedule`, { at: new Date(Date.now() + 1_500).toISOString() });
for (const node of nodes) await kill(node, "SIGKILL");
await sleep(13_000);
await start(first, ["serve"]);
for (let tries = 0; tries < 100; tries += 1) {
  if (sql(name, "SELECT count(*) FROM article WHERE scheduled_ms IS NOT NULL") === "0") break;
  await sleep(100);
}

const rows = sql(name, "SELECT article_id, due_ms, done_ms FROM release").split("\n").map((line) => line.split("|").map(Number));
const times = new Map();
for (const [id] of rows) times.set(id, (times.get(id) ?? 0) + 1);
const published = new Map();
for (let after = began; ; ) {
  const page = await call("GET", `/changes?after=${after}&limit=500`);
  for (const { kind, article } of page.items) if (kind === "published") published.set(article, (published.get(article) ?? 0) + 1);
  if (page.last === after) break;
  after = page.last;
}
const delays = rows.filter(([id]) => id !== last).map(([, wanted, done]) => done - wanted).sort((a, b) => a - b);
const late = rows.find(([id]) => id === last);
await kill(first, "SIGTERM");
sql("postgres", `DROP DATABASE ${name} WITH (FORCE)`);
rmSync(data, { recursive: true, force: true });

const at = (share) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
console.log(`${rows.length} went out, ${kills} kills; delays in ms: median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, longest ${at(1)}; one that was due while nothing ran: ${late ? late[2] - late[1] : "never"}`);
for (const id of [...ids, last]) {
  assert.equal(times.get(id), 1, `article ${id} was released ${times.get(id) ?? 0} times`);
  assert.equal(published.get(id), 1, `article ${id} was published ${published.get(id) ?? 0} times`);
}
for (const [id, wanted] of rows) if (due.has(id)) assert.equal(wanted, due.get(id), `article ${id} has its own time`);
assert.ok(delays[0] >= 0, "nothing goes out before its time");
assert.ok(at(0.95) <= 2_000, "within two seconds of their time while any server runs");
assert.ok(late && late[2] - late[1] > 10_000, "the late one is recorded as late");
