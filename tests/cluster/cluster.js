// Three nodes, PostgreSQL, an S3 server and nginx, each in a network namespace of its own on a
// bridge that leads nowhere else. By hand, as root:
//
//   node tests/cluster/cluster.js        brings it up, prints addresses, takes it down at Ctrl+C
//   ip netns exec ts-hub curl -k https://localhost/ --connect-to localhost:443:10.77.0.2:443
//
// The fault tests (tests/faults/cluster.js) import it. PROGRAM names the binary, SAMPLE a folder
// with a demo newsroom. Needs iproute2, nginx, openssl, PostgreSQL and `npm ci` in this folder.

import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, ROOT, sleep } from "../faults/machine.js";

const NET = "10.77.0";
export const PROXY = `${NET}.2`;
const DATABASE = `${NET}.20`;
const STORE = `${NET}.21`;
const HOSTS = ["localhost", "cong.localhost", "chuyendoiso.localhost"];

const ip = (...words) => execFileSync("ip", words, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
const inside = (space, program, args) => ["ip", ["netns", "exec", space, program, ...args]];

/** A namespace with an address on the bridge of the hub. */
function space(name, address) {
  ip("netns", "add", name);
  const cable = `v-${name.slice(3)}`;
  ip("link", "add", cable, "netns", "ts-hub", "type", "veth", "peer", "name", "eth0", "netns", name);
  ip("-n", "ts-hub", "link", "set", cable, "master", "br0", "up");
  ip("-n", name, "addr", "add", `${address}/24`, "dev", "eth0");
  ip("-n", name, "link", "set", "eth0", "up");
  ip("-n", name, "link", "set", "lo", "up");
  return { name, address, cable };
}

/** Pulls the cable of a namespace, or puts it back. */
export const cable = ({ cable: name }, state) => ip("-n", "ts-hub", "link", "set", name, state);

/** What one namespace sends to another's address is lost without a word, until it is healed. */
export function cut(from, to) {
  ip("-n", from.name, "neigh", "replace", to.address, "lladdr", "02:00:00:00:00:99", "nud", "permanent", "dev", "eth0");
  return () => ip("-n", from.name, "neigh", "del", to.address, "dev", "eth0");
}

/** A program in a namespace that can be ended and started again. */
function program(folder, where, name, command, args, env = {}) {
  let child = null;
  const runs = () => child && child.exitCode === null && child.signalCode === null;
  const start = () => {
    // A fault that failed half-way is healed from whatever state it left.
    if (runs()) return;
    const log = openSync(join(folder, `${name}.log`), "a");
    const [run, words] = inside(where.name, command, args);
    child = spawn(run, words, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", log, log], detached: true });
    child.on("error", (error) => console.error(name, error.message));
  };
  const stop = async (signal = "SIGTERM") => {
    if (!runs()) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(child.pid, signal);
    await gone;
  };
  return { where, start, stop, pid: () => child?.pid, signal: (one) => process.kill(child.pid, one) };
}

/** Waits until an address answers as wished, asked from the hub. */
export async function until(what, tries = 300) {
  for (let at = 0; at < tries; at += 1) {
    if (await what().catch(() => false)) return;
    await sleep(100);
  }
  throw new Error(`not within ${tries / 10} s: ${what}`);
}

/** nginx as deploy/ has it, with the addresses and the folder of this trial and without its limits
 *  for one client, which here all load comes from. */
function proxyFiles(folder, nodes) {
  const own = join(folder, "nginx");
  cpSync(join(ROOT, "deploy/nginx"), own, { recursive: true });
  mkdirSync(join(own, "cache"), { recursive: true });
  const change = (file, ...pairs) => {
    const path = join(own, file);
    writeFileSync(path, pairs.reduce((text, [from, to]) => text.replaceAll(from, to), readFileSync(path, "utf8")));
  };
  for (const file of ["toasoan.conf", ...readdirSync(join(own, "toasoan")).map((name) => `toasoan/${name}`)]) {
    change(file, ["/etc/nginx/toasoan", join(own, "toasoan")], ["/var/cache/nginx", join(own, "cache")], ["/var/log/nginx", own]);
  }
  change("toasoan.conf", [/rate=\d+r\/s/g, "rate=100000r/s"], [/limit_conn toasoan_conn \d+/g, "limit_conn toasoan_conn 60000"], [/listen \[::\][^;]*;/g, ""]);
  change("toasoan/upstream.conf", [/^\s*server .*\n/gm, ""], ["keepalive 64;", `${nodes.map(({ address }) => `server ${address}:8080 max_fails=2 fail_timeout=2s;`).join("\n")}\nkeepalive 64;`]);
  change("toasoan/site.conf", [/server_name [^;]*;/g, `server_name ${HOSTS.join(" ")};`]);
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", join(own, "toasoan/key.pem"), "-out", join(own, "toasoan/certificate.pem")], { stdio: "ignore" });
  writeFileSync(join(own, "nginx.conf"), `daemon off; pid ${own}/pid; worker_processes 1; error_log ${own}/error.log warn;\nevents { worker_connections 4096; }\nhttp { include ${own}/toasoan.conf; }\n`);
  return join(own, "nginx.conf");
}

function postgres(folder, where) {
  const bin = readdirSync("/usr/lib/postgresql").sort((a, b) => a - b).map((version) => `/usr/lib/postgresql/${version}/bin`).at(-1);
  const data = join(folder, "postgres");
  mkdirSync(data);
  chmodSync(folder, 0o755);
  execFileSync("chown", ["postgres", data]);
  const as = (...words) => execFileSync("ip", ["netns", "exec", where.name, "runuser", "-u", "postgres", "--", ...words], { cwd: "/", stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  as(`${bin}/initdb`, "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8");
  writeFileSync(join(data, "pg_hba.conf"), `host all all ${NET}.0/24 trust\nlocal all all trust\n`);
  const control = (...words) => as(`${bin}/pg_ctl`, "-D", data, "-w", "-l", join(data, "log"), ...words);
  const start = () => control("-o", `-c listen_addresses=${where.address} -c unix_socket_directories=${data} -c max_connections=120`, "start");
  const sql = (words, database = "toasoan") => as("psql", "-X", "-A", "-t", "-h", data, "-U", "postgres", database, "-c", words).trim();
  const pid = () => Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
  return { where, start, stop: (mode = "fast") => control("-m", mode, "stop"), sql, pid };
}

/** Why this machine grants no namespaces or no bridge between them; nothing where it does. */
export function refusal() {
  if (process.getuid() !== 0) return "network namespaces need root";
  try {
    ip("netns", "add", "ts-probe");
    ip("-n", "ts-probe", "link", "add", "br0", "type", "bridge");
    ip("-n", "ts-probe", "link", "add", "v0", "type", "veth", "peer", "name", "v1");
    return null;
  } catch (error) {
    return `this machine grants no network namespaces: ${String(error.stderr || error.message).trim()}`;
  } finally {
    try {
      ip("netns", "del", "ts-probe");
    } catch {
      // There is none.
    }
  }
}

/** Brings everything up; `down` takes everything down again, also half of it. */
export async function up({ folder = mkdtempSync(join(tmpdir(), "toasoan-cluster-")), count = 3 } = {}) {
  if (ip("netns", "list").includes("ts-hub")) throw new Error("another cluster is up: `ip netns list`");
  const stops = [];
  const down = async () => {
    for (const stop of stops.reverse()) await Promise.resolve().then(stop).catch((error) => console.error(error.message));
    stops.length = 0;
  };
  try {
    return await bring(folder, count, stops, down);
  } catch (error) {
    await down();
    throw error;
  }
}

async function bring(folder, count, stops, down) {
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  stops.push(() => ip("netns", "del", "ts-hub"));
  ip("netns", "add", "ts-hub");
  ip("-n", "ts-hub", "link", "add", "br0", "type", "bridge");
  ip("-n", "ts-hub", "addr", "add", `${NET}.1/24`, "dev", "br0");
  ip("-n", "ts-hub", "link", "set", "br0", "up");
  ip("-n", "ts-hub", "link", "set", "lo", "up");
  const named = (name, address) => {
    stops.push(() => ip("netns", "del", name));
    return space(name, address);
  };

  const db = postgres(folder, named("ts-db", DATABASE));
  db.start();
  stops.push(() => db.stop("immediate"));
  db.sql("CREATE DATABASE toasoan", "postgres");

  const s3 = join(folder, "s3");
  mkdirSync(s3);
  const server = join(ROOT, "tests/cluster/node_modules/s3rver/bin/s3rver.js");
  if (!existsSync(server)) throw new Error("the S3 server is missing: `npm ci` in tests/cluster");
  const cellar = named("ts-s3", STORE);
  const rate = join(folder, "s3-fails");
  const store = program(folder, cellar, "s3", process.execPath, [server, "-d", s3, "-a", STORE, "-p", "9001", "--configure-bucket", "toasoan"]);
  const flaky = program(folder, cellar, "flaky", process.execPath, [join(ROOT, "tests/cluster/flaky.js"), STORE, "9000", "9001", rate]);
  store.fails = (part) => writeFileSync(rate, String(part));
  for (const one of [store, flaky]) {
    one.start();
    stops.push(() => one.stop("SIGKILL"));
  }

  const nodes = [];
  for (let at = 1; at <= count; at += 1) {
    const where = named(`ts-n${at}`, `${NET}.${10 + at}`);
    const env = {
      HOME: "/root",
      TOASOAN_DATA: join(folder, `node-${at}`),
      TOASOAN_DATABASE: `postgres://postgres@${DATABASE}/toasoan`,
      TOASOAN_MEDIA: "s3://toasoan/media",
      AWS_ENDPOINT_URL: `http://${STORE}:9000`,
      AWS_ACCESS_KEY_ID: "S3RVER",
      AWS_SECRET_ACCESS_KEY: "S3RVER",
      AWS_REGION: "us-east-1",
      TOASOAN_LISTEN: `${where.address}:8080`,
      TOASOAN_OPS_LISTEN: `${where.address}:9090`,
      TOASOAN_PUBLIC_URL: "https://localhost",
      TOASOAN_TRUSTED_PROXIES: PROXY,
      TOASOAN_LOG: process.env.TOASOAN_LOG ?? "warn",
    };
    const run = (...words) => {
      const [first, rest] = inside(where.name, PROGRAM, words);
      return execFileSync(first, rest, { env: { ...process.env, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    };
    const node = { ...program(folder, where, `node-${at}`, PROGRAM, ["serve"], env), address: where.address, run };
    stops.push(() => node.stop("SIGKILL"));
    nodes.push(node);
  }

  const lb = program(folder, named("ts-lb", PROXY), "nginx", "nginx", ["-c", proxyFiles(folder, nodes), "-e", join(folder, "nginx/error.log")]);
  lb.start();
  stops.push(() => lb.stop("SIGTERM"));
  return { folder, db, store, nodes, lb, down };
}

/** The demo's newsroom comes as a backup, as one does that has outgrown a machine. */
export function fill({ folder, nodes }) {
  const data = join(folder, "small");
  if (!process.env.SAMPLE) throw new Error("SAMPLE must name a folder with a demo newsroom");
  cpSync(process.env.SAMPLE, data, { recursive: true });
  const env = { ...process.env, TOASOAN_DATA: data, TOASOAN_PUBLIC_URL: "https://localhost", TOASOAN_LOG: "error" };
  const file = join(folder, "newsroom.backup");
  const said = execFileSync(PROGRAM, ["backup", file], { env, encoding: "utf8" });
  return said + nodes[0].run("restore", file, "--verify");
}

/** Starts all nodes and waits until they take requests. The check runs inside the hub. */
export async function serve({ nodes }, ready) {
  for (const node of nodes) node.start();
  for (const node of nodes) await until(() => ready(node));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const cluster = await up();
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await cluster.down();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(fill(cluster));
  for (const node of cluster.nodes) node.start();
  console.log(`nodes: ${cluster.nodes.map(({ address }) => `http://${address}:8080`).join(" ")}`);
  console.log(`through nginx: ip netns exec ts-hub curl -k https://localhost/ --connect-to localhost:443:${PROXY}:443`);
  console.log("Stop with Ctrl+C.");
  setInterval(() => {}, 1 << 30);
}
