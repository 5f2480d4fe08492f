// Front pages arranged by mouse and by keyboard, looked at before they go live; two people at it;
// the calendar and the work that is given out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { newsroom, person, signIn } from "./newsroom.js";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

const front = (path = "") => `${room.bao}/toa-soan/trang-nhat/bao${path}`;

async function arranger(role, options) {
  const page = await person(room, options);
  await signIn(page, room.bao, role);
  await page.goto(front());
  return page;
}

/** The title of the lead on the readers' home page. */
async function lead() {
  const html = await (await fetch(`${room.bao}/`)).text();
  return /<article class="card first[^]*?<h2><a[^>]*>([^<]*)</.exec(html)[1];
}

const inSlot = (page, slot) => page.locator(`[data-slot="${slot}"] .pick .title`);
const offered = (page, at) => page.locator(".offered li").nth(at);

test("a story is dragged into the lead, looked at, put up, and readers find it at once", async () => {
  const page = await arranger("secretary");
  const before = await lead();
  const story = offered(page, 7);
  const title = await story.locator(".title").innerText();
  await story.dragTo(page.locator('[data-slot="0"]'));
  await page.getByText("Đã đưa bài vào ô.").waitFor();
  assert.equal(await inSlot(page, 0).innerText(), title);
  assert.equal(await lead(), before, "readers do not see the working copy");
  await page.locator(".doing").getByRole("link", { name: "Xem trước" }).click();
  for (const width of ["phone", "wide-screen"]) {
    const inside = page.frameLocator(`iframe.${width}`);
    await inside.locator(".card.first h2", { hasText: title }).waitFor();
  }
  await page.getByRole("button", { name: "Đưa lên trang" }).click();
  await page.getByText("Đã đưa lên trang.").waitFor();
  assert.equal(await lead(), title);
  // From slot to slot as well.
  await page.locator('[data-slot="0"] .pick').dragTo(page.locator('[data-slot="3"]'));
  await page.getByText("Đã đưa bài vào ô.").waitFor();
  assert.equal(await inSlot(page, 3).innerText(), title);
  assert.deepEqual(page.faults, []);
  assert.deepEqual(page.foreign, []);
});

test("the same by keyboard alone, and without script", async () => {
  const page = await arranger("chief", { javaScriptEnabled: false });
  await page.goto(front("/van-hoa"));
  const title = await offered(page, 2).locator(".title").innerText();
  const press = async (name) => {
    // Words for listeners only are a box of their own, which may come with a space before it.
    const words = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(": ", " ?: ");
    const button = page.getByRole("button", { name: new RegExp(`^${words}$`) });
    await button.focus();
    await page.keyboard.press("Enter");
  };
  await press(`Đưa vào: ${title}`);
  await page.getByText("Đã đưa bài vào ô.").waitFor();
  await press(`↓ Xuống một ô: ${title}`);
  await page.getByText("Đã đổi chỗ.").waitFor();
  assert.equal(await inSlot(page, 1).innerText(), title);
  const here = await page.locator(":focus").innerText();
  assert.match(here, /Xuống một ô/, "the focus stays on the button");
  await page.keyboard.press("Enter");
  await inSlot(page, 2).waitFor();
  await press(`↑ Lên một ô: ${title}`);
  await press(`↑ Lên một ô: ${title}`);
  assert.equal(await inSlot(page, 0).innerText(), title);
  await press("Đưa lên trang");
  await page.getByText("Đã đưa lên trang.").waitFor();
  const html = await (await fetch(`${room.bao}/van-hoa`)).text();
  assert.ok(/<article class="card first[^]*?<h2><a[^>]*>([^<]*)</.exec(html)[1] === title);
  await press(`Bỏ ra: ${title}`);
  await page.getByText("Đã bỏ bài ra khỏi ô.").waitFor();
  assert.equal(await inSlot(page, 0).count(), 0);
  const slot = await page.locator(":focus").evaluate((found) => found.closest("[data-slot]")?.dataset.slot);
  assert.equal(slot, "0", "the keys go on in the slot that has lost its story");
});

test("a pin shows until its minute and the page does not outlive it", async () => {
  const page = await arranger("chief");
  const title = await offered(page, 12).locator(".title").innerText();
  await offered(page, 12).getByRole("button").click();
  const pick = page.locator(".pick", { hasText: title });
  await pick.getByText("Ghim theo giờ").click();
  // The next full minute but one in Vietnam, so that there is time to look.
  const end = new Date(Math.ceil((Date.now() + 15_000) / 60_000) * 60_000);
  const local = new Date(end.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);
  await pick.getByLabel("Đến").fill(local);
  await pick.getByRole("button", { name: /Lưu giờ/ }).click();
  await page.getByText("Đã lưu bản đang sắp.").waitFor();
  await page.getByRole("button", { name: "Đưa lên trang" }).click();
  await page.getByText("Đã đưa lên trang.").waitFor();
  assert.equal(await lead(), title);
  while (Date.now() < end.getTime() - 1_500) {
    assert.equal(await lead(), title);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  for (let tries = 0; (await lead()) === title; tries += 1) {
    assert.ok(Date.now() < end.getTime() + 2_000, "the pin has ended and still shows");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(Date.now() >= end.getTime() - 50, "not before its minute");
});

test("two people on one front: different slots are joined, the same one is chosen", async () => {
  const first = await arranger("chief");
  const second = await arranger("secretary");
  const put = async (page, at, slot) => {
    const title = await offered(page, at).locator(".title").innerText();
    await page.getByLabel("Đưa vào ô").selectOption(String(slot));
    await offered(page, at).getByRole("button").click();
    return title;
  };
  await first.goto(front("/kinh-te"));
  await second.goto(front("/kinh-te"));
  const third = await arranger("secretary");
  await third.goto(front("/kinh-te"));
  const a = await put(first, 0, 0);
  await first.getByText("Đã đưa bài vào ô.").waitFor();
  const b = await put(second, 1, 3);
  await second.getByText("Thay đổi của cả hai đã được ghép").waitFor();
  assert.equal(await inSlot(second, 0).innerText(), a);
  assert.equal(await inSlot(second, 3).innerText(), b);
  const c = await put(third, 2, 0);
  await third.getByRole("heading", { name: "Hai người cùng sắp trang này" }).waitFor();
  assert.ok(await third.getByText(a).first().isVisible());
  await third.getByLabel("Giữ").selectOption({ label: "Bản của tôi" });
  await third.getByRole("button", { name: "Lưu lựa chọn" }).click();
  await third.getByText("Đã lưu bản đang sắp.").waitFor();
  assert.equal(await inSlot(third, 0).innerText(), c);
  assert.equal(await inSlot(third, 3).innerText(), b);
});

test("what was up once is taken back from the history", async () => {
  const page = await arranger("chief");
  await page.getByRole("link", { name: "Các lần đưa lên" }).click();
  await page.getByRole("button", { name: "Lấy lại Lần 1" }).click();
  await page.getByText("Đã lấy lại cách sắp cũ").waitFor();
});

test("work is given out, accepted and written; the calendar shows it", async () => {
  const editor = await person(room);
  await signIn(editor, room.bao, "editor");
  await editor.getByRole("link", { name: "Phân công" }).click();
  await editor.getByRole("link", { name: "Giao việc mới" }).click();
  await editor.getByLabel("Việc cần làm").fill("Đưa tin lễ hội Lồng Tồng");
  await editor.getByLabel("Người làm").selectOption({ label: "Lò Thị Mai" });
  await editor.getByLabel("Chuyên mục").selectOption({ index: 4 });
  await editor.getByLabel("Hạn nộp").fill("2031-02-03T17:00");
  await editor.getByLabel("Mức độ").selectOption("high");
  await editor.getByRole("button", { name: "Giao việc" }).click();
  await editor.getByText("Đã giao việc.").waitFor();

  const reporter = await person(room);
  await signIn(reporter, room.bao, "reporter");
  await reporter.getByRole("link", { name: "Đưa tin lễ hội Lồng Tồng" }).click();
  await reporter.getByRole("button", { name: "Nhận việc" }).click();
  await reporter.getByText("Bạn đã nhận việc này.").waitFor();
  const work = reporter.url().split("?")[0];
  await reporter.getByRole("button", { name: "Viết bài" }).click();
  await reporter.waitForURL(/\/toa-soan\/bai\/\d+/);
  assert.equal(await reporter.getByLabel("Tiêu đề", { exact: true }).inputValue(), "Đưa tin lễ hội Lồng Tồng");
  assert.notEqual(await reporter.getByLabel("Chuyên mục", { exact: true }).inputValue(), "");

  const secretary = await person(room);
  await signIn(secretary, room.bao, "secretary");
  await secretary.goto(`${room.bao}/toa-soan/lich?ngay=2031-02-03`);
  const day = secretary.locator("#ngay-2031-02-03");
  assert.match(await day.innerText(), /17:00[^]*Đưa tin lễ hội Lồng Tồng[^]*Lò Thị Mai/);
  await day.getByText("Thêm").click();
  await day.getByLabel("Ghi chú cho ngày").fill("Trực: ban thư ký");
  await day.getByRole("button", { name: "Ghi lại" }).click();
  await secretary.locator("#ngay-2031-02-03 .notes", { hasText: "Trực: ban thư ký" }).waitFor();
  await secretary.locator("h1").click();
  await secretary.keyboard.press("ArrowRight");
  await secretary.waitForURL(/ngay=2031-02-10/);
  await secretary.goto(work);
  await secretary.getByRole("button", { name: "Đã làm xong" }).click();
  await secretary.getByText("Đã xong việc này.").waitFor();
  for (const page of [editor, reporter, secretary]) assert.deepEqual(page.faults, []);
});

test("every screen fits a phone and axe finds nothing", async () => {
  const page = await person(room, { bypassCSP: true });
  await signIn(page, room.bao, "chief");
  await page.goto(front());
  await offered(page, 3).getByRole("button").click();
  await page.locator(".pick").first().waitFor();
  const today = `${room.bao}/toa-soan/lich`;
  const screens = [
    ["fronts", `${room.bao}/toa-soan/trang-nhat`],
    ["front", front()],
    ["front-section", front("/van-hoa")],
    ["front-preview", `${room.bao}/toa-soan/trang-nhat-xem-truoc/bao`],
    ["front-history", `${room.bao}/toa-soan/trang-nhat-lich-su/bao`],
    ["calendar-week", `${today}?ngay=2031-02-03`],
    ["calendar-today", today],
    ["calendar-day", `${today}?xem=ngay&ngay=2031-02-03`],
    ["assignments", `${room.bao}/toa-soan/phan-cong?ai=tat-ca&loc=da-xong`],
    ["assignment-new", `${room.bao}/toa-soan/phan-cong/moi`],
    ["assignment", `${room.bao}/toa-soan/phan-cong/1`],
    ["desk-start", `${room.bao}/toa-soan`],
  ];
  const faults = [];
  for (const [name, address] of screens) faults.push(...(await look(page, name, address)));
  assert.deepEqual(faults, []);
  assert.deepEqual(page.foreign, []);
});

test("blocks are put below the stories by keyboard, moved, and seen on the home page of each design", async () => {
  const page = await person(room, { bypassCSP: true });
  await signIn(page, room.bao, "chief");
  for (const [site, base] of [["bao", room.bao], ["cong", room.cong], ["chuyen-doi-so", room.cds]]) {
    await page.goto(`${room.bao}/toa-soan/trang-nhat-khoi/${site}`);
    const back = page.getByRole("button", { name: "Bỏ hết, dùng cách bày có sẵn" });
    if (await back.count()) {
      await back.press("Enter");
      await page.locator(".notice.done").waitFor();
    }
    for (const kind of ["Thông báo", "Liên kết", "Đọc nhiều", "Bài theo thể loại", "Mọi chuyên mục còn lại"]) {
      await page.getByLabel("Thêm khối").selectOption({ label: kind });
      await page.getByRole("button", { name: "Thêm", exact: true }).press("Enter");
      await page.locator(".notice.done").waitFor();
    }
    await page.getByLabel("Tên khối").first().fill("Đường dây tiếp bạn đọc");
    await page.getByLabel("Lời thông báo").fill("Gọi miễn phí.");
    await page.getByLabel("Mỗi dòng một liên kết").fill("Chính phủ | https://chinhphu.vn/");
    // Enter in a field saves all, and moves nothing.
    await page.getByLabel("Tên khối").first().press("Enter");
    await page.locator(".notice.done").waitFor();
    assert.match(await page.locator(".blocks li legend").first().innerText(), /1\. Thông báo/);
    await page.getByRole("button", { name: /Lên\s*: 2/ }).press("Enter");
    await page.waitForURL(/#khoi-1$/);
    assert.match(await page.locator(".blocks li legend").first().innerText(), /1\. Liên kết/);
    assert.deepEqual(await look(page, `desk-blocks-${site}`), []);
    const reader = await person(room, { bypassCSP: true });
    assert.deepEqual(await look(reader, `home-blocks-${site}`, `${base}/`), []);
    const blocks = await reader.locator(".blocks > .block").evaluateAll((all) => all.slice(0, 2).map((one) => one.innerText));
    assert.match(blocks[0], /Chính phủ/);
    assert.match(blocks[1], /Đường dây tiếp bạn đọc[^]*Gọi miễn phí\./);
  }
});

test("a section's page gets blocks by keyboard, without a script, and its second page stays a list", async () => {
  const page = await person(room, { javaScriptEnabled: false });
  await signIn(page, room.bao, "chief");
  await page.goto(front("/thoi-su"));
  await page.getByRole("link", { name: "Chọn các khối bên dưới" }).press("Enter");
  await page.waitForURL(/trang-nhat-khoi\/bao\/thoi-su/);
  for (const kind of ["Số liệu", "Văn bản của một chuyên mục", "Thông báo mới của một chuyên mục"]) {
    await page.getByLabel("Thêm khối").selectOption({ label: kind });
    await page.getByRole("button", { name: "Thêm", exact: true }).press("Enter");
    await page.locator(".notice.done").waitFor();
  }
  const figures = page.getByLabel("Mỗi dòng một số liệu");
  await figures.fill("12.5 | % | Tăng");
  await page.getByRole("button", { name: "Lưu", exact: true }).press("Enter");
  await page.locator(".bad").first().waitFor();
  assert.match(await page.locator(".bad").first().innerText(), /1\.234,5/);
  assert.equal(await figures.inputValue(), "12.5 | % | Tăng");
  await figures.fill("8654,3 | tỷ đồng | Vốn đầu tư | Vụ Kế hoạch | 6/2024\n12 | % | Tăng so với cùng kỳ");
  const sections = page.getByLabel("Chuyên mục", { exact: true });
  await sections.nth(0).selectOption({ label: "Kinh tế" });
  await sections.nth(1).selectOption({ label: "Xã hội" });
  await page.getByRole("button", { name: "Lưu", exact: true }).press("Enter");
  await page.locator(".notice.done").waitFor();
  const seen = await person(room, { bypassCSP: true });
  await signIn(seen, room.bao, "chief");
  assert.deepEqual(await look(seen, "desk-blocks-section", `${room.bao}/toa-soan/trang-nhat-khoi/bao/thoi-su`), []);
  const reader = await person(room, { bypassCSP: true });
  assert.deepEqual(await look(reader, "section-blocks", `${room.bao}/thoi-su`), []);
  assert.equal(await reader.locator(".statistics dl div").count(), 2);
  assert.match(await reader.locator(".statistics").innerText(), /8\.654,3 tỷ đồng/);
  assert.equal(await reader.locator(".statistics img, .statistics svg, .statistics canvas").count(), 0);
  assert.ok((await reader.locator(".documents tbody tr").count()) > 0);
  const links = await reader.locator("main h2 a, main h3 a, main td a, main li a").evaluateAll((all) => all.map((one) => one.pathname).filter((path) => path.endsWith(".html")));
  assert.equal(new Set(links).size, links.length, "no story twice");
});
