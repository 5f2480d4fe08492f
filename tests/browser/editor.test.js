// The editor as a reporter uses it: blocks, paste, pictures, find, source, languages, quiet.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { newsroom, person, signIn } from "./newsroom.js";

const PASTE = new URL("../../themes/scripts/test/paste/", import.meta.url);

let room;
let page;
before(async () => {
  room = await newsroom();
  page = await person(room);
  page.setDefaultTimeout(8000);
  // Leaving with unsaved changes is asked about.
  page.on("dialog", (dialog) => dialog.accept());
  await signIn(page, room.bao, "reporter");
});
after(async () => {
  await room?.stop();
});
beforeEach(async () => {
  await page.goto(`${room.bao}/toa-soan`);
  await page.getByRole("button", { name: "Viết bài mới" }).click();
  await page.waitForSelector(".ProseMirror");
  await page.locator(".ProseMirror").click();
});
afterEach(async () => {
  // No rule of the page's security policy was broken, nothing threw, nothing came from elsewhere.
  assert.deepEqual(page.faults, []);
  assert.deepEqual(page.foreign, []);
  // The next test begins with nothing kept.
  await page.evaluate(() => localStorage.clear());
});

const source = () => page.locator("textarea#body").evaluate((area) => area.value);
const saved = () => page.waitForFunction(() => !/chưa lưu|Đang lưu/.test(document.getElementById("da-luu")?.textContent ?? ""));
const key = (name) => page.keyboard.press(name);
const type = (text) => page.keyboard.type(text);
const text = (name) => page.getByRole("button", { name, exact: true });

/** Puts a whole source into the field, as when a text comes from the server. */
async function put(markdown) {
  await page.evaluate((value) => {
    const area = document.querySelector("textarea#body");
    area.value = value;
    area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, markdown);
}

/** Puts the caret behind the first place of these words. */
async function caretBehind(words) {
  await page.evaluate((wanted) => {
    const editor = document.querySelector(".ProseMirror");
    const walk = document.createTreeWalker(editor, 4);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf(wanted);
      if (at < 0) continue;
      editor.focus();
      getSelection().collapse(node, at + wanted.length);
      return;
    }
    throw new Error(`no "${wanted}"`);
  }, words);
  // ProseMirror reads the selection from the document's own event.
  await seen();
}

const seen = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function select(words) {
  await caretBehind(words);
  for (let letters = 0; letters < words.length; letters += 1) await key("Shift+ArrowLeft");
  await seen();
}

async function paste(data, files = []) {
  await page.evaluate(
    ({ data: parts, files: kept }) => {
      const transfer = new DataTransfer();
      for (const [kind, value] of Object.entries(parts)) transfer.setData(kind, value);
      for (const { name, type: kind, bytes } of kept) transfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type: kind }));
      document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
    },
    { data, files },
  );
}

async function picture(name = "cho-phien.png", colour = "#14508f") {
  const bytes = await page.evaluate((fill) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 250 });
    const paint = canvas.getContext("2d");
    paint.fillStyle = fill;
    paint.fillRect(0, 0, 400, 250);
    return canvas.toDataURL("image/png").split(",")[1];
  }, colour);
  return { name, type: "image/png", bytes };
}

test("a slash offers blocks, filtered with and without marks, and Escape leaves only a slash", async () => {
  await type("/");
  const list = page.getByRole("listbox", { name: "Các khối có thể chèn" });
  await list.waitFor();
  const editor = page.locator(".ProseMirror");
  assert.equal(await editor.getAttribute("role"), "combobox");
  assert.equal(await editor.getAttribute("aria-expanded"), "true");
  const chosen = () => page.evaluate(() => document.getElementById(document.querySelector(".ProseMirror").getAttribute("aria-activedescendant"))?.textContent);
  assert.match(await chosen(), /Mục lớn/);
  await key("ArrowDown");
  assert.match(await chosen(), /Mục nhỏ/);
  await key("ArrowUp");
  await key("ArrowUp");
  assert.match(await chosen(), /Đường ngăn cách/);
  await type("trich");
  assert.deepEqual(await list.getByRole("option").allInnerTexts().then((all) => all.map((each) => each.trim())), ["Trích dẫn"]);
  await key("Enter");
  await type("Nước về muộn.");
  assert.equal(await source(), "> Nước về muộn.\n");
  assert.equal(await editor.getAttribute("role"), "textbox");

  await key("Enter");
  await key("Enter");
  await type("và/hoặc 2/9 ");
  assert.ok(await list.isHidden(), "a slash inside a word or a date offers nothing");
  await page.keyboard.insertText("/");
  await page.keyboard.insertText("bảng");
  await list.waitFor();
  await key("Escape");
  assert.ok(await list.isHidden());
  await key("Backspace");
  assert.match(await source(), /2\/9 \/bản\n$/);
});

test("each block of the list is written as the grammar has it", async () => {
  const wanted = [
    ["muc lon", "Tít", "## Tít"],
    ["muc nho", "Tít", "### Tít"],
    ["muc con", "Tít", "#### Tít"],
    ["gach dau", "một", "- một"],
    ["danh so", "một", "1. một"],
    ["hop", "nhớ", "```info\nnhớ\n```"],
    ["ke ngang", "sau", "---\n\nsau"],
    ["chu thich", "Nguồn.", "[^1]\n\n[^1]: Nguồn."],
    ["bang", "A", "| A |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |"],
  ];
  for (const [query, words, markdown] of wanted) {
    await key("Control+a");
    await key("Backspace");
    await key("Control+Alt+0");
    await type(`/${query}`);
    await key("Enter");
    await type(words);
    assert.equal(await source(), `${markdown}\n`, query);
    await put("");
    await page.locator(".ProseMirror").click();
  }
});

test("the title of an information box is typed at its top, and Enter goes into the box", async () => {
  await put("```info\nNội dung.\n```\n");
  const title = page.getByRole("textbox", { name: "Tiêu đề hộp" });
  await title.click();
  await page.keyboard.insertText("Cần biết `x`");
  await key("Enter");
  await type("Và ");
  assert.equal(await source(), "```info Cần biết x\nVà Nội dung.\n```\n");
  await key("Control+z");
  await key("Control+z");
  assert.equal(await source(), "```info\nNội dung.\n```\n");
});

test("signs at the beginning of a line make a block, and Ctrl+Z gives the sign back", async () => {
  await type("## Tít");
  assert.equal(await source(), "## Tít\n");
  await key("Control+a");
  await key("Backspace");
  await key("Control+Alt+0");
  await type("- ");
  assert.equal(await page.locator(".ProseMirror li").count(), 1);
  await key("Control+z");
  assert.equal(await page.locator(".ProseMirror li").count(), 0);
  await type("Thưa ông?");
  assert.equal(await source(), "\\- Thưa ông?\n");
  await key("Enter");
  await type("1986. Đổi mới -- “vậy” \"thế\" ... (c)");
  assert.match(await source(), /1986\\\. Đổi mới -- “vậy” "thế" \.\.\. \(c\)\n$/);
});

test("tables: rows, columns, another heading row, Tab and Enter, and the whole", async () => {
  await page.getByRole("button", { name: "Bảng", exact: true }).click();
  await type("A");
  await key("Tab");
  await type("B");
  const tools = page.getByRole("toolbar", { name: "Công cụ bảng" });
  await tools.waitFor();
  await tools.getByRole("button", { name: "Thêm cột bên phải" }).click();
  assert.match(await source(), /^\| A \| B \| {2}\| {2}\|\n/);
  await key("Tab");
  await tools.getByRole("button", { name: "Xóa cột" }).click();
  await key("Shift+Tab");
  await tools.getByRole("button", { name: "Thêm hàng phía trên" }).click();
  await key("Enter");
  await type("dưới B");
  assert.equal(await source(), "| A | B |  |\n| --- | --- | --- |\n|  | dưới B |  |\n|  |  |  |\n|  |  |  |\n");
  await tools.getByRole("button", { name: "Đưa hàng này lên làm tiêu đề bảng" }).click();
  assert.match(await source(), /^\| {2}\| dưới B \| {2}\|\n\| --- \| --- \| --- \|\n\| A \| B \| {2}\|\n/);
  await tools.getByRole("button", { name: "Xóa hàng" }).click();
  assert.match(await source(), /^\| A \| B \| {2}\|\n\| ---/);
  const rows = () => page.locator(".ProseMirror tr").count();
  const before = await rows();
  for (let cells = 0; cells < 3 * before; cells += 1) await key("Tab");
  assert.equal(await rows(), before + 1, "Tab behind the last cell makes a row");
  await tools.getByRole("button", { name: "Xóa bảng" }).click();
  assert.equal(await source(), "");
  assert.ok(await tools.isHidden());
});

test("down in the last row leaves the table, and what is typed stays out of it", async () => {
  await page.getByRole("button", { name: "Bảng", exact: true }).click();
  await type("A");
  for (const cell of ["B", "C", "một", "hai", "ba", "bốn", "năm", "sáu"]) {
    await key("Tab");
    await type(cell);
  }
  await key("ArrowDown");
  await type("Sau bảng.");
  assert.equal(await source(), "| A | B | C |\n| --- | --- | --- |\n| một | hai | ba |\n| bốn | năm | sáu |\n\nSau bảng.\n");
  await key("ArrowUp");
  await key("ArrowDown");
  await key("End");
  await type(" Nữa.");
  assert.match(await source(), /\n\nSau bảng\. Nữa\.\n$/);
});

test("links are made, changed and removed, with words chosen and without", async () => {
  await type("Đọc thêm ở báo Dân tộc");
  await select("báo Dân tộc");
  await key("Control+k");
  await page.getByRole("dialog").getByLabel("Địa chỉ").fill("javascript:alert(1)");
  await text("Áp dụng").click();
  assert.ok(await page.getByRole("dialog").isVisible(), "an address that runs is not taken");
  await page.getByRole("dialog").getByLabel("Địa chỉ").fill("baodantoc.vn/x y");
  await key("Enter");
  assert.equal(await source(), "Đọc thêm ở [báo Dân tộc](https://baodantoc.vn/x%20y)\n");
  await caretBehind("báo Dân");
  await key("Control+k");
  const dialog = page.getByRole("dialog", { name: "Sửa liên kết" });
  assert.equal(await dialog.getByLabel("Địa chỉ").inputValue(), "https://baodantoc.vn/x%20y");
  await dialog.getByLabel("Địa chỉ").fill("/thoi-su");
  await key("Enter");
  assert.equal(await source(), "Đọc thêm ở [báo Dân tộc](/thoi-su)\n");
  await key("Control+k");
  await text("Gỡ liên kết").click();
  assert.equal(await source(), "Đọc thêm ở báo Dân tộc\n");
  await caretBehind("Dân tộc");
  await type(" hoặc ");
  await key("Control+k");
  await page.getByRole("dialog").getByLabel("Địa chỉ").fill("toasoan@example.vn");
  await page.getByRole("dialog").getByLabel("Chữ hiển thị").fill("viết thư");
  await key("Enter");
  await type(" ngay");
  assert.equal(await source(), "Đọc thêm ở báo Dân tộc hoặc [viết thư](mailto:toasoan@example.vn) ngay\n");
});

for (const name of ["word", "libreoffice", "google-docs", "news-page"]) {
  test(`a copy of ${name} comes in with its structure and without its noise`, async () => {
    await paste({ "text/html": readFileSync(new URL(`${name}.html`, PASTE), "utf8"), "text/plain": "bản thường" });
    let expected = readFileSync(new URL(`${name}.md`, PASTE), "utf8");
    if (name === "libreoffice") {
      // The picture inside the clipboard is uploaded by itself.
      await page.waitForFunction(() => /media:/.test(document.querySelector("textarea#body").value));
      expected = expected.replace("```figure\nalt", "```figure\nsrc: media:HASH\nalt");
    }
    assert.equal((await source()).replace(/media:[0-9a-f]+/, "media:HASH"), expected);
    assert.ok(!/style=/.test(await page.locator(".ProseMirror").innerHTML()));
    await key("Control+z");
    assert.equal(await source(), "", "one step takes the whole paste back");
  });
}

test("footnotes of a copy get free numbers and stand at the end", async () => {
  await put("Có sẵn[^1].\n\nCuối bài.\n\n[^1]: Cũ.\n");
  await caretBehind("Có sẵn");
  await paste({ "text/html": '<p>mới<a href="#_ftn1" name="_ftnref1">[1]</a> và</p><div id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> Mới.</p></div>', "text/plain": "x" });
  assert.equal(await source(), "Có sẵnmới[^2] và[^1].\n\nCuối bài.\n\n[^1]: Cũ.\n\n[^2]: Mới.\n");
});

test("plain text keeps its lines as paragraphs and is not read as Markdown", async () => {
  await paste({ "text/plain": "# Không phải mục\r\n\r\n- cũng không\r\n**đậm?**\n1. x" });
  assert.equal(await source(), "\\# Không phải mục\n\n\\- cũng không\n\n\\*\\*đậm?\\*\\*\n\n1\\. x\n");
});

test("a pasted picture is uploaded where it stands and asks for its words; nothing else is lost", async () => {
  await type("Trước ảnh.");
  await paste({}, [await picture()]);
  const alt = page.getByLabel("Mô tả ảnh (cho người không nhìn thấy ảnh)").first();
  await page.waitForFunction(() => document.activeElement?.closest(".picture-fields"));
  await page.keyboard.insertText("Chợ phiên Bắc Hà");
  await key("Enter");
  await page.keyboard.insertText("Chợ họp sáng Chủ nhật");
  await key("Enter");
  await page.keyboard.insertText("Ảnh: Sỹ Hào");
  await key("Enter");
  await type("Sau ảnh.");
  assert.equal((await source()).replace(/media:[0-9a-f]+/, "media:HASH"), "Trước ảnh.\n\n```figure\nsrc: media:HASH\nalt: Chợ phiên Bắc Hà\ncaption: Chợ họp sáng Chủ nhật\ncredit: Ảnh: Sỹ Hào\n```\n\nSau ảnh.\n");
  assert.ok(await alt.count());
});

test("a picture of another page leaves its place, which outlives a reload, is told of, and takes a file", async () => {
  await paste({ "text/html": '<p>Trước.</p><figure><img src="https://bao.example/cho.jpg" alt="Chợ phiên"><figcaption>Chợ họp sớm</figcaption></figure><p>Sau.</p>', "text/plain": "x" });
  const place = "```figure\nalt: Chợ phiên\ncaption: Chợ họp sớm\nfrom: https://bao.example/cho.jpg\n```";
  assert.equal(await source(), `Trước.\n\n${place}\n\nSau.\n`);
  await page.getByLabel("Tiêu đề", { exact: true }).fill("Chợ phiên");
  await saved();
  await page.reload();
  await page.waitForSelector(".ProseMirror");
  assert.equal(await source(), `Trước.\n\n${place}\n\nSau.\n`);
  assert.equal(await page.getByRole("link", { name: "Mở ảnh ở bao.example" }).getAttribute("href"), "https://bao.example/cho.jpg");
  await page.locator("#kiem-tra li", { hasText: "còn chờ ảnh" }).getByRole("link").click();
  const choose = page.locator(".picture button").first();
  await page.waitForFunction(() => document.activeElement?.closest(".picture"));
  const asked = page.waitForEvent("filechooser");
  await choose.press("Enter");
  await (await asked).setFiles({ name: "cho.png", mimeType: "image/png", buffer: Buffer.from((await picture()).bytes, "base64") });
  await page.waitForFunction(() => /media:/.test(document.querySelector("textarea#body").value));
  assert.equal((await source()).replace(/media:[0-9a-f]+/, "media:HASH"), "Trước.\n\n```figure\nsrc: media:HASH\nalt: Chợ phiên\ncaption: Chợ họp sớm\n```\n\nSau.\n");
});

test("blocks that are pasted into a cell become its line, and the table stays whole", async () => {
  await put("| Năm | Số |\n| --- | --- |\n| 2023 | a |\n\nSau bảng.\n");
  await caretBehind("2023");
  await paste({ "text/html": '<h2>Mục</h2><p>Một <b>đậm</b></p><ul><li>Hai</li></ul><p>Ba<br>bốn</p><img src="https://bao.example/x.jpg" alt="Chợ phiên">', "text/plain": "x" });
  assert.equal(await source(), "| Năm | Số |\n| --- | --- |\n| 2023Mục Một **đậm** Hai Ba bốn | a |\n\n```figure\nalt: Chợ phiên\nfrom: https://bao.example/x.jpg\n```\n\nSau bảng.\n");
  await key("Control+z");
  assert.match(await source(), /\| 2023 \| a \|/);
});

test("several dropped pictures show how far they are while the reporter writes on", async () => {
  await type("Đoạn một.");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/toa-soan/anh", async (route) => {
    await held;
    await route.continue();
  });
  const files = [await picture("mot.png", "#9d1c20"), await picture("hai.png", "#1f6b3a"), { name: "ghi-chu.txt", type: "text/plain", bytes: "YQ==" }];
  await page.evaluate((kept) => {
    const transfer = new DataTransfer();
    for (const { name, type: kind, bytes } of kept) transfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type: kind }));
    const line = document.querySelector(".ProseMirror p").getBoundingClientRect();
    document.querySelector(".ProseMirror p").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true, clientX: line.left + 40, clientY: line.top + 8 }));
  }, files);
  await page.locator(".picture progress").nth(1).waitFor();
  assert.match(await page.locator(".picture-state").first().innerText(), /Đang tải “mot\.png” lên: \d+%/);
  await page.getByText("“ghi-chu.txt” không phải ảnh").waitFor();
  await caretBehind("Đoạn một.");
  await type(" Viết tiếp.");
  release();
  await page.waitForFunction(() => document.querySelector("textarea#body").value.match(/media:/g)?.length === 2);
  await page.unroute("**/toa-soan/anh");
  await type(" Vẫn ở đây.");
  assert.match(await source(), /^Đoạn một\. Viết tiếp\. Vẫn ở đây\.\n\n```figure\nsrc: media:\w+\n```\n\n```figure\nsrc: media:\w+\n```\n$/);
  assert.equal(await page.getByRole("button", { name: "Sửa lời ảnh – thiếu mô tả ảnh" }).count(), 2);
});

test("a picture that could not be sent stays with a reason, and comes on the second try", async () => {
  await type("Chữ.");
  await page.route("**/toa-soan/anh", (route) => route.abort());
  await paste({}, [await picture("mat-mang.png")]);
  await page.getByText("Chưa tải được “mat-mang.png” lên. Không liên lạc được với máy chủ.").waitFor();
  await page.unroute("**/toa-soan/anh");
  await page.route("**/toa-soan/anh", (route) => route.fulfill({ status: 415, contentType: "application/json", body: '{"message":"Ảnh bị hỏng."}' }));
  await text("Thử lại").click();
  await page.getByText("Ảnh bị hỏng.").waitFor();
  assert.equal(await source(), "Chữ.\n\n```figure\n```\n", "its place is kept");
  await page.unroute("**/toa-soan/anh");
  await text("Thử lại").click();
  await page.waitForFunction(() => /media:/.test(document.querySelector("textarea#body").value));
  page.faults.length = 0;
});

test("the find bar lies below the toolbar, however far down the text is", async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await put(Array.from({ length: 60 }, (_, at) => `Đoạn ${at}.`).join("\n\n"));
  await caretBehind("Đoạn 50.");
  await key("Control+f");
  const field = page.getByRole("textbox", { name: "Tìm trong bài" });
  await field.waitFor();
  await seen();
  const hit = await field.evaluate((found) => {
    const { left, top, width, height } = found.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === found;
  });
  assert.ok(hit, "nothing lies over the field");
  await key("Escape");
  await page.setViewportSize({ width: 1280, height: 900 });
});

test("find counts, walks and replaces; all at once is one step of undo; marks can be ignored", async () => {
  await put("Chợ phiên **Bắc** Hà.\n\nCho phép chợ đêm. CHỢ nổi, chợ.\n");
  await page.locator(".ProseMirror").click();
  await key("Control+f");
  const field = page.getByRole("textbox", { name: "Tìm trong bài" });
  await field.fill("chợ");
  const count = page.locator(".pm-find [role=status]");
  await page.waitForFunction(() => /\/4$/.test(document.querySelector(".pm-find [role=status]").textContent));
  assert.equal(await page.locator(".found").count(), 4);
  await page.getByLabel("Phân biệt hoa thường").check();
  assert.match(await count.innerText(), /\/2$/);
  await page.getByLabel("Phân biệt hoa thường").uncheck();
  await field.fill("CHO");
  assert.match(await count.innerText(), /\/1$/, "without its marks it is another word");
  await page.getByLabel("Bỏ qua dấu").check();
  assert.match(await count.innerText(), /\/5$/);
  await field.focus();
  const first = await count.innerText();
  await key("Enter");
  assert.notEqual(await count.innerText(), first);
  await key("Shift+Enter");
  assert.equal(await count.innerText(), first);
  await field.fill("phiên Bac Hà");
  assert.match(await count.innerText(), /\/1$/, "words go on under bold");
  await page.getByLabel("Bỏ qua dấu").uncheck();
  await field.fill("chợ");
  await key("Control+h");
  await page.getByRole("textbox", { name: "Thay bằng" }).fill("hội chợ");
  await text("Thay tất cả").click();
  await page.getByText("Đã thay 4 chỗ.").waitFor();
  assert.equal(await source(), "hội chợ phiên **Bắc** Hà.\n\nCho phép hội chợ đêm. hội chợ nổi, hội chợ.\n");
  await page.getByRole("textbox", { name: "Tìm trong bài" }).press("Escape");
  await key("Control+z");
  assert.equal(await source(), "Chợ phiên **Bắc** Hà.\n\nCho phép chợ đêm. CHỢ nổi, chợ.\n");
  assert.equal(await page.locator(".found").count(), 0);
});

test("the count tells syllables, characters and minutes", async () => {
  await put(`${"Đắk Lắk – ".repeat(220)}\n`);
  await seen();
  assert.equal(await page.locator("#so-chu").innerText(), "440 chữ · 2.199 ký tự · đọc khoảng 2 phút");
});

test("quiet mode shows only title and text, is remembered, and Escape leaves it", async () => {
  await page.getByLabel("Tiêu đề", { exact: true }).fill("Tít");
  await key("Control+Shift+f");
  for (const hidden of ["header.bar", "fieldset.about", "aside.flow", ".pm-bars", "#kicker", "#lead", "#so-chu"]) assert.ok(await page.locator(hidden).isHidden(), hidden);
  for (const shown of ["#title", ".ProseMirror"]) assert.ok(await page.locator(shown).isVisible(), shown);
  await page.locator(".ProseMirror").click();
  await type("/");
  await page.getByRole("listbox").waitFor();
  await key("Escape");
  assert.ok(await page.locator("header.bar").isHidden(), "Escape closes the list first");
  await saved();
  await page.reload();
  await page.waitForSelector(".ProseMirror");
  assert.ok(await page.locator("header.bar").isHidden());
  await page.locator(".ProseMirror").click();
  await key("Escape");
  assert.ok(await page.locator("header.bar").isVisible());
  await page.reload();
  await page.waitForSelector(".ProseMirror");
  assert.ok(await page.locator("header.bar").isVisible());
});

test("the source is fetched when it is wanted, keeps every letter, and the caret stays", async () => {
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  const markdown = "## Mục\n\nMột **đậm** hai.\n\n- a\n- b\n";
  await put(markdown);
  assert.ok(!fetched.some((path) => /source/.test(path)));
  await caretBehind("đậm");
  await type("!");
  await key("Control+Alt+m");
  await page.waitForFunction(() => document.querySelector(".pm-source > div")?.shadowRoot?.activeElement);
  assert.ok(fetched.some((path) => /source-.*\.js$/.test(path)));
  await type("?");
  assert.equal(await source(), "## Mục\n\nMột **đậm!?** hai.\n\n- a\n- b\n");
  await key("Control+z");
  assert.equal(await source(), "## Mục\n\nMột **đậm!** hai.\n\n- a\n- b\n");
  await type("*");
  await key("Control+f");
  await page.getByRole("textbox", { name: "Tìm trong bài" }).fill("một");
  assert.equal(await page.locator(".pm-find [role=status]").innerText(), "1/1");
  await key("Escape");
  await key("Control+Alt+m");
  await page.waitForSelector(".pm-place:not([hidden])");
  await type("x");
  assert.match(await source(), /Một/);
  await key("Control+Alt+m");
  await page.waitForFunction(() => document.querySelector(".pm-source > div")?.shadowRoot?.activeElement);
  await key("Control+a");
  await page.keyboard.insertText("* hai\n* ba\n\n__đậm__ <b>\n");
  await key("Control+Alt+m");
  await page.waitForSelector(".pm-place:not([hidden])");
  assert.equal(await source(), "* hai\n* ba\n\n__đậm__ <b>\n", "to look at it changes nothing");
  assert.equal(await page.locator(".ProseMirror li").count(), 2);
  await key("Control+z");
  assert.match(await source(), /^## Mục/, "the text's own undo knows what happened in the source");
});

test("the language of a phrase, of a block and of a cell is marked and unmarked", async () => {
  await put("Buôn Ama Thuột ở Đắk Lắk.\n\nĐoạn hai.\n\n| a | b |\n| --- | --- |\n| c | d |\n");
  await select("Ama Thuột");
  await key("Control+Shift+l");
  const menu = page.getByRole("menu");
  await menu.waitFor();
  await type("e");
  await menu.getByRole("menuitemradio", { name: "Tiếng Ê Đê" }).click();
  assert.match(await source(), /^Buôn \[Ama Thuột\]\{lang=rad\} ở/);
  assert.equal(await page.locator(".ProseMirror span[lang=rad]").getAttribute("title"), "Tiếng Ê Đê");
  await caretBehind("Đoạn hai");
  await key("Control+Shift+l");
  await menu.getByRole("menuitemradio", { name: "Tiếng Mông" }).click();
  assert.match(await source(), /```lang hmn\nĐoạn hai\.\n```/);
  await key("Control+Shift+l");
  assert.equal(await menu.getByRole("menuitemradio", { name: "Tiếng Mông" }).getAttribute("aria-checked"), "true");
  await menu.getByRole("menuitemradio", { name: "Tiếng Khmer" }).click();
  assert.match(await source(), /```lang km\nĐoạn hai\.\n```/);
  await key("Control+Shift+l");
  await menu.getByRole("menuitemradio", { name: "Bỏ đánh dấu ngôn ngữ" }).click();
  assert.match(await source(), /\n\nĐoạn hai\.\n\n/);
  await caretBehind("d");
  await page.locator(".ProseMirror td").last().click();
  await key("Control+Shift+l");
  await menu.getByRole("menuitemradio", { name: "Tiếng Tày" }).click();
  assert.match(await source(), /\| c \| \[d\]\{lang=tyz\} \|\n$/);
  await caretBehind("Ama");
  await key("Control+Shift+l");
  await menu.getByRole("menuitemradio", { name: "Bỏ đánh dấu ngôn ngữ" }).click();
  assert.match(await source(), /^Buôn Ama Thuột ở/);
});

test("another person's paragraph comes in while the caret stays and undo keeps it", async () => {
  await put("Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba.\n");
  await caretBehind("Đoạn hai");
  await type(" của tôi");
  await key("Enter");
  await put("Đoạn một, họ sửa.\n\nĐoạn họ thêm.\n\nĐoạn hai của tôi\n\n.\n\nĐoạn ba, cũng sửa.\n");
  await type("gõ tiếp");
  assert.equal(await source(), "Đoạn một, họ sửa.\n\nĐoạn họ thêm.\n\nĐoạn hai của tôi\n\ngõ tiếp.\n\nĐoạn ba, cũng sửa.\n");
  for (let steps = 0; steps < 5; steps += 1) await key("Control+z");
  assert.equal(await source(), "Đoạn một, họ sửa.\n\nĐoạn họ thêm.\n\nĐoạn hai.\n\nĐoạn ba, cũng sửa.\n");
});

test("a gallery and a link card are made and changed in dialogs", async () => {
  await type("/chum");
  await key("Enter");
  const dialog = page.getByRole("dialog", { name: "Chùm ảnh" });
  const files = await Promise.all([picture("a.png", "#111"), picture("b.png", "#eee")]);
  await dialog.getByLabel("Thêm ảnh vào chùm").setInputFiles(files.map(({ name, type: mimeType, bytes }) => ({ name, mimeType, buffer: Buffer.from(bytes, "base64") })));
  await dialog.locator("li").nth(1).waitFor();
  await dialog.locator("li").nth(0).getByLabel("Mô tả ảnh").fill("Một [1]");
  await dialog.locator("li").nth(1).getByLabel("Mô tả ảnh").fill("Hai");
  await dialog.locator("li").nth(1).getByLabel("Chú thích").fill("Chú “hai”");
  await dialog.locator("li").nth(1).getByRole("button", { name: "Đưa lên trước" }).click();
  await dialog.getByLabel("Chú thích").last().fill("Mùa gặt");
  await dialog.getByRole("button", { name: "Áp dụng" }).click();
  assert.equal((await source()).replace(/media:\w+/g, "media:H"), '```gallery\ncaption: Mùa gặt\n\n![Hai](media:H "Chú “hai”")\n![Một \\[1\\]](media:H)\n```\n');
  await type("/nhung");
  await key("Escape");
  await type(" /lien ket");
  await key("Enter");
  await page.getByRole("dialog").getByLabel("Địa chỉ").fill("https://example.vn/video");
  await page.getByRole("dialog").getByLabel("Tên hiển thị").fill("Phóng sự ngắn");
  await key("Enter");
  assert.match(await source(), /```embed\nurl: https:\/\/example\.vn\/video\ntitle: Phóng sự ngắn\n```\n$/);
});

test("the whole toolbar is one stop of Tab, each button says its name and key", async () => {
  const bar = page.getByRole("toolbar", { name: "Định dạng" });
  assert.equal(await bar.locator("button[tabindex='0']").count(), 1);
  const buttons = await bar.locator("button").evaluateAll((all) => all.map((each) => [each.getAttribute("aria-label"), each.dataset.tip]));
  for (const [name, tip] of buttons) assert.ok(name && tip && !/^[a-z-]+$/.test(tip), `${name} ${tip}`);
  assert.ok(buttons.some(([, tip]) => tip === "Đậm (Ctrl+B)"));
  await bar.locator("button").first().focus();
  await key("ArrowRight");
  await key("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.tip), "Mục nhỏ (Ctrl+Alt+3)");
  await key("End");
  assert.match(await page.evaluate(() => document.activeElement.dataset.tip), /Markdown/);
});

test("axe finds nothing serious with the list, the find bar, a table, a picture, a menu or a dialog open", async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const other = await person(room, { bypassCSP: true, viewport: { width: 360, height: 800 } });
  await signIn(other, room.bao, "reporter");
  await other.goto(page.url());
  await other.waitForSelector(".ProseMirror");
  await other.evaluate(axe);
  const faults = [];
  const look = async (what) => {
    const over = await other.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) faults.push(`${what}: ${over} pixels too wide`);
    const { violations } = await other.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
    for (const { id, impact, nodes } of violations) if (["serious", "critical"].includes(impact)) faults.push(`${what}: ${id} ${nodes[0].html.slice(0, 160)}`);
  };
  await other.locator(".ProseMirror").click();
  await other.keyboard.type("Trước. /");
  await other.locator(".pm-slash:not([hidden])").waitFor();
  await look("the list of blocks");
  await other.keyboard.type("bang");
  await other.keyboard.press("Enter");
  await look("a table");
  await other.keyboard.press("Control+h");
  await other.keyboard.insertText("truoc");
  await look("the find bar");
  await other.keyboard.press("Escape");
  await other.keyboard.press("Control+Shift+l");
  await look("the menu of languages");
  await other.keyboard.press("Escape");
  await other.keyboard.press("Control+k");
  await look("the dialog of a link");
  await other.keyboard.press("Escape");
  await other.evaluate(() => {
    const area = document.querySelector("textarea#body");
    area.value = "```figure\nsrc: media:abc\n```\n\n```info Hộp\nx\n```\n\n```lang jra\nđoạn [cụm]{lang=km}\n```\n\nx[^1]\n\n[^1]: chú\n";
    area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
  });
  await other.getByRole("button", { name: /Sửa lời ảnh/ }).click();
  await look("the fields of a picture, a box, languages and a footnote");
  await other.keyboard.press("Escape");
  await other.keyboard.press("Control+Alt+m");
  await other.waitForFunction(() => document.querySelector(".pm-source > div")?.shadowRoot?.activeElement);
  await look("the source");
  await other.keyboard.press("Control+Alt+m");
  await other.waitForSelector(".pm-place:not([hidden])");
  await other.keyboard.press("Control+Shift+f");
  await look("the quiet mode");
  await other.context().close();
  assert.deepEqual(faults, []);
});

test("all scripts of the desk weigh at most 250 KB, and only the editor's page loads the editor", async () => {
  const scripts = () => page.locator("script[src]").evaluateAll((all) => all.map((each) => each.src));
  const here = await scripts();
  const later = await page.evaluate(() => document.querySelector("template#loi-cua-so").content.querySelector("[data-source-script]").dataset.sourceScript);
  let sum = 0;
  for (const address of [...here, new URL(later, room.bao).href]) sum += gzipSync(Buffer.from(await (await fetch(address)).arrayBuffer()), { level: 9 }).length;
  assert.ok(sum <= 250_000, `${sum} bytes`);
  console.log(`scripts of the desk: ${sum} bytes gzipped`);
  await page.goto(`${room.bao}/toa-soan`);
  assert.ok(!(await scripts()).some((address) => /editor|source/.test(address)));
  await page.goBack();
  await page.waitForSelector(".ProseMirror");
});

for (const width of [1440, 360]) {
  test(`at ${width} pixels the checklist leads to the picture and to the very field that is missing`, async () => {
    await page.setViewportSize({ width, height: 800 });
    try {
      const words = Array.from({ length: 20 }, (_, at) => `Đoạn ${at}.`).join("\n\n");
      await paste({}, [await picture()]);
      await page.waitForFunction(() => /media:/.test(document.querySelector("textarea#body").value));
      const [own] = /media:[0-9a-z]+/.exec(await source());
      await put(`${words}\n\n![](${own})\n\n${words}\n\n![Chợ](${own})\n`);
      await saved();
      const panel = page.locator("#kiem-tra");
      const go = async (check, block, field) => {
        const link = panel.locator("li", { hasText: check }).locator(`a[data-block="${block}"]`);
        await link.click();
        const figure = page.locator(".ProseMirror figure").nth(block === 21 ? 0 : 1);
        const input = figure.getByLabel(field, { exact: true });
        await page.waitForFunction((name) => document.activeElement?.closest("label")?.textContent === name, field);
        const { top, bottom } = await input.evaluate((found) => found.getBoundingClientRect());
        const bars = await page.locator(".pm-bars").evaluate((found) => found.getBoundingClientRect().bottom);
        assert.ok(top > bars && bottom < 800, `${check}: seen from ${top} to ${bottom}, below ${bars}`);
        return input;
      };
      const alt = await go("Ảnh chưa có mô tả", 21, "Mô tả ảnh (cho người không nhìn thấy ảnh)");
      await type("Một góc chợ");
      assert.equal(await alt.inputValue(), "Một góc chợ");
      assert.match(await source(), /Một góc chợ/);
      await saved();
      const credit = await go("Ảnh chưa ghi nguồn", 42, "Nguồn ảnh");
      await type("Sỹ Hào");
      assert.equal(await credit.inputValue(), "Sỹ Hào");
    } finally {
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  });
}

test("Alt+↑ and Alt+↓ and the toolbar move the block with the caret; an input method is left alone", async () => {
  await put("Một.\n\nHai.\n\n- a\n- b\n");
  // The toolbar shows where the editor thinks that the caret is.
  const inList = (pressed) => page.locator(`.tool-bullets[aria-pressed=${pressed}]`).waitFor();
  const paragraph = (at) => page.locator(".ProseMirror > p").nth(at).click().then(() => inList(false));
  await paragraph(1);
  await key("End");
  await key("Alt+ArrowUp");
  await type("!");
  assert.equal(await source(), "Hai.!\n\nMột.\n\n- a\n- b\n");
  await page.locator(".ProseMirror li").nth(1).click();
  await inList(true);
  await key("Alt+ArrowUp");
  assert.equal(await source(), "Hai.!\n\nMột.\n\n- b\n- a\n");
  await paragraph(1);
  await page.getByRole("button", { name: "Chuyển đoạn xuống" }).click();
  assert.equal(await source(), "Hai.!\n\n- b\n- a\n\nMột.\n");
  await key("Control+z");
  assert.equal(await source(), "Hai.!\n\nMột.\n\n- b\n- a\n");
  const cdp = await page.context().newCDPSession(page);
  await paragraph(1);
  await cdp.send("Input.imeSetComposition", { text: "ă", selectionStart: 1, selectionEnd: 1 });
  await key("Alt+ArrowUp");
  assert.match(await source(), /^Hai\.!\n/);
  await cdp.send("Input.insertText", { text: "ăn" });
});

test("a whole paragraph that is cut leaves no empty line and comes in as a paragraph of its own", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await put("Một.\n\nHai.\n\nBa.\n\nBốn.\n");
  const cutHere = async (words) => {
    await select(words);
    await key("Control+x");
    await seen();
  };
  await cutHere("Hai.");
  assert.equal(await source(), "Một.\n\nBa.\n\nBốn.\n");
  assert.equal(await page.locator(".ProseMirror > p").count(), 3);
  await caretBehind("Bốn.");
  await key("Home");
  await seen();
  await key("Control+v");
  assert.equal(await source(), "Một.\n\nBa.\n\nHai.\n\nBốn.\n");
  await cutHere("Một.");
  await caretBehind("Bốn.");
  await key("Control+v");
  assert.equal(await source(), "Ba.\n\nHai.\n\nBốn.\n\nMột.\n");
  // Two at once, to the beginning.
  await caretBehind("Bốn.");
  await key("Home");
  await seen();
  for (const name of ["Shift+ArrowDown", "Shift+End"]) await key(name);
  await seen();
  await key("Control+x");
  assert.equal(await source(), "Ba.\n\nHai.\n");
  await caretBehind("Ba.");
  await key("Home");
  await seen();
  await key("Control+v");
  assert.equal(await source(), "Bốn.\n\nMột.\n\nBa.\n\nHai.\n");
  // Words inside a paragraph stay words.
  await put("Một hai ba.\n\nBốn.\n");
  await cutHere("hai ");
  await caretBehind("Bốn.");
  await key("Control+v");
  assert.equal(await source(), "Một ba.\n\nBốn.hai\n");
  // In a list the emptied item goes with it.
  await put("- a\n- b\n- c\n");
  await cutHere("b");
  assert.equal(await source(), "- a\n- c\n");
});

test("nothing that is typed replaces a picture, however the caret came to it", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const sent = await page.request.post(`${room.bao}/toa-soan/anh`, { multipart: { _csrf: await page.locator("input[name=_csrf]").first().getAttribute("value"), file: { name: "a.png", mimeType: "image/png", buffer: Buffer.from((await picture("a.png", "#357")).bytes, "base64") } } });
  const { media } = await sent.json();
  const below = `\`\`\`figure\nsrc: media:${media}\nalt: Chợ phiên\n\`\`\`\n`;
  const table = "| a | b |\n| --- | --- |\n| c | d |\n";
  const button = (name) => page.getByRole("button", { name, exact: true }).click();
  const rule = async () => {
    await type(" /ngan");
    await key("Enter");
  };
  const card = async () => {
    await type(" /lien ket");
    await key("Enter");
    await page.getByRole("dialog").getByLabel("Địa chỉ").fill("https://example.vn/bai");
    await page.getByRole("dialog").getByLabel("Tên hiển thị").fill("Một bài khác");
    await key("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  const cut = async () => {
    await select("Trên.");
    await key("Control+x");
    await seen();
  };
  for (const [above, words, act] of [
    ["Trên.\n", "Trên.", rule],
    ["Trên.\n", "Trên.", card],
    ["Trên.\n", "Trên.", cut],
    [table, "d", () => button("Xóa bảng")],
    [table, "d", () => key("Enter")],
  ]) {
    await put(`${above}\n${below}`);
    await page.locator(".ProseMirror figure").waitFor();
    await caretBehind(words);
    await act();
    await type("Chữ mới");
    const written = await source();
    assert.ok(written.includes(media) && written.includes("Chữ mới"), written);
    assert.ok(written.indexOf("Chữ mới") < written.indexOf(media), written);
  }
  // Chosen on purpose: letters and what an input method composes stand behind it.
  const cdp = await page.context().newCDPSession(page);
  for (const write of [() => type("phố"), () => cdp.send("Input.imeSetComposition", { text: "phố", selectionStart: 3, selectionEnd: 3 }).then(() => cdp.send("Input.insertText", { text: "phố" }))]) {
    await put(`Trên.\n\n${below}\nDưới.\n`);
    await caretBehind("Trên.");
    await key("ArrowRight");
    await page.locator(".ProseMirror .ProseMirror-selectednode").waitFor();
    await write();
    await seen();
    assert.equal(await source(), `Trên.\n\n${below}\nphố\n\nDưới.\n`);
  }
});
