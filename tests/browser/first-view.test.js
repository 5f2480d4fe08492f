// What a reader on a small phone and a slow line waits for, as a table: bytes of the page, of what
// the first screen loads and of scripts; time until the text can be read; jumps of the layout. And
// the page at 400 % zoom, on paper, and as a screen reader hears it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newsroom, person } from "./newsroom.js";

const KB = 1024;
/** An article or list before its pictures, the first page of a site, pictures of the first screen, scripts. */
const LIMITS = { page: 14 * KB, home: 25 * KB, pictures: 60 * KB, scripts: 5 * KB };
const PHONE = { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
/** 400 kbit/s and 400 ms there and back, as in a valley with one bar. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const READABLE_MS = 2_500;
/** Painted before it has come whole, a page may move by a hair: the half of what tools show as 0.01. */
const HAIR = 0.005;

let room;
let pages;
before(async () => {
  room = await newsroom();
  const { items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  const articles = items.map(({ url }) => new URL(url).pathname);
  // The longest one too: no figure of a page chosen for being small.
  const weights = await Promise.all(articles.map(async (path) => [(await (await fetch(room.bao + path, { redirect: "manual" })).text()).length, path]));
  const longest = weights.sort(([one], [other]) => other - one)[0][1];
  pages = [
    ["newspaper", "home", `${room.bao}/`],
    ["newspaper", "section", `${room.bao}/van-hoa`],
    ["newspaper", "article", room.bao + articles[0]],
    ["newspaper", "longest", room.bao + longest],
    ["newspaper", "search", `${room.bao}/tim-kiem?q=cho+phien`],
    ["portal", "home", `${room.cong}/`],
    ["portal", "section", `${room.cong}/thong-bao`],
    ["portal", "article", room.cong + articles[0]],
    ["transformation", "home", `${room.cds}/`],
    ["transformation", "section", `${room.cds}/chinh-sach`],
    ["transformation", "article", room.cds + articles[0]],
  ];
});
after(async () => {
  await room?.stop();
});

/** Adds up what moves on its own from the first paint on. */
async function watchShifts(page) {
  await page.addInitScript(() => {
    globalThis.shift = 0;
    globalThis.moved = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        globalThis.shift += entry.value;
        globalThis.moved.push(...entry.sources.map(({ node, previousRect, currentRect }) => [node?.outerHTML?.slice(0, 60), previousRect.y, currentRect.y, previousRect.height, currentRect.height].join(" ")));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** How much has moved once the page was scrolled to its end, and what. */
async function shifts(page) {
  for (let at = 0; at < 6; at += 1) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(60);
  }
  return page.evaluate(() => [globalThis.shift, globalThis.moved]);
}

/** What the browser takes in until the first screen stands, by kind, in bytes on the wire. */
async function weigh(address) {
  const page = await person(room, PHONE);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const kinds = new Map();
  const taken = { page: 0, pictures: 0, scripts: 0, other: 0 };
  const names = { Document: "page", Image: "pictures", Script: "scripts", Stylesheet: "other", Font: "other", Fetch: "other", XHR: "other" };
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, [names[type], response.url]));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const [kind, url] = kinds.get(requestId) ?? [];
    // The sign for the tab comes when all else is there.
    if (kind && !url.startsWith("data:") && !/\/icon-\w+\.svg$/.test(url)) taken[kind] += encodedDataLength;
  });
  await watchShifts(page);
  await page.goto(address, { waitUntil: "networkidle" });
  const first = { ...taken };
  const [shift, moved] = await shifts(page);
  const waits = await page.evaluate(() => performance.getEntriesByType("resource").filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => entry.name));
  const foreign = page.foreign;
  await page.context().close();
  return { ...first, waits, foreign, shift, moved };
}

test("every page keeps to its bytes, nothing but the page holds up its first paint, and nothing jumps", async () => {
  const faults = [];
  console.log("| site | page | page KB | first screen's pictures KB | scripts KB |\n|---|---|--:|--:|--:|");
  for (const [site, name, address] of pages) {
    const found = await weigh(address);
    const kb = (bytes) => (bytes / KB).toFixed(1);
    console.log(`| ${site} | ${name} | ${kb(found.page)} | ${kb(found.pictures)} | ${kb(found.scripts)} |`);
    const most = name === "home" || name === "search" ? LIMITS.home : LIMITS.page;
    if (name !== "longest" && found.page > most) faults.push(`${site} ${name}: ${found.page} bytes of page`);
    if (found.pictures > LIMITS.pictures) faults.push(`${site} ${name}: ${found.pictures} bytes of pictures`);
    if (found.scripts > LIMITS.scripts) faults.push(`${site} ${name}: ${found.scripts} bytes of script`);
    if (found.shift > 0) faults.push(`${site} ${name}: shifts by ${found.shift}: ${found.moved}`);
    if (found.waits.length || found.foreign.length || found.other) faults.push(`${site} ${name}: ${[...found.waits, ...found.foreign, found.other]}`);
  }
  assert.deepEqual(faults, []);
});

test("on a slow line the text can be read within 2.5 seconds, and nothing jumps to see", async () => {
  const faults = [];
  console.log("| site | page | readable ms | layout shift |\n|---|---|--:|--:|");
  for (const [site, name, address] of pages) {
    const page = await person(room, PHONE);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", SLOW);
    await watchShifts(page);
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length);
    const text = await page.locator("main p").first().boundingBox();
    const ms = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
    await page.waitForLoadState("load");
    const [shift, moved] = await shifts(page);
    console.log(`| ${site} | ${name} | ${Math.round(ms)} | ${shift.toFixed(3)} |`);
    if (!text?.height || ms > READABLE_MS) faults.push(`${site} ${name}: ${Math.round(ms)} ms`);
    if (shift >= HAIR) faults.push(`${site} ${name}: shifts by ${shift}: ${moved}`);
    await page.context().close();
  }
  assert.deepEqual(faults, []);
});

test("at 400 % zoom nothing is wider than the screen and nothing is cut off", async () => {
  const page = await person(room, { viewport: { width: 320, height: 256 } });
  const faults = [];
  for (const [site, name, address] of pages) {
    await page.goto(address);
    const found = await page.evaluate(() => {
      const over = document.documentElement.scrollWidth - innerWidth;
      const cut = [...document.querySelectorAll("main :is(h1, h2, h3, p):not(.off), .masthead a")].filter((element) => {
        const { overflow, display } = getComputedStyle(element);
        const over = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
        return overflow !== "visible" && display !== "none" && element.clientWidth && over;
      });
      return { over, cut: cut.map((element) => element.outerHTML.slice(0, 80)) };
    });
    if (found.over > 0 || found.cut.length) faults.push(`${site} ${name}: ${JSON.stringify(found)}`);
  }
  assert.deepEqual(faults, []);
});

test("on paper there is the text below the name, black on white, and nothing to press", async () => {
  const page = await person(room, { colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  for (const [site, name, address] of pages.filter(([, name]) => name === "article")) {
    await page.goto(address);
    const seen = (selector) => page.locator(selector).first().isVisible();
    assert.deepEqual([await seen("h1"), await seen(".body p"), await seen(".brand"), await seen(".bar"), await seen("footer.foot"), await seen(".trail")], [true, true, true, false, false, false], `${site} ${name}`);
    for (const mau of ["", "toi"]) {
      await page.evaluate((mau) => (document.documentElement.dataset.mau = mau), mau);
      const colours = await page.evaluate(() => ["backgroundColor", "color"].map((name) => getComputedStyle(document.body)[name]));
      assert.deepEqual(colours, ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], site);
      // Nothing pale on white, nothing dark behind words.
      const bad = await page.evaluate(() => {
        const light = (colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
        const shown = [...document.querySelectorAll("main *")].filter((element) => element.getClientRects().length && element.textContent.trim());
        const wrong = ({ color, backgroundColor }) => light(color) > 120 || (!/, 0\)$/.test(backgroundColor) && light(backgroundColor) < 200);
        return shown.filter((element) => wrong(getComputedStyle(element))).map((element) => element.outerHTML.slice(0, 70));
      });
      assert.deepEqual(bad, [], `${site} ${mau}`);
    }
  }
});

test("a screen reader hears one title, headings in order, named places and pictures", async () => {
  const page = await person(room);
  const cdp = await page.context().newCDPSession(page);
  const faults = [];
  for (const [site, name, address] of pages) {
    await page.goto(address);
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    const all = nodes.filter((node) => !node.ignored).map((node) => ({
      role: node.role?.value,
      name: node.name?.value ?? "",
      level: node.properties?.find((one) => one.name === "level")?.value.value,
    }));
    const of = (role) => all.filter((node) => node.role === role);
    const levels = of("heading").map(({ level }) => level);
    const say = (fault) => faults.push(`${site} ${name}: ${fault}`);
    if (!(await page.locator("meta[name=description]").getAttribute("content"))) say("no description");
    if (levels.filter((level) => level === 1).length !== 1) say(`titles ${levels}`);
    levels.forEach((level, at) => at && level > levels[at - 1] + 1 && say(`h${level} after h${levels[at - 1]}`));
    for (const role of ["banner", "main", "contentinfo"]) if (of(role).length !== 1) say(`${of(role).length} ${role}`);
    const places = of("navigation").map(({ name }) => name);
    if (places.some((name) => !name) || new Set(places).size !== places.length) say(`navigation ${places}`);
    if (of("image").some(({ name }) => !name)) say("a picture without words");
    if (of("link").some(({ name }) => !name) || of("button").some(({ name }) => !name)) say("a link or button without words");
  }
  assert.deepEqual(faults, []);
});

test("the first key leads past the masthead, and what has the focus is seen", async () => {
  const page = await person(room);
  for (const site of [room.bao, room.cong, room.cds]) {
    await page.goto(`${site}/`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "noi-dung");
    await page.reload();
    for (let at = 0; at < 30; at += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        const { width, height } = document.activeElement.getBoundingClientRect();
        return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0) || document.activeElement.outerHTML.slice(0, 90);
      });
      assert.equal(seen, true, `${site} ${at}`);
    }
  }
});
