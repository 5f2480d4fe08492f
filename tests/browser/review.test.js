// What happens to a text before it goes out: the checklist, remarks on passages, previews, history.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newsroom, person, signIn } from "./newsroom.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;

let room;
before(async () => {
  room = await newsroom();
  if (shots) mkdirSync(shots, { recursive: true });
});
after(async () => {
  await room?.stop();
});

async function saved(page) {
  await page.waitForFunction(() => /Đã lưu/.test(document.getElementById("da-luu")?.textContent ?? ""));
}

/** A new article of the chief editor, written in the editor. */
async function written(page, title, paragraphs) {
  await signIn(page, room.bao, "chief");
  await page.getByRole("button", { name: "Viết bài mới" }).click();
  await page.waitForSelector(".ProseMirror");
  await page.getByLabel("Tiêu đề", { exact: true }).fill(title);
  await page.getByLabel("Sapo").fill("Một buổi sáng ở chợ phiên vùng cao.");
  await page.getByLabel("Chuyên mục", { exact: true }).selectOption({ label: "Văn hóa" });
  await page.locator(".ProseMirror").click();
  for (const paragraph of paragraphs) {
    await page.keyboard.insertText(paragraph);
    await page.keyboard.press("Enter");
  }
  await saved(page);
  return page.url();
}

async function look(page, name, address) {
  const faults = [];
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(address, { waitUntil: "load" });
    await page.waitForTimeout(shots ? 400 : 0);
    if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) faults.push(`${name} at ${width}: ${over} pixels too wide`);
  }
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], iframes: false }));
    for (const { id, impact, nodes } of violations) {
      if (["serious", "critical"].includes(impact)) faults.push(`${name} (${scheme}): ${id} ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
  }
  return faults;
}

test("the checklist follows the writing, leads to the fault, and lets a reason pass", async () => {
  const page = await person(room);
  const desk = await written(page, "Chợ phiên họp sáng", ["Bà con xuống chợ từ lúc trời còn tối."]);
  const panel = page.locator("#kiem-tra");
  assert.equal(await panel.locator(".blockers").isVisible(), false);
  // A picture without words comes in through the source, as a paste from elsewhere would bring it.
  await page.locator("textarea#body").evaluate((area, text) => {
    area.value = text;
    area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, `Đoạn đầu.\n\n![](media:${"ab".repeat(16)})\n`);
  await panel.locator(".blockers").getByText("Ảnh chưa có mô tả").waitFor();
  await panel.getByRole("link", { name: "Ảnh ở đoạn 2" }).first().click();
  await page.waitForFunction(() => document.activeElement?.closest(".ProseMirror figure")?.querySelector("input, textarea") === document.activeElement);
  await page.getByLabel("Tiêu đề", { exact: true }).fill("Một tiêu đề rất dài ".repeat(7).trim());
  await panel.locator(".warnings").getByText("quá 110").waitFor();
  await panel.getByRole("link", { name: "Tiêu đề" }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "title");

  await page.getByRole("button", { name: "Gửi biên tập" }).click();
  await page.getByText("Đã gửi biên tập.").waitFor();
  await page.getByRole("button", { name: "Duyệt", exact: true }).click();
  await page.getByText("Đã duyệt, nhưng còn lỗi phải sửa").waitFor();
  await page.getByRole("button", { name: "Xuất bản" }).click();
  await page.getByRole("alert").getByText("Ảnh chưa có mô tả").waitFor();
  const publish = page.locator("form.act-publish");
  await publish.getByLabel("Lý do vẫn đăng").fill("Tin khẩn, ảnh bổ sung sau");
  await page.getByRole("button", { name: "Xuất bản" }).click();
  await page.getByText("Đã đăng.").waitFor();
  await page.goto(`${desk}/lich-su`);
  await page.getByText("lý do: Tin khẩn, ảnh bổ sung sau").waitFor();
  assert.deepEqual(page.faults, []);
});

test("a remark is made by keyboard on a passage, follows it, is answered and resolved", async () => {
  const page = await person(room);
  const desk = await written(page, "Bài có nhận xét", ["Bà con xuống chợ từ lúc trời còn tối.", "Có ba trăm người ở chợ."]);
  await page.locator(".ProseMirror p").nth(1).click();
  await page.keyboard.press("Home");
  for (let letter = 0; letter < "Có ba trăm người".length; letter += 1) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Control+Alt+n");
  const panel = page.locator("#nhan-xet");
  await panel.locator("form blockquote", { hasText: "Có ba trăm người" }).waitFor();
  await page.keyboard.insertText("Số này lấy ở đâu?");
  await page.keyboard.press("Control+Enter");
  const thread = panel.locator(".thread");
  await thread.getByText("Số này lấy ở đâu?").waitFor();
  assert.equal(await page.locator(".ProseMirror .remarked").innerText(), "Có ba trăm người");

  // Words come in before it: the mark moves along and the source holds nothing of it.
  await page.locator(".ProseMirror p").first().click();
  await page.keyboard.press("Home");
  await page.keyboard.insertText("Sáng nay, ");
  await saved(page);
  assert.equal(await page.locator(".ProseMirror .remarked").innerText(), "Có ba trăm người");
  assert.doesNotMatch(await page.locator("textarea#body").inputValue(), /Số này/);

  await thread.getByRole("button", { name: "Trả lời" }).click();
  await page.keyboard.insertText("Của ban quản lý chợ.");
  await page.keyboard.press("Control+Enter");
  await thread.getByText("Của ban quản lý chợ.").waitFor();
  await thread.getByRole("button", { name: "Xong" }).click();
  await panel.getByText("Đã xong (1)").waitFor();
  await page.waitForFunction(() => !document.querySelector(".ProseMirror .remarked"));

  // The passage goes: the remark stays and says so.
  await panel.getByText("Đã xong (1)").click();
  await panel.getByRole("button", { name: "Mở lại" }).click();
  await page.locator(".ProseMirror .remarked").waitFor();
  await page.locator(".ProseMirror p").nth(1).click();
  for (const key of ["Home", "Shift+End", "Delete"]) {
    await page.keyboard.press(key);
    // The editor hears of a moved caret in an event that may come after the key.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  await panel.getByText("Đoạn này không còn trong bài").waitFor();
  await saved(page);

  // Without script the same stands on a page of its own.
  const plain = await person(room, { javaScriptEnabled: false });
  await signIn(plain, room.bao, "chief");
  await plain.goto(`${desk}/nhan-xet`);
  await plain.getByText("Đoạn này không còn trong bài").waitFor();
  await plain.getByRole("textbox", { name: "Lời nhận xét", exact: true }).fill("Về cả bài: hay.");
  await plain.getByRole("button", { name: "Gửi nhận xét" }).last().click();
  await plain.getByText("Đã gửi nhận xét.").waitFor();
  await plain.getByText("Về cả bài: hay.").waitFor();
  assert.deepEqual(page.faults, []);
});

test("a preview is seen in two sizes, shown to an outsider by a link, and revoked", async () => {
  const page = await person(room);
  const desk = await written(page, "Bài chưa đăng", ["Chữ chưa ai đọc."]);
  await page.getByRole("link", { name: "Xem thử" }).click();
  const phone = page.frameLocator(".phone iframe");
  await phone.getByRole("heading", { level: 1, name: "Bài chưa đăng" }).waitFor();
  assert.equal(await page.locator(".phone iframe").evaluate((frame) => frame.contentWindow.innerWidth), 390);
  assert.equal(await page.locator(".desktop iframe").evaluate((frame) => frame.contentWindow.innerWidth), 1280);
  await page.getByLabel("Điện thoại, rộng 390").first().check();
  assert.equal(await page.locator(".desktop iframe").isVisible(), false);
  await page.getByLabel("Gửi cho ai").fill("Người được phỏng vấn");
  await page.getByRole("button", { name: "Tạo liên kết" }).click();
  const address = await page.getByLabel("Liên kết xem thử").inputValue();

  const outsider = await person(room);
  const views = [];
  outsider.on("request", (request) => views.push(new URL(request.url()).pathname));
  const answer = await outsider.goto(address);
  assert.equal(answer.status(), 200);
  await outsider.getByRole("heading", { level: 1, name: "Bài chưa đăng" }).waitFor();
  await outsider.getByText("Bản xem thử, chưa đăng").waitFor();
  assert.ok(!views.includes("/luot-xem"), "a preview is no view");
  assert.match(answer.headers()["x-robots-tag"], /noindex/);

  await page.goto(`${desk}/xem-thu`);
  await page.getByRole("button", { name: "Thu hồi: Người được phỏng vấn" }).click();
  await page.getByText("Từ bây giờ liên kết đó không mở được nữa").waitFor();
  const gone = await outsider.goto(address);
  assert.equal(gone.status(), 410);
  await outsider.getByRole("heading", { name: "Liên kết xem thử đã hết hạn" }).waitFor();
  assert.deepEqual([...page.faults, ...outsider.faults], []);
});

test("an old text is taken back from the history and nothing is lost", async () => {
  const page = await person(room);
  const desk = await written(page, "Tiêu đề thứ nhất", ["Nội dung ban đầu."]);
  await page.keyboard.press("Control+s");
  await page.getByRole("status").getByText("Đã lưu lúc").waitFor();
  await page.getByLabel("Tiêu đề", { exact: true }).fill("Tiêu đề thứ hai");
  await saved(page);
  await page.waitForFunction(() => !/chưa lưu|Đang lưu/.test(document.getElementById("da-luu").textContent));
  await page.goto(`${desk}/lich-su`);
  await page.getByRole("link", { name: /^Bản 1/ }).click();
  await page.getByLabel("Xem bản").selectOption({ label: "Bản đang viết" });
  await page.getByLabel("So sánh với").selectOption("1");
  await page.getByRole("button", { name: "So sánh" }).click();
  assert.equal(await page.locator("ins").first().innerText(), "hai");
  assert.equal(await page.locator("del").first().innerText(), "nhất");
  await page.goto(`${desk}/lich-su/1`);
  await page.getByRole("button", { name: "Lấy lại bản này" }).click();
  await page.getByText("Đã lấy lại bản 1.").waitFor();
  assert.equal(await page.getByLabel("Tiêu đề", { exact: true }).inputValue(), "Tiêu đề thứ nhất");
  await page.goto(`${desk}/lich-su`);
  await page.getByRole("link", { name: /^Bản 3/ }).waitFor();
  await page.goto(`${desk}/lich-su/2`);
  await page.getByText("hai").first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("the demo passes its own checks, and every new page fits the screen and pleases axe", async () => {
  const page = await person(room, { bypassCSP: true });
  await signIn(page, room.bao, "chief");
  const all = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  const items = all.items.filter(({ source_id }) => source_id?.startsWith("demo-"));
  assert.ok(items.length > 20);
  for (const { id, title } of items) {
    const html = await (await page.request.get(`${room.bao}/toa-soan/bai/${id}`)).text();
    assert.match(html, /<div class="blockers" hidden>/, `${id} ${title}`);
  }
  const { id } = items.find(({ title }) => /Chợ phiên vùng cao/.test(title)) ?? items[0];
  const desk = `${room.bao}/toa-soan/bai/${id}`;
  await page.goto(`${desk}/nhan-xet`);
  for (const [quote, words] of [["Đến trưa, chợ vãn", "Nên nói rõ là mấy giờ."], ["Câu không có trong bài", "Câu này bỏ rồi à?"], ["", "Bài hay, nên có thêm ảnh."]]) {
    await page.getByLabel(/^Đoạn được nhận xét/).fill(quote);
    await page.getByRole("textbox", { name: "Lời nhận xét", exact: true }).fill(words);
    await page.getByRole("button", { name: "Gửi nhận xét" }).last().click();
    await page.getByText("Đã gửi nhận xét.").waitFor();
  }
  await page.goto(`${desk}/xem-thu`);
  await page.getByRole("button", { name: "Tạo liên kết" }).click();
  if (shots) await page.screenshot({ path: join(shots, "review-made.png"), fullPage: true });
  const faults = [];
  for (const [name, path] of [["editor", ""], ["remarks", "/nhan-xet"], ["previews", "/xem-thu"], ["history", "/lich-su"], ["compare", "/lich-su/1"]]) {
    faults.push(...(await look(page, `review-${name}`, desk + path)));
  }
  faults.push(...(await look(page, "review-settings", `${room.bao}/toa-soan/kiem-tra-bai`)));
  assert.deepEqual(faults, []);
});

test("a chief sets without script how a section checks, and the sections below follow", async () => {
  const page = await person(room, { javaScriptEnabled: false });
  await signIn(page, room.bao, "chief");
  await page.getByRole("link", { name: "Kiểm tra bài" }).click();
  await page.getByLabel("Mức: Sapo").selectOption({ label: "Chặn" });
  await page.getByLabel("Ngưỡng: Độ dài tiêu đề trên trang", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Lưu cách kiểm tra" }).click();
  await page.getByText("Đã lưu cách kiểm tra.").waitFor();
  await page.getByLabel("Đặt cho").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Xem", exact: true }).click();
  assert.equal(await page.locator("#muc-lead option").first().innerText(), "Theo mục trên (Chặn)");
  assert.equal(await page.getByLabel("Ngưỡng: Độ dài tiêu đề trên trang", { exact: true }).getAttribute("placeholder"), "20");
});
