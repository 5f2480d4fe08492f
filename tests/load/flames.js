// Where the program's time goes: draws a flame graph of pages from the cache and one of pages that
// nobody asked for before, and prints the largest shares of each.
//
// `node tests/load/flames.js` with PROGRAM (a release build with symbols: CARGO_PROFILE_RELEASE_STRIP=none
// cargo build --release), OUT (a folder for the drawings) and what else `run.js` takes.
// Needs wrk, perf (Debian: linux-perf) and the tools of `cargo install inferno`.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, sleep } from "../faults/machine.js";
import { GZIP, SECONDS, ask, newest, newsroom, running, shuffle, toasoan, work, wrk } from "./measure.js";

const OUT = process.env.OUT ?? join(ROOT, "target/flames");
const BIG = { encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["pipe", "pipe", "ignore"] };
/** A share of less than this is not told. */
const LEAST = 1;
/** What only calls others says nothing. */
const AROUND = /^(core|std|alloc|tokio|poem|hyper|futures_util|tower)(::|$)|^<(core|std|alloc|tokio|poem|hyper|futures_util|tower)|^(clone3|start_thread|\[unknown\]|toasoan)$/;

mkdirSync(OUT, { recursive: true });

/** Shares of all samples in which each function stands, in per cent. */
function shares(folded) {
  const sums = new Map();
  let all = 0;
  for (const line of folded.trimEnd().split("\n")) {
    const at = line.lastIndexOf(" ");
    const count = Number(line.slice(at + 1));
    all += count;
    for (const name of new Set(line.slice(0, at).split(";"))) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([name, sum]) => [name, (100 * sum) / all]).sort(([, a], [, b]) => b - a);
}

async function drawn(name, paper, connections, asked) {
  const samples = join(work, `${name}.perf`);
  const asking = wrk(paper.port, connections, { ...asked, headers: GZIP, seconds: SECONDS + 2 });
  await sleep(500);
  const perf = spawn("perf", ["record", "-q", "-F", "250", "--call-graph", "dwarf,32768", "-p", paper.pids().join(","), "-o", samples, "--", "sleep", String(SECONDS)], { stdio: ["ignore", "ignore", "inherit"] });
  running.add(perf);
  const [code] = await once(perf, "close");
  running.delete(perf);
  if (code !== 0) throw new Error(`perf ended with ${code}`);
  await asking;
  const script = execFileSync("perf", ["script", "--no-inline", "-i", samples], BIG);
  const folded = execFileSync("inferno-collapse-perf", { ...BIG, input: script });
  writeFileSync(join(OUT, `${name}.svg`), execFileSync("inferno-flamegraph", ["--title", name], { ...BIG, input: folded }));
  console.log(`\n## ${name}: ${join(OUT, `${name}.svg`)}\n`);
  const told = shares(folded).filter(([function_, share]) => share >= LEAST && !AROUND.test(function_));
  for (const [function_, share] of told.slice(0, 40)) console.log(`${share.toFixed(1).padStart(5)} %  ${function_.slice(0, 110)}`);
}

const data = await newsroom();
const paper = await toasoan(data);
// What it does at its start is done by then.
await sleep(8_000);
const addresses = await newest(paper.port, 6_000);
const shuffled = shuffle(addresses.slice(0, 1_000));
await drawn("not-cached", paper, 2, { paths: addresses.slice(1_000) });
for (const path of shuffled) await ask(paper.port, path, GZIP);
await drawn("cached", paper, 16, { paths: shuffled });
process.exit(0);
