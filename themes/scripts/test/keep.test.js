// How two texts are told and joined for whoever decides between them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { JSDOM } from "jsdom";
import { both } from "./built/keep/both.js";
import { told } from "./built/keep/told.js";
import { alike, draftOf, keptOf, named } from "./built/draft.js";

const { window } = new JSDOM("");
Object.assign(globalThis, { document: window.document, addEventListener: window.addEventListener.bind(window) });
const { difference } = await import("./built/keep/difference.js");

test("what differs gives both texts back, and what both have is told once", () => {
  const words = fc.array(fc.constantFrom("chợ", "phiên", "họp", " ", "\n", "."), { maxLength: 40 }).map((all) => all.join(""));
  fc.assert(fc.property(words, words, (old, now) => {
    const pieces = difference(old, now);
    const without = (kind) => pieces.filter((piece) => piece.kind !== kind).map(({ text }) => text).join("");
    assert.deepEqual([without("added"), without("removed")], [old, now]);
  }));
  assert.deepEqual(difference("Chợ phiên Bắc Hà", "Chợ phiên Đồng Văn"), [
    { kind: "same", text: "Chợ phiên " },
    { kind: "removed", text: "Bắc" },
    { kind: "added", text: "Đồng" },
    { kind: "same", text: " " },
    { kind: "removed", text: "Hà" },
    { kind: "added", text: "Văn" },
  ]);
});

test("a source is told in words as the server tells it", () => {
  const cases = JSON.parse(readFileSync(new URL("../../../content/src/body/told.json", import.meta.url), "utf8"));
  assert.ok(cases.length > 8);
  for (const [source, words] of cases) {
    assert.equal(told(source, (mark, text) => `<${mark}>${text}`), words, source);
  }
});

test("both of two lists are one list, and of two tables one table", () => {
  const list = (...items) => items.map((item) => `- ${item}`).join("\n");
  const of = (base, mine, theirs) => both(base, mine, theirs, "\n\n");
  assert.equal(of(list("một", "hai", "ba"), list("một", "hai của tôi", "ba"), list("một", "hai mới", "ba", "bốn")), list("một", "hai của tôi", "hai mới", "ba", "bốn"));
  // What one side alone changed does not come back as it was.
  assert.equal(of(list("một", "hai", "ba"), list("một cũ", "hai", "ba x"), list("một", "hai", "ba y")), list("một cũ", "hai", "ba x", "ba y"));
  assert.equal(of(list("một", "hai"), list("một mới", "hai x"), list("một", "hai y")), list("một mới", "hai x", "hai y"));
  assert.equal(of(list("một", "hai", "ba"), list("một", "ba"), list("một", "hai", "ba", "bốn")), list("một", "ba", "bốn"));
  assert.equal(of("1. một\n2. hai", "1. một\n2. chèn\n3. hai", "1. một\n2. hai\n3. ba"), "1. một\n2. chèn\n3. hai\n4. ba");
  assert.equal(of("- một\n- hai", "- một\n  - con\n- hai", "- một\n- hai"), "- một\n  - con\n- hai");
  assert.equal(of("", list("một"), list("một", "hai")), list("một", "hai"));
  const table = (...rows) => ["| Xã | Hộ |", "| --- | --- |", ...rows].join("\n");
  assert.equal(of(table(), table("| A | 1 |"), table("| B | 2 |")), table("| A | 1 |", "| B | 2 |"));
});

test("whatever one side alone did to a list is kept, and nothing of it twice", () => {
  const items = ["a", "b", "c", "d", "e", "f"].map((item) => `- ${item}`);
  for (let mask = 0; mask < 64; mask += 1) {
    const changed = (bit, mark) => items.map((item, at) => ((mask >> at) & 1) === bit ? `${item} ${mark}` : item);
    const found = both(items.join("\n"), changed(1, "tôi").join("\n"), changed(0, "bạn").join("\n"), "\n\n").split("\n");
    assert.deepEqual(found, items.map((item, at) => `${item} ${(mask >> at) & 1 ? "tôi" : "bạn"}`));
  }
});

test("both of anything else are one after the other", () => {
  assert.equal(both("", "Đoạn của tôi.", "Đoạn của bạn.", "\n\n"), "Đoạn của tôi.\n\nĐoạn của bạn.");
  assert.equal(both("", "- một", "1. một", "\n\n"), "- một\n\n1. một");
  assert.equal(both("", "- một", "Đoạn.", "\n\n"), "- một\n\nĐoạn.");
  assert.equal(both("", "| a |\n| - |", "| a | b |\n| - | - |", "\n\n"), "| a |\n| - |\n\n| a | b |\n| - | - |");
  assert.equal(both("", "", "Đoạn.", "\n\n"), "Đoạn.");
  assert.equal(both("", "Tít", "Tựa", " "), "Tít Tựa");
});

test("articles are named by number and by both their addresses, and every field comes back", () => {
  assert.deepEqual(named("7 https://bao.example/cho-phien-8.html?x=1#y, /toa-soan/bai/9/"), [7, 8, 9]);
  for (const nothing of ["", undefined, "chợ phiên", "/van-hoa", "7x", "9".repeat(30), "0"]) assert.deepEqual(named(nothing), []);
  const draft = { ...draftOf(keptOf({ title: "a", kicker: "", lead: "", body: "", section: null, language: "vi", bylines: [], tags: [], cover: null })) };
  draft.context = { genre: "live", storylines: ["Lũ", "Tết"], translates: 7, related: [8, 9], ai_use: "dịch" };
  assert.deepEqual(draftOf(keptOf(draft)), draft);
  assert.ok(alike({ ...keptOf(draft), related: "/toa-soan/bai/8, /x-9.html" }, keptOf(draft)), "pasted and kept are one");
});
