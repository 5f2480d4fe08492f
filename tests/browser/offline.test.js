// Reading without a network: what a reader chose is kept within their bound, opens when the network is
// gone, and follows corrections and withdrawals when it is back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { newsroom, person, signIn } from "./newsroom.js";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

const HOME = "/ngoai-tuyen";

/** Addresses of the newest articles of a list. */
async function newest(list) {
  const { items } = await (await fetch(`${room.bao}${list}/feed.json`)).json();
  return items.map(({ url, title }) => ({ path: new URL(url).pathname, title }));
}

async function turnOn(page, { sections = [], megabytes = "20", pictures = false } = {}) {
  await page.goto(room.bao + HOME);
  for (const section of sections) await page.getByLabel(section, { exact: true }).check();
  await page.getByLabel("Dùng nhiều nhất").selectOption(megabytes);
  if (pictures) await page.getByLabel(/Giữ cả ảnh/).check();
  await page.getByRole("button", { name: "Bật và giữ ngay" }).click();
  await page.locator("#trang-thai", { hasText: "Đã cập nhật" }).waitFor({ timeout: 60_000 });
}

/** Bytes of everything in the browser's stores, by what is really in them. */
const used = (page) =>
  page.evaluate(async () => {
    let bytes = 0;
    for (const name of await caches.keys()) {
      const store = await caches.open(name);
      for (const request of await store.keys()) bytes += (await (await store.match(request)).arrayBuffer()).byteLength;
    }
    return bytes;
  });

test("chosen sections and what was read open without a network; anything else says what there is", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  await turnOn(page, { sections: ["Văn hóa"], pictures: true });
  const [first] = await newest("/van-hoa");
  const elsewhere = (await newest("/kinh-te")).filter(({ path }) => path !== first.path);
  await page.goto(room.bao + elsewhere[0].path);
  // Kept behind the page that is shown.
  await page.waitForFunction((path) => caches.open("toasoan-trang").then((store) => store.match(path)), elsewhere[0].path);
  await page.context().setOffline(true);
  for (const { path, title } of [first, elsewhere[0]]) {
    await page.goto(room.bao + path);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.getByText("Không có mạng. Đây là bản giữ trên máy lúc").waitFor();
  }
  await page.goto(`${room.bao}/van-hoa`);
  assert.match(await page.locator("main").innerText(), new RegExp(first.title.slice(0, 20)));
  await page.goto(room.bao + elsewhere.at(-1).path);
  await page.getByText("trang này chưa được giữ trên máy").waitFor();
  assert.deepEqual(await look(page, "offline-missing"), []);
  await page.locator("#da-giu").getByRole("link", { name: new RegExp(first.title.slice(0, 20)) }).click();
  await page.getByRole("heading", { level: 1, name: first.title }).waitFor();
  const painted = await page.evaluate(() => Array.from(document.querySelectorAll("article img"), (img) => img.complete && img.naturalWidth > 0));
  assert.ok(painted.every(Boolean), "pictures are kept where that was chosen");
  assert.deepEqual(page.faults, []);
});

test("the bound in megabytes holds, and one press takes everything away", async () => {
  const page = await person(room);
  await turnOn(page, { sections: ["Thời sự", "Kinh tế", "Văn hóa"], megabytes: "5", pictures: true });
  for (const list of ["/thoi-su", "/kinh-te", "/van-hoa"]) {
    for (const { path } of (await newest(list)).slice(0, 4)) {
      await page.goto(room.bao + path);
      assert.ok((await used(page)) < 5.3e6, "pages of the site itself and scripts come on top");
    }
  }
  await page.goto(room.bao + HOME);
  await page.locator("#tong", { hasText: "nhiều nhất 5 MB" }).waitFor();
  await page.locator("#trang-thai", { hasText: "Đã cập nhật" }).waitFor({ timeout: 60_000 });
  assert.deepEqual(await look(page, "offline-choices"), []);
  await page.getByRole("button", { name: "Tắt và xóa hết" }).click();
  await page.getByText("Đã tắt và xóa những bài đã giữ").waitFor();
  assert.deepEqual(await page.evaluate(async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]), [0, 0]);
});

test("a correction takes the old copy's place and a withdrawal takes it away", async () => {
  const page = await person(room);
  await turnOn(page, { sections: ["Văn hóa"] });
  const [corrected, withdrawn] = await newest("/van-hoa");
  const chief = await person(room);
  await signIn(chief, room.bao, "chief");
  const act = async (path, word, note) => {
    const desk = `${room.bao}/toa-soan/bai/${/-(\d+)\.html$/.exec(path)[1]}`;
    const html = await (await chief.request.get(desk)).text();
    const value = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)[1];
    const answer = await chief.request.post(`${desk}/${word}`, { form: { _csrf: value("_csrf"), version: value("version"), note } });
    assert.ok(answer.ok(), word);
  };
  await act(corrected.path, "dinh-chinh", "Số liệu đúng là 15 buôn.");
  await act(withdrawn.path, "go", "Sai sự thật.");
  await page.goto(room.bao + HOME);
  await page.locator("#trang-thai", { hasText: "Đã cập nhật" }).waitFor({ timeout: 60_000 });
  await page.context().setOffline(true);
  await page.goto(room.bao + corrected.path);
  await page.getByText("Số liệu đúng là 15 buôn.").first().waitFor();
  await page.goto(room.bao + withdrawn.path);
  await page.getByText("trang này chưa được giữ trên máy").waitFor();
  assert.equal(await page.locator("#da-giu").getByText(withdrawn.title).count(), 0);
});

test("the desk, searches and what programs read are never kept, and without script the page says so", async () => {
  const page = await person(room);
  await turnOn(page);
  for (const path of ["/tim-kiem?q=cho+phien", "/toa-soan", "/rss", "/?utm_source=x"]) await page.goto(room.bao + path);
  const kept = await page.evaluate(async () => (await (await caches.open("toasoan-trang")).keys()).map(({ url }) => new URL(url).pathname + new URL(url).search));
  assert.deepEqual(kept, [HOME]);
  const plain = await person(room, { javaScriptEnabled: false });
  await plain.goto(room.bao + HOME);
  assert.match(await plain.locator("main").innerText(), /hãy bật JavaScript/);
});
