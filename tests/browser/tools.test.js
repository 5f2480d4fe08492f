// What stands around an article: its pictures alone, its address, its sound, a fault reported; and the
// archive by day.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { newsroom, person, signIn } from "./newsroom.js";

let room;
let article;
before(async () => {
  room = await newsroom();
  const { items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  article = room.bao + new URL(items.find(({ genre }) => genre === "photo").url).pathname;
});
after(async () => {
  await room?.stop();
});

test("each picture is looked at alone by keyboard, the next from there, and the keys come back", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  await page.goto(article);
  const second = page.getByRole("button", { name: "Xem ảnh lớn: Ruộng bậc thang trong sương sớm" });
  await second.focus();
  await page.keyboard.press("Enter");
  const box = page.getByRole("dialog", { name: "Xem ảnh lớn" });
  await box.getByText("2/6 Sáu giờ, ra thăm ruộng.").waitFor();
  await page.keyboard.press("ArrowRight");
  await box.getByRole("img", { name: "Con suối chảy sau cơn mưa" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await box.getByText("6/6 Sáu giờ chiều").waitFor();
  assert.deepEqual(await look(page, "picture-alone"), []);
  await page.keyboard.press("Escape");
  assert.equal(await box.count(), 0);
  assert.ok(await second.evaluate((button) => button === document.activeElement));
});

test("the address is copied, and what is marked goes along with a report, which the desk settles", async () => {
  const page = await person(room);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(article);
  await page.getByRole("button", { name: "Chép liên kết" }).click();
  await page.getByRole("button", { name: "Đã chép" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator("link[rel=canonical]").getAttribute("href"));
  await page.locator(".body p").first().evaluate((words) => getSelection().selectAllChildren(words));
  await page.getByRole("link", { name: "Báo lỗi trong bài" }).click();
  assert.match(await page.getByLabel("Đoạn có lỗi").inputValue(), /^Người lớn dậy trước gà/);
  assert.deepEqual(await look(page, "report"), []);
  await page.getByLabel("Lỗi là gì").fill("Gà dậy trước.");
  await page.getByRole("button", { name: "Gửi cho tòa soạn" }).click();
  await page.getByText("Cảm ơn bạn.").waitFor();
  const chief = await person(room, { bypassCSP: true });
  await signIn(chief, room.bao, "chief");
  assert.deepEqual(await look(chief, "desk-reports", `${room.bao}/toa-soan/bao-loi`), []);
  const item = chief.locator(".reports li", { hasText: "Gà dậy trước." });
  await item.getByRole("button", { name: /Đã xử lý/ }).click();
  await chief.getByText("Đã đánh dấu xử lý xong.").waitFor();
  assert.equal(await item.count(), 0);
  assert.deepEqual(page.faults, []);
});

test("an article is read aloud by the browser's own voice, sentence by sentence, and only where it has one", async () => {
  const silent = await person(room);
  await silent.addInitScript(() => (speechSynthesis.getVoices = () => [{ lang: "de-DE" }]));
  await silent.goto(article);
  assert.equal(await silent.getByRole("button", { name: "Nghe bài" }).count(), 0);
  const page = await person(room);
  await page.addInitScript(() => {
    globalThis.spoken = [];
    const state = { speaking: false, paused: false };
    for (const name of ["speaking", "paused"]) Object.defineProperty(speechSynthesis, name, { get: () => state[name] });
    Object.assign(speechSynthesis, {
      getVoices: () => [{ lang: "vi-VN" }],
      speak: (words) => ((state.speaking = true), globalThis.spoken.push([words.lang, words.text.trim()])),
      pause: () => (state.paused = true),
      resume: () => (state.paused = false),
      cancel: () => (state.speaking = false),
    });
  });
  await page.goto(article);
  await page.getByRole("button", { name: "Nghe bài" }).click();
  const spoken = await page.evaluate(() => globalThis.spoken);
  assert.match(spoken[0][1], /^Một ngày trên bản/);
  assert.ok(spoken.every(([language]) => language === "vi"));
  assert.ok(spoken.some(([, words]) => words === "Người lớn dậy trước gà."));
  assert.ok(!spoken.some(([, words]) => /Xem ảnh lớn|Chép/.test(words)), "only the text is read");
  await page.getByRole("button", { name: "Tạm dừng" }).click();
  await page.getByRole("button", { name: "Nghe tiếp" }).click();
  await page.getByRole("button", { name: "Tạm dừng" }).waitFor();
});

test("without script there is nothing to press that does nothing, and a report gets through", async () => {
  const page = await person(room, { javaScriptEnabled: false });
  await page.goto(article);
  for (const name of ["Nghe bài", "Chép liên kết", "Chia sẻ"]) assert.equal(await page.getByRole("button", { name }).count(), 0, name);
  await page.getByRole("link", { name: "Báo lỗi trong bài" }).click();
  await page.getByLabel("Lỗi là gì").fill("Sai một chữ.");
  await page.getByRole("button", { name: "Gửi cho tòa soạn" }).click();
  assert.match(await page.locator("main").innerText(), /Cảm ơn bạn/);
  await page.goto(`${room.bao}/luu-tru`);
  await page.getByLabel("Xem ngày").fill("2024-01-08");
  await page.getByRole("button", { name: "Xem", exact: true }).click();
  assert.match(page.url(), /\/luu-tru\/2024\/01\/08$/);
  assert.match(await page.locator("main").innerText(), /Điểm tin vùng cao/);
});

test("letters that few devices have are fetched for pages that have them, and for no others", async () => {
  const page = await person(room);
  await page.goto(article);
  await page.waitForLoadState("networkidle");
  const loaded = () => page.evaluate(async () => ((await document.fonts.ready), Array.from(document.fonts).filter(({ status }) => status === "loaded").map(({ family }) => family.replaceAll('"', "")).sort()));
  assert.deepEqual(await loaded(), []);
  await page.evaluate(() => {
    const words = document.createElement("p");
    words.textContent = "ភាសាខ្មែរ · ꨌꩌ · ꪼꪕ";
    document.querySelector(".body").prepend(words);
    words.getBoundingClientRect();
  });
  assert.deepEqual(await loaded(), ["Noto Sans Cham", "Noto Sans Tai Viet", "Noto Serif Khmer"]);
  assert.deepEqual([page.faults, page.foreign], [[], []]);
});

test("the keys have a way past the pictures of a long photo story", async () => {
  const page = await person(room);
  await page.goto(article);
  const past = page.getByRole("link", { name: "Tới cuối bài" });
  await past.focus();
  assert.ok((await past.boundingBox()).x >= 0, "it is seen while it has the focus");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#cong-cu")), "the next key is at the tools");
});

test("a table wider than the screen shows that it goes on, and only pages with one carry the style", async () => {
  const { items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  const { pathname } = new URL(items.find(({ url }) => url.includes("cho-phien-vung-cao")).url);
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  await page.goto(room.bao + pathname);
  const table = page.locator(".table-scroll").first();
  const { wide, room: seen, shadow } = await table.evaluate((box) => ({ wide: box.scrollWidth, room: box.clientWidth, shadow: getComputedStyle(box).backgroundImage }));
  assert.ok(wide > seen && shadow.includes("gradient"), `${wide} in ${seen}: ${shadow}`);
  await page.goto(article);
  assert.equal(await page.locator("link[rel=stylesheet]").count(), 0);
});

test("paper is text first for who reads so", async () => {
  const { items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  const covered = items.find(({ genre, cover }) => genre === "news" && cover);
  const path = `${room.bao}/in/${covered.id}`;
  const whole = await (await fetch(path)).text();
  const text = await (await fetch(path, { headers: { "Save-Data": "on" } })).text();
  const main = (html) => html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  assert.match(main(whole), /<img /);
  assert.doesNotMatch(main(text), /<img /);
  assert.match(main(text), /class="picture-link"/);
});

test("with the largest letters on a small phone the pictures of lists stay pictures", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  for (const site of [room.bao, room.cong, room.cds]) {
    await page.goto(`${site}/`);
    await page.evaluate(() => localStorage.setItem("cach-doc", JSON.stringify({ chu: "3" })));
    const section = await page.locator(".menu nav a").first().getAttribute("href");
    for (const path of ["/", section]) {
      await page.goto(site + path);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "25px");
      const narrow = await page.locator(".shot img").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().width)).filter((wide) => wide && wide < 100));
      assert.deepEqual(narrow, [], `${site}${path}`);
    }
  }
});

test("who finds nothing is led on", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  for (const site of [room.bao, room.cong, room.cds]) {
    assert.deepEqual(await look(page, "not-found", `${site}/khong-co`), []);
    assert.ok((await page.locator("main .newest li").count()) > 2, site);
  }
  await page.locator("main").getByLabel("Từ cần tìm").fill("chợ phiên");
  await page.locator("main").getByRole("button", { name: "Tìm kiếm" }).click();
  await page.waitForURL(/\/tim-kiem\?q=/);
});

test("a shared address has a picture that can be fetched", async () => {
  const page = await person(room);
  for (const address of [article, `${room.cong}/`, `${room.cds}/`]) {
    await page.goto(address);
    const { width, height } = await page.evaluate(async () => {
      const picture = new Image();
      picture.src = new URL(document.querySelector("meta[property='og:image']").content).pathname;
      await picture.decode();
      return { width: picture.naturalWidth, height: picture.naturalHeight };
    });
    assert.deepEqual([width, height], [1200, 630]);
  }
});
