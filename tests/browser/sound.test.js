// A recording in an article, and films of other houses that play when they are asked for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newsroom, person, signIn } from "./newsroom.js";

let room;
let path;
before(async () => {
  room = await newsroom();
  const { items } = await (await fetch(`${room.bao}/api/v1/articles?limit=100`)).json();
  ({ pathname: path } = new URL(items.find(({ genre }) => genre === "audio").url));
});
after(async () => {
  await room?.stop();
});

test("nothing of a recording loads before it is played, by keyboard too, and Listen plays it", async () => {
  const reader = await person(room);
  const asked = [];
  reader.on("request", (request) => asked.push(request.url()));
  await reader.goto(room.bao + path);
  const player = reader.locator("header figure.audio audio");
  await player.waitFor();
  assert.match(await reader.locator("figure.audio figcaption").innerText(), /Nhịp chiêng chờ lượt – .* – 0:05, 98 KB/);
  assert.ok(!asked.some((url) => url.includes(".wav")), "nothing is loaded yet");
  const listen = reader.getByRole("button", { name: "Nghe bài" });
  await listen.focus();
  await reader.keyboard.press("Enter");
  await reader.waitForFunction(() => document.querySelector("figure.audio audio").currentTime > 0.2);
  const pause = reader.getByRole("button", { name: "Tạm dừng" });
  await pause.waitFor();
  await reader.keyboard.press("Enter");
  await reader.getByRole("button", { name: "Nghe tiếp" }).waitFor();
  assert.ok(await player.evaluate((audio) => audio.paused));
  await reader.locator("figure.audio summary").focus();
  await reader.keyboard.press("Enter");
  await reader.getByText("Chín tiếng chiêng nối nhau").waitFor();
  assert.deepEqual(reader.faults, []);
});

test("without script the recording is there, and text first it is a link with its size", async () => {
  const plain = await person(room, { javaScriptEnabled: false });
  await plain.goto(room.bao + path);
  assert.equal(await plain.locator("figure.audio audio[controls][preload=none]").count(), 1);
  assert.match(await plain.locator("figure.audio a").getAttribute("href"), /^https?:.*\.wav$/);
  await plain.context().addCookies([{ name: "cach-doc", value: "chu", url: room.bao }]);
  await plain.goto(room.bao + path);
  assert.equal(await plain.locator("audio").count(), 0);
  assert.match(await plain.locator("figure.audio a").innerText(), /^Nghe: Nhịp chiêng chờ lượt \(0:05, 98 KB\)$/);
});

test("a recording and a film are put in at the desk; the film loads from elsewhere only after a press", async () => {
  const chief = await person(room);
  await signIn(chief, room.bao, "chief");
  await chief.goto(`${room.bao}/toa-soan/bai/${/-(\d+)\.html$/.exec(path)[1]}`);
  const source = () => chief.evaluate(() => document.querySelector("textarea[name=body]").value);
  const before = await source();
  assert.match(before, /^```audio\nsrc: media:[0-9a-f]{32}\ntitle: Nhịp chiêng chờ lượt\n/);
  await chief.locator(".opaque audio").waitFor();
  await chief.locator(".ProseMirror").click();
  await chief.keyboard.press("Control+End");
  await chief.keyboard.press("Enter");
  await chief.keyboard.type("/youtube");
  await chief.keyboard.press("Enter");
  await chief.getByLabel("Địa chỉ").fill("https://youtu.be/dQw4w9WgXcQ");
  await chief.getByLabel("Tên hiển thị").fill("Phim ngắn");
  await chief.keyboard.press("Enter");
  await chief.waitForFunction(() => document.querySelector("textarea[name=body]").value.includes("youtu.be"));
  assert.ok((await source()).startsWith(before.slice(0, before.indexOf("Mỗi em"))), "the recording comes back letter by letter");
  for (const act of ["approve", "publish"]) {
    await chief.locator(`form[data-act=${act}] button`).last().click();
    await chief.waitForURL(new RegExp(`xong=${act}`));
  }

  const reader = await person(room);
  const asked = [];
  await reader.route(/youtube/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: "text/html", body: "<title>player</title>" });
  });
  await reader.goto(room.bao + path);
  const button = reader.getByRole("button", { name: "Xem tại đây (tải từ YouTube)" });
  await button.waitFor();
  assert.match(await reader.locator(".embed small").innerText(), /Bấm nút này/);
  assert.deepEqual(asked, []);
  await button.press("Enter");
  const frame = reader.locator(".embed iframe");
  await frame.waitFor();
  assert.equal(await frame.getAttribute("title"), "Phim ngắn");
  assert.match(await frame.getAttribute("sandbox"), /^allow-scripts /);
  assert.ok(await frame.evaluate((shown) => document.activeElement === shown), "the focus goes into it");
  await reader.waitForFunction(() => document.querySelectorAll("iframe").length === 1);
  assert.ok(asked[0].startsWith("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?"), asked[0]);
  assert.deepEqual(reader.faults, []);
  const plain = await person(room, { javaScriptEnabled: false });
  await plain.goto(room.bao + path);
  assert.equal(await plain.locator(".embed button, iframe").count(), 0);
  assert.equal(await plain.locator(".embed a").getAttribute("href"), "https://youtu.be/dQw4w9WgXcQ");
});
