// The parts of the editor that need no screen: merging, carets, counting, folding, tables, galleries.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EditorState, NodeSelection, TextSelection } from "prosemirror-state";
import { toSource, toText } from "./built/caret.js";
import { length } from "./built/count.js";
import { places, plain } from "./built/fold.js";
import { galleryOf, gallerySource } from "./built/gallery-source.js";
import { address } from "./built/links.js";
import { insertBlock } from "./built/commands.js";
import { cutting, isWhole, withoutEmpty } from "./built/cutting.js";
import { merge } from "./built/merge.js";
import { moveBlock } from "./built/move.js";
import { parse } from "./built/parse.js";
import { schema } from "./built/schema.js";
import { serialize } from "./built/serialize.js";
import { cellBelow, tableTools, tidy } from "./built/tables.js";
import { leaveChosen } from "./built/writable.js";

/** A state with the caret behind these words. */
function at(markdown, words) {
  const doc = parse(markdown);
  let caret = 1;
  doc.descendants((node, pos) => {
    const found = node.isText ? node.text.indexOf(words) : -1;
    if (found >= 0) caret = pos + found + words.length;
  });
  return EditorState.create({ doc, selection: TextSelection.near(doc.resolve(caret)) });
}

const before = (state) => state.doc.textBetween(Math.max(0, state.selection.head - 12), state.selection.head, "|");

test("a merge changes only what differs and leaves the caret where it was", () => {
  const state = at("Một.\n\nHai của tôi.\n\nBa.\n", "của");
  const tr = merge(state, "Một, sửa.\n\nThêm.\n\nHai của tôi.\n\nBa!\n\nBốn.\n");
  assert.equal(serialize(tr.doc), "Một, sửa.\n\nThêm.\n\nHai của tôi.\n\nBa!\n\nBốn.\n");
  const after = state.apply(tr);
  assert.match(before(after), /Hai của$/);
});

test("a merge inside the caret's own paragraph keeps the caret in its word", () => {
  const state = at("- một\n- hai ba bốn\n", "hai ba");
  const after = state.apply(merge(state, "- một mới\n- hai ba bốn năm\n"));
  assert.match(before(after), /hai ba$/);
  assert.equal(serialize(after.doc), "- một mới\n- hai ba bốn năm\n");
});

test("empty lines are no difference, and a place keeps the picture that is on its way", () => {
  const doc = schema.node("doc", null, [schema.node("paragraph", null, schema.text("a")), schema.node("paragraph"), schema.node("figure", { caption: "Chú thích", upload: "anh-1" }), schema.node("paragraph")]);
  const state = EditorState.create({ doc });
  const place = "```figure\ncaption: Chú thích\n```\n";
  assert.equal(merge(state, `a\n\n${place}`).docChanged, false);
  const after = state.apply(merge(state, `b\n\n${place}`)).doc;
  assert.equal(after.childCount, 4);
  assert.equal(after.child(2).attrs.upload, "anh-1");
});

const block = fc.constantFrom("Một.", "Hai.", "Hai ba.", "## Mục", "- a\n- b", "- a\n- c", "> trích", "| a | b |\n| --- | --- |\n| c | d |", "```info x\ntrong\n```", "---", "[^1]: chú");
const body = fc.array(block, { maxLength: 7 }).map((blocks) => (blocks.length ? `${blocks.join("\n\n")}\n` : ""));

test("a merge of any two texts gives the second", () => {
  fc.assert(
    fc.property(body, body, (old, fresh) => {
      const state = EditorState.create({ doc: parse(old) });
      const tr = merge(state, fresh);
      tr.doc.check();
      assert.equal(serialize(tr.doc), serialize(parse(fresh)));
      if (old === fresh) assert.equal(tr.docChanged, false);
    }),
    { numRuns: 1500 },
  );
});

test("the caret goes to the source and back to the same letters", () => {
  const markdown = "## Mục *lớn*\n\nMột **đậm** và [báo](/a) hai.\n\n- a\n- bê\n\n| x | y |\n| --- | --- |\n| z | t |\n\n```info Hộp\ntrong hộp\n```\n\n[^1]: chú\n";
  for (const words of ["Mục ", "lớ", "Một", "đậ", "đậm", "bá", "báo", " hai", "bê", "z", "trong", "chú"]) {
    const state = at(markdown, words);
    const source = serialize(state.doc);
    const offset = toSource(state, source);
    const led = source.slice(0, offset);
    assert.ok(led.endsWith(words) || led.replace(/(\]\([^)]*\)|\*+)$/, "").endsWith(words), `${words}: …${source.slice(Math.max(0, offset - 10), offset)}`);
    const back = toText(state.doc, source, offset);
    assert.equal(state.doc.textBetween(Math.max(0, back - words.length), back, "|"), words, words);
  }
});

test("any place in a source has a place in the text", () => {
  fc.assert(
    fc.property(body, fc.nat(), (source, number) => {
      const doc = parse(source);
      const pos = toText(doc, source, number % (source.length + 1));
      assert.ok(pos >= 0 && pos <= doc.content.size);
    }),
    { numRuns: 300 },
  );
});

test("syllables, characters and minutes", () => {
  assert.deepEqual(length(parse("Đắk Lắk – COVID-19, 2/9.\n\n**Hai** đoạn.\n")), { words: 6, chars: 33, minutes: 1 });
  assert.deepEqual(length(parse("")), { words: 0, chars: 0, minutes: 0 });
  assert.equal(length(parse("ê̆")).chars, 1, "a letter with its marks is one");
  assert.equal(length(parse("a ".repeat(221))).minutes, 2);
});

test("words are found with marks and without, composed or not", () => {
  const [exact, loose] = [{ marks: "exact", case: "ignored" }, { marks: "ignored", case: "ignored" }];
  const text = "Đắk Lắk, đăk lăk, Dak Lak";
  assert.deepEqual(places(text, "đắk lắk", exact), [[0, 7]]);
  assert.deepEqual(places(text, "dak lak", loose).map(([from, to]) => text.slice(from, to)), ["Đắk Lắk", "đăk lăk", "Dak Lak"]);
  assert.deepEqual(places("ho\u0323p", "họp", exact), [[0, 4]], "the text may be decomposed");
  assert.deepEqual(places("họp", "ho\u0323p", exact), [[0, 3]]);
  assert.deepEqual(places("aaaa", "aa", exact), [[0, 2], [2, 4]]);
  assert.deepEqual(places("x", "", exact), []);
  assert.deepEqual(places("x", "\u0301", loose), []);
  assert.equal(plain("Đường NGĂN cách"), "duong ngan cach");
});

test("addresses as people type them", () => {
  const cases = { "baodantoc.vn": "https://baodantoc.vn", "a.vn/x?y": "https://a.vn/x?y", "http://a.vn": "http://a.vn", "b@a.vn": "mailto:b@a.vn", "/thoi-su": "/thoi-su", "javascript:alert(1)": "", "data:x": "", "file:///a": "", "//evil.vn": "" };
  for (const [typed, wanted] of Object.entries(cases)) assert.equal(address(typed), wanted, typed);
});

test("a gallery comes back as it was, or is left alone", () => {
  const source = '```gallery\ncaption: Mùa gặt\n\n![Một \\[1\\]](media:abc "Chú \\"thích\\"")\n![Hai](media:def)\n```';
  assert.equal(gallerySource(galleryOf(source)), source);
  assert.deepEqual(galleryOf(source).items[0], { src: "media:abc", alt: "Một [1]", caption: 'Chú "thích"' });
  for (const other of ["```gallery\n![a](https://x.vn/a.jpg)\n```", "```gallery\nlayout: wide\n![a](media:b)\n```", "```embed\nurl: x\n```"]) assert.equal(galleryOf(other), null);
});

test("a table is made such that Markdown can write it, and one that is so stays itself", () => {
  const cell = (kind, text, attrs = {}) => schema.node(kind, attrs, text ? [schema.text(text)] : []);
  const table = schema.node("table", null, [
    schema.node("table_row", null, [cell("table_cell", "a", { colspan: 2 }), cell("table_cell", "b")]),
    schema.node("table_row", null, [cell("table_header", "c")]),
  ]);
  const made = tidy(table);
  assert.equal(serialize(schema.node("doc", null, [made])), "| a |  | b |\n| --- | --- | --- |\n| c |  |  |\n");
  assert.equal(tidy(made), made);
});

/** What a text is after a block has been moved, and the words before the caret. */
function moved(markdown, words, by) {
  let state = at(markdown, words);
  moveBlock(by)(state, (tr) => (state = state.apply(tr)));
  return [serialize(state.doc), before(state)];
}

test("the paragraph, item or block with the caret changes places with its neighbour and keeps the caret", () => {
  assert.equal(moved("Một.\n\nHai.\n\nBa.\n", "Hai", "up")[0], "Hai.\n\nMột.\n\nBa.\n");
  const [down, caret] = moved("Một.\n\nHai.\n\nBa.\n", "Hai", "down");
  assert.equal(down, "Một.\n\nBa.\n\nHai.\n");
  assert.match(caret, /\|Hai$/);
  assert.equal(moved("- a\n- b\n- c\n\nSau.\n", "c", "up")[0], "- a\n- c\n- b\n\nSau.\n");
  assert.equal(moved("| a | b |\n| --- | --- |\n| c | d |\n\nSau.\n", "d", "down")[0], "Sau.\n\n| a | b |\n| --- | --- |\n| c | d |\n");
  assert.equal(moved("> trích\n\nSau.\n", "trích", "down")[0], "Sau.\n\n> trích\n");
});

test("at the edge nothing moves", () => {
  for (const [text, words, by] of [["Một.\n\nHai.\n", "Một", "up"], ["Một.\n\nHai.\n", "Hai", "down"], ["- a\n- b\n\nSau.\n", "b", "down"], ["Một.\n", "Một", "up"]]) {
    assert.equal(moved(text, words, by)[0], text);
  }
});

test("moving a block there and back gives the same text, and loses no block on the way", () => {
  fc.assert(
    fc.property(body, fc.nat(), fc.constantFrom("up", "down"), (text, place, by) => {
      const doc = parse(text);
      let state = EditorState.create({ doc, selection: TextSelection.near(doc.resolve(place % (doc.content.size + 1))) });
      const old = state.doc;
      let done = false;
      moveBlock(by)(state, (tr) => (done = true) && (state = state.apply(tr)));
      state.doc.check();
      assert.equal(state.doc.content.size, old.content.size);
      if (!done) return;
      moveBlock(by === "up" ? "down" : "up")(state, (tr) => (state = state.apply(tr)));
      assert.ok(state.doc.eq(old));
    }),
  );
});

test("a whole paragraph is one from its beginning to its end", () => {
  const doc = parse("Một.\n\nHai.\n\n| a | b |\n| --- | --- |\n| c | d |\n");
  const whole = (from, to) => isWhole(TextSelection.create(doc, from, to));
  assert.ok(whole(1, 5));
  assert.ok(whole(1, 11));
  assert.ok(!whole(1, 4));
  assert.ok(!whole(2, 5));
  assert.ok(!whole(1, 1));
  const cell = TextSelection.near(doc.resolve(14));
  assert.ok(!isWhole(TextSelection.create(doc, cell.from, cell.from + 1)));
  assert.ok(cutting());
});

const PICTURE = "```figure\nsrc: /media/1/goc.jpg\nalt: Chợ\n```\n";
const TABLE = "| a | b |\n| --- | --- |\n| c | d |\n";

test("the caret never comes onto a picture by itself, where the next letter would replace it", () => {
  const run = (command) => (state) => {
    let after = state;
    assert.ok(command(state, (tr) => (after = state.apply(tr))));
    return after;
  };
  const tool = (name) => tableTools.find((one) => one.name === name).run;
  const rule = (state) => state.apply(insertBlock(state.tr, schema.node("horizontal_rule")));
  const cut = (state) => {
    const emptied = state.apply(state.tr.delete(state.selection.$from.start(), state.selection.$from.end()));
    const tr = withoutEmpty(emptied);
    return tr ? emptied.apply(tr) : emptied;
  };
  const cases = [
    [`Trên.\n\n${PICTURE}`, "Trên.", rule, `Trên.\n\n---\n\nmới\n\n${PICTURE}`],
    [`Trên.\n\n${TABLE}`, "Trên.", rule, null],
    [`Trên.\n\n${PICTURE}`, "Trên.", cut, `mới\n\n${PICTURE}`],
    [`Một.\n\nHai.\n\n${TABLE}`, "Hai.", cut, `Một.\n\nmới\n\n${TABLE}`],
    [`${TABLE}\n${PICTURE}`, "d", run(tool("tableDelete")), `mới\n\n${PICTURE}`],
    [`${TABLE}\n${PICTURE}`, "d", run(cellBelow), `${TABLE}\nmới\n\n${PICTURE}`],
    [TABLE, "d", run(cellBelow), `${TABLE}\nmới\n`],
    [TABLE, "b", run(cellBelow), null],
    ["- a\n- b\n- c\n", "b", cut, null],
    ["Một.\n\n> Hai.\n", "Một.", cut, "> mớiHai.\n"],
    [`\`\`\`info Hộp\nTrong.\n\`\`\`\n\nNgoài.\n`, "Trong.", rule, `\`\`\`info Hộp\nTrong.\n\n---\n\nmới\n\`\`\`\n\nNgoài.\n`],
  ];
  for (const [markdown, words, act, wanted] of cases) {
    const after = act(at(markdown, words));
    assert.ok(after.selection instanceof TextSelection, markdown);
    const typed = serialize(after.apply(after.tr.insertText("mới")).doc);
    if (wanted) assert.equal(typed, serialize(parse(wanted)));
    else assert.ok(typed.includes("mới"), typed);
  }
});

test("what is typed on a chosen block stands behind it, on a line of its own", () => {
  for (const [markdown, wanted] of [
    [`${PICTURE}\nDưới.\n`, `${PICTURE}\nmới\n\nDưới.\n`],
    [PICTURE, `${PICTURE}\nmới\n`],
    [`---\n\n${PICTURE}`, `---\n\nmới\n\n${PICTURE}`],
  ]) {
    const doc = parse(markdown);
    const state = EditorState.create({ doc, selection: NodeSelection.create(doc, 0) });
    assert.equal(serialize(leaveChosen(state.tr).insertText("mới").doc), serialize(parse(wanted)));
  }
  const list = parse(`- a\n\n${PICTURE}`);
  for (const from of [0, 1]) {
    const state = EditorState.create({ doc: list, selection: NodeSelection.create(list, from) });
    const typed = serialize(leaveChosen(state.tr).insertText("mới").doc);
    assert.ok(/- a/.test(typed) && typed.includes("mới") && typed.includes("media/1"), typed);
  }
  const doc = parse("Lời[^1].\n\n[^1]: chú\n");
  const state = EditorState.create({ doc, selection: NodeSelection.create(doc, 4) });
  assert.equal(serialize(leaveChosen(state.tr).insertText("!").doc), serialize(parse("Lời[^1]!.\n\n[^1]: chú\n")));
  assert.equal(leaveChosen(at("Lời.\n", "Lời").tr), null);
});
