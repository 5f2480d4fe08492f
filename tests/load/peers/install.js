// What the rivals need of the machine: packages, users who are not root, programs that run for a time.

import { spawn } from "node:child_process";
import { chownSync, existsSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { answers, family, running, stop } from "../measure.js";

/** Runs a program to its end, behind all else on the machine; fails with the last it said. */
export async function run(program, args, { user, ...options } = {}) {
  const child = spawn("nice", ["-n", "10", program, ...args], { stdio: ["ignore", "pipe", "pipe"], ...options, ...user });
  // Half an installation would be left to whoever comes next.
  if (program !== "apt-get") running.add(child);
  let said = "";
  for (const from of [child.stdout, child.stderr]) from.on("data", (part) => (said += part));
  const code = await new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  running.delete(child);
  if (code !== 0) throw new Error(`${program} ${args[0]}: ${said.trim().split("\n").slice(-4).join(" / ") || code}`);
  return said;
}

const last = (log) => readFileSync(log, "utf8").trim().split("\n").at(-1);

/** A server that is ended with the trial; what it says goes to a file. */
export function begin(program, args, log, { user, ...options } = {}) {
  const out = openSync(log, "a");
  const child = spawn(program, args, { stdio: ["ignore", out, out], ...options, ...user });
  running.add(child);
  // Without this a program that is missing would end the whole trial: it is told by its silence.
  child.on("error", () => running.delete(child));
  return Object.assign(child, { log });
}

/** These processes as one server, once it answers; where it does not, they are ended. */
export async function server(port, all, what) {
  const end = async () => {
    for (const child of all) await stop(child);
  };
  const dies = all.map((child) => new Promise((_, reject) => child.once("exit", () => reject(new Error(`${what}: ${basename(child.spawnfile)} ended: ${last(child.log)}`)))));
  for (const one of dies) one.catch(() => {});
  try {
    await Promise.race([answers(port, "/", what), ...dies]);
  } catch (error) {
    await end();
    throw error;
  }
  return { port, pids: () => all.flatMap((child) => family(child.pid)), stop: end };
}

/** A user of the system, as a program is started by. */
export function user(name) {
  const line = readFileSync("/etc/passwd", "utf8").split("\n").find((one) => one.startsWith(`${name}:`));
  if (!line) throw new Error(`there is no user ${name}`);
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

export function give(folder, { uid, gid }) {
  chownSync(folder, uid, gid);
  if (!statSync(folder).isDirectory()) return;
  for (const name of readdirSync(folder, { withFileTypes: true })) {
    if (!name.isSymbolicLink()) give(join(folder, name.name), { uid, gid });
  }
}

const SERVICES = ["mariadb", "postgresql", "apache2", "nginx", "php8.2-fpm"];

/** Debian packages, and none of the services that they would start. */
export async function apt(packages) {
  const has = (name) => run("dpkg-query", ["-W", "-f", "${db:Status-Status}", name]).then((state) => state === "installed", () => false);
  const missing = [];
  for (const name of packages) if (!(await has(name))) missing.push(name);
  if (missing.length === 0) return;
  // A file that says no keeps services from being started; one that is there already stays.
  const policy = "/usr/sbin/policy-rc.d";
  const own = !existsSync(policy);
  const lift = () => own && rmSync(policy, { force: true });
  process.once("exit", lift);
  if (own) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const before = SERVICES.filter((name) => existsSync(`/lib/systemd/system/${name}.service`));
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "-y", "--no-install-recommends", ...missing];
    await run("apt-get", install, { env }).catch(async () => {
      await run("apt-get", ["update"], { env });
      await run("apt-get", install, { env });
    });
  } finally {
    lift();
  }
  const added = SERVICES.filter((name) => !before.includes(name) && existsSync(`/lib/systemd/system/${name}.service`));
  if (existsSync("/run/systemd/system")) for (const name of added) await run("systemctl", ["disable", "--now", name]).catch(() => {});
}

export async function debian(name) {
  return (await run("dpkg-query", ["-W", "-f", "${Version}", name])).replace(/^\d+:|[+-].*$/g, "");
}
