// Whatever breaks, no word is lost: every scenario on a good network, and on one that is two seconds
// slow and fails three requests of ten. `SEED=n` repeats a run.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM, PEOPLE, demo, launch } from "./newsroom.js";
import { brokenNetwork } from "./proxy.js";

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
console.log(`seed ${SEED}`);

let house;
let browser;
before(async () => {
  house = await demo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await house?.stop();
});

for (const [name, delay, fail] of [["on a good network", 0, 0], ["two seconds slow, three requests of ten failing", 2000, 0.3]]) {
  describe(name, () => scenarios(delay, fail));
}

function scenarios(delay, fail) {
  const slow = delay > 0;
  let net;
  let base;
  let open = [];
  before(async () => {
    net = await brokenNetwork(SEED, () => ({ host: "127.0.0.1", port: house.port }));
    base = `http://localhost:${net.port}`;
  });
  after(() => net?.stop());

  const harm = () => Object.assign(net, { delay, fail, cut: false, loseAnswer: null });
  const heal = () => Object.assign(net, { delay: 0, fail: 0, cut: false, loseAnswer: null });

  function scenario(sentence, act) {
    test(sentence, { timeout: 90_000 }, async () => {
      heal();
      try {
        await act();
      } finally {
        heal();
        await Promise.all(open.map((context) => context.close().catch(() => {})));
        open = [];
      }
    });
  }

  /** Somebody with a browser of their own, signed in. */
  async function somebody(role, options = {}) {
    const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 1280, height: 900 }, ...options });
    open.push(context);
    const page = await context.newPage();
    await enter(page, role);
    return page;
  }

  async function enter(page, role) {
    const [email, password] = PEOPLE[role];
    await page.goto(`${base}/toa-soan`);
    if (new URL(page.url()).pathname === "/toa-soan") return;
    await page.getByLabel("Thư điện tử").fill(email);
    await page.getByLabel("Mật khẩu").fill(password);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.waitForURL((url) => url.pathname === "/toa-soan");
  }

  async function begin(page, paragraphs) {
    await page.goto(`${base}/toa-soan`);
    await page.getByRole("button", { name: "Viết bài mới" }).click();
    await ready(page);
    await page.locator("#title").fill(`Bài thử ${SEED} ${Math.random()}`);
    if (paragraphs) await write(page, `${paragraphs.join("\n\n")}\n`);
    await saved(page);
    return new URL(page.url()).pathname;
  }

  async function ready(page) {
    await page.waitForSelector(".ProseMirror");
  }

  /** Puts a whole body in, as the editor does after each key. */
  async function write(page, text) {
    await page.locator("textarea#body").evaluate((area, value) => {
      area.value = value;
      area.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
  }

  /** The editor hears of a moved caret in an event that may come after the key. */
  async function settled(page) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  async function edit(page, change) {
    await write(page, change(await typed(page)));
  }

  async function saved(page) {
    await page.waitForFunction(() => /^Đã lưu \d/.test(document.getElementById("da-luu")?.textContent ?? ""), null, { timeout: 60_000 });
  }

  const typed = (page) => page.locator("textarea#body").evaluate((area) => area.value);

  /** The draft on the server, asked for past the broken network. */
  async function kept(page, path) {
    const answer = await page.context().request.get(`http://localhost:${house.port}${path}/ban-nhap`);
    assert.ok(answer.ok(), `the draft: ${answer.status()}`);
    return (await answer.json()).theirs;
  }

  async function untilKept(page, path, wanted) {
    for (let tries = 0; ; tries += 1) {
      const { body } = await kept(page, path);
      if (body === wanted || tries > 300) return assert.equal(body, wanted);
      await sleep(150);
    }
  }

  scenario("typing without a pause is in the browser within 0.3 s and on the server within 3 s", async () => {
    const page = await somebody("reporter");
    const path = await begin(page);
    harm();
    const words = Array.from({ length: 24 }, (_, at) => `chữ${at} ệ `).join("");
    const times = [];
    await page.locator(".ProseMirror").click();
    let typing = true;
    const watching = (async () => {
      let samples = 0;
      while (typing) {
        const asked = Date.now();
        const { body } = slow ? { body: null } : await kept(page, path);
        const due = times.filter((time) => time < asked - 3000).length;
        if (!slow) assert.ok(body.trimEnd().length >= words.slice(0, due).trimEnd().length, `${due} characters are older than 3 s, the server has ${body.length}`);
        samples += due > 0 ? 1 : 0;
        await sleep(200);
      }
      return samples;
    })();
    for (const letter of words) {
      await page.keyboard.insertText(letter);
      times.push(Date.now());
      await sleep(25);
    }
    const last = Date.now();
    const wanted = words.trimEnd();
    await page.waitForFunction(
      async ([article, text]) => {
        const db = await new Promise((resolve) => {
          const asked = indexedDB.open("toasoan", 1);
          asked.onsuccess = () => resolve(asked.result);
        });
        const all = await new Promise((resolve) => {
          const asked = db.transaction("typed").objectStore("typed").getAll();
          asked.onsuccess = () => resolve(asked.result);
        });
        db.close();
        return all.some((one) => one.article === article && one.kept.body.trim() === text);
      },
      [path.split("/").pop(), wanted],
      { polling: 20 },
    );
    assert.ok(Date.now() - last < 300, `the browser's store took ${Date.now() - last} ms`);
    typing = false;
    const samples = await watching;
    if (!slow) assert.ok(samples > 3, `${samples} looks at the server while typing`);
    if (slow) heal();
    for (let tries = 0; ; tries += 1) {
      const { body } = await kept(page, path);
      if (body.trim() === wanted) break;
      assert.ok(slow ? tries < 100 : Date.now() - last < 3000, "the last word is not on the server");
      await sleep(100);
    }
  });

  scenario("the server is killed while somebody types, and started again", async () => {
    const page = await somebody("reporter");
    const path = await begin(page);
    harm();
    await page.locator(".ProseMirror").click();
    await page.keyboard.type("Trước khi máy chủ chết. ", { delay: 15 });
    await sleep(slow ? 500 : 1200);
    await page.keyboard.type("Đang gõ ", { delay: 15 });
    await house.kill("SIGKILL");
    await page.keyboard.type("thì máy chủ chết; vẫn gõ tiếp, ", { delay: 15 });
    await page.waitForFunction(() => /thử lại/.test(document.getElementById("da-luu").textContent), null, { timeout: 20_000 });
    await house.start();
    await page.keyboard.type("rồi máy chủ sống lại.", { delay: 15 });
    const wanted = "Trước khi máy chủ chết. Đang gõ thì máy chủ chết; vẫn gõ tiếp, rồi máy chủ sống lại.\n";
    assert.equal(await typed(page), wanted);
    await untilKept(page, path, wanted);
    await saved(page);
    assert.equal(await page.locator(".banner").count(), 0);
  });

  scenario("the browser is killed while somebody types, and opened again", async () => {
    const profile = mkdtempSync(join(tmpdir(), "toasoan-profile-"));
    let own = await ownBrowser(profile);
    try {
      let page = own.context.pages()[0] ?? (await own.context.newPage());
      await enter(page, "reporter");
      const path = await begin(page, ["Đoạn đầu."]);
      harm();
      await edit(page, (text) => `${text}\nĐoạn hai đã lên máy chủ.\n`);
      if (!slow) await untilKept(page, path, "Đoạn đầu.\n\nĐoạn hai đã lên máy chủ.\n");
      net.cut = true;
      const wanted = `${await typed(page)}\nĐoạn ba chỉ có trong trình duyệt.\n`;
      await page.locator(".ProseMirror").click();
      await page.keyboard.press("Control+End");
      await settled(page);
      await page.keyboard.press("Enter");
      await page.keyboard.type("Đoạn ba chỉ có trong trình duyệt.", { delay: 10 });
      assert.equal(await typed(page), wanted);
      await sleep(300);
      await own.kill();

      heal();
      own = await ownBrowser(profile);
      page = own.context.pages()[0] ?? (await own.context.newPage());
      // The browser writes its cookies down late; the text must be there all the same.
      await enter(page, "reporter");
      const list = page.locator("#chu-chua-gui");
      await list.getByText("Còn chữ chưa gửi").waitFor();
      harm();
      await list.getByRole("link").first().click();
      await ready(page);
      const found = page.locator(".banner.found");
      await found.getByText("Trình duyệt này còn giữ chữ bạn gõ").waitFor();
      assert.match(await found.locator("ins").last().innerText(), /Đoạn ba chỉ có trong trình duyệt\./);
      await found.locator("button.primary").click();
      await page.waitForFunction((text) => document.querySelector("textarea#body").value === text, wanted);
      heal();
      await untilKept(page, path, wanted);
      await saved(page);
      await page.goto(`${base}/toa-soan`);
      await sleep(300);
      assert.equal(await page.locator("#chu-chua-gui").isVisible(), false, "nothing is left to be sent");
    } finally {
      await own.kill();
      rmSync(profile, { recursive: true, force: true });
    }
  });

  scenario("two minutes without a network", async () => {
    // The page's timers are run forward through two minutes, with every try really failing at the
    // network; the wall clock sees some seconds of it.
    const page = await somebody("reporter");
    await page.clock.install();
    const path = await begin(page, ["Đoạn đầu."]);
    harm();
    net.cut = true;
    const before = net.tries;
    for (let step = 0; step < 24; step += 1) {
      await edit(page, (text) => `${text}\nĐoạn ${step} khi mất mạng.\n`);
      await page.clock.runFor(5000);
      // Without a pause in which the tries can fail, no time would pass for the network.
      await sleep(60);
    }
    assert.ok(net.tries - before >= 8, `${net.tries - before} tries in two minutes`);
    assert.match(await page.locator("#da-luu").innerText(), /thử lại/);
    const wanted = ["Đoạn đầu.", ...Array.from({ length: 24 }, (_, step) => `Đoạn ${step} khi mất mạng.`)].join("\n\n") + "\n";
    assert.equal(await typed(page), wanted);
    harm();
    for (let step = 0; step < 60; step += 1) {
      await page.clock.runFor(2000);
      await sleep(slow ? 400 : 100);
      if ((await kept(page, path)).body === wanted) break;
    }
    await untilKept(page, path, wanted);
  });

  scenario("the session ends while somebody types: signed in again in place, never as somebody else", async () => {
    const page = await somebody("reporter");
    const path = await begin(page, ["Đoạn đầu."]);
    const other = await page.context().newPage();
    await other.goto(`${base}/toa-soan`);
    await other.getByRole("button", { name: "Đăng xuất" }).click();
    await other.waitForURL(/dang-nhap/);
    await other.close();
    harm();
    await edit(page, (text) => `${text}\nGõ khi phiên đã hết.\n`);
    const box = page.locator("dialog.sign-in");
    await box.waitFor({ timeout: 40_000 });
    // The box takes no key away from the text.
    await page.locator("#title").click();
    await page.keyboard.press("End");
    await page.keyboard.type(" gõ tiếp");
    const enterHere = async (role) => {
      await box.getByLabel("Thư điện tử").fill(PEOPLE[role][0]);
      await box.getByLabel("Mật khẩu").fill(PEOPLE[role][1]);
      await box.getByRole("button", { name: "Đăng nhập", exact: true }).click();
    };
    await enterHere("editor");
    await box.getByText("không phải người đã gõ bài này").waitFor({ timeout: 20_000 });
    await sleep(slow ? 3000 : 1500);
    assert.equal((await kept(page, path)).body, "Đoạn đầu.\n", "nothing is saved under another name");
    await enterHere("reporter");
    await box.waitFor({ state: "detached", timeout: 20_000 });
    await untilKept(page, path, "Đoạn đầu.\n\nGõ khi phiên đã hết.\n");
    await saved(page);
    for (let tries = 0; tries < 100 && !/ gõ tiếp$/.test((await kept(page, path)).title); tries += 1) await sleep(100);
    assert.match((await kept(page, path)).title, / gõ tiếp$/);
    // The page's forms carry the new token.
    heal();
    await page.getByRole("button", { name: /^Lưu/ }).click();
    await page.locator("#da-luu").getByText(/^Đã lưu lúc \d/).waitFor();
  });

  scenario("two people on different paragraphs are merged, without a question", async () => {
    const lan = await somebody("chief");
    const path = await begin(lan, ["Một.", "Hai.", "Ba."]);
    const minh = await somebody("editor");
    await minh.goto(base + path);
    await ready(minh);
    harm();
    // The word that others' text has come in goes by itself, in either page, whenever it came.
    const told = Promise.all([lan, minh].map((page) => page.getByText("đã được ghép vào trang này").waitFor({ timeout: 80_000 })));
    await Promise.all([edit(lan, (text) => text.replace("Một.", "Một của Lan.")), edit(minh, (text) => text.replace("Ba.", "Ba của Minh.\n\nBốn."))]);
    const wanted = "Một của Lan.\n\nHai.\n\nBa của Minh.\n\nBốn.\n";
    await untilKept(lan, path, wanted);
    // Each of the two sees the other's part without doing anything.
    for (const page of [lan, minh]) {
      await page.waitForFunction((text) => document.querySelector("textarea#body").value === text, wanted, { timeout: 45_000 });
      assert.equal(await page.locator(".banner").count(), 0);
    }
    await told;
    await minh.getByText(/Đang mở: .*Hoàng Văn Sơn/).waitFor({ timeout: 40_000 });
  });

  scenario("two people on one paragraph: both texts side by side, and one is made of them", async () => {
    const lan = await somebody("chief");
    const path = await begin(lan, ["Một.", "Hai.", "Ba."]);
    const minh = await somebody("editor");
    await minh.goto(base + path);
    await ready(minh);
    // Minh's page must not hear of Lan's text before he has typed his own.
    await minh.locator("#title").click();
    await Promise.all([edit(lan, (text) => text.replace("Hai.", "Hai của Lan.")), edit(minh, (text) => text.replace("Hai.", "Hai của Minh.").replace("Ba.", "Ba của Minh."))]);
    harm();
    const late = await Promise.race([minh, lan].map(async (page) => {
      await page.locator(".banner").filter({ hasText: "cùng sửa một đoạn" }).waitFor({ timeout: 60_000 });
      return page;
    }));
    const [mine, theirs] = late === minh ? ["Minh", "Lan"] : ["Lan", "Minh"];
    assert.match(await typed(late), new RegExp(`Hai của ${mine}\\.`), "what was typed stays in the page");
    // Typing goes on while the conflict waits; it is kept beside the draft on the server.
    await edit(late, (text) => `${text}\nGõ tiếp.\n`);
    await late.getByRole("button", { name: "So sánh và chọn" }).click();
    const dialog = late.locator("dialog.conflict");
    await dialog.waitFor({ timeout: 60_000 });
    assert.match(await dialog.innerText(), new RegExp(`Hai của ${mine}\\.[^]*Hai của ${theirs}\\.`));
    await dialog.getByLabel("Giữ cả hai").check();
    await dialog.getByRole("button", { name: "Lưu bản đã chọn" }).click();
    const wanted = `Một.\n\nHai của ${mine}.\n\nHai của ${theirs}.\n\nBa của Minh.\n\nGõ tiếp.\n`;
    await untilKept(late, path, wanted);
    await saved(late);
    assert.equal(await late.locator(".banner").count(), 0);
  });

  scenario("the answer to a save is lost: it is repeated, kept once and no conflict", async () => {
    const page = await somebody("reporter");
    const path = await begin(page, ["Đoạn đầu."]);
    harm();
    net.lost = 0;
    net.loseAnswer = (asked) => asked.method === "PUT" && net.lost < 2;
    await edit(page, (text) => `${text}\nĐoạn mà câu trả lời bị mất.\n`);
    const wanted = "Đoạn đầu.\n\nĐoạn mà câu trả lời bị mất.\n";
    await untilKept(page, path, wanted);
    await page.waitForFunction(() => /^Đã lưu \d/.test(document.getElementById("da-luu").textContent), null, { timeout: 60_000 });
    assert.equal(net.lost, 2, "two answers were lost");
    await edit(page, (text) => `${text}\nGõ tiếp.\n`);
    await untilKept(page, path, `${wanted}\nGõ tiếp.\n`);
    assert.equal(await page.locator(".banner").count(), 0);
  });

  scenario("what the server refuses stays in the page and in the browser, with a reason", async () => {
    const page = await somebody("reporter");
    const path = await begin(page, ["Đoạn đầu."]);
    const { title } = await kept(page, path);
    harm();
    const long = "ệ".repeat(10_000);
    await page.locator("#title").fill(long);
    await page.locator("#da-luu").getByText(/Tiêu đề: dài quá 300 ký tự.*vẫn còn trong trang/).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator("#title").inputValue(), long);
    await page.locator("#title").fill(title);
    // Five megabytes are not even sent: the server would only break the connection.
    await page.locator("textarea#body").evaluate((area) => {
      area.value = "chữ ".repeat(1_000_000);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.locator("#da-luu").getByText(/lớn hơn mức máy chủ nhận/).waitFor({ timeout: 60_000 });
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await page.locator(".banner.found").getByText("Trình duyệt này còn giữ chữ").waitFor();
    await page.locator(".banner.found").getByRole("button", { name: "Bỏ đi" }).click();
    assert.equal((await kept(page, path)).body, "Đoạn đầu.\n");
    await page.getByText("Bản cũ trong trình duyệt này").waitFor({ state: "attached" });
  });

  scenario("the editing lock is taken over, and the one who held it goes on being saved", async () => {
    const reporter = await somebody("reporter");
    const path = await begin(reporter, ["Một.", "Hai."]);
    const editor = await somebody("editor");
    await editor.goto(base + path);
    await ready(editor);
    harm();
    await editor.locator("#khoa").getByText("Lò Thị Mai đang biên tập bài này").waitFor({ timeout: 60_000 });
    // A request that failed is asked again by hand, as a person would.
    while (!(await reporter.getByText("đã tiếp quản việc biên tập").isVisible())) {
      await editor.locator("#khoa").getByRole("button", { name: "Giành quyền sửa" }).click({ timeout: 1000 }).catch(() => {});
      await sleep(slow ? 2500 : 300);
    }
    await edit(reporter, (text) => text.replace("Một.", "Một vẫn được lưu."));
    await edit(editor, (text) => text.replace("Hai.", "Hai của người biên tập."));
    await untilKept(editor, path, "Một vẫn được lưu.\n\nHai của người biên tập.\n");
  });
}

/** A browser whose whole family of processes can be killed at once. */
async function ownBrowser(profile) {
  const program = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const child = spawn(program, ["--headless=new", ...CHROMIUM, `--user-data-dir=${profile}`, "--remote-debugging-port=0", "--lang=vi", "--accept-lang=vi-VN", "about:blank"], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (part) => {
      said += part;
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    gone.then(() => reject(new Error(`the browser ended: ${said}`)));
  });
  const connected = await chromium.connectOverCDP(address);
  let killed = false;
  const kill = async () => {
    if (killed) return;
    killed = true;
    process.kill(-child.pid, "SIGKILL");
    await gone;
    await connected.close().catch(() => {});
  };
  return { context: connected.contexts()[0], kill };
}
