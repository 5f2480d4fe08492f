// A live report that grows while it is read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newsroom, person, signIn } from "./newsroom.js";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

test("what is new in a live report is offered, comes in at a press, and nothing moves before", async () => {
  const { items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  const { pathname } = new URL(items.find(({ genre }) => genre === "live").url);
  const reader = await person(room);
  // The page looks every half minute; here it looks sooner.
  await reader.addInitScript(() => document.addEventListener("DOMContentLoaded", () => (document.getElementById("bai").dataset.every = "700")));
  await reader.goto(room.bao + pathname);
  const chief = await person(room);
  await signIn(chief, room.bao, "chief");
  const desk = `${room.bao}/toa-soan/bai/${/-(\d+)\.html$/.exec(pathname)[1]}`;
  await chief.goto(desk);
  await chief.locator(".ProseMirror").click();
  await chief.keyboard.press("Control+Home");
  await chief.keyboard.type("10 giờ 30: nước đã rút. ");
  for (const act of ["approve", "publish"]) {
    await chief.locator(`form[data-act=${act}] button`).last().click();
    await chief.waitForURL(new RegExp(`xong=${act}`));
  }
  const fresh = reader.getByRole("button", { name: "Có cập nhật mới. Bấm để xem." });
  await fresh.waitFor();
  assert.doesNotMatch(await reader.locator(".story .body").innerText(), /nước đã rút/);
  await fresh.press("Enter");
  await reader.getByText("10 giờ 30: nước đã rút.").waitFor();
  assert.ok(await reader.evaluate(() => document.activeElement?.matches(".story .body")), "the keys go on at the text");
  await reader.waitForTimeout(1500);
  assert.equal(await fresh.count(), 0, "the same is offered once");
  assert.deepEqual(reader.faults, []);
});
