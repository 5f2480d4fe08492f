// What differs between two texts, word by word, for the eye.

import { common } from "./common";
import { el } from "./page";

interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

/** The pieces from `old` to `now`; without the added ones they are `old`, without the removed `now`. */
export function difference(old: string, now: string): Piece[] {
  const [a, b] = [wordsOf(old), wordsOf(now)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const pieces: Piece[] = [];
  const push = (kind: Piece["kind"], words: string[]) => {
    if (!words.length) return;
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += words.join("");
    else pieces.push({ kind, text: words.join("") });
  };
  push("same", a.slice(0, head));
  middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), push);
  push("same", a.slice(a.length - tail));
  return pieces;
}

/** Words, white space, and signs one by one. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
}

function middle(a: string[], b: string[], push: (kind: Piece["kind"], words: string[]) => void): void {
  let [i, j] = [0, 0];
  for (const [inA, inB] of [...common(a, b), [a.length, b.length] as const]) {
    push("removed", a.slice(i, inA));
    push("added", b.slice(j, inB));
    push("same", a.slice(inA, inA + 1));
    [i, j] = [inA + 1, inB + 1];
  }
}

/** So many characters around a change are shown. */
const AROUND = 90;

/** What is the same on both sides, but for what stands next to a change. */
function folded(text: string, first: boolean, last: boolean): string {
  const [before, behind] = [last ? 0 : AROUND, first ? 0 : AROUND];
  if (text.length <= before + behind + AROUND) return text;
  // Whole words only.
  const head = text.slice(0, behind).replace(/\S*$/, "");
  const tail = before ? text.slice(-before).replace(/^\S*\s*/, "") : "";
  return `${head}…${tail ? ` ${tail}` : ""}`;
}

/** The same as a paragraph with marks, without what is the same far from any change. */
export function shown(old: string, now: string): HTMLElement {
  const pieces = difference(old, now);
  const words = pieces.map((piece, at) => {
    if (piece.kind === "same") return pieces.length === 1 ? piece.text : folded(piece.text, at === 0, at === pieces.length - 1);
    return el(piece.kind === "added" ? "ins" : "del", {}, piece.text);
  });
  return el("p", { className: "diff" }, ...words);
}
