// What a reader, a partner and the desk wait for in a newsroom of ten thousand, a hundred thousand and
// a million articles; prints a Markdown table with the ratio of the largest to the smallest. Every page
// is asked for once, one after the other, of a server that has just started: nothing is ready.
//
// `node tests/load/sizes.js` with PROGRAM (a release build), SIZES (10000,100000,1000000; 5,000 at least), ROUNDS (3),
// WORK and AGAIN to measure again in the folders of an earlier run. A million articles of two
// paragraphs take some 12 GB and half an hour.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, createWriteStream, existsSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus } from "node:os";
import { join } from "node:path";
import { ROOT, freePort, sleep } from "../faults/machine.js";
import { article } from "./articles.js";
import { memory, running, used, work } from "./measure.js";

const PROGRAM = process.env.PROGRAM ?? join(ROOT, "target/release/toasoan");
const SIZES = (process.env.SIZES ?? "10000,100000,1000000").split(",").map(Number);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** Of each article: its file of a million would else be 8 GB. */
const PARAGRAPHS = 2;
/** Lines of one file that is imported. */
const PORTION = 100_000;
/** Megabytes of memory for ready pages. */
const CACHE_MIB = 64;
/** Different pages of one kind that are asked for in a round. */
const PAGES = 200;
const DEEP = 1_000;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function ask(port, path, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, agent, headers: { Host: "localhost", "Accept-Encoding": "gzip", ...headers } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const settings = async (data) => ({
  ...process.env,
  TOASOAN_DATA: data,
  TOASOAN_LISTEN: `127.0.0.1:${await freePort()}`,
  TOASOAN_OPS_LISTEN: `127.0.0.1:${await freePort()}`,
  TOASOAN_CACHE_MIB: String(CACHE_MIB),
  TOASOAN_LOG: "error",
});

async function started(data, args = ["serve"]) {
  const env = await settings(data);
  const port = Number(env.TOASOAN_LISTEN.split(":")[1]);
  const ops = Number(env.TOASOAN_OPS_LISTEN.split(":")[1]);
  const begun = performance.now();
  const child = spawn(PROGRAM, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  running.add(child);
  const dead = new Promise((_, reject) => child.once("exit", (code) => reject(new Error(`the server ended with ${code}`))));
  dead.catch(() => {});
  const ready = async () => {
    while (!(await ask(ops, "/readyz").then(({ status }) => status === 200, () => false))) await sleep(10);
  };
  await Promise.race([ready(), dead]);
  const took = performance.now() - begun;
  const stop = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    running.delete(child);
  };
  return { port, pid: child.pid, took, stop };
}

async function lines(from, to) {
  const file = join(work, "articles.ndjson");
  const out = createWriteStream(file);
  for (let number = from; number < to; number += 1) {
    const whole = article(number);
    const line = JSON.stringify({ ...whole, body: whole.body.split("\n\n").slice(0, PARAGRAPHS).join("\n\n") });
    if (!out.write(`${line}\n`)) await new Promise((resolve) => out.once("drain", resolve));
  }
  await new Promise((resolve) => out.end(resolve));
  return file;
}

/** The folder of a newsroom of this size; grown out of that of the size before. */
async function grown(size, before) {
  const data = join(work, `data-${size}`);
  if (process.env.AGAIN && existsSync(join(data, "whole"))) return data;
  rmSync(data, { recursive: true, force: true });
  if (before) cpSync(before.data, data, { recursive: true });
  else await (await started(data, ["demo", "--data", data])).stop();
  const env = await settings(data);
  const begun = performance.now();
  for (let from = before?.size ?? 0; from < size; from += PORTION) {
    const file = await lines(from, Math.min(size, from + PORTION));
    execFileSync(PROGRAM, ["import", "ndjson", file, "--make-sections"], { env, stdio: ["ignore", "ignore", "ignore"] });
    rmSync(file);
  }
  console.error(`${size}: ${((performance.now() - begun) / 1000).toFixed(0)} s to take in`);
  // The desk's own index is filled by the server, beside its work.
  const server = await started(data);
  for (let before = -1, now = 0; now - before > 0.5; ) {
    before = used([server.pid]);
    await sleep(5_000);
    now = used([server.pid]);
  }
  await server.stop();
  console.error(`${size}: ${((performance.now() - begun) / 1000).toFixed(0)} s until all is done`);
  createWriteStream(join(data, "whole")).end();
  return data;
}

/** Megabytes that are its own and no file's. */
const own = (pid) => Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const at = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];

async function timed(port, paths, headers = {}) {
  const took = [];
  for (const path of paths) {
    const begun = performance.now();
    const { status } = await ask(port, path, { headers });
    took.push(performance.now() - begun);
    if (status !== 200) throw new Error(`${path}: ${status}`);
  }
  return took;
}

const cookies = (answer) => (answer.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");

async function signedIn(port) {
  const door = await ask(port, "/toa-soan/dang-nhap");
  const page = await ask(port, "/toa-soan/dang-nhap", { headers: { "Accept-Encoding": "identity", Cookie: cookies(door) } });
  const token = /name="_csrf" value="([^"]+)"/.exec(String(page.body))?.[1] ?? "";
  const form = new URLSearchParams({ _csrf: token, tiep: "", email: "bientap@toasoan.example", password: "bien-tap-2024" });
  const headers = { Cookie: cookies(door), "Content-Type": "application/x-www-form-urlencoded" };
  return cookies(await ask(port, "/toa-soan/dang-nhap", { method: "POST", headers, body: String(form) }));
}

const SECTIONS = ["thoi-su", "kinh-te", "giao-duc", "van-hoa", "y-te"];
const WORDS = ["chợ phiên", "lớp học xóa mù chữ", "tram y te xa", "vườn quế Mù Cang Chải", "nhà rông", "det tho cam", "điện mặt trời", "mật ong", "hợp tác xã Mèo Vạc", "người Khơ Mú"];
const pages = (from, count) => SECTIONS.flatMap((section) => Array.from({ length: count }, (_, number) => `/${section}?trang=${from + number}`));

/** The highest number of an article. */
async function highestOf(port, size) {
  const there = async (id) => (await ask(port, `/api/v1/articles/${id}`)).status === 200;
  let [low, high] = [size, size + 1_000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await there(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Addresses of articles, spread over all of them. */
async function addresses(port, size) {
  const highest = await highestOf(port, size);
  const paths = [];
  for (let number = 0; paths.length < PAGES * ROUNDS * 2; number += 1) {
    const id = highest - size + 1 + ((number * 7_919 * 13) % size);
    const told = await ask(port, `/api/v1/articles/${id}`, { headers: { "Accept-Encoding": "identity" } });
    if (told.status !== 200) continue;
    const url = new URL(JSON.parse(String(told.body)).url);
    if (url.hostname === "localhost") paths.push(url.pathname);
  }
  return paths;
}

async function measured(size, data) {
  let server = await started(data);
  const paths = await addresses(server.port, size);
  const found = new Map();
  const add = (name, list) => found.set(name, [...(found.get(name) ?? []), ...list]);
  const last = Math.max(1, Math.min(DEEP, Math.floor((size * 0.8) / SECTIONS.length / 20) - 12));
  for (let round = 0; round < ROUNDS; round += 1) {
    await server.stop();
    server = await started(data);
    add("started, ms", [server.took]);
    add("memory at the start, MiB", [own(server.pid)]);
    add("home, first after the start", await timed(server.port, ["/"]));
    // What it does at its start is done by then.
    await sleep(4_000);
    const slice = paths.slice(round * PAGES, (round + 1) * PAGES);
    await timed(server.port, slice.slice(0, 20));
    add("article", await timed(server.port, slice.slice(20)));
    add("section, pages 2 to 11", await timed(server.port, pages(2, 10)));
    add(`section, about page ${DEEP.toLocaleString("en")} or the last`, await timed(server.port, pages(last, 10)));
    add("feed", await timed(server.port, SECTIONS.flatMap((section) => ["rss.xml", "atom.xml", "feed.json"].map((kind) => `/${section}/${kind}`))));
    add("search", await timed(server.port, WORDS.map((word) => `/tim-kiem?q=${encodeURIComponent(word)}`)));
    add("API, a page of changes", await timed(server.port, Array.from({ length: 10 }, (_, number) => `/api/v1/changes?after=${Math.floor((size * number) / 11)}&limit=100`)));
    const cookie = await signedIn(server.port);
    add("desk, list of articles", await timed(server.port, Array(10).fill("/toa-soan"), { Cookie: cookie }));
    add("desk, search", await timed(server.port, WORDS.map((word) => `/toa-soan?q=${encodeURIComponent(word)}`), { Cookie: cookie }));
    await timed(server.port, paths.slice(ROUNDS * PAGES));
    add("memory after all this, MiB", [own(server.pid)]);
    add("with the files it has open (PSS), MiB", [memory([server.pid])]);
  }
  await server.stop();
  return found;
}

const columns = [];
let before = null;
for (const size of SIZES) {
  const data = await grown(size, before);
  columns.push(await measured(size, data));
  before = { size, data };
}
console.log(`Median (slowest of a hundred) in ms, articles of ${PARAGRAPHS} paragraphs, TOASOAN_CACHE_MIB=${CACHE_MIB}, ${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model.trim()} × ${cpus().length}\n`);
console.log(`| | ${SIZES.map((size) => size.toLocaleString("en")).join(" | ")} | ratio |`);
console.log(`|---|${SIZES.map(() => "--:|").join("")}--:|`);
for (const name of columns[0].keys()) {
  const medians = columns.map((column) => at(column.get(name), 0.5));
  const cells = columns.map((column, number) => `${medians[number].toFixed(1)}${column.get(name).length > 9 ? ` (${at(column.get(name), 0.99).toFixed(1)})` : ""}`);
  console.log(`| ${name} | ${cells.join(" | ")} | ${(medians.at(-1) / medians[0]).toFixed(2)} |`);
}
process.exit(0);
