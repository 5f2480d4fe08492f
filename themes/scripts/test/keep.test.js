// How two texts are told and joined for whoever decides between them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { both } from "./built/keep/both.js";
import { told } from "./built/keep/told.js";

test("a source is told in words as the server tells it", () => {
  const cases = JSON.parse(readFileSync(new URL("../../../content/src/body/told.json", import.meta.url), "utf8"));
  assert.ok(cases.length > 8);
  for (const [source, words] of cases) {
    assert.equal(told(source, (mark, text) => `<${mark}>${text}`), words, source);
  }
});

test("both of two lists are one list, and of two tables one table", () => {
  assert.equal(both("- một\n- hai\n- ba", "- một\n- hai mới\n- ba\n- bốn", "\n\n"), "- một\n- hai\n- hai mới\n- ba\n- bốn");
  assert.equal(both("1. một\n2. chèn\n3. hai", "1. một\n2. hai\n3. ba", "\n\n"), "1. một\n2. chèn\n3. hai\n4. ba");
  assert.equal(both("- một\n  - con\n- hai", "- một\n- hai", "\n\n"), "- một\n  - con\n- hai");
  const [head, rule] = ["| Xã | Hộ |", "| --- | --- |"];
  assert.equal(both([head, rule, "| A | 1 |"].join("\n"), [head, rule, "| B | 2 |"].join("\n"), "\n\n"), [head, rule, "| A | 1 |", "| B | 2 |"].join("\n"));
});

test("both of anything else are one after the other", () => {
  assert.equal(both("Đoạn của tôi.", "Đoạn của bạn.", "\n\n"), "Đoạn của tôi.\n\nĐoạn của bạn.");
  assert.equal(both("- một", "1. một", "\n\n"), "- một\n\n1. một");
  assert.equal(both("- một", "Đoạn.", "\n\n"), "- một\n\nĐoạn.");
  assert.equal(both("| a |\n| - |", "| a | b |\n| - | - |", "\n\n"), "| a |\n| - |\n\n| a | b |\n| - | - |");
  assert.equal(both("", "Đoạn.", "\n\n"), "Đoạn.");
  assert.equal(both("Tít", "Tựa", " "), "Tít Tựa");
});
