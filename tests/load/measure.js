// What the trials of speed share: how a server is started, asked and stopped, and what of the
// machine it used.

import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { get } from "node:http";
import { ROOT, freePort, sleep } from "../faults/machine.js";
import { article } from "./articles.js";

const PROGRAM = process.env.PROGRAM ?? join(ROOT, "target/release/toasoan");
export const ARTICLES = Number(process.env.ARTICLES ?? 10_000);
export const SECONDS = Number(process.env.SECONDS ?? 4);
export const ROUNDS = Number(process.env.ROUNDS ?? 3);
export const GZIP = { "Accept-Encoding": "gzip" };

export const work = process.env.WORK ?? mkdtempSync(join(tmpdir(), "toasoan-load-"));
const keep = Boolean(process.env.WORK);
export const again = keep && Boolean(process.env.AGAIN);
mkdirSync(work, { recursive: true });
export const running = new Set();
process.on("exit", () => {
  // A master that is killed leaves its workers behind, so they are ended too.
  for (const pid of [...running].flatMap((child) => family(child.pid))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  if (!keep) rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

function fields(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ").map(Number);
  } catch {
    return null;
  }
}

/** A process and all that it started. */
export function family(first) {
  const children = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number)) {
    const parent = fields(pid)?.[1];
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [first];
  for (let at = 0; at < found.length; at += 1) found.push(...(children.get(found[at]) ?? []));
  return found;
}

export function ask(port, path, headers = {}) {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers: { Host: "localhost", ...headers } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on("error", reject);
  });
}

/** Seconds of processor time that these processes, and children of theirs that ended, have used. */
export function used(pids) {
  const ticks = pids.map((pid) => fields(pid)?.slice(11, 15).reduce((sum, one) => sum + one, 0) ?? 0);
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

/** Megabytes of memory that nobody else has a share in, as far as the system divides them. */
export function memory(pids) {
  const kib = pids.map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

export async function wrk(port, connections, { paths, headers = {}, seconds = SECONDS }) {
  const script = join(work, "ask.lua");
  const file = join(work, "paths");
  writeFileSync(file, paths.join("\n"));
  writeFileSync(script, `
local asks, at = {}, 0
for line in io.lines("${file}") do asks[#asks + 1] = wrk.format("GET", line) end
function request() at = at % #asks + 1; return asks[at] end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end`);
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, "-H", "Host: localhost"];
  for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}: ${value}`);
  const child = spawn("wrk", [...args, `http://127.0.0.1:${port}/`], { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  let told = "";
  child.stdout.on("data", (part) => (told += part));
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  running.delete(child);
  const figures = /FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(told);
  if (!figures) throw new Error(told);
  const [requests, micros, p50, p99, errors] = figures.slice(1).map(Number);
  return { requests, seconds: micros / 1e6, p50, p99, errors };
}

/** What a server did for its processor time, asked with wrk or another client like it. */
export async function measure(server, connections, asked, client = wrk) {
  const before = used(server.pids());
  const told = await client(server.port, connections, asked);
  const core = used(server.pids()) - before;
  return { ...told, rate: told.requests / core };
}

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** The figures of several rounds as one. */
export const middle = (list) => ({
  rate: median(list.map(({ rate }) => rate)),
  p50: median(list.map(({ p50 }) => p50)),
  p99: median(list.map(({ p99 }) => p99)),
  errors: list.reduce((sum, one) => sum + one.errors, 0),
});

/** The same order in every run. */
export function shuffle(list) {
  let dice = 7;
  return list.map((one) => [(dice = (dice * 16_807) % 2_147_483_647), one]).sort(([a], [b]) => a - b).map(([, one]) => one);
}

export async function stop(child) {
  if (child.pid && child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }
  running.delete(child);
}

export async function answers(port, path, what) {
  for (let tries = 0; ; tries += 1) {
    if (await ask(port, path).then(({ status }) => status === 200, () => false)) return;
    if (tries > 1200) throw new Error(`${what} does not answer`);
    await sleep(20);
  }
}

export async function toasoan(data) {
  const [port, ops] = [await freePort(), await freePort()];
  const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: "error" };
  const begun = Date.now();
  // Held to one core on request, as the one process of nginx beside it is.
  const [program, ...args] = process.env.ONE_CORE ? ["taskset", "-c", "0", PROGRAM, "serve"] : [PROGRAM, "serve"];
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  running.add(child);
  await answers(port, "/robots.txt", "the server");
  return { port, ops, started: Date.now() - begun, pids: () => [child.pid], stop: () => stop(child) };
}

/** Writes the lines of an import, as `told` has each article. */
export async function written(file, told = (one) => one) {
  const out = createWriteStream(file);
  for (let number = 0; number < ARTICLES; number += 1) {
    if (!out.write(`${JSON.stringify(told(article(number), number))}\n`)) await new Promise((resolve) => out.once("drain", resolve));
  }
  await new Promise((resolve) => out.end(resolve));
}

/** The folder of a newsroom with the articles. */
export async function newsroom() {
  const data = join(work, "data");
  if (again) return data;
  const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_LISTEN: `127.0.0.1:${await freePort()}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${await freePort()}`, TOASOAN_LOG: "error" };
  const demo = spawn(PROGRAM, ["demo", "--data", data], { env, stdio: ["ignore", "pipe", "inherit"] });
  running.add(demo);
  await new Promise((resolve) => demo.stdout.on("data", (part) => String(part).includes("Stop with") && resolve()));
  await stop(demo);
  const file = join(work, "articles.ndjson");
  await written(file);
  const said = execFileSync(PROGRAM, ["import", "ndjson", file, "--make-sections"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  console.error(said.trim());
  return data;
}

/** The addresses of the newest articles. */
export async function newest(port, count) {
  const addresses = [];
  for (let cursor = ""; addresses.length < count; ) {
    const told = JSON.parse(String((await ask(port, `/api/v1/articles?site=bao&limit=100${cursor}`)).body));
    addresses.push(...told.items.map(({ url }) => new URL(url).pathname));
    if (!told.next) break;
    cursor = `&cursor=${encodeURIComponent(told.next)}`;
  }
  return addresses.slice(0, count);
}

/** Articles each asked for once, on a server that has just started: nothing is in its cache. */
export async function cold(data, addresses) {
  const told = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const paper = await toasoan(data);
    // What it does at its start (the newsroom's index, the lists of what is read) is done by then.
    await sleep(8_000);
    const figures = await measure(paper, 2, { paths: addresses, headers: GZIP, seconds: 1 });
    told.push({ ...figures, started: paper.started, held: memory(paper.pids()) });
    await paper.stop();
  }
  return told.sort((a, b) => a.rate - b.rate)[Math.floor(told.length / 2)];
}
