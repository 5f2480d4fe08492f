// How many requests a second of one core are answered, beside nginx that serves the same bytes as
// files; prints a Markdown table. What counts is the processor time of the server alone, so that
// other work on the machine moves the figures little.
//
// `node tests/load/run.js` with PROGRAM (a release build), ARTICLES (10000), SECONDS (4), ROUNDS (3), and
// ONE_CORE=1 to hold the program to one core, as nginx is by its one process.
// Needs wrk and nginx.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { freePort, sleep } from "../faults/machine.js";
import { ARTICLES, GZIP, ROUNDS, SECONDS, ask, cold, measure, memory, middle, newest, newsroom, running, shuffle, toasoan, work, wrk } from "./measure.js";

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

const data = await newsroom();
const paper = await toasoan(data);

const addresses = await newest(paper.port, 6_000);
const thousand = addresses.slice(0, 1_000);
const shuffled = shuffle(thousand);

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
  for (const side of sides) await wrk(side.port, connections, { ...asked, seconds: 1 });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, side] of sides.entries()) told[at].push(await measure(side, connections, asked));
  }
  const [own, other] = told.map(middle);
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

await paper.stop();
const coldest = await cold(data, addresses);
const all = coldest.requests <= addresses.length;
rows.push([`article, not in the cache${all ? "" : " (some twice)"}`, 2, Math.round(coldest.rate), coldest.p50 / 1000, coldest.p99 / 1000, "", "", "", coldest.errors]);

const version = (program, ...args) => spawnSync(program, args, { encoding: "utf8" });
console.log(`${ARTICLES} articles, ${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model.trim()} × ${cpus().length}, load ${loadavg()[0].toFixed(1)}, ${version("nginx", "-v").stderr.trim()}, ${SECONDS} s a round, median of ${ROUNDS}; started in ${coldest.started} ms; memory ${coldest.held.toFixed(0)} MiB (nginx ${memory(files.pids()).toFixed(0)})\n`);
console.log("| | connections | requests a core-second | p50 ms | p99 ms | nginx | its p99 ms | ratio | errors |");
console.log("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
for (const cells of rows) console.log(`| ${cells.join(" | ")} |`);
process.exit(0);
