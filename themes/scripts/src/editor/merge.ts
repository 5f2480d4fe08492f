// Puts another text into the editor by the smallest steps that make it so: what did not change keeps
// its caret, its history and the places that still wait for a picture.

import { Fragment, type Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { parse } from "./parse";
import { sourceOf } from "./serialize";

interface Block {
  node: Node;
  from: number;
  to: number;
  source: string;
}

/** Larger texts are compared from both ends only: the table of all pairs would grow too large. */
const PAIRS_MAX = 1_000_000;

export function merge(state: EditorState, source: string): Transaction {
  const { tr } = state;
  const mine = written(state.doc);
  const theirs = written(parse(source));
  // From the end, so that places before stay as they are.
  for (const hunk of hunks(mine, theirs).reverse()) put(tr, state.doc, mine, theirs, hunk);
  const same = written(tr.doc).map((block) => block.source).join("\n\n") === theirs.map((block) => block.source).join("\n\n");
  // A small step that did not lead there is not worth a wrong text.
  return same ? tr : state.tr.replaceWith(0, state.doc.content.size, parse(source).content);
}

/** The blocks that a source has; empty lines and the like are only on the screen. */
export function written(doc: Node): Block[] {
  const blocks: Block[] = [];
  doc.forEach((node, offset) => {
    const source = sourceOf(node);
    if (source !== "") blocks.push({ node, from: offset, to: offset + node.nodeSize, source });
  });
  return blocks;
}

interface Hunk {
  mine: [number, number];
  theirs: [number, number];
}

/** Runs of blocks that differ, by the longest run of blocks that both have. */
function hunks(mine: Block[], theirs: Block[]): Hunk[] {
  let start = 0;
  while (start < mine.length && start < theirs.length && mine[start]?.source === theirs[start]?.source) start += 1;
  let [a, b] = [mine.length, theirs.length];
  while (a > start && b > start && mine[a - 1]?.source === theirs[b - 1]?.source) [a, b] = [a - 1, b - 1];
  if (a === start && b === start) return [];
  const [rows, columns] = [a - start, b - start];
  if (rows * columns > PAIRS_MAX) return [{ mine: [start, a], theirs: [start, b] }];
  const best = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const like = (row: number, column: number) => mine[start + row]?.source === theirs[start + column]?.source;
  const get = (row: number, column: number) => best[row]?.[column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      best[row]![column] = like(row, column) ? get(row + 1, column + 1) + 1 : Math.max(get(row + 1, column), get(row, column + 1));
    }
  }
  const found: Hunk[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const from: [number, number] = [row, column];
    while ((row < rows || column < columns) && !(row < rows && column < columns && like(row, column))) {
      if (column >= columns || (row < rows && get(row + 1, column) >= get(row, column + 1))) row += 1;
      else column += 1;
    }
    if (row > from[0] || column > from[1]) found.push({ mine: [start + from[0], start + row], theirs: [start + from[1], start + column] });
    while (row < rows && column < columns && like(row, column)) [row, column] = [row + 1, column + 1];
  }
  return found;
}

function put(tr: Transaction, doc: Node, mine: Block[], theirs: Block[], hunk: Hunk): void {
  const old = mine.slice(...hunk.mine);
  const fresh = theirs.slice(...hunk.theirs);
  if (old.length === fresh.length && old.length > 0) {
    // Block for block: inside each only what differs.
    for (let at = old.length - 1; at >= 0; at -= 1) within(tr, old[at]!, fresh[at]!);
    return;
  }
  const before = mine[hunk.mine[0] - 1]?.to ?? 0;
  const from = old[0]?.from ?? (hunk.mine[0] >= mine.length ? before : (mine[hunk.mine[0]]?.from ?? before));
  const to = old[old.length - 1]?.to ?? from;
  const empty = doc.childCount === 1 && doc.firstChild?.isTextblock && doc.firstChild.content.size === 0;
  const nodes = Fragment.from(fresh.map((block) => block.node));
  // An article without a word is one empty line, which the new text takes the place of.
  if (empty) tr.replaceWith(0, doc.content.size, nodes);
  else if (nodes.size === 0 && from === 0 && to === doc.content.size) tr.delete(from, to);
  else tr.replaceWith(from, to, nodes);
}

function within(tr: Transaction, old: Block, fresh: Block): void {
  change(tr, old.node, old.from, fresh.node);
}

/** Makes one node the other: child by child where they have as many, else from the first to the last
 * difference. */
function change(tr: Transaction, old: Node, pos: number, fresh: Node): void {
  if (old.eq(fresh)) return;
  if (!old.sameMarkup(fresh) || old.isLeaf) {
    tr.replaceWith(pos, pos + old.nodeSize, fresh);
    return;
  }
  if (!old.isTextblock && old.childCount === fresh.childCount) {
    let at = pos + old.nodeSize - 1;
    for (let child = old.childCount - 1; child >= 0; child -= 1) {
      at -= old.child(child).nodeSize;
      change(tr, old.child(child), at, fresh.child(child));
    }
    return;
  }
  const start = old.content.findDiffStart(fresh.content);
  const end = old.content.findDiffEnd(fresh.content);
  if (start === null || !end) return;
  // Repeated letters may be told from both ends: the ends must not cross.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  tr.replace(pos + 1 + start, pos + 1 + end.a + overlap, fresh.slice(start, end.b + overlap));
}
