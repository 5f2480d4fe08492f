// A client for servers that take long: wrk leaves out what is not answered in time, though the
// server has worked on it. This one asks for some seconds and then waits for every answer.

import { Agent, get } from "node:http";

const AT_LEAST = 8;
const LONGEST_MS = 120_000;

export async function patient(port, connections, { paths, headers = {}, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const begun = performance.now();
  const times = [];
  let errors = 0;
  let at = 0;
  const once = (path) => new Promise((resolve) => {
    const from = performance.now();
    const done = (good) => {
      if (good) times.push((performance.now() - from) * 1000);
      else errors += 1;
      resolve();
    };
    const asked = get({ agent, host: "127.0.0.1", port, path, headers: { Host: "localhost", ...headers }, timeout: LONGEST_MS }, (answer) => {
      answer.on("error", () => done(false)).on("end", () => done(answer.statusCode === 200)).resume();
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer"))).on("error", () => done(false));
  });
  const one = async () => {
    while (performance.now() - begun < seconds * 1000 || at < AT_LEAST) {
      at += 1;
      await once(paths[at % paths.length]);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  times.sort((a, b) => a - b);
  const share = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { requests: times.length, seconds: (performance.now() - begun) / 1000, p50: share(0.5), p99: share(0.99), errors };
}
