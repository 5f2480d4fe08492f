// Vietnamese as input methods really type it: composition (macOS, ibus, Windows), Backspace and
// replacement (Unikey, EVKey), Shift+Left and replacement. Not a letter may be doubled or lost.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { newsroom, person, signIn } from "./newsroom.js";

const SENTENCE = "Chính phủ họp bàn đưa điện về các bản làng Đắk Lắk, Thừa Thiên Huế: “Rất khẩn trương”.";

let room;
let page;
let cdp;
before(async () => {
  room = await newsroom();
  page = await person(room);
  page.setDefaultTimeout(8000);
  page.on("dialog", (dialog) => dialog.accept());
  await signIn(page, room.bao, "reporter");
  cdp = await page.context().newCDPSession(page);
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
  assert.deepEqual(page.faults, []);
  await page.evaluate(() => localStorage.clear());
});

const source = () => page.locator("textarea#body").evaluate((area) => area.value);
const key = (name) => page.keyboard.press(name);
const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/;
const SHAPES = { ă: "a", â: "a", ê: "e", ô: "o", ơ: "o", ư: "u", đ: "d", Ă: "A", Â: "A", Ê: "E", Ô: "O", Ơ: "O", Ư: "U", Đ: "D" };

/** What stands on the screen after each key of a word: letters, then shapes as they are typed, the
 * tone at the end, as most people type Telex. */
function steps(word) {
  const flat = Array.from(word.normalize("NFC"), (letter) => letter.normalize("NFD").replace(TONES, "").normalize("NFC"));
  const seen = [];
  let now = "";
  for (const letter of flat) {
    if (SHAPES[letter]) seen.push(now + SHAPES[letter]);
    now += letter;
    seen.push(now);
  }
  if (now !== word) seen.push(word);
  return seen;
}

/** Words with what stands between them: only letters are composed. */
const parts = (text) => text.match(/\p{L}+|[^\p{L}]/gu);

const send = (type, rest) => cdp.send("Input.dispatchKeyEvent", { type, ...rest });

/** A key that an input method keeps for itself: pages see only that something is processed. */
async function processed(key = "Process", code = "") {
  await send("rawKeyDown", { windowsVirtualKeyCode: 229, key, code });
}

async function plain(letter) {
  if (/^[ -~]$/.test(letter)) await page.keyboard.press(letter === " " ? "Space" : letter);
  else await page.keyboard.insertText(letter);
}

const WAYS = {
  async composition(text) {
    for (const part of parts(text)) {
      if (!/\p{L}/u.test(part)) {
        await plain(part);
        continue;
      }
      for (const shown of steps(part)) {
        await processed();
        await cdp.send("Input.imeSetComposition", { text: shown, selectionStart: shown.length, selectionEnd: shown.length });
        await send("keyUp", { windowsVirtualKeyCode: 65, key: "a" });
      }
      await cdp.send("Input.insertText", { text: part });
    }
  },
  async backspace(text) {
    await replacing(text, (count) => repeat(count, () => key("Backspace")));
  },
  async shiftLeft(text) {
    await replacing(text, (count) => repeat(count, () => key("Shift+ArrowLeft")));
  },
};

async function repeat(count, act) {
  for (let times = 0; times < count; times += 1) await act();
}

/** Unikey and its like let letters through and rewrite them afterwards. */
async function replacing(text, takeBack) {
  for (const part of parts(text)) {
    let shown = "";
    for (const next of /\p{L}/u.test(part) ? steps(part) : [part]) {
      let same = 0;
      while (same < shown.length && shown[same] === next[same]) same += 1;
      await takeBack(shown.length - same);
      for (const letter of next.slice(same)) {
        if (/^[ -~]$/.test(letter)) await plain(letter);
        else {
          // VK_PACKET: a key without a place on the keyboard.
          await send("keyDown", { windowsVirtualKeyCode: 231, key: letter, text: letter, unmodifiedText: letter });
          await send("keyUp", { windowsVirtualKeyCode: 231, key: letter });
        }
      }
      shown = next;
    }
  }
}

/** Where one writes: how to get there, and what the source is with the sentence. */
const PLACES = {
  "a paragraph": [async () => {}, (text) => `${text}\n`],
  "a heading": [() => key("Control+Alt+2"), (text) => `## ${text}\n`],
  "a heading begun with signs": [() => page.keyboard.type("### "), (text) => `### ${text}\n`],
  "a list": [() => page.keyboard.type("- "), (text) => `- ${text}\n`],
  "a numbered list": [() => page.keyboard.type("1. "), (text) => `1. ${text}\n`],
  "a quote": [() => page.keyboard.type("> "), (text) => `> ${text}\n`],
  "a cell": [() => page.getByRole("button", { name: "Bảng", exact: true }).click(), (text) => `| ${text} |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n`],
  "bold": [() => key("Control+b"), (text) => `**${text}**\n`],
  "behind a link": [() => put("[báo](/a)\n", "báo"), (text) => `[báo](/a)${text}\n`],
  "before bold": [() => put("x**đậm**\n", "x"), (text) => `x${text}**đậm**\n`],
  "behind bold": [() => put("**đậm**.\n", "đậm"), (text) => `**đậm${text}**.\n`],
  "the middle of a sentence": [() => put("trước sau\n", "trước "), (text) => `trước ${text}sau\n`],
};

async function put(markdown, behind) {
  await page.evaluate((value) => {
    const area = document.querySelector("textarea#body");
    area.value = value;
    area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, markdown);
  await page.evaluate((wanted) => {
    const walk = document.createTreeWalker(document.querySelector(".ProseMirror"), 4);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf(wanted);
      if (at >= 0) return getSelection().collapse(node, at + wanted.length);
    }
  }, behind);
  await drawn();
}

for (const [place, [go, expected]] of Object.entries(PLACES)) {
  for (const [way, typeIn] of Object.entries(WAYS)) {
    test(`Telex by ${way} in ${place}`, async () => {
      await go();
      await typeIn(SENTENCE);
      await drawn();
      assert.equal(await source(), expected(SENTENCE));
    });
  }
}

for (const [way, typeIn] of Object.entries(WAYS)) {
  test(`Telex by ${way} in the fields of find, of a picture and in the source`, async () => {
    await put(`${SENTENCE}\n`, "Chính");
    await key("Control+h");
    await typeIn("Đắk Lắk");
    assert.equal(await page.getByRole("textbox", { name: "Tìm trong bài" }).inputValue(), "Đắk Lắk");
    await page.waitForFunction(() => document.querySelector(".pm-find [role=status]").textContent === "1/1");
    await page.getByRole("textbox", { name: "Thay bằng" }).focus();
    await typeIn("Điện Biên");
    await key("Enter");
    assert.equal(await source(), `${SENTENCE.replace("Đắk Lắk", "Điện Biên")}\n`);
    await key("Escape");
    await put("```figure\nsrc: media:abc\n```\n\nsau\n", "sau");
    await page.getByRole("button", { name: /Sửa lời ảnh/ }).click();
    await page.locator(".picture-fields input").nth(1).focus();
    await typeIn("Chợ phiên vùng cao");
    assert.equal(await source(), "```figure\nsrc: media:abc\ncaption: Chợ phiên vùng cao\n```\n\nsau\n");
    await key("Escape");
    await key("Control+a");
    await key("Control+Alt+m");
    await page.waitForFunction(() => document.querySelector(".pm-source > div")?.shadowRoot?.activeElement);
    await key("Control+a");
    await key("Delete");
    await page.keyboard.type("## ");
    await typeIn(SENTENCE);
    await drawn();
    assert.equal(await source(), `## ${SENTENCE}`);
  });

  test(`the list of blocks is filtered and chosen with Telex by ${way}`, async () => {
    await page.keyboard.type("Trước. /");
    await page.getByRole("listbox").waitFor();
    await typeIn("bảng");
    assert.deepEqual((await page.getByRole("listbox", { name: "Các khối có thể chèn" }).getByRole("option").allInnerTexts()).map((name) => name.trim()), ["Bảng"]);
    await key("Enter");
    await typeIn("Cột đầu");
    assert.equal(await source(), "Trước.\n\n| Cột đầu |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n");
  });
}

test("no key and no rule of ours acts while an input method composes", async () => {
  const compose = (text) => cdp.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await page.keyboard.type("/");
  await page.getByRole("listbox").waitFor();
  await compose("b");
  for (const name of ["Enter", "ArrowDown", "Tab", "Escape", "Backspace"]) await processed(name, name);
  await compose("bả");
  assert.ok(await page.getByRole("listbox").isVisible());
  assert.equal(await page.locator(".ProseMirror p").first().innerText(), "/bả");
  await cdp.send("Input.insertText", { text: "bảng" });
  await key("Backspace");
  await drawn();
  assert.equal(await page.locator(".ProseMirror p").first().innerText(), "/bản");
  await repeat(4, () => key("Backspace"));
  assert.ok(await page.getByRole("listbox").isHidden());
  assert.equal(await source(), "");

  for (const text of ["#", "##", "## ", "## t"]) await compose(text);
  assert.equal(await page.locator(".ProseMirror h2").count(), 0);
  for (const name of ["b", "k", "f"]) await send("rawKeyDown", { windowsVirtualKeyCode: 229, key: name, code: `Key${name.toUpperCase()}`, modifiers: 2 });
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.ok(await page.locator(".pm-find").isHidden());
  await cdp.send("Input.insertText", { text: "## tít" });
  await drawn();
  assert.equal(await source(), "\\## tít\n");
});

test("highlights of find do not disturb what is being composed in the text", async () => {
  await put("chợ và chợ và chợ\n", "chợ và chợ");
  await key("Control+f");
  await page.getByRole("textbox", { name: "Tìm trong bài" }).fill("chợ");
  await page.waitForFunction(() => document.querySelectorAll(".found").length === 3);
  await page.evaluate(() => {
    document.querySelector(".ProseMirror").focus();
    const found = document.querySelectorAll(".found")[1].firstChild;
    getSelection().collapse(found, found.length);
  });
  await drawn();
  await WAYS.composition(" nổi chợ đêm");
  await drawn();
  assert.equal(await source(), "chợ và chợ nổi chợ đêm và chợ\n");
  await key("Space");
  await page.waitForFunction(() => document.querySelectorAll(".found").length === 4);
});

test("another person's change that comes in while a word is composed breaks neither", async () => {
  await put("Đoạn một.\n\nĐoạn hai.\n", "Đoạn hai.");
  await key("Space");
  for (const text of ["V", "Vi", "Vie", "Viê"]) await cdp.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await page.evaluate(() => {
    const area = document.querySelector("textarea#body");
    area.value = `Đoạn họ thêm.\n\n${area.value}`;
    area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
  });
  for (const text of ["Viêt", "Việt"]) await cdp.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await cdp.send("Input.insertText", { text: "Việt" });
  await drawn();
  assert.equal(await source(), "Đoạn họ thêm.\n\nĐoạn một.\n\nĐoạn hai. Việt\n");
});
