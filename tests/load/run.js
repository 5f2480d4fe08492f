// How many requests a second of one core are answered, beside nginx that serves the same bytes as
// files; prints a Markdown table. What counts is the processor time of the server alone, so that
// other work on the machine moves the figures little.
//
// `node tests/load/run.js` with PROGRAM (a release build), ARTICLES (10000), SECONDS (4), ROUNDS (3).
// Needs wrk and nginx.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { get } from "node:http";
import { ROOT, freePort, sleep } from "../faults/machine.js";
import { article } from "./articles.js";

const PROGRAM = process.env.PROGRAM ?? join(ROOT, "target/release/toasoan");
const ARTICLES = Number(process.env.ARTICLES ?? 10_000);
const SECONDS = Number(process.env.SECONDS ?? 4);
const ROUNDS = Number(process.env.ROUNDS ?? 3);

const work = process.env.WORK ?? mkdtempSync(join(tmpdir(), "toasoan-load-"));
const keep = Boolean(process.env.WORK);
mkdirSync(work, { recursive: true });
const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  if (!keep) rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

function ask(port, path, headers = {}) {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers: { Host: "localhost", ...headers } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on("error", reject);
  });
}

/** Seconds of processor time that a process and its children have used. */
function used(pids) {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

/** Megabytes of memory that nobody else has a share in, as far as the system divides them. */
function memory(pids) {
  const kib = pids.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]));
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

function wrk(port, connections, { paths, headers = {}, seconds = SECONDS }) {
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
  const told = spawnSync("wrk", [...args, `http://127.0.0.1:${port}/`], { encoding: "utf8" });
  const figures = /FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(told.stdout);
  if (!figures) throw new Error(told.stdout + told.stderr);
  const [requests, micros, p50, p99, errors] = figures.slice(1).map(Number);
  return { requests, seconds: micros / 1e6, p50, p99, errors };
}

function measure(server, connections, asked) {
  const before = used(server.pids());
  const told = wrk(server.port, connections, asked);
  const core = used(server.pids()) - before;
  return { ...told, rate: told.requests / core };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function toasoan(data) {
  const [port, ops] = [await freePort(), await freePort()];
  const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: "error" };
  const begun = Date.now();
  const child = spawn(PROGRAM, ["serve"], { env, stdio: ["ignore", "ignore", "inherit"] });
  running.add(child);
  for (let tries = 0; ; tries += 1) {
    if (await ask(port, "/robots.txt").then(({ status }) => status === 200, () => false)) break;
    if (tries > 1200) throw new Error("the server does not answer");
    await sleep(20);
  }
  const started = Date.now() - begun;
  const stop = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    running.delete(child);
  };
  return { port, ops, started, pids: () => [child.pid], stop };
}

/** nginx with the bytes of these pages as files, compressed beforehand, and the same headers. */
async function nginx(pages) {
  const port = await freePort();
  const root = join(work, "files");
  rmSync(root, { recursive: true, force: true });
  for (const [path, { plain, gzip }] of pages) {
    const file = join(root, path === "/" ? "index.html" : path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, plain);
    writeFileSync(`${file}.gz`, gzip);
  }
  const [, first] = [...pages][0];
  const same = ["content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-opener-policy", "x-frame-options", "cache-control", "vary"];
  const headers = same.map((name) => `add_header ${name} "${first.headers[name]}";`).join("\n");
  writeFileSync(join(work, "nginx.conf"), `
worker_processes 1; daemon off; master_process off; pid ${work}/nginx.pid; error_log ${work}/nginx.log crit;
events { worker_connections 4096; multi_accept on; }
http {
  default_type text/html; access_log off; sendfile on; tcp_nopush off; tcp_nodelay on;
  keepalive_requests 10000000; keepalive_timeout 75;
  open_file_cache max=20000 inactive=600s; open_file_cache_valid 600s; open_file_cache_min_uses 1;
  gzip_static on;
  server { listen 127.0.0.1:${port}; root ${root}; index index.html; charset utf-8;
    ${process.env.BARE ? "" : headers} }
}`);
  const child = spawn("nginx", ["-c", join(work, "nginx.conf"), "-e", join(work, "nginx.log")], { stdio: ["ignore", "ignore", "inherit"] });
  running.add(child);
  for (let tries = 0; tries < 100 && !(await ask(port, "/").then(() => true, () => false)); tries += 1) await sleep(50);
  return { port, pids: () => [child.pid] };
}

async function newsroom() {
  const data = join(work, "data");
  const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_LISTEN: `127.0.0.1:${await freePort()}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${await freePort()}`, TOASOAN_LOG: "error" };
  const demo = spawn(PROGRAM, ["demo", "--data", data], { env, stdio: ["ignore", "pipe", "inherit"] });
  running.add(demo);
  await new Promise((resolve) => demo.stdout.on("data", (part) => String(part).includes("Stop with") && resolve()));
  const gone = new Promise((resolve) => demo.once("exit", resolve));
  demo.kill("SIGTERM");
  await gone;
  running.delete(demo);
  const file = join(work, "articles.ndjson");
  const out = createWriteStream(file);
  for (let number = 0; number < ARTICLES; number += 1) {
    if (!out.write(`${JSON.stringify(article(number))}\n`)) await new Promise((resolve) => out.once("drain", resolve));
  }
  await new Promise((resolve) => out.end(resolve));
  const said = execFileSync(PROGRAM, ["import", "ndjson", file, "--make-sections"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  console.error(said.trim());
  return data;
}

const data = keep && process.env.AGAIN ? join(work, "data") : await newsroom();
let paper = await toasoan(data);

const GZIP = { "Accept-Encoding": "gzip" };
const found = JSON.parse(String((await ask(paper.port, "/api/v1/articles?site=bao&limit=100")).body));
const addresses = found.items.map(({ url }) => new URL(url).pathname);
for (let cursor = found.next; cursor && addresses.length < 6_000; ) {
  const more = JSON.parse(String((await ask(paper.port, `/api/v1/articles?site=bao&limit=100&cursor=${encodeURIComponent(cursor)}`)).body));
  addresses.push(...more.items.map(({ url }) => new URL(url).pathname));
  cursor = more.next;
}
const thousand = addresses.slice(0, 1_000);
let dice = 7;
const shuffled = thousand.map((path) => [(dice = (dice * 16_807) % 2_147_483_647), path]).sort(([a], [b]) => a - b).map(([, path]) => path);

const pages = new Map();
for (const path of ["/", "/thoi-su", ...thousand]) {
  const [plain, gzip] = [await ask(paper.port, path), await ask(paper.port, path, GZIP)];
  if (plain.status !== 200) throw new Error(`${path}: ${plain.status}`);
  pages.set(path, { plain: plain.body, gzip: gzip.body, headers: plain.headers });
}
// A file and a folder may not have the same name.
pages.delete("/thoi-su");
const files = await nginx(pages);

const rows = [];
async function row(name, connections, asked, beside = true) {
  const sides = beside ? [paper, files] : [paper];
  const told = sides.map(() => []);
  for (const side of sides) wrk(side.port, connections, { ...asked, seconds: 1 });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, side] of sides.entries()) told[at].push(measure(side, connections, asked));
  }
  const [own, other] = told.map((list) => ({ rate: median(list.map(({ rate }) => rate)), p50: median(list.map(({ p50 }) => p50)), p99: median(list.map(({ p99 }) => p99)), errors: list.reduce((sum, one) => sum + one.errors, 0) }));
  rows.push([name, connections, Math.round(own.rate), own.p50 / 1000, own.p99 / 1000, other ? Math.round(other.rate) : "", other ? other.p99 / 1000 : "", other ? (own.rate / other.rate).toFixed(2) : "", own.errors]);
}

const one = [thousand[0]];
const etag = (await ask(paper.port, one[0], GZIP)).headers.etag;
for (const connections of [16, 128]) {
  await row("one article, gzip", connections, { paths: one, headers: GZIP });
  await row("1,000 articles in random order, gzip", connections, { paths: shuffled, headers: GZIP });
}
await row("one article, not compressed", 16, { paths: one });
await row("home, gzip", 16, { paths: ["/"], headers: GZIP });
await row("section, gzip", 16, { paths: ["/thoi-su"], headers: GZIP }, false);
await row("feed, gzip", 16, { paths: ["/rss.xml"], headers: GZIP }, false);
await row("search, same question", 16, { paths: ["/tim-kiem?q=ch%E1%BB%A3+phi%C3%AAn"], headers: GZIP }, false);
await row("304 (If-None-Match)", 16, { paths: one, headers: { ...GZIP, "If-None-Match": etag } }, false);

// Each once, on a server that has just started: nothing is in its cache.
const cold = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await paper.stop();
  paper = await toasoan(data);
  // What it does at its start (the newsroom's index, the lists of what is read) is done by then.
  await sleep(8_000);
  cold.push(measure(paper, 2, { paths: addresses, headers: GZIP, seconds: 1 }));
}
const coldest = cold.sort((a, b) => a.rate - b.rate)[Math.floor(cold.length / 2)];
const all = coldest.requests <= addresses.length;
rows.push([`article, not in the cache${all ? "" : " (some twice)"}`, 2, Math.round(coldest.rate), coldest.p50 / 1000, coldest.p99 / 1000, "", "", "", coldest.errors]);

const version = (program, ...args) => spawnSync(program, args, { encoding: "utf8" });
console.log(`${ARTICLES} articles, ${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model.trim()} × ${cpus().length}, load ${loadavg()[0].toFixed(1)}, ${version("nginx", "-v").stderr.trim()}, ${SECONDS} s a round, median of ${ROUNDS}; started in ${paper.started} ms; memory ${memory(paper.pids()).toFixed(0)} MiB (nginx ${memory(files.pids()).toFixed(0)})\n`);
console.log("| | connections | requests a core-second | p50 ms | p99 ms | nginx | its p99 ms | ratio | errors |");
console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
for (const cells of rows) console.log(`| ${cells.join(" | ")} |`);
await paper.stop();
process.exit(0);
