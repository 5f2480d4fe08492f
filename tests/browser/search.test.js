// Searching as readers do: slips, suggestions by keyboard and mouse, narrowing down; also without
// script.

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

test("keys without an input method are understood, and can be taken literally", async () => {
  const page = await person(room, { javaScriptEnabled: false });
  await page.goto(`${room.bao}/tim-kiem`);
  await page.locator("main").getByLabel("Từ cần tìm").fill("chuyeenr ddooir soos");
  await page.locator("main").getByRole("button", { name: "Tìm kiếm" }).click();
  await page.locator(".meant").getByText("chuyển đổi số").first().waitFor();
  const found = await page.locator(".hit").count();
  assert.ok(found > 2, `${found} results`);
  assert.match(await page.locator(".hit mark").first().textContent(), /chuyển|đổi|số/i);
  await page.getByRole("link", { name: "Tìm đúng nguyên văn" }).click();
  await page.getByText("Không có bài nào khớp").waitFor();
});

test("results are narrowed down by links that say how many they leave, without script", async () => {
  const page = await person(room, { javaScriptEnabled: false });
  await page.goto(`${room.bao}/tim-kiem?q=ban`);
  const all = Number(/\d+/.exec(await page.locator(".count").textContent())[0]);
  const choice = page.locator(".facets section").first().locator("li").first();
  const wanted = Number(await choice.locator(".many").textContent());
  assert.ok(wanted > 0 && wanted <= all);
  await choice.getByRole("link").click();
  assert.equal(Number(/\d+/.exec(await page.locator(".count").textContent())[0]), wanted);
  await page.locator('.facets [aria-current="true"]').first().click();
  assert.equal(Number(/\d+/.exec(await page.locator(".count").textContent())[0]), all);
});

test("suggestions come while one types, by keyboard and by mouse", async () => {
  const page = await person(room);
  await page.goto(`${room.bao}/tim-kiem`);
  const box = page.locator("main").getByRole("combobox", { name: "Từ cần tìm" });
  await box.pressSequentially("cho phien", { delay: 30 });
  const list = page.getByRole("listbox", { name: "Gợi ý" });
  await list.waitFor();
  assert.equal(await box.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const first = list.getByRole("option").first();
  assert.equal(await first.getAttribute("aria-selected"), "true");
  assert.equal(await box.getAttribute("aria-activedescendant"), await first.getAttribute("id"));
  await page.keyboard.press("Escape");
  assert.ok(await list.isHidden());
  assert.equal(await box.inputValue(), "cho phien", "what was typed stays");
  await box.press("End");
  await page.keyboard.type(" ");
  await list.waitFor();
  const title = list.getByRole("option").filter({ hasText: "Bài viết" }).first();
  await title.click();
  await page.waitForURL(/-\d+\.html$/);
  assert.deepEqual(page.faults, []);
  assert.deepEqual(page.foreign, []);
});

test("the page of results fits every screen and axe finds nothing serious, with suggestions open too", async () => {
  const page = await person(room, { bypassCSP: true });
  const faults = await look(page, "search-corrected", `${room.bao}/tim-kiem?q=chuyen+doi+soos`);
  await page.goto(`${room.bao}/tim-kiem`);
  await page.locator("main").getByRole("combobox", { name: "Từ cần tìm" }).pressSequentially("ban");
  await page.getByRole("listbox").waitFor();
  faults.push(...(await look(page, "search-suggestions")));
  assert.deepEqual(faults, []);
});
