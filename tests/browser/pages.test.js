// Every kind of page: valid HTML, nothing serious for axe, nothing wider than the screen, nothing
// from elsewhere, and light enough.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { newsroom, person, signIn, text } from "./newsroom.js";

const require = createRequire(import.meta.url);

let room;
let article;
let items;
before(async () => {
  room = await newsroom();
  ({ items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json());
  article = new URL(items[0].url).pathname;
});
after(async () => {
  await room?.stop();
});

/** The path of the article whose title begins so. */
const titled = (words) => new URL(items.find(({ title }) => title.startsWith(words)).url).pathname;

function readerPages() {
  const id = /-(\d+)\.html$/.exec(article)[1];
  return [
    ["home", `${room.bao}/`],
    ["home-portal", `${room.cong}/`],
    ["home-transformation", `${room.cds}/`],
    ["section", `${room.bao}/van-hoa`],
    ["section-portal", `${room.cong}/thong-bao`],
    ["section-transformation", `${room.cds}/chinh-sach`],
    ["most-read", `${room.bao}/doc-nhieu`],
    ["most-read-portal", `${room.cong}/doc-nhieu`],
    ["offline", `${room.bao}/ngoai-tuyen`],
    ["offline-portal", `${room.cong}/ngoai-tuyen`],
    ["article", room.bao + article],
    ["article-portal", room.cong + article],
    ["article-transformation", room.cds + article],
    ["article-photos", `${room.bao}${titled("Một ngày trên bản")}`],
    ["article-longform", `${room.bao}${titled("Giữ nghề dệt")}`],
    ["article-translated", `${room.bao}${titled("Night classes")}`],
    ["storyline", `${room.bao}/dong-su-kien/don-tet-vung-cao`],
    ["archive", `${room.bao}/luu-tru/2024/01/08`],
    ["archive-portal", `${room.cong}/luu-tru/2024/01/08`],
    ["accessibility", `${room.bao}/tro-nang`],
    ["report", `${room.bao}/bao-loi/${id}`],
    ["print", `${room.bao}/in/${id}`],
    ["search", `${room.bao}/tim-kiem?q=cho+phien`],
    ["search-empty", `${room.bao}/tim-kiem`],
    ["topic", `${room.bao}/chu-de/chuyen-doi-so`],
    ["feeds", `${room.bao}/rss`],
    ["not-found", `${room.bao}/khong-co-trang-nay`],
  ];
}

test("readers' pages fit every screen and axe finds nothing", async () => {
  const page = await person(room, { bypassCSP: true });
  const faults = [];
  for (const [name, address] of readerPages()) faults.push(...(await look(page, name, address)));
  assert.deepEqual(faults, []);
  assert.deepEqual(page.foreign, []);
});

test("the accessibility statement says what is checked here", async () => {
  // `WRITE=1` writes it anew.
  const file = new URL("../../themes/accessibility.json", import.meta.url);
  const { version } = require("axe-core/package.json");
  const now = { axe: version, pages: readerPages().map(([name]) => name), violations: 0 };
  if (process.env.WRITE) writeFileSync(file, `${JSON.stringify({ day: new Date().toISOString().slice(0, 10), ...now }, null, 1)}\n`);
  const { day, ...said } = JSON.parse(readFileSync(file, "utf8"));
  assert.match(day, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(said, now, "run `WRITE=1 node --test pages.test.js` after the pages pass");
});

test("the desk's pages fit every screen and axe finds nothing", async () => {
  const page = await person(room, { bypassCSP: true });
  const faults = await look(page, "sign-in", `${room.bao}/toa-soan/dang-nhap`);
  await signIn(page, room.bao, "chief");
  faults.push(...(await look(page, "desk-list", `${room.bao}/toa-soan?loc=tat-ca`)));
  const id = /-(\d+)\.html$/.exec(article)[1];
  faults.push(...(await look(page, "desk-editor", `${room.bao}/toa-soan/bai/${id}`)));
  faults.push(...(await look(page, "desk-history", `${room.bao}/toa-soan/bai/${id}/lich-su`)));
  faults.push(...(await look(page, "desk-find", `${room.bao}/toa-soan/tim?q=cho+phien`)));
  faults.push(...(await look(page, "desk-laws", `${room.bao}/toa-soan/quy-dinh`)));
  faults.push(...(await look(page, "desk-imprints", `${room.bao}/toa-soan/trang-tin`)));
  faults.push(...(await look(page, "desk-discarded", `${room.bao}/toa-soan?loc=da-bo&tu=2024-01-01`)));
  assert.deepEqual(faults, []);
  assert.deepEqual(page.foreign, []);
});

test("the Nu checker has nothing to say about any page", async () => {
  const folder = mkdtempSync(join(tmpdir(), "toasoan-html-"));
  const page = await person(room);
  await signIn(page, room.bao, "chief");
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const id = /-(\d+)\.html$/.exec(article)[1];
  const admin = await person(room);
  await signIn(admin, room.bao, "admin");
  const keys = (await admin.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const people = ["nhan-su", "nhan-su/moi", "nhan-su/1", "nhat-ky", "tai-khoan", "thong-bao"];
  for (const path of people) {
    const html = await text(`${room.bao}/toa-soan/${path}`, { Cookie: keys, Accept: "text/html", "Accept-Language": "vi" });
    assert.match(html, /Y Blim Niê/, path);
    writeFileSync(join(folder, `${path.replace("/", "-")}.html`), html);
  }
  const desk = [["sign-in", `${room.cong}/toa-soan/dang-nhap`], ["desk-list", `${room.bao}/toa-soan`], ["desk-editor", `${room.bao}/toa-soan/bai/${id}`], ["desk-history", `${room.bao}/toa-soan/bai/${id}/lich-su`]];
  for (const path of ["trang-nhat", "trang-nhat/bao", "trang-nhat/bao/van-hoa", "trang-nhat-xem-truoc/bao", "trang-nhat-lich-su/bao", "lich", "tim?q=cho+phien", "kiem-tra-bai", "quy-dinh", "trang-tin", "phan-cong?ai=tat-ca", "phan-cong/moi"]) {
    desk.push([path.replace(/\W/g, "-"), `${room.bao}/toa-soan/${path}`]);
  }
  const files = people.map((path) => join(folder, `${path.replace("/", "-")}.html`));
  for (const [name, address] of [...readerPages(), ...desk]) {
    const html = await text(address, { Cookie: cookies, Accept: "text/html", "Accept-Language": "vi" });
    const file = join(folder, `${name}.html`);
    writeFileSync(file, html);
    files.push(file);
  }
  const jar = require.resolve("vnu-jar/build/dist/vnu.jar");
  let said = "";
  try {
    execFileSync("java", ["-jar", jar, "--errors-only", "--format", "gnu", ...files], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    said = error.stderr || error.message;
  }
  rmSync(folder, { recursive: true, force: true });
  assert.equal(said, "");
});

test("an article's page weighs at most 14 KB before its pictures and needs no script", async () => {
  const answer = await fetch(room.bao + article, { headers: { "Accept-Encoding": "identity" } });
  const html = await answer.text();
  const { brotliCompressSync } = await import("node:zlib");
  const weight = brotliCompressSync(html).length;
  assert.ok(weight <= 14 * 1024, `${weight} bytes`);
  assert.ok(!/<link[^>]+stylesheet/.test(html), "the style stands in the page");
  assert.ok(!/<script(?![^>]*(defer|ld\+json))[^>]+>/.test(html), "scripts wait");
  const early = [...html.matchAll(/<script>([^<]*)<\/script>/g)].map(([, script]) => script.length);
  assert.ok(early.length === 1 && early[0] < 300, "but for the few bytes that set what the reader chose");
});
