// Finds a passage again in a text that goes on changing; the same rule as content::anchor.

export interface Anchor {
  quote: string;
  prefix: string;
  suffix: string;
  start: number;
}

export interface Found {
  state: "same" | "changed" | "gone";
  from: number;
  to: number;
}

const CONTEXT = 64;
const CONTEXT_MIN = 8;
const PLACES_MAX = 200;
const GONE: Found = { state: "gone", from: 0, to: 0 };

/** The anchor of the letters from `from` to `to`. */
export function anchorOf(words: string, from: number, to: number): Anchor {
  return {
    quote: words.slice(from, to).trim().slice(0, 1000),
    prefix: words.slice(Math.max(0, from - CONTEXT), from),
    suffix: words.slice(to, to + CONTEXT),
    start: from,
  };
}

/** Where the passage is now, in letters of `words`; both are one line with single blanks. */
export function find(anchor: Anchor, words: string): Found {
  if (!anchor.quote) return GONE;
  let best: Found | null = null;
  let bestFit = [-1, 0];
  let at = words.indexOf(anchor.quote);
  for (let places = 0; at >= 0 && places < PLACES_MAX; places += 1) {
    const to = at + anchor.quote.length;
    const fit = [agrees(anchor, words, at, to), -Math.abs(at - anchor.start)];
    if (fit[0]! > bestFit[0]! || (fit[0] === bestFit[0] && fit[1]! > bestFit[1]!)) {
      best = { state: "same", from: at, to };
      bestFit = fit;
    }
    at = words.indexOf(anchor.quote, to);
  }
  return best ?? between(anchor, words) ?? GONE;
}

function agrees(anchor: Anchor, words: string, from: number, to: number): number {
  const bare = (text: string) => Array.from(text.replace(/\s/g, ""));
  const before = bare(words.slice(Math.max(0, from - 2 * CONTEXT), from)).reverse();
  const after = bare(words.slice(to, to + 2 * CONTEXT));
  return equal(bare(anchor.prefix).reverse(), before) + equal(bare(anchor.suffix), after);
}

function equal(mine: string[], there: string[]): number {
  let count = 0;
  while (count < mine.length && mine[count] === there[count]) count += 1;
  return count;
}

function between(anchor: Anchor, words: string): Found | null {
  const [prefix, suffix] = [anchor.prefix.trim(), anchor.suffix.trim()];
  if (prefix.length < CONTEXT_MIN || suffix.length < CONTEXT_MIN) return null;
  const longest = anchor.quote.length * 3 + 80;
  let at = words.indexOf(prefix);
  for (let places = 0; at >= 0 && places < PLACES_MAX; places += 1) {
    const start = at + prefix.length;
    const window = words.slice(start, start + longest + CONTEXT);
    const end = window.indexOf(suffix);
    const inside = end < 0 ? "" : window.slice(0, end);
    if (inside.trim() && inside.trim().length <= longest) {
      const from = start + (inside.length - inside.trimStart().length);
      return { state: "changed", from, to: from + inside.trim().length };
    }
    at = words.indexOf(prefix, start);
  }
  return null;
}
