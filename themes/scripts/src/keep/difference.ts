// What differs between two texts, word by word, for the eye.

import { el } from "./page";

/** Comparisons beyond this are shown as replaced as a whole. */
const STEPS_MAX = 4_000_000;

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
  const wide = b.length + 1;
  if (!a.length || !b.length || a.length * b.length > STEPS_MAX) {
    push("removed", a);
    push("added", b);
    return;
  }
  // Lengths of the longest common runs of words from each place to the end.
  const longest = new Uint32Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * wide + j;
      longest[at] = a[i] === b[j] ? (longest[at + wide + 1] ?? 0) + 1 : Math.max(longest[at + wide] ?? 0, longest[at + 1] ?? 0);
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const at = i * wide + j;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("same", [a[i] ?? ""]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && (longest[at + wide] ?? 0) >= (longest[at + 1] ?? 0))) {
      push("removed", [a[i] ?? ""]);
      i += 1;
    } else {
      push("added", [b[j] ?? ""]);
      j += 1;
    }
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
