// How a reader wants pages: size, spacing, colours, and the text first, which needs no script.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { newsroom, person } from "./newsroom.js";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

const root = (page) =>
  page.evaluate(() => ({
    ...document.documentElement.dataset,
    size: getComputedStyle(document.documentElement).fontSize,
    paper: getComputedStyle(document.body).backgroundColor,
  }));

test("size, spacing and colours are chosen by keyboard and stay on every page", async () => {
  const page = await person(room, { colorScheme: "light" });
  await page.goto(`${room.bao}/`);
  const plain = await root(page);
  await page.locator(".reading summary").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Thường").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByLabel("Rộng").check();
  await page.getByLabel("Tối").check();
  await page.goto(`${room.bao}/van-hoa`);
  const chosen = await root(page);
  assert.deepEqual([chosen.chu, chosen.dong, chosen.mau], ["2", "1", "toi"]);
  assert.ok(parseFloat(chosen.size) > parseFloat(plain.size) * 1.3, chosen.size);
  assert.notEqual(chosen.paper, plain.paper);
  await page.locator(".reading summary").click();
  // Filled in just after it opens.
  await page.getByLabel("Lớn hơn").and(page.locator(":checked")).waitFor();
  await page.getByLabel("Theo máy").check();
  await page.reload();
  assert.equal((await root(page)).paper, plain.paper);
});

test("what another script left in the store cannot break a page", async () => {
  const page = await person(room);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  for (const left of ["{", "null", "[1]", '"x"', '{"mau":"\\"><script>","style":"x","chu":{}}']) {
    await page.goto(`${room.bao}/`);
    await page.evaluate((left) => localStorage.setItem("cach-doc", left), left);
    await page.reload();
    await page.locator(".reading summary").click();
    await page.getByLabel("Sáng").check();
    assert.equal((await root(page)).style, undefined);
  }
  assert.deepEqual(faults, []);
});

test("who chose the text first loads no picture, without a script, and can go back", async () => {
  for (const site of [room.bao, room.cong, room.cds]) {
    const page = await person(room, { javaScriptEnabled: false });
    await page.goto(`${site}/`);
    await page.locator(".reading summary").click();
    await page.getByRole("button", { name: "Chỉ đọc chữ" }).click();
    const pictures = [];
    page.on("request", (request) => {
      if (request.resourceType() === "image" && new URL(request.url()).pathname.startsWith("/media/")) pictures.push(request.url());
    });
    await page.goto(`${site}/`);
    await page.locator("main h2 a").first().click();
    await page.waitForLoadState();
    assert.equal(await page.locator("main img").count(), 0);
    const link = page.locator(".cover .picture-link");
    assert.match(await link.textContent(), /^Ảnh: .+ \(\d+ KB\)$/);
    assert.deepEqual(pictures, []);
    const [, size] = /\((\d+) KB\)/.exec(await link.textContent());
    const picture = await fetch(new URL(await link.getAttribute("href"), room.bao));
    assert.equal(Math.ceil((await picture.arrayBuffer()).byteLength / 1000), Number(size));
    await page.locator(".reading summary").click();
    await page.getByRole("button", { name: "Xem cả ảnh" }).click();
    assert.ok((await page.locator("main img").count()) > 0);
  }
});

test("a browser that saves data gets the text first, and others the whole page", async () => {
  const saving = await person(room, { extraHTTPHeaders: { "Save-Data": "on" } });
  await saving.goto(`${room.bao}/`);
  assert.equal(await saving.locator("main img").count(), 0);
  const whole = await person(room);
  await whole.goto(`${room.bao}/`);
  assert.ok((await whole.locator("main img").count()) > 0);
});

test("the open choices fit every screen and axe finds nothing serious, in every colour", async () => {
  const page = await person(room, { bypassCSP: true });
  const faults = [];
  for (const [site, name] of [[room.bao, "newspaper"], [room.cong, "portal"], [room.cds, "transformation"]]) {
    for (const mau of ["toi", "tuong-phan"]) {
      await page.goto(`${site}/`);
      await page.evaluate((mau) => localStorage.setItem("cach-doc", JSON.stringify({ mau, chu: "3" })), mau);
      await page.reload();
      await page.locator(".reading summary").click();
      faults.push(...(await look(page, `choices-${name}-${mau}`)));
    }
  }
  assert.deepEqual(faults, []);
});

test("menus and labels are read in the language that was chosen, without a script and by keyboard", async () => {
  for (const site of [room.bao, room.cong, room.cds]) {
    const page = await person(room, { javaScriptEnabled: false });
    await page.goto(`${site}/`);
    await page.locator(".reading summary").press("Enter");
    await page.getByRole("button", { name: "English", exact: true }).press("Enter");
    await page.waitForLoadState();
    assert.equal(page.url(), `${site}/`);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal(await page.locator(".skip").textContent(), "Skip to content");
    assert.equal(await page.locator(".masthead .brand").getAttribute("lang"), "vi");
    const card = page.locator("main article.card").first();
    assert.equal(await card.getAttribute("lang"), "vi");
    await card.locator("h2 a").press("Enter");
    await page.waitForLoadState();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal(await page.locator("article.story").getAttribute("lang"), "vi");
    const other = await person(room, { javaScriptEnabled: false });
    await other.goto(page.url());
    assert.equal(await other.locator("html").getAttribute("lang"), "vi");
    await page.locator(".reading summary").press("Enter");
    await page.getByRole("button", { name: "Tiếng Việt", exact: true }).press("Enter");
    await page.waitForLoadState();
    assert.equal(await page.locator("html").getAttribute("lang"), "vi");
  }
});

test("in the chosen language nothing is out of its place", async () => {
  const faults = [];
  for (const [name, site] of [["bao", room.bao], ["cong", room.cong], ["cds", room.cds]]) {
    const page = await person(room, { bypassCSP: true });
    await page.context().addCookies([{ name: "tieng", value: "en", url: site }]);
    await page.goto(`${site}/`);
    await page.locator(".reading summary").click();
    faults.push(...(await look(page, `language-${name}`)));
  }
  assert.deepEqual(faults, []);
});

/** Texts that are in Vietnamese by their letters and read aloud as English. */
const misread = (page) =>
  page.evaluate(() => {
    const marked = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;
    const told = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const around = texts.currentNode.parentElement;
      if (around.closest("script, style, article.story figcaption") || around.closest("[lang]").lang !== "en") continue;
      const words = texts.currentNode.data.match(/\p{L}+/gu) ?? [];
      // An English sentence may name a Vietnamese place.
      if (words.filter((word) => marked.test(word)).length * 2 >= words.length && words.length) told.push(texts.currentNode.data.trim());
    }
    return told;
  });

test("whatever is in another language than the labels around it says so", async () => {
  const page = await person(room);
  await page.goto(`${room.bao}/english`);
  const english = await page.locator("main article.card h2 a").first().getAttribute("href");
  const found = [];
  const addresses = ["/", "/van-hoa", "/thoi-su", "/tim-kiem?q=cho+phien", "/doc-nhieu", "/luu-tru", "/rss", "/ngoai-tuyen", "/tro-nang", english];
  const asked = [[room.cong, "/"], [room.cds, "/"], ...addresses.map((path) => [room.bao, path])];
  for (const language of ["en", "vi"]) {
    await page.context().clearCookies();
    for (const [site, path] of asked) {
      await page.context().addCookies([{ name: "tieng", value: language, url: site }]);
      await page.goto(`${site}${path}`);
      assert.equal(await page.locator("html").getAttribute("lang"), language, path);
      if (path === "/") {
        const all = await page.locator("main h2 a, main h3 a").evaluateAll((links) => links.map((link) => link.pathname));
        const article = all.find((link) => link.endsWith(".html"));
        if (!asked.some(([of, other]) => of === site && other === article)) asked.push([site, article]);
      }
      found.push(...(await misread(page)).map((text) => `${language} ${new URL(page.url()).pathname}: ${text}`));
    }
  }
  assert.deepEqual(found, []);
});

test("what is unfolded over the page is folded by Escape and never covers what has the focus", async () => {
  const page = await person(room, { viewport: { width: 360, height: 740 } });
  await page.goto(`${room.bao}/`);
  for (const name of [".reading", ".menu"]) {
    const panel = page.locator(`.masthead ${name}`);
    const summary = panel.locator("summary");
    const isOpen = () => panel.evaluate((details) => details.open);
    await summary.press("Enter");
    assert.ok(await isOpen(), name);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    assert.equal(await isOpen(), false, name);
    assert.ok(await summary.evaluate((found) => found === document.activeElement), "the keys go on from there");
    // A way through all of it, and beyond.
    await summary.press("Enter");
    const stops = await panel.locator("a, button, input:checked").count();
    for (let stop = 0; stop < stops + 1; stop += 1) {
      await page.keyboard.press("Tab");
      assert.equal(await isOpen(), await panel.evaluate((details) => details.contains(document.activeElement)), `${name}, stop ${stop}`);
    }
    assert.equal(await isOpen(), false, name);
    await summary.click();
    await panel.locator("nav, legend").first().click({ position: { x: 2, y: 2 } });
    assert.ok(await isOpen(), "a finger within it");
    await page.locator("main").click({ position: { x: 5, y: 600 } });
    assert.equal(await isOpen(), false, name);
    await page.goto(`${room.bao}/`);
  }
});
