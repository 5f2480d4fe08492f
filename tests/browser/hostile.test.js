// What nobody writes on purpose and everybody meets: the readers' pages hold it, at every width, in
// the light and in the dark.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { look } from "./look.js";
import { demo, launch, person, PROGRAM } from "./newsroom.js";

let room;
let files;
const pages = {};

/** A grey picture of this size as a PNG file. */
function picture(width, height) {
  const part = (name, bytes) => {
    const whole = Buffer.concat([Buffer.from(name), bytes]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(bytes.length);
    around.writeUInt32BE(crc32(whole), 4);
    return Buffer.concat([around.subarray(0, 4), whole, around.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 120);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), part("IHDR", head), part("IDAT", deflateSync(rows)), part("IEND", Buffer.alloc(0))]);
}

before(async () => {
  files = mkdtempSync(join(tmpdir(), "toasoan-hostile-"));
  const house = await demo();
  const bao = `http://localhost:${house.port}`;
  const { items } = await (await fetch(`${bao}/api/v1/articles?limit=100`)).json();
  const { media } = items.find(({ cover }) => cover?.media).cover;
  for (const [name, width, height] of [["dai.png", 2000, 24], ["cao.png", 24, 2000]]) writeFileSync(join(files, name), picture(width, height));
  const cells = (words) => `| ${Array.from({ length: 200 }, (_, at) => `${words} ${at}`).join(" | ")} |`;
  const cover = (file) => ({ file, alt: "Ảnh thử", caption: "", credit: "" });
  const articles = {
    // Nothing in it tells a browser where to break the line.
    unbroken: { title: "Ứ".repeat(300), lead: "ệ".repeat(1_500), body: `${"ư".repeat(4_000)}\n\n## ${"Ơ".repeat(280)}\n\nhttps://a.example/${"x".repeat(900)}` },
    pictures: { title: "Một trăm bức ảnh", body: Array.from({ length: 100 }, (_, at) => `![Ảnh ${at}](media:${media} "Ảnh thứ ${at}")`).join("\n\n") },
    table: { title: "Bảng hai trăm cột", body: [cells("Cột"), cells("---").replaceAll(/--- \d+/g, "---"), cells("Số"), cells("Số")].join("\n") },
    mixed: { title: "Chữ viết từ phải sang trái مرحبا بالعالم ở giữa", body: "Người bạn viết: «مرحبا بالعالم، كيف حالكم؟» rồi cười.\n\n- אבג דהו\n- (مرحبا) 123\n" },
    wide: { title: "Ảnh dài như sợi dây", body: "Một dòng.", cover: cover("dai.png") },
    tall: { title: "Ảnh cao như cây tre", body: "Một dòng.", cover: cover("cao.png") },
    bare: { title: "Không ảnh, không sapo", body: "Một dòng.", bylines: [], tags: [] },
  };
  const lines = Object.entries(articles).map(([name, article]) => ({ source_id: `hostile-${name}`, section: "van-hoa", bylines: ["Ẩ".repeat(200)], tags: ["Thẻ".repeat(100)], published_at: "2024-01-08T10:00:00+07:00", ...article }));
  // A menu of sixty rows.
  const menu = Array.from({ length: 60 }, (_, at) => ({ source_id: `hostile-muc-${at}`, section: `muc-thu-${at}`, title: `Bài của mục ${at}`, body: "Một dòng.", published_at: "2023-06-01T10:00:00+07:00" }));
  writeFileSync(join(files, "bai.ndjson"), [...lines, ...menu].map((line) => JSON.stringify(line)).join("\n"));
  await house.kill("SIGTERM");
  execFileSync(PROGRAM, ["import", "ndjson", join(files, "bai.ndjson"), "--site", "bao", "--make-sections"], { env: { ...process.env, TOASOAN_DATA: house.data, TOASOAN_LOG: "warn" }, stdio: ["ignore", "pipe", "inherit"] });
  await house.start();
  const browser = await launch();
  room = { browser, bao, stop: () => browser.close().then(house.stop) };
  const all = await (await fetch(`${bao}/api/v1/articles?limit=100`)).json();
  for (const name of Object.keys(articles)) pages[name] = bao + new URL(all.items.find(({ source_id }) => source_id === `hostile-${name}`).url).pathname;
});
after(async () => {
  await room?.stop();
  if (files) rmSync(files, { recursive: true, force: true });
});

test("long words, a hundred pictures, two hundred columns, odd covers: nothing breaks out of the screen", async () => {
  const page = await person(room, { bypassCSP: true });
  const faults = [];
  for (const [name, address] of Object.entries(pages)) faults.push(...(await look(page, `hostile-${name}`, address)));
  // They stand in lists and results too.
  for (const [name, path] of [["home", "/"], ["section", "/van-hoa"], ["archive", "/luu-tru/2024/01/08"], ["search", "/tim-kiem?q=mot+dong"]]) {
    faults.push(...(await look(page, `hostile-${name}`, room.bao + path)));
  }
  assert.deepEqual(faults, []);
  assert.deepEqual([page.faults, page.foreign], [[], []]);
});

test("a picture as high as a bamboo is seen whole on one screen", async () => {
  const page = await person(room, { viewport: { width: 1280, height: 800 } });
  await page.goto(pages.tall);
  const { height } = await page.locator(".cover img").boundingBox();
  assert.ok(height <= 800 * 0.86, `${height}`);
});

test("a table of two hundred columns is moved within itself, by keyboard too", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  await page.goto(pages.table);
  const box = page.locator(".table-scroll");
  assert.equal(await box.getAttribute("tabindex"), "0");
  await box.focus();
  for (let at = 0; at < 8; at += 1) await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector(".table-scroll").scrollLeft > 50);
  assert.equal(await page.evaluate(() => scrollX), 0);
});

test("what is read from right to left keeps its order and its place in the sentence", async () => {
  const page = await person(room);
  await page.goto(pages.mixed);
  const places = await page.evaluate(() => {
    const words = document.querySelector(".body p").firstChild;
    const left = (from, to) => {
      const range = document.createRange();
      range.setStart(words, from);
      range.setEnd(words, to);
      return range.getBoundingClientRect().left;
    };
    const text = words.textContent;
    const arabic = text.indexOf("مرحبا");
    return { before: left(0, 5), first: left(arabic, arabic + 5), last: left(text.indexOf("كيف"), text.indexOf("كيف") + 3), after: left(text.indexOf("rồi"), text.indexOf("rồi") + 3) };
  });
  assert.ok(places.before < places.last && places.last < places.first && places.first < places.after, JSON.stringify(places));
});

test("a menu of sixty rows is scrolled to its end and is left by keyboard", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  await page.goto(`${room.bao}/van-hoa`);
  const menu = page.locator(".menu > summary");
  await menu.focus();
  await page.keyboard.press("Enter");
  const last = page.locator(".menu nav > ul > li").last().getByRole("link").last();
  await last.scrollIntoViewIfNeeded();
  assert.ok(await last.isVisible());
  await last.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/muc-thu-|english/);
});
