// An article's page that stays open while others work on it: its state, its steps, who is there,
// what is remarked, and saving without leaving the page.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { newsroom, person, signIn } from "./newsroom.js";

let room;
let open = [];
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});
afterEach(async () => {
  for (const page of open) assert.deepEqual(page.faults, []);
  await Promise.all(open.map((page) => page.context().close()));
  open = [];
});

async function somebody(role, options = {}) {
  const page = await person(room, options);
  page.setDefaultTimeout(20_000);
  page.on("dialog", (dialog) => dialog.accept());
  open.push(page);
  await signIn(page, room.bao, role);
  return page;
}

/** A new article of the reporter's, saved; its address. */
async function written(page, body = "Một.\n\nHai.\n\nBa.\n") {
  await page.goto(`${room.bao}/toa-soan`);
  await page.getByRole("button", { name: "Viết bài mới" }).click();
  await page.waitForSelector(".ProseMirror");
  await page.locator("#title").fill(`Chợ phiên ${Math.random()}`);
  await page.locator("#lead").fill("Một buổi sáng ở chợ.");
  await page.getByLabel("Chuyên mục", { exact: true }).selectOption({ label: "Văn hóa" });
  await put(page, body);
  await saved(page);
  return page.url().split("?")[0];
}

async function put(page, text) {
  await page.locator("textarea#body").evaluate((area, value) => {
    area.value = value;
    area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

const typed = (page) => page.locator("textarea#body").inputValue();
const status = (page) => page.locator("#da-luu").innerText();

async function saved(page) {
  await page.waitForFunction(() => /^Đã lưu/.test(document.getElementById("da-luu")?.textContent ?? ""));
}

/** Until the browser's own store has a text with these words: its commits are on disk, which a busy one
 * takes its time for. */
async function keptHere(page, words) {
  await page.waitForFunction(async (sought) => {
    const ask = (asked) => new Promise((resolve, reject) => Object.assign(asked, { onsuccess: () => resolve(asked.result), onerror: () => reject(asked.error) }));
    const db = await ask(indexedDB.open("toasoan"));
    const all = await ask(db.transaction("typed").objectStore("typed").getAll());
    db.close();
    return all.some(({ kept, unsent }) => unsent && JSON.stringify(kept).includes(sought));
  }, words);
}

/** Closes a page that has no network. Being offline ends before the page's script does, and a try that
 * falls between the two would get through: so the page itself sends nothing more. */
async function closeOffline(page) {
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError("offline"));
  });
  await page.close();
}

async function visit(page, address) {
  await page.goto(address);
  await page.waitForSelector(".ProseMirror");
}

/** Does a step as another page of this person would, past the page that is open. */
async function act(page, address, word, more = {}) {
  const html = await (await page.request.get(address)).text();
  const value = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
  const answer = await page.request.post(`${address}/${word}`, { form: { _csrf: value("_csrf"), version: value("version"), ...more } });
  assert.ok(answer.ok(), `${word}: ${answer.status()}`);
}

test("typing in a submitted text takes it: the open page shows the new state and offers the new steps", async () => {
  const reporter = await somebody("reporter");
  const address = await written(reporter);
  await reporter.getByRole("button", { name: "Gửi biên tập" }).click();
  await reporter.locator(".trail li[aria-current]", { hasText: "Chờ biên tập" }).waitFor();

  const editor = await somebody("editor");
  await visit(editor, address);
  await editor.locator("#mo-return > summary").click();
  await editor.locator("#note-return").fill("Đang viết dở lời nhắn");
  await put(editor, "Một của biên tập.\n\nHai.\n\nBa.\n");
  await editor.locator("#chuyen-buoc").getByText("Bài chuyển sang bước “Đang biên tập”.").waitFor();
  assert.equal(await editor.locator(".trail li[aria-current]").first().innerText(), "Đang biên tập");
  assert.equal(await editor.locator("form[data-act=take]").count(), 0, "what is done is no longer offered");
  assert.equal(await editor.locator("#note-return").inputValue(), "Đang viết dở lời nhắn");
  assert.ok(await editor.locator("#note-return").isVisible(), "what was open stays open");
  // The steps that came in are done on the newest text like those that came with the page.
  await put(editor, "Một của biên tập, lần hai.\n\nHai.\n\nBa.\n");
  await editor.locator("form[data-act=approve] button").last().click();
  await editor.locator(".trail li[aria-current]", { hasText: "Đã duyệt" }).waitFor();
  assert.equal(await typed(editor), "Một của biên tập, lần hai.\n\nHai.\n\nBa.\n");

  // Approved, and typed in again: back to editing, which the page says.
  await put(editor, "Một của biên tập, lần ba.\n\nHai.\n\nBa.\n");
  await editor.locator("#chuyen-buoc").getByText("Bài chuyển sang bước “Đang biên tập”.").waitFor();
  assert.equal(await editor.locator("form[data-act=publish]").count(), 0);
});

test("a colleague's step reaches the open page, and who may only read now is told so", async () => {
  const reporter = await somebody("reporter");
  const address = await written(reporter);
  const chief = await somebody("chief");
  await act(reporter, address, "gui");
  await reporter.locator("#quyen-doi").getByText("Bài đã chuyển sang bước “Chờ biên tập”, bạn chỉ còn xem").waitFor();
  assert.equal(await reporter.locator("#chuyen-buoc").innerText(), "", "it is told once");
  assert.equal(await reporter.locator("form[data-act=submit]").count(), 0);
  // Typed all the same: it stays in the page and in the browser.
  await put(reporter, "Gõ thêm.\n");
  await reporter.locator("#da-luu.bad").waitFor();
  assert.equal(await typed(reporter), "Gõ thêm.\n");
  await act(chief, address, "tra-lai", { note: "Thiếu nguồn." });
  await reporter.locator("#chuyen-buoc").getByText("Bài chuyển sang bước “Trả lại”.").waitFor();
  await reporter.locator("#quyen-doi").waitFor({ state: "detached" });
});

test("what a page said of an earlier step goes when the article moves on, and what may be done now is told once", async () => {
  const reporter = await somebody("reporter");
  const address = await written(reporter);
  await reporter.getByRole("button", { name: "Gửi biên tập" }).click();
  await reporter.locator(".notice.done", { hasText: "Đã gửi biên tập" }).waitFor();
  await act(await somebody("chief"), address, "tra-lai", { note: "Thiếu nguồn." });
  await reporter.locator("#quyen-doi").getByText("Bài chuyển sang bước “Trả lại”. Bây giờ bạn viết được bài này.").waitFor();
  assert.equal(await reporter.locator(".notice.done").count(), 0);
  assert.equal(await reporter.locator("#chuyen-buoc").innerText(), "");
});

test("the page of a step that was refused follows the article too, and keeps the note that was typed", async () => {
  const reporter = await somebody("reporter");
  const address = await written(reporter);
  const editor = await somebody("editor");
  await act(reporter, address, "gui");
  await visit(editor, address);
  await editor.locator("#mo-return > summary").click();
  await editor.locator("#note-return").fill("Thiếu nguồn.");
  await editor.locator("form[data-act=return] input[name=version]").evaluate((input) => (input.value = "1"));
  await editor.locator("form[data-act=return] button").click();
  await editor.waitForURL(/tra-lai$/);
  await editor.waitForSelector(".ProseMirror");
  assert.equal(await editor.locator("#note-return").inputValue(), "Thiếu nguồn.");
  await act(await somebody("chief"), address, "nhan");
  await editor.locator("#chuyen-buoc").getByText("Bài chuyển sang bước “Đang biên tập”.").waitFor();
  assert.equal(await editor.locator("#note-return").inputValue(), "Thiếu nguồn.");
});

test("Ctrl+S saves in place: caret, place and what can be undone stay, and the history has it", async () => {
  const page = await somebody("reporter");
  const address = await written(page, `${Array.from({ length: 60 }, (_, at) => `Đoạn ${at}.`).join("\n\n")}\n`);
  await page.evaluate(() => (window.same = true));
  await page.locator(".ProseMirror p").nth(40).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Thêm chữ.");
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => /^Đã lưu lúc \d/.test(document.getElementById("da-luu").textContent));
  assert.ok(await page.evaluate(() => window.same === true && document.activeElement.classList.contains("ProseMirror")));
  assert.equal(await page.evaluate(() => scrollY), before);
  await page.keyboard.type(" Nữa.");
  assert.match(await typed(page), /Đoạn 40\. Thêm chữ\. Nữa\./);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.doesNotMatch(await typed(page), /Thêm chữ/);
  await put(page, "Bản thứ hai.\n");
  await page.getByRole("button", { name: /^Lưu/ }).click();
  await page.waitForFunction(() => /^Đã lưu lúc \d/.test(document.getElementById("da-luu").textContent));
  assert.ok(await page.evaluate(() => window.same));
  const history = await (await page.request.get(`${address}/lich-su`)).text();
  assert.match(history, /lich-su\/2"/);
});

test("who leaves right after a key is not asked, and the server has it; where that is not sure, they are asked", async () => {
  const page = await somebody("reporter");
  const asked = [];
  page.on("dialog", (dialog) => asked.push(dialog.type()));
  const address = await written(page);
  await page.locator(".ProseMirror").click();
  await page.keyboard.type("Chữ cuối ");
  await page.goto(`${room.bao}/toa-soan?loc=tat-ca`);
  assert.deepEqual(asked, []);
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await page.context().request.get(`${address}/ban-nhap`);
    if ((await answer.json()).theirs.body.includes("Chữ cuối")) break;
    assert.ok(tries < 99, "the last words reached the server");
    await page.waitForTimeout(50);
  }
  await visit(page, address);
  assert.equal(await page.locator(".banner.found").count(), 0, "nothing is offered that is there already");
  // More than a browser sends behind a page.
  await page.route("**/ban-nhap", (route) => (route.request().method() === "PUT" ? new Promise(() => {}) : route.continue()));
  await page.locator(".ProseMirror").click();
  await page.keyboard.type("a");
  await put(page, `${"chữ ".repeat(20_000)}\n`);
  await page.goto(`${room.bao}/toa-soan?loc=tat-ca`);
  assert.deepEqual(asked, ["beforeunload"]);
});

test("what is typed and taken back is no unsaved change", async () => {
  const page = await somebody("reporter");
  await written(page);
  await page.route("**/ban-nhap", (route) => (route.request().method() === "PUT" ? new Promise(() => {}) : route.continue()));
  const line = await status(page);
  await page.clock.install();
  await put(page, "Một!\n\nHai.\n\nBa.\n");
  assert.equal(await status(page), "Có thay đổi chưa lưu");
  await put(page, "Một.\n\nHai.\n\nBa.\n");
  assert.equal(await status(page), line);
});

test("who takes the other's text in a conflict has nothing left to be decided", async () => {
  const [chief, editor] = [await somebody("chief"), await somebody("editor")];
  const address = await written(chief);
  await visit(editor, address);
  let held = true;
  await editor.route("**/ban-nhap", (route) => (held && route.request().method() === "PUT" ? route.abort() : route.continue()));
  await put(editor, "Một.\n\nHai của biên tập.\n\nBa.\n");
  await put(chief, "Một.\n\nHai của tổng biên tập.\n\nBa.\n");
  await chief.waitForFunction(() => /Đang lưu|chưa lưu/.test(document.getElementById("da-luu").textContent) === false);
  held = false;
  const banner = editor.locator("#tin-ghim .banner", { hasText: "cùng sửa một đoạn" });
  await banner.waitFor();
  const waits = chief.locator("#cho-so-sanh").getByText("còn chữ ở cùng chỗ với bản này, chưa ghép vào bài");
  await waits.waitFor();
  await editor.getByRole("button", { name: "So sánh và chọn" }).click();
  const dialog = editor.locator("dialog.conflict");
  await dialog.getByRole("button", { name: /^Chọn bản của (?!tôi)/ }).click();
  await dialog.getByRole("button", { name: "Lưu bản đã chọn" }).click();
  await saved(editor);
  assert.equal(await editor.locator("#da-luu.bad").count(), 0);
  assert.equal(await banner.count(), 0);
  assert.equal(await typed(editor), "Một.\n\nHai của tổng biên tập.\n\nBa.\n");
  await editor.waitForFunction(async (at) => (await (await fetch(`${at}/ban-nhap`, { headers: { Accept: "application/json" } })).json()).asides.length === 0, address);
  await waits.waitFor({ state: "detached" });
});

test("a page left open learns that a new text of a published article waits, and that it is live", async () => {
  const [chief, editor] = [await somebody("chief"), await somebody("editor")];
  const address = await written(chief);
  for (const word of ["gui", "duyet", "xuat-ban"]) await act(chief, address, word);
  await chief.locator(".trail li.public[aria-current]").waitFor();
  assert.doesNotMatch(await chief.locator("body").innerText(), /“”/);
  await visit(editor, address);
  await put(editor, "Một.\n\nHai, sửa.\n\nBa.\n");
  await saved(editor);
  await act(editor, address, "duyet");
  await chief.locator("form[data-act=publish] button", { hasText: "Đưa bản mới lên trang" }).waitFor();
  await act(chief, address, "xuat-ban");
  await editor.locator("#chuyen-buoc").getByText("Bản mới đã lên trang đọc.").waitFor();
});

test("a page that is only read follows the text, and shows what its person typed and nobody got", async () => {
  const reporter = await somebody("reporter");
  const address = await written(reporter);
  await reporter.context().setOffline(true);
  await put(reporter, "Một, lúc mất mạng.\n\nHai.\n\nBa.\n");
  await keptHere(reporter, "lúc mất mạng");
  reporter.on("dialog", (dialog) => dialog.accept());
  const page = await reporter.context().newPage();
  await closeOffline(reporter);
  await page.context().setOffline(false);
  const chief = await somebody("chief");
  await act(chief, address, "gui");
  await act(chief, address, "nhan");
  await page.goto(address);
  await page.locator("#tin-nhan").getByText("Trình duyệt này còn giữ chữ bạn gõ mà chưa vào bài").waitFor();
  assert.match(await page.locator("#tin-nhan textarea").inputValue(), /lúc mất mạng/);
  await visit(chief, address);
  await put(chief, "Một, của tổng biên tập.\n\nHai.\n\nBa.\n");
  await page.locator("#body").getByText("Một, của tổng biên tập.").waitFor();
});

test("a conflict that came between a person and their step is settled, and the step goes on", async () => {
  const [chief, reporter] = [await somebody("chief"), await somebody("reporter")];
  const address = await written(reporter);
  await visit(chief, address);
  let held = true;
  await reporter.route("**/ban-nhap", (route) => (held && route.request().method() === "PUT" ? route.abort() : route.continue()));
  await put(reporter, "Một.\n\nHai của phóng viên.\n\nBa.\n");
  await put(chief, "Một.\n\nHai của tổng biên tập.\n\nBa.\n");
  await chief.waitForFunction(() => /^Đã lưu/.test(document.getElementById("da-luu").textContent));
  held = false;
  await reporter.getByRole("button", { name: "Gửi biên tập" }).click();
  const dialog = reporter.locator("dialog.conflict");
  await dialog.getByLabel("Giữ cả hai").check();
  await dialog.getByRole("button", { name: "Lưu bản đã chọn, rồi: Gửi biên tập" }).click();
  await reporter.locator(".trail li[aria-current]", { hasText: "Chờ biên tập" }).waitFor();
  assert.match(new URL(reporter.url()).search, /xong=submit/);
});

test("one tab is one tab, also right behind a step or a reload, and nobody is shown to themselves in the list", async () => {
  const page = await somebody("reporter");
  // The word that the page was closed is lost.
  await page.route("**/co-mat", (route) => (/"closed"/.test(route.request().postData() ?? "") ? route.abort() : route.continue()));
  const address = await written(page);
  for (const go of [() => page.reload(), () => page.getByRole("button", { name: "Gửi biên tập" }).click()]) {
    const beat = page.waitForResponse((answer) => answer.url().endsWith("/co-mat") && /"open"/.test(answer.request().postData() ?? ""));
    await go();
    const { people } = await (await beat).json();
    assert.deepEqual(people.map(({ me, tabs }) => [me, tabs]), [[true, 1]]);
  }
  // A second tab is told of.
  const second = await page.context().newPage();
  await visit(second, address).catch(() => second.goto(address));
  await second.locator("#dang-mo").getByText("bạn ở thẻ khác").waitFor();
  await page.goto(`${room.bao}/toa-soan`);
  assert.equal(await page.locator(".open-by").filter({ hasText: "Lò Thị Mai" }).count(), 0);
});

test("two texts that were left behind are taken back one after the other, and neither writes over the other", async () => {
  const page = await somebody("reporter");
  const address = await written(page);
  const context = page.context();
  const [first, second] = [await context.newPage(), await context.newPage()];
  for (const tab of [first, second]) {
    tab.on("dialog", (dialog) => dialog.accept());
    await visit(tab, address);
  }
  await page.goto(`${room.bao}/toa-soan`);
  await context.setOffline(true);
  await put(first, "Một của thẻ đầu.\n\nHai.\n\nBa.\n");
  await put(second, "Một của thẻ sau.\n\nHai.\n\nBa.\n");
  // Both are in the browser's store before the tabs are gone.
  await keptHere(first, "Một của thẻ đầu.");
  await keptHere(second, "Một của thẻ sau.");
  await closeOffline(first);
  await closeOffline(second);
  await context.setOffline(false);
  await page.reload();
  const unsent = page.locator("#chu-chua-gui");
  await unsent.getByRole("link", { name: "Mở bài để so sánh và lấy lại" }).first().waitFor();
  await visit(page, address);
  const found = page.locator(".banner.found");
  await page.waitForFunction(() => document.querySelectorAll(".banner.found").length === 2);
  assert.match(await page.locator("#da-luu").innerText(), /^Đã lưu .* · Chữ trong khung phía trên thì chưa/);
  await found.first().getByRole("button", { name: "Lấy lại chữ đã gõ" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".banner.found").length === 1);
  const one = await typed(page);
  await saved(page);
  // The other is offered anew, to be combined with what stands there now.
  await found.getByRole("button", { name: "Ghép cả hai bản" }).click();
  await page.getByRole("button", { name: "So sánh và chọn" }).click();
  const dialog = page.locator("dialog.conflict");
  await dialog.getByText("thẻ khác của bạn").first().waitFor();
  await dialog.getByLabel("Giữ cả hai").check();
  await dialog.getByRole("button", { name: "Lưu bản đã chọn" }).click();
  await page.waitForFunction(() => /thẻ đầu[^]*thẻ sau|thẻ sau[^]*thẻ đầu/.test(document.querySelector("textarea#body").value));
  assert.match(one, /Một của thẻ (đầu|sau)\./);
  assert.doesNotMatch(await page.locator("#da-luu").innerText(), /khung phía trên/);
  await page.waitForFunction(() => document.activeElement?.closest(".ProseMirror"));
  await saved(page);
});

test("a colleague's remark and reply come into the open page, and a reply being written stays", async () => {
  const [chief, editor] = [await somebody("chief"), await somebody("editor")];
  const address = await written(chief);
  await visit(editor, address);
  const say = async (page, words) => {
    const panel = page.locator("#nhan-xet");
    await panel.getByRole("button", { name: "Thêm nhận xét", exact: true }).first().click();
    await panel.locator("textarea").fill(words);
    await panel.getByRole("button", { name: "Gửi nhận xét" }).click();
    await panel.getByText(words).waitFor();
  };
  await say(chief, "Số này lấy ở đâu?");
  const panel = editor.locator("#nhan-xet");
  await panel.getByText("Số này lấy ở đâu?").waitFor();
  await panel.getByRole("button", { name: "Trả lời" }).click();
  await editor.keyboard.type("Của ban quản lý");
  await say(chief, "Còn cái này nữa.");
  await panel.getByText("Còn cái này nữa.").waitFor();
  await editor.keyboard.type(" chợ.");
  assert.equal(await panel.locator(".thread form textarea").inputValue(), "Của ban quản lý chợ.");
  // What is known already is not sent again.
  const again = await editor.waitForResponse((answer) => answer.url().endsWith("/danh-sach"));
  assert.equal(again.status(), 304);
});

test("what is told above does not move a button away from under a finger that presses it", async () => {
  const [chief, editor] = [await somebody("chief"), await somebody("editor")];
  const address = await written(chief);
  await visit(editor, address);
  await editor.getByRole("button", { name: /^Lưu/ }).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await editor.getByRole("button", { name: /^Lưu/ }).boundingBox();
  await editor.mouse.move(x + width / 2, y + height / 2);
  await editor.mouse.down();
  await put(chief, "Một.\n\nHai.\n\nBa của tổng biên tập.\n");
  await editor.waitForFunction(() => /Ba của/.test(document.querySelector("textarea#body").value));
  await editor.mouse.up();
  await editor.waitForFunction(() => /^Đã lưu lúc/.test(document.getElementById("da-luu").textContent));
  await editor.locator("#da-ghep").waitFor();
});

test("whose words came in is told in sight of the text, can be closed, and goes by itself", async () => {
  const [chief, editor] = [await somebody("chief"), await somebody("editor")];
  const long = `${Array.from({ length: 60 }, (_, at) => `Đoạn ${at}.`).join("\n\n")}\n`;
  const address = await written(chief, long);
  await visit(editor, address);
  await editor.evaluate(() => scrollTo(0, 1500));
  await put(chief, long.replace("Đoạn 3.", "Đoạn ba của tổng biên tập."));
  const told = editor.locator("#da-ghep");
  await told.getByText("Hoàng Văn Sơn vừa sửa bài").waitFor();
  const places = () => editor.evaluate(() => [document.getElementById("da-ghep"), document.querySelector(".pm-bars")].map((box) => box.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
  const [line, bars] = await places();
  assert.ok(line.top >= 0 && line.bottom < 200, `in sight: ${JSON.stringify(line)}`);
  assert.ok(bars.top >= line.bottom - 1, `the toolbar is not covered: ${JSON.stringify([line, bars])}`);
  await told.getByRole("button", { name: "Đóng" }).click();
  await told.waitFor({ state: "detached" });
  await editor.clock.install();
  await put(chief, long.replace("Đoạn 4.", "Đoạn bốn của tổng biên tập."));
  for (let step = 0; step < 30 && !(await told.count()); step += 1) {
    await editor.clock.runFor(2000);
    await editor.waitForTimeout(100);
  }
  await told.waitFor();
  await editor.clock.runFor(21_000);
  await told.waitFor({ state: "detached" });
});

test("title and lead are as high as their words, with and without the browser's help", async () => {
  for (const help of [true, false]) {
    const page = await somebody("reporter", { viewport: { width: 360, height: 800 } });
    if (!help) {
      await page.addInitScript(() => {
        const supports = CSS.supports.bind(CSS);
        CSS.supports = (...asked) => (asked[0] === "field-sizing" ? false : supports(...asked));
      });
      await page.addInitScript(() => addEventListener("DOMContentLoaded", () => document.querySelectorAll("#title, #lead").forEach((area) => area.style.setProperty("field-sizing", "fixed"))));
    }
    await written(page);
    for (const name of ["title", "lead"]) {
      await page.locator(`#${name}`).fill("Chợ phiên vùng cao họp sáu ngày một lần ".repeat(6));
      const { inner, shown } = await page.locator(`#${name}`).evaluate((area) => ({ inner: area.scrollHeight, shown: area.clientHeight }));
      assert.ok(inner <= shown, `${name}: ${inner} of ${shown} pixels are seen`);
    }
  }
});

test("earlier texts of this browser: five at most, each of another minute, with a word what they are", async () => {
  const page = await somebody("reporter");
  const address = await written(page);
  await page.evaluate(async () => {
    const db = await new Promise((resolve) => {
      const asked = indexedDB.open("toasoan", 1);
      asked.onsuccess = () => resolve(asked.result);
    });
    const all = await new Promise((resolve) => {
      const asked = db.transaction("typed").objectStore("typed").getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
    const tx = db.transaction("earlier", "readwrite");
    const start = Date.now() - 3_600_000;
    for (let at = 0; at < 8; at += 1) tx.objectStore("earlier").add({ ...all[0], kept: { ...all[0].kept, body: `Bản ${at}.\n` }, at: start + Math.floor(at / 2) * 60_000 + at });
    for (let at = 0; at < 3; at += 1) tx.objectStore("earlier").add({ ...all[0], kept: { ...all[0].kept, body: `Sau ${at}.\n` }, at: start + 600_000 + at * 60_000 });
    await new Promise((resolve) => (tx.oncomplete = resolve));
    db.close();
  });
  await visit(page, address);
  const place = page.locator("#ban-cu");
  await place.getByText("trình duyệt này tự giữ vài bản").waitFor();
  const minutes = await place.locator("summary").allInnerTexts();
  assert.equal(minutes.length, 5);
  assert.equal(new Set(minutes).size, 5);
});

test("another's picture for the article is seen in the open page", async () => {
  const [chief, editor] = [await somebody("chief"), await somebody("editor")];
  const address = await written(chief);
  await visit(editor, address);
  const bytes = Buffer.from((await chief.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 250 });
    canvas.getContext("2d").fillRect(0, 0, 400, 250);
    return canvas.toDataURL("image/png").split(",")[1];
  })), "base64");
  await chief.locator("#cover_file").setInputFiles({ name: "cho.png", mimeType: "image/png", buffer: bytes });
  await chief.waitForFunction(() => document.getElementById("cover_media").value !== "");
  const thumb = editor.locator("#cover-thumb");
  await thumb.waitFor();
  await editor.waitForFunction(() => document.getElementById("cover-thumb").naturalWidth > 1);
});
