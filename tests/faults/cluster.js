// What three nodes, PostgreSQL, an S3 server and nginx do on bad days; prints a table with a figure
// for each fault. `node tests/faults/cluster.js` as root, with PROGRAM and SAMPLE; ONLY=words runs
// the faults whose name contains them.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROXY, cable, cut, fill, refusal, until, up } from "../cluster/cluster.js";
import { PROGRAM, png, sleep } from "./machine.js";

const refused = process.env.IN_HUB ? null : refusal();
if (refused) {
  console.log(`SKIPPED: ${refused}`);
  process.exit(0);
}

// The bridge is reached from its hub only: what asks runs there.
const direct = new http.Agent({ keepAlive: true, maxSockets: 64 });
const proxied = new https.Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });

if (!process.env.IN_HUB) {
  const cluster = await up({ folder: mkdtempSync(join(tmpdir(), "toasoan-cluster-")) });
  let over = 1;
  try {
    const said = fill(cluster);
    console.log(said.trim());
    over = await inHub(cluster);
  } finally {
    await cluster.down();
  }
  process.exit(over);
}

/** Runs this file once more, inside the hub, and does for it what can only be done outside. */
async function inHub(cluster) {
  const child = spawn("ip", ["netns", "exec", "ts-hub", process.execPath, new URL(import.meta.url).pathname], {
    env: { ...process.env, IN_HUB: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const heals = new Map();
  const acts = {
    token: () => cluster.nodes[0].run("token", "add", "cluster", "--scope", "all", "--as", "tongbientap@toasoan.example").trim(),
    start: (at) => cluster.nodes[at].start(),
    stop: (at, signal) => cluster.nodes[at].stop(signal),
    memory: (at) => Number(execFileSync("ps", ["-o", "rss=", "-p", String(cluster.nodes[at].pid())], { encoding: "utf8" })) / 1024,
    dbStop: (mode) => cluster.db.stop(mode),
    dbStart: () => cluster.db.start(),
    // Of the process that takes new connections.
    dbSignal: (signal) => process.kill(cluster.db.pid(), signal),
    // Of those that answer.
    dbSignalRest: (signal) => void execFileSync("pkill", [`-${signal.slice(3)}`, "-P", String(cluster.db.pid())]),
    sql: (words) => cluster.db.sql(words),
    s3Start: () => cluster.store.start(),
    s3Fails: (part) => cluster.store.fails(part),
    s3Stop: () => cluster.store.stop("SIGKILL"),
    cable: (what, state) => cable(what === "db" ? cluster.db.where : cluster.nodes[what].where, state),
    cut: (at) => void heals.set(at, cut(cluster.nodes[at].where, cluster.db.where)),
    heal: (at) => heals.get(at)(),
  };
  child.on("message", async ({ id, act, words }) => {
    try {
      child.send({ id, value: await acts[act](...words) });
    } catch (error) {
      child.send({ id, error: String(error.stderr ?? error.message) });
    }
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

const waiting = new Map();
let number = 0;
const outside = new Proxy({}, {
  get: (_, act) => (...words) => new Promise((resolve, reject) => {
    number += 1;
    waiting.set(number, { resolve, reject });
    process.send({ id: number, act, words });
  }),
});
process.on("message", ({ id, value, error }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) resolve(value);
  else reject(new Error(error));
});

const NODES = [1, 2, 3].map((at) => `10.77.0.${10 + at}`);

function ask({ host = PROXY, method = "GET", path = "/", headers = {}, body, timeout = 15_000 }) {
  const secure = host === PROXY;
  return new Promise((resolve) => {
    const asked = (secure ? https : http).request({
      host, port: secure ? 443 : 8080, servername: "localhost", method, path, timeout,
      agent: secure ? proxied : direct, headers: { Host: "localhost", ...headers },
    }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", (error) => resolve({ status: 0, text: error.message, headers: {} }));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString("utf8") }));
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", (error) => resolve({ status: 0, text: error.message, headers: {} }));
    asked.end(body);
  });
}

const ops = (host, path) => new Promise((resolve) => {
  http.get({ host, port: 9090, path, timeout: 12_000 }, (answer) => {
    let text = "";
    answer.on("data", (part) => (text += part));
    answer.on("end", () => resolve({ status: answer.statusCode, text }));
  }).on("error", () => resolve({ status: 0, text: "" }));
});
const isReady = async (at) => (await ops(NODES[at], "/readyz")).status === 200;

const key = await outside.token();
const KEY = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };

async function api(method, path, body, host = PROXY, more = {}) {
  const answer = await ask({ host, method, path: `/api/v1${path}`, headers: { ...KEY, ...more }, body: body && JSON.stringify(body), timeout: 20_000 });
  if (answer.status < 200 || answer.status > 299) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`), { status: answer.status, headers: answer.headers });
  return { body: JSON.parse(answer.text), etag: answer.headers.etag };
}

let count = 0;
async function published(host = PROXY) {
  count += 1;
  const title = `Bài thử cụm ${process.pid} số ${count}`;
  const { body: { id } } = await api("POST", "/articles", { site: "bao", section: "thoi-su", title, lead: "Sapo", body: "Thân bài.\n", language: "vi" }, host);
  for (const act of ["submit", "approve"]) await api("POST", `/articles/${id}/${act}`, {}, host);
  const begun = performance.now();
  await api("POST", `/articles/${id}/publish`, {}, host);
  const { body: { url } } = await api("GET", `/articles/${id}`, undefined, host);
  return { id, title, path: new URL(url).pathname, begun };
}

/** Many who do the same until `end` is called, which gives what they have to tell. */
function crowd(told, one, many) {
  const all = Promise.all(Array.from({ length: many }, (_, at) => one(at)));
  told.end = async () => {
    told.over = true;
    await all;
    return told;
  };
  return told;
}

/** Readers who ask for warmed pages until they are told to stop. */
function readers(hosts, paths, many = 8) {
  const told = { asked: 0, bad: [], slowest: 0, over: false };
  const one = async (at) => {
    while (!told.over) {
      const begun = performance.now();
      const host = hosts[(told.asked + at) % hosts.length];
      const path = paths[told.asked % paths.length];
      told.asked += 1;
      const { status, text } = await ask({ host, path });
      told.slowest = Math.max(told.slowest, performance.now() - begun);
      if (status !== 200) told.bad.push(`${host}${path}: ${status} ${status === 0 ? text : ""}`);
      await sleep(4);
    }
  };
  return crowd(told, one, many);
}

/** Reporters who save again and again; what was acknowledged is kept for the count. */
function writers(saved, hosts, many = 3) {
  const told = { over: false, refused: 0, strange: [] };
  const one = async (at) => {
    let article = null;
    let time = 0;
    while (!told.over) {
      const host = hosts[at % hosts.length];
      try {
        if (!article) {
          count += 1;
          const text = { site: "bao", section: "thoi-su", title: `Bản nháp ${process.pid} ${count}`, body: "Lần 0\n", language: "vi" };
          const made = await api("POST", "/articles", text, host, { "Idempotency-Key": `nhap-${process.pid}-${count}` });
          article = { id: made.body.id, etag: made.etag, text };
          time = 0;
          saved.set(article.id, 0);
        }
        const done = await api("PUT", `/articles/${article.id}/draft`, { ...article.text, body: `Lần ${time + 1}\n` }, host, { "If-Match": article.etag });
        time += 1;
        saved.set(article.id, time);
        article.etag = done.etag;
        if (time >= 20) article = null;
      } catch (error) {
        told.refused += 1;
        // An answer may be lost on its way: the next save starts another article.
        if (error.status === 409 || error.status === 412 || !error.status) article = null;
        else if (![500, 502, 503, 504].includes(error.status)) told.strange.push(error.message);
        else if (error.status === 503 && !error.headers["retry-after"]) told.strange.push(`no Retry-After: ${error.message}`);
        else if (error.status === 500) told.strange.push(error.message);
        await sleep(100);
      }
    }
  };
  return crowd(told, one, many);
}

async function lost(saved) {
  const gone = [];
  for (const [id, time] of saved) {
    const { body } = await api("GET", `/articles/${id}/draft`);
    const kept = Number(/Lần (\d+)/.exec(body.body)?.[1] ?? -1);
    if (kept < time) gone.push(`${id}: ${time} was acknowledged, ${kept} is kept`);
  }
  return gone;
}

const rows = [];
const faults = [];
const fault = (name, run) => faults.push({ name, run });
const percentile = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];

let warm = [];
async function warmed() {
  const { body } = await api("GET", "/articles?site=bao&limit=20");
  warm = ["/", "/thoi-su", "/rss.xml", ...body.items.map(({ url }) => new URL(url).pathname)];
  // Twice: a node that was cut off still hears of changes, and lets go of what they touch.
  for (const wait of [2_500, 0]) {
    for (const host of NODES) for (const path of warm) assert.equal((await ask({ host, path })).status, 200, path);
    await sleep(wait);
  }
}

async function visible(rounds) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = round % NODES.length;
    const { path, title, begun } = await published(NODES[from]);
    await Promise.all(NODES.map(async (host) => {
      while (performance.now() - begun < 10_000) {
        const [page, home] = [await ask({ host, path }), await ask({ host, path: "/" })];
        if (page.status === 200 && home.text.includes(title)) break;
        await sleep(10);
      }
      times.push(performance.now() - begun);
    }));
  }
  return times;
}

fault("an article is published on one node and looked for on all", async () => {
  const times = await visible(12);
  assert.ok(percentile(times, 0.99) <= 2_000, `${times}`);
  return `visible everywhere: median ${percentile(times, 0.5).toFixed(0)} ms, 99 % ${percentile(times, 0.99).toFixed(0)} ms`;
});

fault("the same while many read", async () => {
  await warmed();
  const reading = readers(NODES, warm, 12);
  const times = await visible(8);
  const { asked, bad } = await reading.end();
  assert.deepEqual(bad, []);
  assert.ok(percentile(times, 0.99) <= 4_000, `${times}`);
  return `median ${percentile(times, 0.5).toFixed(0)} ms, 99 % ${percentile(times, 0.99).toFixed(0)} ms beside ${asked} pages read`;
});

fault("an article is withdrawn on one node", async () => {
  const { id, path, title } = await published(NODES[0]);
  for (const host of [...NODES, PROXY]) await until(async () => (await ask({ host, path })).status === 200);
  const begun = performance.now();
  await api("POST", `/articles/${id}/withdraw`, { note: "Thử gỡ bài." }, NODES[2]);
  let last = 0;
  for (const host of [...NODES, PROXY]) {
    await until(async () => (await ask({ host, path })).status === 410 && !(await ask({ host, path: "/" })).text.includes(title));
    last = performance.now() - begun;
  }
  assert.ok(last <= 5_000, `${last}`);
  return `gone from all nodes, lists and nginx after ${last.toFixed(0)} ms`;
});

fault("a node is killed while many read and write", async () => {
  await warmed();
  const saved = new Map();
  const [reading, writing] = [readers([PROXY], warm), writers(saved, [PROXY])];
  for (const at of [0, 1, 2]) {
    await sleep(700);
    await outside.stop(at, "SIGKILL");
    await sleep(1_200);
    await outside.start(at);
    await until(() => isReady(at));
  }
  const [read, wrote] = [await reading.end(), await writing.end()];
  assert.deepEqual(read.bad, [], "readers notice nothing");
  assert.deepEqual(wrote.strange, []);
  assert.deepEqual(await lost(saved), []);
  return `3 kills, ${read.asked} pages read, 0 failed; ${saved.size} articles saved, ${wrote.refused} saves unanswered, 0 lost`;
});

fault("nodes are restarted one after the other (an upgrade)", async () => {
  await warmed();
  const saved = new Map();
  const [reading, writing] = [readers([PROXY], warm), writers(saved, [PROXY])];
  // As the first node of a newer version does it: the programs that start below are then those of the
  // version before, and no answer that was prepared may break by a new column.
  await sleep(500);
  await outside.sql("BEGIN; CREATE TABLE IF NOT EXISTS mood (id bigint PRIMARY KEY, word text NOT NULL); ALTER TABLE article ADD COLUMN IF NOT EXISTS mood bigint REFERENCES mood (id); ALTER TABLE draft ADD COLUMN IF NOT EXISTS mood text NOT NULL DEFAULT ''; INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9001_mood', 0) ON CONFLICT DO NOTHING; COMMIT");
  for (const at of [0, 1, 2]) {
    await sleep(500);
    await outside.stop(at, "SIGTERM");
    await outside.start(at);
    await until(() => isReady(at));
  }
  const [read, wrote] = [await reading.end(), await writing.end()];
  assert.deepEqual(read.bad, []);
  assert.deepEqual(wrote.strange, []);
  assert.deepEqual(await lost(saved), []);
  return `beside a newer schema: ${read.asked} pages read, 0 failed; ${saved.size} articles saved, ${wrote.refused} saves unanswered, 0 lost`;
});

fault("PostgreSQL stops at once and starts again while people save and read", async () => {
  await warmed();
  const saved = new Map();
  const [reading, writing] = [readers(NODES, warm), writers(saved, NODES)];
  await sleep(1_500);
  await outside.dbStop("immediate");
  await sleep(4_000);
  const desk = await ask({ host: NODES[0], path: "/toa-soan/dang-nhap", headers: { Accept: "text/html" } });
  const ready = await Promise.all([0, 1, 2].map(isReady));
  await outside.dbStart();
  const begun = performance.now();
  for (const at of [0, 1, 2]) await until(() => isReady(at));
  const back = performance.now() - begun;
  await sleep(1_500);
  const [read, wrote] = [await reading.end(), await writing.end()];
  assert.deepEqual(read.bad, [], "what was read lately is still read");
  assert.deepEqual(wrote.strange, []);
  assert.deepEqual(ready, [false, false, false]);
  assert.ok(desk.status === 200 || desk.status === 503, `the desk says ${desk.status}`);
  assert.deepEqual(await lost(saved), []);
  assert.ok(back <= 5_000, `${back}`);
  const doubled = await outside.sql(`SELECT count(*) FROM (SELECT title FROM draft WHERE title LIKE 'Bản nháp ${process.pid} %' GROUP BY title HAVING count(*) > 1) AS twice`);
  assert.equal(doubled, "0", "no article was made twice");
  return `${read.asked} pages read, 0 failed, slowest ${read.slowest.toFixed(0)} ms; ${saved.size} articles saved, ${wrote.refused} saves refused, 0 lost, 0 doubled; all ready ${back.toFixed(0)} ms after`;
});

fault("the network between one node and PostgreSQL loses everything for 15 s", async () => {
  await warmed();
  await outside.cut(1);
  const reading = readers([NODES[1]], warm, 4);
  await sleep(15_000);
  const ready = await isReady(1);
  await outside.heal(1);
  const begun = performance.now();
  await until(() => isReady(1));
  const back = performance.now() - begun;
  const { path, title } = await published(NODES[0]);
  await until(async () => (await ask({ host: NODES[1], path })).text.includes(title));
  const { asked, bad, slowest } = await reading.end();
  assert.equal(ready, false, "it says that it is not ready");
  assert.deepEqual(bad, []);
  return `${asked} pages read on it, 0 failed, slowest ${slowest.toFixed(0)} ms; ready again after ${back.toFixed(0)} ms`;
});

/** Reads while these signals have stopped something of PostgreSQL for 12 s. */
async function readWhileStopped(signals) {
  await warmed();
  const reading = readers(NODES, warm);
  for (const signal of signals) await outside[signal]("SIGSTOP");
  await sleep(12_000);
  for (const signal of signals.toReversed()) await outside[signal]("SIGCONT");
  for (const at of [0, 1, 2]) await until(() => isReady(at));
  const { asked, bad, slowest } = await reading.end();
  assert.deepEqual(bad, []);
  return `${asked} pages read, 0 failed, slowest ${slowest.toFixed(0)} ms`;
}

fault("PostgreSQL takes no new connections for 12 s", () => readWhileStopped(["dbSignal"]));

fault("PostgreSQL hangs for 12 s", () => readWhileStopped(["dbSignal", "dbSignalRest"]));

/** A picture of its own each time: a red point in an empty picture. */
function picture() {
  const name = `anh-${process.pid}-${(count += 1)}`;
  const file = png(process.pid * 1_000 + count);
  const edge = "----toasoan";
  const body = Buffer.concat([Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${name}.png"\r\nContent-Type: image/png\r\n\r\n`), file, Buffer.from(`\r\n--${edge}--\r\n`)]);
  return { headers: { Authorization: KEY.Authorization, "Content-Type": `multipart/form-data; boundary=${edge}` }, body };
}
const upload = (host = PROXY) => ask({ host, method: "POST", path: "/api/v1/media", timeout: 60_000, ...picture() });

fault("the S3 server is away", async () => {
  await warmed();
  const kept = await upload(NODES[0]);
  assert.equal(kept.status, 201, kept.text);
  const src = JSON.parse(kept.text).src;
  assert.equal((await ask({ host: NODES[1], path: src })).status, 200, "another node serves it");
  const before = await outside.sql("SELECT count(*) FROM media");
  await outside.s3Stop();
  const [shown, refused, page] = [await ask({ host: NODES[1], path: src }), await upload(NODES[0]), await ask({ host: NODES[1], path: "/" })];
  const { path } = await published(NODES[2]);
  assert.equal((await ask({ host: NODES[2], path })).status, 200, "publishing goes on");
  await outside.s3Start();
  await until(async () => (await ask({ host: NODES[1], path: src })).status === 200);
  const again = await upload(NODES[0]);
  assert.deepEqual([shown.status, refused.status, page.status, again.status], [503, 503, 200, 201], `${refused.text}`);
  assert.ok(shown.headers["retry-after"] && refused.headers["retry-after"]);
  assert.equal(Number(await outside.sql("SELECT count(*) FROM media")), Number(before) + 1, "what was refused is not kept");
  return "pictures and uploads 503 with Retry-After, pages and publishing go on, all back by itself";
});

fault("the S3 server fails three requests of ten", async () => {
  await outside.s3Fails(0.3);
  const kept = [];
  for (let at = 0; at < 8; at += 1) kept.push(await upload(NODES[at % 3]));
  const shown = [];
  for (const { status, text } of kept) {
    assert.equal(status, 201, text);
    const { src, thumb } = JSON.parse(text);
    for (const host of NODES) for (const path of [src, thumb]) shown.push((await ask({ host, path })).status);
  }
  await outside.s3Fails(0);
  const bad = shown.filter((status) => status !== 200);
  assert.deepEqual(bad, []);
  return `${kept.length} uploads and ${shown.length} pictures read, 0 failed`;
});

fault("100 connections send a header a byte now and then", async () => {
  await warmed();
  const { Socket } = await import("node:net");
  const sockets = Array.from({ length: 100 }, () => {
    const socket = new Socket();
    socket.on("error", () => {});
    socket.connect(8080, NODES[0], () => socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "));
    return socket;
  });
  const begun = performance.now();
  const drip = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write("a")), 1_000);
  const reading = readers([NODES[0]], warm, 4);
  await until(async () => sockets.every((socket) => socket.closed || socket.destroyed || socket.readableEnded), 200);
  clearInterval(drip);
  const took = (performance.now() - begun) / 1_000;
  const { asked, bad, slowest } = await reading.end();
  sockets.forEach((socket) => socket.destroy());
  assert.deepEqual(bad, []);
  assert.ok(took <= 15, `${took} s`);
  return `all closed after ${took.toFixed(1)} s; meanwhile ${asked} pages read, 0 failed, slowest ${slowest.toFixed(0)} ms`;
});

for (const at of [0, 1, 2]) await outside.start(at);
for (const at of [0, 1, 2]) await until(() => isReady(at));
let failed = 0;
for (const { name, run } of faults) {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) continue;
  const begun = performance.now();
  try {
    rows.push([name, await run(), "pass"]);
  } catch (error) {
    failed += 1;
    rows.push([name, error.message.split("\n").slice(0, 6).join(" ").slice(0, 600), "FAIL"]);
    for (const heal of [() => outside.heal(1), () => outside.dbSignalRest("SIGCONT"), () => outside.dbSignal("SIGCONT"), () => outside.dbStart(), () => outside.s3Start(), () => outside.s3Fails(0)]) await heal().catch(() => {});
  }
  console.log(`${rows.at(-1)[2]} ${name} (${((performance.now() - begun) / 1_000).toFixed(1)} s): ${rows.at(-1)[1]}`);
}
console.log(`\nProgram ${PROGRAM.split("/").at(-1)}, three nodes, ${new Date().toISOString().slice(0, 10)}\n`);
console.log("| fault | what was measured | |\n|---|---|---|");
for (const cells of rows) console.log(`| ${cells.join(" | ")} |`);
process.exit(failed ? 1 : 0);
