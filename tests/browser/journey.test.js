// From an editor's keyboard to a reader's screen, with three people signed in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newsroom, person, signIn } from "./newsroom.js";
import { seed } from "./seed.js";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

// The smallest PNG that is a picture of some size: 400 × 250 pixels of one colour, made here.
async function picture(page) {
  const data = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 400;
    canvas.height = 250;
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#14508f";
    paint.fillRect(0, 0, 400, 250);
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return { name: "Quang cảnh cuộc họp.png", mimeType: "image/png", buffer: Buffer.from(data, "base64") };
}

async function saved(page) {
  await page.waitForFunction(() => /Đã lưu/.test(document.getElementById("da-luu")?.textContent ?? ""));
}

test("an article is written, edited, approved, published on three sites, found and syndicated", async () => {
  const article = seed();
  const reporter = await person(room);
  await signIn(reporter, room.bao, "reporter");
  await reporter.getByRole("button", { name: "Viết bài mới" }).click();
  await reporter.waitForSelector(".ProseMirror");
  await reporter.getByLabel("Tiêu đề", { exact: true }).fill(article.title);
  await reporter.getByLabel("Sapo").fill(article.lead);
  await reporter.getByLabel("Chuyên mục", { exact: true }).selectOption({ label: "Chuyển đổi số" });
  await reporter.getByLabel("Từ khóa").fill("chuyển đổi số, thử nghiệm");
  await reporter.locator("#cover_file").setInputFiles(await picture(reporter));
  await reporter.locator("#cover-thumb").waitFor({ state: "visible" });
  await reporter.locator("#cover_alt").fill("Các đại biểu trong phòng họp");
  await reporter.locator("#cover_caption").fill(article.caption);
  await reporter.locator("#cover_credit").fill("Ảnh: Toà soạn");
  await reporter.locator(".ProseMirror").click();
  for (const paragraph of article.paragraphs) {
    await reporter.keyboard.insertText(paragraph);
    await reporter.keyboard.press("Enter");
  }
  await reporter.keyboard.press("Control+Alt+2");
  await reporter.keyboard.type("Nhiệm vụ tới");
  await saved(reporter);
  const desk = reporter.url();

  // What was typed is on the server: another visit shows it.
  await reporter.reload();
  await reporter.waitForSelector(".ProseMirror");
  assert.equal(await reporter.getByLabel("Tiêu đề", { exact: true }).inputValue(), article.title);
  assert.match(await reporter.locator(".ProseMirror").innerText(), /Nhiệm vụ tới/);
  await reporter.getByRole("button", { name: "Gửi biên tập" }).click();
  await reporter.getByText("Đã gửi biên tập.").waitFor();

  const editor = await person(room);
  await signIn(editor, room.bao, "editor");
  await editor.getByRole("link", { name: "Chờ biên tập" }).click();
  await editor.getByRole("link", { name: article.title }).click();
  await editor.getByRole("button", { name: "Nhận biên tập" }).click();
  await editor.getByText("Bạn đang biên tập bài này.").waitFor();
  await editor.getByLabel("Dòng trên tiêu đề").fill("Tin hoạt động");
  await saved(editor);
  await editor.getByRole("button", { name: "Duyệt", exact: true }).click();
  await editor.getByText("Đã duyệt.", { exact: true }).waitFor();

  const secretary = await person(room);
  await signIn(secretary, room.bao, "secretary");
  await secretary.goto(desk);
  await secretary.locator("form.act-publish").getByLabel("Cổng thông tin điện tử Ủy ban Dân tộc").selectOption({ label: "Chuyển đổi số" });
  await secretary.locator("form.act-publish").getByLabel("Chuyển đổi số – Ủy ban Dân tộc").selectOption({ label: "Tin tức" });
  await secretary.getByRole("button", { name: "Xuất bản" }).click();
  await secretary.getByText("Đã đăng.").waitFor();

  await readers(article);
  for (const page of [reporter, editor, secretary]) {
    assert.deepEqual(page.faults, []);
    assert.deepEqual(page.foreign, []);
  }
});

async function readers(article) {
  // Readers need no script.
  const reader = await person(room, { javaScriptEnabled: false });
  for (const [base, section] of [[room.bao, "/chuyen-doi-so"], [room.cong, "/chuyen-doi-so"], [room.cds, "/tin-tuc"]]) {
    await reader.goto(`${base}/`);
    assert.ok((await reader.getByText(article.title).count()) > 0, `home of ${base}`);
    await reader.goto(base + section);
    await reader.getByRole("link", { name: article.title }).first().click();
    await reader.getByRole("heading", { level: 1, name: article.title }).waitFor();
    const text = await reader.locator("main").innerText();
    assert.match(text, /Lượt xem: \d+/);
    assert.match(text, /In bài viết/);
    assert.match(text, /Tin hoạt động/);
    const stamp = base === room.bao ? /(Thứ \S+|Chủ Nhật), \d\d\/\d\d\/\d{4} \| \d\d:\d\d/ : /\d\d:\d\d (AM|PM) \d\d\/\d\d\/\d{4}/;
    assert.match(text, stamp, base);
    assert.ok(await reader.getByRole("img", { name: "Các đại biểu trong phòng họp" }).isVisible());
    assert.ok(text.includes(article.caption));
  }
  await reader.goto(`${room.bao}/chuyen-doi-so`);
  await reader.getByRole("link", { name: article.title }).first().click();
  await reader.getByRole("link", { name: "In bài viết" }).click();
  await reader.getByRole("heading", { level: 1, name: article.title }).waitFor();

  for (const words of [article.words, "chuyen doi so", article.title.toLowerCase()]) {
    await reader.goto(`${room.bao}/tim-kiem?q=${encodeURIComponent(words)}&xep=moi-nhat`);
    assert.ok((await reader.getByRole("link", { name: article.title }).count()) > 0, `search for ${words}`);
    assert.ok((await reader.locator("mark").count()) > 0);
  }
  for (const feed of ["/rss.xml", "/atom.xml", "/feed.json", "/chuyen-doi-so/rss.xml", "/chu-de/thu-nghiem/rss.xml"]) {
    const text = await (await fetch(room.bao + feed)).text();
    assert.ok(text.includes(article.title.replace(/&/g, "&amp;")), feed);
  }
  const found = await (await fetch(`${room.bao}/api/v1/search?q=${encodeURIComponent(article.title)}`)).json();
  assert.equal(found.items[0].title, article.title);
  assert.deepEqual(reader.foreign, []);
}

test("the other tone placement finds the same words", async () => {
  const [one, other] = await Promise.all(["hoá", "hóa"].map(async (word) => (await fetch(`${room.bao}/api/v1/search?q=v%C4%83n+${encodeURIComponent(word)}`)).json()));
  assert.ok(one.total > 0);
  assert.equal(one.total, other.total);
});

test("the same path by keyboard alone", async () => {
  const page = await person(room);
  await page.goto(`${room.bao}/toa-soan`);
  // The browser moves the focus at its first frame, which may come after "load".
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "email");
  await page.keyboard.type("tongbientap@toasoan.example");
  await page.keyboard.press("Tab");
  await page.keyboard.type("tong-bien-tap-2024");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/toa-soan");
  await tabTo(page, "Viết bài mới");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".ProseMirror");
  await tabTo(page, "Tiêu đề");
  await page.keyboard.type("Bài viết chỉ bằng bàn phím");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Sapo bằng bàn phím.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Một đoạn văn ");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("đậm");
  await tabTo(page, "Chuyên mục");
  await page.keyboard.type("Chuyển đổi");
  await saved(page);
  await tabTo(page, "Gửi biên tập");
  await page.keyboard.press("Enter");
  await page.getByText("Đã gửi biên tập.").waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === "Đã gửi biên tập.");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.closest("main") !== null), true, "the keys go on behind what was told");
  await tabTo(page, "Duyệt");
  await page.keyboard.press("Enter");
  await page.getByText("Đã duyệt.", { exact: true }).waitFor();
  await tabTo(page, "Xuất bản");
  await page.keyboard.press("Enter");
  await page.getByText("Đã đăng.").waitFor();
  await page.goto(`${room.bao}/chuyen-doi-so`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Đến nội dung chính");
  await tabTo(page, "Bài viết chỉ bằng bàn phím");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Bài viết chỉ bằng bàn phím" }).waitFor();
  assert.deepEqual(page.faults, []);
});

/** Presses Tab until the element with this name has the focus. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at?.id ? document.querySelector(`label[for="${at.id}"]`) : null;
      return [label?.textContent, at?.getAttribute("aria-label"), at?.textContent].map((text) => text?.trim());
    });
    if (here.includes(name)) return;
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

test("two people on one text: the second is shown both and nothing is overwritten", async () => {
  const [first, second] = [await person(room), await person(room)];
  await signIn(first, room.bao, "chief");
  await first.getByRole("button", { name: "Viết bài mới" }).click();
  await first.waitForSelector(".ProseMirror");
  await signIn(second, room.bao, "chief");
  await second.goto(first.url());
  await second.waitForSelector(".ProseMirror");
  await first.getByLabel("Tiêu đề", { exact: true }).fill("Tiêu đề của người thứ nhất");
  await saved(first);
  await second.getByLabel("Tiêu đề", { exact: true }).fill("Tiêu đề của người thứ hai");
  await second.getByText("cùng sửa một đoạn").first().waitFor();
  assert.equal(await second.getByLabel("Tiêu đề", { exact: true }).inputValue(), "Tiêu đề của người thứ hai");
  await first.reload();
  assert.equal(await first.getByLabel("Tiêu đề", { exact: true }).inputValue(), "Tiêu đề của người thứ nhất");
  await second.getByRole("button", { name: "So sánh và chọn" }).click();
  await second.getByRole("button", { name: "Chọn bản của tôi ở mọi chỗ" }).click();
  await second.getByRole("button", { name: "Lưu bản đã chọn" }).click();
  await saved(second);
  await first.reload();
  assert.equal(await first.getByLabel("Tiêu đề", { exact: true }).inputValue(), "Tiêu đề của người thứ hai");
});
