// Text as it is compared: without Vietnamese marks, without case, each unit knowing where it came from.

export interface Like {
  marks: "exact" | "ignored";
  case: "exact" | "ignored";
}

export interface Folded {
  text: string;
  /** For each unit of `text`, and for its end, the place in the original. */
  from: number[];
}

/** A letter with the marks that stand on it is one unit. */
const LETTER = /\P{M}\p{M}*|\p{M}+/gu;

export function fold(text: string, like: Like): Folded {
  let out = "";
  const from: number[] = [];
  for (const found of text.matchAll(LETTER)) {
    let unit = found[0].normalize("NFC");
    if (like.marks === "ignored") unit = found[0].normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D");
    if (like.case === "ignored") unit = unit.toLowerCase();
    for (let at = 0; at < unit.length; at += 1) from.push(found.index);
    out += unit;
  }
  from.push(text.length);
  return { text: out, from };
}

/** What is typed to choose from a list: no marks, no case. */
export function plain(text: string): string {
  return fold(text, { marks: "ignored", case: "ignored" }).text;
}

/** Places of all words that are alike, without overlaps. */
export function places(text: string, wanted: string, like: Like): [number, number][] {
  const needle = fold(wanted, like).text;
  if (!needle) return [];
  const hay = fold(text, like);
  const found: [number, number][] = [];
  for (let at = hay.text.indexOf(needle); at >= 0; at = hay.text.indexOf(needle, at + needle.length)) {
    const [start = 0, end = text.length] = [hay.from[at], hay.from[at + needle.length]];
    // Half of a letter, as in the middle of a decomposed one, is no match.
    if (end > start) found.push([start, end]);
  }
  return found;
}
