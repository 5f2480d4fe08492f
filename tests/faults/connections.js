// Thousands of connections that say nothing or next to nothing: readers notice nothing, memory stays
// small, and the server lets go of them by itself. Prints a row for the table of bad days.
// `CONNECTIONS=10000 node tests/faults/connections.js`

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, freePort, sleep } from "./machine.js";

// Both sides need a file for each connection, and some for themselves.
const files = execFileSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).trim();
const room = files === "unlimited" ? Infinity : Number(files) - 1_000;
const WANTED = Number(process.env.CONNECTIONS ?? 10_000);
const COUNT = Math.min(WANTED, room);
if (COUNT < WANTED) console.log(`SKIPPED in part: this machine grants ${files} files, so ${COUNT} connections instead of ${WANTED}`);
/** Of so many connections one sends a byte of a header now and then; the others are silent. */
const DRIPS = 10;
// As http/pace.rs has them, and a little.
const SILENT_AT_MOST = 15_000 + 5_000;

const data = mkdtempSync(join(tmpdir(), "toasoan-connections-"));
if (process.env.SAMPLE) cpSync(process.env.SAMPLE, data, { recursive: true });
const [port, ops] = [await freePort(), await freePort()];
const env = { ...process.env, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: "error" };
const server = spawn("sh", ["-c", 'ulimit -n "$(ulimit -Hn)"; exec "$0" demo --data "$1"', PROGRAM, data], { env, stdio: ["ignore", "ignore", "inherit"] });
process.on("exit", () => server.kill("SIGKILL"));

const agent = new Agent({ keepAlive: true });
function ask(path) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    get({ port, host: "127.0.0.1", path, agent, headers: { Host: "localhost" }, timeout: 10_000 }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode, took: performance.now() - begun }));
    }).on("error", reject).on("timeout", function () { this.destroy(new Error("no answer in 10 s")); });
  });
}

/** Kilobytes of memory that are the server's own. */
const memory = () => Number(/^Private_Dirty:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/smaps_rollup`, "utf8"))[1]);

for (let tries = 0; !(await ask("/").then(({ status }) => status === 200, () => false)); tries += 1) {
  assert.ok(tries < 2400 && server.exitCode === null, "the server does not answer");
  await sleep(50);
}
// What it does at its start is done.
await sleep(2_000);

const before = memory();
const sockets = [];
const opened = performance.now();
for (let at = 0; at < COUNT; at += 1) {
  const socket = new Socket();
  socket.on("error", () => {});
  socket.connect(port, "127.0.0.1", () => {
    if (at % DRIPS === 0) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ");
  });
  socket.resume();
  sockets.push(socket);
  // The system's line of connections that wait to be taken in is not what is tried.
  if (at % 100 === 99) await sleep(10);
}
const drip = setInterval(() => sockets.forEach((socket, at) => at % DRIPS === 0 && socket.writable && socket.write("a")), 2_000);

const gone = () => sockets.filter((socket) => socket.destroyed || socket.readableEnded).length;
const times = [];
let peak = 0;
let open = 0;
while (gone() < COUNT) {
  const waited = performance.now() - opened;
  assert.ok(waited < SILENT_AT_MOST + 10_000, `${COUNT - gone()} of ${COUNT} connections are still open after ${Math.round(waited)} ms`);
  for (let asked = 0; asked < 20; asked += 1) {
    const { status, took } = await ask("/");
    assert.equal(status, 200);
    times.push(took);
  }
  open = Math.max(open, COUNT - gone());
  peak = Math.max(peak, memory());
  await sleep(100);
}
clearInterval(drip);
const took = (performance.now() - opened) / 1_000;
const each = ((peak - before) / open).toFixed(1);
const slowest = Math.max(...times).toFixed(0);
console.log("| fault | what was measured | |\n|---|---|---|");
console.log(`| ${COUNT} connections are silent or send a header a byte now and then | ${open} open at a time, ${each} KB of memory each, all closed after ${took.toFixed(1)} s; meanwhile ${times.length} pages read, 0 failed, slowest ${slowest} ms | pass |`);
assert.ok(open > COUNT * 0.9, "hardly any was open: the test tested nothing");
assert.ok(Number(each) < 32, `${each} KB a connection`);
agent.destroy();
const ended = new Promise((resolve) => server.once("exit", resolve));
server.kill("SIGTERM");
assert.equal(await ended, 0);
rmSync(data, { recursive: true, force: true });
