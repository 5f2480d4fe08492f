// Source → editor → source is the identity on the grammar, and no writing changes its meaning.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "./built/parse.js";
import { serialize } from "./built/serialize.js";
import { schema } from "./built/schema.js";

const again = (source) => serialize(parse(source));

const CANONICAL = [
  "Một đoạn.\n",
  "## Mục\n\n### Mục nhỏ\n\n#### Nhỏ nữa\n",
  "**đậm** *nghiêng* ~~bỏ~~ `mã` [báo](/thoi-su)\n",
  "Dòng một\\\ndòng hai\n",
  "- một\n- hai\n  - hai một\n  - hai hai\n- ba\n",
  "3. ba\n4. bốn\n",
  "- một\n\n  đoạn hai\n\n- hai\n",
  "> trích\n>\n> tiếp\n",
  "| Năm | Số |\n| --- | --: |\n| 2023 | a\\|b |\n| `x\\|y` | **c** |\n",
  "Một[^a] và hai[^b].\n\n[^a]: Chú thích.\n\n[^b]: Đoạn một.\n\n    Đoạn hai.\n",
  "[Buôn *Ama* Thuột]{lang=rad} ở Đắk Lắk\n",
  "```figure\nsrc: media:abc\nalt: Chợ\ncaption: Chợ phiên\ncredit: Ảnh: A\n```\n",
  "```figure\n```\n",
  "```figure\nalt: Chợ\ncaption: Chợ phiên\nfrom: https://bao.example/cho.jpg\n```\n",
  "```gallery\ncaption: Mùa gặt\n\n![a](media:abc \"b\")\n```\n",
  "```embed\nurl: https://a.vn\ntitle: x\n```\n",
  "```audio\nsrc: media:abc\ntitle: Chiêng: đón khách\ncredit: Y Bhăm\nreading: yes\n\n**Lời** chiêng.\n\nĐoạn hai.\n```\n",
  "````info Cần biết\n**đậm**\n\n```lang rad\nčhiăm\n```\n````\n",
  "```\nmã\n  thụt\n```\n",
  "---\n",
  "1986\\. Đổi mới\n",
  "\\# không phải mục\n",
  "\\- không phải danh sách\n",
  "\\<b> và \\& và \\[ngoặc\\]{lang=vi}\n",
  "nói:**“Rất tốt.”**&#118;à đi\n",
  "H\\~2\\~O https://a.vn/x\\_y\n",
  "a ![chợ](media:abc) b\n",
];

for (const source of CANONICAL) {
  test(`comes back as it was: ${JSON.stringify(source.slice(0, 40))}`, () => {
    assert.equal(again(source), source);
  });
}

test("hand-written Markdown keeps its meaning and settles at once", () => {
  for (const source of ["* a\n* b", "__đậm__ _nghiêng_", "Mục\n===", "a\nb", "1) x", "~~~\nx\n~~~", "<b>x</b>", "# H"]) {
    const once = again(source);
    assert.equal(again(once), once, source);
    assert.deepEqual(parse(once).toJSON(), parse(source).toJSON(), source);
  }
});

const word = fc.constantFrom("Chợ", "phiên", "vùng cao", "đồng bào", "“Rất tốt.”", "1986.", "#", "- a", "> b", "x_y", "a*b", "[c]", "{lang=vi}", "<b>", "&amp;", "|", "~", "`", "\\", "H'Mông", "ê̆", "!", "https://a.vn", "+", "=", ":", "1)", "…");
const plain = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
const markSet = fc.subarray(["strong", "em", "strike", "link", "lang", "code"], { maxLength: 3 });
const made = (name) => (name === "link" ? schema.mark("link", { href: "/a" }) : name === "lang" ? schema.mark("lang", { lang: "rad" }) : schema.mark(name));
const textNode = fc.tuple(plain, markSet).map(([text, names]) => {
  const allowed = names.includes("code") ? names.filter((name) => !["strong", "em", "strike"].includes(name)) : names;
  return schema.text(text, allowed.reduce((set, name) => made(name).addToSet(set), []));
});
const gap = schema.text(" – ");
const inline = fc.array(fc.oneof({ weight: 6, arbitrary: textNode }, { weight: 1, arbitrary: fc.constant(schema.node("hard_break")) }, { weight: 1, arbitrary: fc.constant(schema.node("footnote_ref", { label: "1" })) }), { minLength: 1, maxLength: 4 })
  .map((nodes) => [schema.text("Đầu "), ...nodes.flatMap((node) => [node, gap]), schema.text("cuối")]);
const flat = inline.map((nodes) => nodes.filter((node) => node.type.name !== "hard_break"));
const paragraph = inline.map((nodes) => schema.node("paragraph", null, nodes));
const block = fc.letrec((tie) => ({
  block: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    paragraph,
    fc.tuple(fc.constantFrom(2, 3, 4), flat).map(([level, nodes]) => schema.node("heading", { level }, nodes)),
    fc.tuple(fc.string(), fc.constant("")).map(([text]) => schema.node("code_block", { info: "" }, text.trim() ? [schema.text(text.replace(/[\r\n]/g, "") || "x")] : [])),
    fc.constant(schema.node("horizontal_rule")),
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(flat, { minLength: 6, maxLength: 6 })).map(([rows, cells]) => table(rows, cells)),
    fc.array(tie("block"), { minLength: 1, maxLength: 2 }).map((inner) => schema.node("blockquote", null, inner)),
    fc.array(tie("item"), { minLength: 1, maxLength: 3 }).map((items) => schema.node("bullet_list", null, items)),
    fc.tuple(fc.integer({ min: 1, max: 20 }), fc.array(tie("item"), { minLength: 1, maxLength: 3 })).map(([start, items]) => schema.node("ordered_list", { start }, items)),
    fc.array(tie("block"), { minLength: 1, maxLength: 2 }).map((inner) => schema.node("info", { title: "Cần biết" }, inner)),
    fc.array(tie("block"), { minLength: 1, maxLength: 2 }).map((inner) => schema.node("lang_block", { lang: "rad" }, inner)),
  ),
  item: fc.tuple(paragraph, fc.array(tie("block"), { maxLength: 1 })).map(([first, rest]) => schema.node("list_item", null, [first, ...rest])),
})).block;

function table(rows, cells) {
  const cell = (kind, at) => schema.node(kind, { align: at % 2 ? "right" : null }, cells[at % cells.length]);
  const made = [schema.node("table_row", null, [cell("table_header", 0), cell("table_header", 1)])];
  for (let row = 1; row < rows; row += 1) made.push(schema.node("table_row", null, [cell("table_cell", row * 2), cell("table_cell", row * 2 + 1)]));
  return schema.node("table", null, made);
}

test("every document that can be written comes back as it was", () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => {
      const source = serialize(schema.node("doc", null, blocks));
      assert.equal(again(source), source);
    }),
    { numRuns: 400 },
  );
});

test("a paragraph keeps its words and marks", () => {
  fc.assert(
    fc.property(paragraph, (node) => {
      const doc = schema.node("doc", null, [node]);
      const back = parse(serialize(doc));
      assert.equal(back.textContent.replace(/\s+/g, " ").trim(), doc.textContent.replace(/\s+/g, " ").trim());
    }),
    { numRuns: 400 },
  );
});
