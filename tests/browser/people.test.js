// From an invitation to the own desk, roles without script, notices, and every new screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.js";
import { newsroom, person, signIn } from "./newsroom.js";

const PASSWORD = "một câu dễ nhớ";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

/** Invites somebody as the administrator; returns the link. */
async function invite(admin, email, role) {
  await admin.goto(`${room.bao}/toa-soan/nhan-su`);
  await admin.getByRole("link", { name: "Thêm người" }).click();
  await admin.getByLabel("Thư điện tử").fill(email);
  await admin.getByLabel("Vai trò").selectOption({ label: role });
  await admin.getByRole("button", { name: "Tạo tài khoản và liên kết mời" }).click();
  return admin.getByRole("textbox", { name: "Liên kết đặt mật khẩu" }).inputValue();
}

/** Opens the link in a browser of its own, chooses name and password, signs in. */
async function accept(link, email, name, options = {}) {
  const page = await person(room, options);
  await page.goto(link);
  await page.getByLabel("Họ tên của bạn").fill(name);
  await page.getByLabel("Mật khẩu mới", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Nhập lại mật khẩu mới").fill(PASSWORD);
  await page.getByRole("button", { name: "Lưu và đến trang đăng nhập" }).click();
  await page.getByText("Mời bạn đăng nhập.").waitFor();
  await page.getByLabel("Thư điện tử").fill(email);
  await page.getByLabel("Mật khẩu").fill(PASSWORD);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.waitForURL((url) => url.pathname === "/toa-soan");
  return page;
}

test("an invited reporter chooses a password, signs in, writes, and is told what others do", async () => {
  const admin = await person(room);
  await signIn(admin, room.bao, "admin");
  const link = await invite(admin, "mai.moi@toasoan.example", "Phóng viên");
  await admin.getByRole("button", { name: "Sao chép liên kết" }).click();
  await admin.getByText("Đã sao chép.").waitFor();
  const mai = await accept(link, "mai.moi@toasoan.example", "Hoàng Thị Mai Mới", { bypassCSP: true });
  assert.equal(await mai.getByRole("link", { name: "Nhân sự" }).count(), 0);
  await mai.getByRole("link", { name: "Hoàng Thị Mai Mới" }).waitFor();
  await mai.getByRole("button", { name: "Viết bài mới" }).click();
  await mai.waitForSelector(".ProseMirror");
  await mai.getByLabel("Tiêu đề", { exact: true }).fill("Mùa nước đổ");
  await mai.getByLabel("Chuyên mục", { exact: true }).selectOption({ label: "Văn hóa" });
  await mai.locator(".ProseMirror").click();
  await mai.keyboard.insertText("Ruộng bậc thang đầy nước.");
  await mai.getByRole("button", { name: "Gửi biên tập" }).click();
  await mai.getByText("Đã gửi biên tập.").waitFor();
  const desk = mai.url();

  const editor = await person(room);
  await signIn(editor, room.bao, "editor");
  await editor.goto(desk);
  await editor.locator("summary", { hasText: "Trả lại người viết" }).click();
  await editor.getByLabel("Lời nhắn cho người viết").fill("Thiếu ảnh");
  await editor.getByRole("button", { name: "Trả lại người viết" }).click();
  await editor.getByText("Đã trả lại người viết.").waitFor();

  await mai.goto(`${room.bao}/toa-soan`);
  await mai.getByRole("link", { name: "Thông báo, 1 chưa đọc" }).click();
  await mai.getByText("Thiếu ảnh").waitFor();
  assert.deepEqual(await look(mai, "notices"), []);
  await mai.getByRole("link", { name: /trả lại bài “Mùa nước đổ”/ }).click();
  await mai.waitForURL((url) => url.pathname === new URL(desk).pathname);
  await mai.getByRole("link", { name: "Thông báo", exact: true }).waitFor();
  for (const page of [admin, mai, editor]) {
    assert.deepEqual(page.faults, []);
    assert.deepEqual(page.foreign, []);
  }
});

test("without script a role is limited to a section, by keyboard, on a phone", async () => {
  const admin = await person(room, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await signIn(admin, room.bao, "admin");
  await invite(admin, "son.moi@toasoan.example", "Biên tập viên");
  const card = admin.locator("details.card").first();
  await card.locator("summary").first().focus();
  await admin.keyboard.press("Enter");
  await card.getByLabel("Chỉ các chuyên mục được chọn, gồm cả mục con").focus();
  await admin.keyboard.press("Space");
  const site = card.getByText("Dân tộc và Phát triển", { exact: true });
  await site.focus();
  await admin.keyboard.press("Enter");
  await card.getByLabel("Văn hóa", { exact: true }).first().focus();
  await admin.keyboard.press("Space");
  await card.getByRole("button", { name: "Lưu vai trò" }).focus();
  await admin.keyboard.press("Enter");
  await admin.getByText("Đã lưu vai trò.").waitFor();
  assert.match(await admin.locator("details.card summary").first().innerText(), /Biên tập viên\s+Văn hóa/);

  // Ticked, but "all" left standing: refused, not guessed.
  const again = admin.locator("details.card").first();
  await again.locator("summary").first().click();
  await again.getByLabel("Mọi chuyên mục").check();
  await again.getByRole("button", { name: "Lưu vai trò" }).click();
  await admin.getByText("không chọn cả hai").waitFor();
});

test("an open session elsewhere is seen and signed out", async () => {
  const first = await person(room);
  await signIn(first, room.bao, "reporter");
  const second = await person(room);
  await signIn(second, room.bao, "reporter");
  await first.goto(`${room.bao}/toa-soan/tai-khoan`);
  await first.getByText("Chrome trên Linux").first().waitFor();
  await first.getByRole("button", { name: "Đăng xuất mọi thiết bị khác" }).click();
  await first.getByText("Đã đăng xuất.").waitFor();
  await second.goto(`${room.bao}/toa-soan`);
  await second.waitForURL((url) => url.pathname === "/toa-soan/dang-nhap");
});

test("the new pages fit every screen and axe finds nothing serious", async () => {
  const admin = await person(room, { bypassCSP: true });
  await signIn(admin, room.bao, "admin");
  const desk = `${room.bao}/toa-soan`;
  const faults = [];
  faults.push(...(await look(admin, "people", `${desk}/nhan-su`)));
  faults.push(...(await look(admin, "people-new", `${desk}/nhan-su/moi`)));
  await admin.setViewportSize({ width: 1280, height: 900 });
  const link = await invite(admin, "lan.moi@toasoan.example", "Ban biên tập cổng");
  faults.push(...(await look(admin, "people-link")));
  await admin.setViewportSize({ width: 1280, height: 900 });
  await admin.locator("details.card summary").first().click();
  await admin.locator("details.card details summary").first().click();
  faults.push(...(await look(admin, "people-role")));
  faults.push(...(await look(admin, "records", `${desk}/nhat-ky`)));
  faults.push(...(await look(admin, "account", `${desk}/tai-khoan`)));
  const stranger = await person(room, { bypassCSP: true });
  faults.push(...(await look(stranger, "invited", link)));
  faults.push(...(await look(stranger, "invited-over", `${desk}/loi-moi/0`)));
  const mai = await accept(link, "lan.moi@toasoan.example", "Bùi Thị Lan", { bypassCSP: true });
  faults.push(...(await look(mai, "notices-none", `${desk}/thong-bao`)));
  assert.deepEqual(faults, []);
  assert.deepEqual(admin.foreign, []);
});
