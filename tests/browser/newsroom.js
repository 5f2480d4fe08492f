// A demo newsroom of its own for each test file, and people who sign in to it.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const ROOT = new URL("../..", import.meta.url).pathname;
export const PROGRAM = process.env.PROGRAM ?? join(ROOT, "target/debug/toasoan");
export const CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The text at an address, asked of this machine whatever the host's name. */
export function text(address, headers = {}) {
  const { host, port, pathname, search } = new URL(address);
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: pathname + search, headers: { Host: host, ...headers } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
    }).on("error", reject);
  });
}

/**
 * A demo newsroom in a folder of its own, which can be killed and started again on its port.
 * The folder that `SAMPLE` names is copied, so that pictures are painted once for all files.
 */
export async function demo(data = mkdtempSync(join(tmpdir(), "toasoan-"))) {
  if (process.env.SAMPLE) cpSync(process.env.SAMPLE, data, { recursive: true });
  const [port, ops] = [await freePort(), await freePort()];
  const env = { ...process.env, TOASOAN_LISTEN: `127.0.0.1:${port}`, TOASOAN_OPS_LISTEN: `127.0.0.1:${ops}`, TOASOAN_LOG: "warn" };
  let server;
  const start = async () => {
    server = spawn(PROGRAM, ["demo", "--data", data], { env, stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve, reject) => {
      let said = "";
      server.stdout.on("data", (part) => {
        said += part;
        if (said.includes("Stop with")) resolve();
      });
      server.on("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
    });
    for (let tries = 0; ; tries += 1) {
      const up = await fetch(`http://127.0.0.1:${port}/robots.txt`).then((answer) => answer.ok, () => false);
      if (up) break;
      if (tries > 100) throw new Error("the demo does not answer");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const kill = async (signal) => {
    const gone = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode === null && server.signalCode === null) {
      server.kill(signal);
      await gone;
    }
  };
  const stop = async () => {
    await kill("SIGTERM");
    rmSync(data, { recursive: true, force: true });
  };
  await start();
  return { port, data, start, kill, stop };
}

const BROWSER = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: CHROMIUM };

export function launch() {
  return chromium.launch(BROWSER);
}

/** A browser that other tools drive through `port`, with its profile in a folder of its own. */
export function launchOpen(port, profile) {
  return chromium.launchPersistentContext(profile, { ...BROWSER, args: [...CHROMIUM, `--remote-debugging-port=${port}`] });
}

/** Starts the demo and a browser; `stop` ends both. */
export async function newsroom() {
  const house = await demo();
  const browser = await launch();
  const stop = async () => {
    await browser.close();
    await house.stop();
  };
  const site = (host) => `http://${host}:${house.port}`;
  return { browser, site, bao: site("localhost"), cong: site("cong.localhost"), cds: site("chuyendoiso.localhost"), stop };
}

/** A page of a browser of its own; what goes wrong on it and where it reaches out to is kept. */
export async function person(room, options = {}) {
  const context = await room.browser.newContext({ locale: "vi-VN", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.foreign = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) page.faults.push(message.text());
  });
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && !/(^|\.)localhost$|^127\.0\.0\.1$/.test(hostname)) page.foreign.push(request.url());
  });
  return page;
}

export const PEOPLE = {
  reporter: ["phongvien@toasoan.example", "phong-vien-2024"],
  editor: ["bientap@toasoan.example", "bien-tap-2024"],
  secretary: ["thuky@toasoan.example", "thu-ky-2024"],
  chief: ["tongbientap@toasoan.example", "tong-bien-tap-2024"],
  admin: ["quantri@toasoan.example", "quan-tri-2024"],
};

export async function signIn(page, base, role) {
  const [email, password] = PEOPLE[role];
  await page.goto(`${base}/toa-soan`);
  await page.getByLabel("Thư điện tử").fill(email);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.waitForURL((url) => url.pathname === "/toa-soan");
}
