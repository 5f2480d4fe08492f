// How many requests a second of one core other systems answer beside ours, with the same articles;
// prints a Markdown table. What counts is the processor time of all processes of a server, its
// database's too.
//
// `node tests/load/peers.js` with PROGRAM (a release build), PEERS (wordpress,wagtail,ghost),
// ARTICLES (10000), SECONDS (4), ROUNDS (3), WORK (a folder to keep), AGAIN=1 (take what it has).
// Needs root, Debian 12, wrk, and package registries for what is not installed yet.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { sleep } from "../faults/machine.js";
import { ARTICLES, GZIP, ROUNDS, SECONDS, again, ask, cold, measure, median, memory, middle, newest, newsroom, shuffle, toasoan, work, written, wrk } from "./measure.js";
import { patient } from "./peers/patient.js";
import { told } from "./peers/text.js";
import { article } from "./articles.js";

const PEERS = (process.env.PEERS ?? "wordpress,wagtail,ghost").split(",").filter(Boolean);
const QUESTION = "chợ phiên";
const PAGES = ["one article", "1,000 articles", "home", "section", "feed", "search", "1,000 questions"];
// An answer that takes longer is waited for, with few connections, so that each counts in full.
const SLOW_MS = 8;

chmodSync(work, 0o755);
const say = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** One page, in rounds: figures as a cell shows them. */
async function page(server, paths) {
  const times = [];
  let bytes = 0;
  // A cache may take in what it can in ten seconds, the last first: how long an answer takes is
  // then seen on those that it may not have.
  for (const from = performance.now(), left = [...paths]; left.length > 0 && performance.now() - from < 10_000; ) await ask(server.port, left.pop(), GZIP);
  for (const path of [0, 1, 2, 3].map((at) => paths[at % paths.length])) {
    const begun = performance.now();
    const answer = await ask(server.port, path, GZIP);
    if (answer.status !== 200) return { failed: `${path}: ${answer.status}` };
    times.push(performance.now() - begun);
    bytes = answer.body.length;
  }
  const slow = median(times.slice(1)) > SLOW_MS;
  const [client, connections] = slow ? [patient, 4] : [wrk, 16];
  const asked = { paths, headers: GZIP, seconds: SECONDS, started: server.started };
  if (!slow) await wrk(server.port, connections, { ...asked, seconds: 1 });
  const rounds = [];
  const watch = setInterval(() => (server.most = Math.max(server.most, memory(server.pids()))), 500);
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(server, connections, asked, client));
  clearInterval(watch);
  server.most = Math.max(server.most, memory(server.pids()));
  return { ...middle(rounds), slow, bytes };
}

async function system(title, version, server, pages) {
  await ask(server.port, pages.home[0], GZIP);
  await sleep(3_000);
  const idle = memory(server.pids());
  server.most = idle;
  const cells = [];
  for (const paths of Object.values(pages)) {
    cells.push(await page(server, paths));
    const { failed, rate } = cells.at(-1);
    say(`${title}, ${PAGES[cells.length - 1]}: ${failed ?? `${rate.toFixed(1)} a core-second`}`);
  }
  return { title, version, cells, idle, most: server.most };
}

// The newest, and a question for each: its title without the number.
const recent = shuffle(Array.from({ length: Math.min(1_000, ARTICLES) }, (_, at) => ARTICLES - 1 - at)).map((number) => told(article(number), number));
const questions = recent.map(({ title }) => title.replace(/ \(\d+\)$/, ""));

const rows = [];
const missing = [];
const imports = [];
const lists = ["toasoan home 59, section 20, feed 30, results 20"];

// As deploy/ sets it up on a small machine; the others have the sizes that they come with.
process.env.TOASOAN_CACHE_MIB ??= "128";
process.env.MALLOC_ARENA_MAX ??= "2";
const data = await newsroom();
{
  const paper = await toasoan(data);
  const addresses = await newest(paper.port, 6_000);
  const thousand = addresses.slice(0, 1_000);
  const search = (question) => `/tim-kiem?q=${encodeURIComponent(question)}`;
  const pages = { article: [thousand[0]], articles: shuffle(thousand), home: ["/"], section: ["/thoi-su"], feed: ["/rss.xml"], search: [search(QUESTION)], questions: questions.map(search) };
  const version = spawnSync(process.env.PROGRAM ?? "true", ["--version"], { encoding: "utf8" }).stdout.trim().split(" ").at(-1);
  rows.push(await system("toasoan", version, paper, pages));
  await paper.stop();
  const first = await cold(data, addresses);
  rows.push({ title: "toasoan, article not in the cache", version, cells: PAGES.map((_, at) => (at === 1 ? { ...first, few: true } : null)) });
}

const articles = join(work, "told.ndjson");
if (!again || !existsSync(articles)) await written(articles, told);

for (const key of PEERS) {
  const peer = await import(`./peers/${key}.js`);
  const folder = join(work, key);
  mkdirSync(folder, { recursive: true });
  let version = "";
  try {
    say(`${peer.name}: installing`);
    version = await peer.install(folder);
    const filled = join(folder, "filled.json");
    const had = again && existsSync(filled) && JSON.parse(readFileSync(filled)).articles === ARTICLES;
    if (!had) {
      rmSync(filled, { force: true });
      say(`${peer.name} ${version}: importing`);
      const begun = performance.now();
      await peer.fill(folder, articles);
      writeFileSync(filled, JSON.stringify({ articles: ARTICLES, seconds: (performance.now() - begun) / 1000 }));
    }
    lists.push(`${peer.name} ${peer.lists}`);
    imports.push(`${peer.name} ${JSON.parse(readFileSync(filled)).seconds.toFixed(0)} s`);
  } catch (error) {
    missing.push([peer.name, error.message]);
    say(`${peer.name}: ${error.message}`);
    continue;
  }
  for (const variant of peer.variants) {
    let server;
    try {
      server = await peer.start(folder, variant);
      const { article: at, home, section, feed } = peer.paths;
      const search = server.search ?? peer.paths.search;
      const pages = { article: [at(recent[0])], articles: recent.map(at), home: [home], section: [section], feed: [feed], search: [search(QUESTION)], questions: questions.map(search) };
      rows.push({ ...(await system(`${peer.name}, ${variant}`, version, server, pages)), rival: true });
    } catch (error) {
      missing.push([`${peer.name}, ${variant}`, error.message]);
      say(`${peer.name}, ${variant}: ${error.message}`);
    } finally {
      await server?.stop();
    }
  }
}

const count = (rate) => (rate >= 100 ? Math.round(rate).toLocaleString("en") : rate.toFixed(1));
const ms = (micros) => (micros >= 10_000 ? Math.round(micros / 1000) : (micros / 1000).toFixed(2));
function cell(one) {
  if (!one) return "";
  if (one.failed) return `failed (${one.failed})`;
  return `${count(one.rate)}${one.slow ? "*" : one.few ? "†" : ""} (${ms(one.p50)} / ${ms(one.p99)}${one.errors ? `, ${one.errors} errors` : ""})`;
}
const best = (at, list) => list.filter(({ cells }) => cells[at]?.rate).sort((a, b) => b.cells[at].rate - a.cells[at].rate)[0];
const least = (list, key) => list.filter((row) => row[key]).sort((a, b) => a[key] - b[key])[0];
const times = (ratio) => (ratio >= 10 ? Math.round(ratio).toLocaleString("en") : ratio.toFixed(2));

console.log(`${ARTICLES} articles, ${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model.trim()} × ${cpus().length}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}; ${SECONDS} s a round, median of ${ROUNDS}. Cells: requests a core-second of the server (p50 / p99 ms), gzip asked for, 16 connections with wrk; * 4 connections and a client that waits for each answer; † 2 connections, each article once, on a server just started. Imports: ${imports.join(", ") || "none"}.\n`);
console.log(`| system | version | ${PAGES.join(" | ")} | errors | memory idle / load, PSS MiB |`);
console.log(`|---|---|${"--:|".repeat(PAGES.length + 2)}`);
for (const row of rows) {
  const errors = row.cells.reduce((sum, one) => sum + (one?.errors ?? 0), 0);
  console.log(`| ${row.title} | ${row.version} | ${row.cells.map(cell).join(" | ")} | ${errors} | ${row.idle ? `${row.idle.toFixed(0)} / ${row.most.toFixed(0)}` : ""} |`);
}
for (const [title, why] of missing) console.log(`| ${title} | not measured: ${why.replaceAll("|", "/").replaceAll("\n", " ")} | ${"| ".repeat(PAGES.length + 1)}|`);
const rivals = rows.filter(({ rival }) => rival);
if (rivals.length > 0) {
  const [own, first] = rows;
  const stock = rivals.filter(({ title }) => title.endsWith("stock"));
  const beside = (mine, list) => PAGES.map((_, at) => {
    const other = best(at, list);
    return mine.cells[at]?.rate && other ? `${times(mine.cells[at].rate / other.cells[at].rate)} (${other.title})` : "";
  });
  const [idle, most] = [least(rivals, "idle"), least(rivals, "most")];
  console.log(`| **toasoan / best rival** | | ${beside(own, rivals).join(" | ")} | | ${times(own.idle / idle.idle)} / ${times(own.most / most.most)} of ${most.title} |`);
  console.log(`| **toasoan / best stock rival** | | ${beside(own, stock).join(" | ")} | | |`);
  console.log(`| **toasoan, not in the cache / best stock rival** | | ${beside(first, stock).join(" | ")} | | |`);
}
console.log(`\nBytes of an answer as it was sent: ${rows.filter(({ idle }) => idle).map(({ title, cells }) => `${title} ${cells.map((one) => one.bytes ?? "–").join(", ")}`).join("; ")} (in the order of the columns). Lists: ${lists.join("; ")}; feeds carry whole texts.`);
process.exit(0);
