// What the trials need of the machine they run on.

import { createServer } from "node:net";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

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

const CRC = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
});

function chunk(kind, data) {
  const named = Buffer.concat([Buffer.from(kind), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE((named.reduce((rest, byte) => CRC[(rest ^ byte) & 255] ^ (rest >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, named, sum]);
}

/** A picture like no other: a PNG file of 400 by 300 pixels, made from a number. */
export function png(number) {
  const [width, height] = [400, 300];
  const rows = Buffer.alloc((1 + width * 3) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows[at] = x * 7 + number;
      rows[at + 1] = y * 5 + (number >>> 8);
      rows[at + 2] = number >>> 16;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}
