// What the trials need of the machine they run on.

import { createServer } from "node:net";
import { join } from "node:path";

export const ROOT = new URL("../..", import.meta.url).pathname;
/** The binary that is tried. */
export const PROGRAM = process.env.PROGRAM ?? join(ROOT, "target/debug/toasoan");

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
