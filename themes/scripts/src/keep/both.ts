// Both of two versions of the same place, without saying anything twice that is in both.

import { common } from "./common";

/** An item of a list, a line that goes on with one, or a row of a table. */
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s|^ {2,}\S|^\||^\s*$/;

/** Lists and tables are joined line by line: what one side alone changed is as that side has it, what
 * both changed stands twice, the own before the other. Of anything else the own version and then the
 * other. */
export function both(base: string, mine: string, theirs: string, between: string): string {
  const [b, m, t] = [lines(base), lines(mine), lines(theirs)];
  const joins = sort(m) !== null && sort(m) === sort(t);
  if (!joins) return [mine, theirs].filter(Boolean).join(between);
  return numbered(sort(b) === sort(m) ? joined(b, m, t) : union(m, t)).join("\n");
}

/** Places of the same line in both. */
function matches(a: string[], b: string[]): Map<number, number> {
  return common(a.map(said), b.map(said));
}

/** The lines that both sides left alone part the rest into stretches, each decided by itself. */
function joined(base: string[], mine: string[], theirs: string[]): string[] {
  const [inMine, inTheirs] = [matches(base, mine), matches(base, theirs)];
  const out: string[] = [];
  let [b, m, t] = [0, 0, 0];
  for (let at = 0; at <= base.length; at += 1) {
    const [ofMine, ofTheirs] = [inMine.get(at), inTheirs.get(at)];
    const last = at === base.length;
    if (!last && (ofMine === undefined || ofTheirs === undefined)) continue;
    const [endM, endT] = last ? [mine.length, theirs.length] : [ofMine ?? 0, ofTheirs ?? 0];
    out.push(...stretch(base.slice(b, at), mine.slice(m, endM), theirs.slice(t, endT)));
    if (!last) out.push(mine[endM] ?? "");
    [b, m, t] = [at + 1, endM + 1, endT + 1];
  }
  return out;
}

function stretch(base: string[], mine: string[], theirs: string[]): string[] {
  const same = (one: string[], other: string[]) => one.length === other.length && one.every((line, at) => said(line) === said(other[at] ?? ""));
  if (same(base, mine)) return theirs;
  if (same(base, theirs) || same(mine, theirs)) return mine;
  if (base.length && base.length === mine.length && base.length === theirs.length && base.length > 1) {
    return base.flatMap((line, at) => stretch([line], mine.slice(at, at + 1), theirs.slice(at, at + 1)));
  }
  return union(mine, theirs);
}

function lines(text: string): string[] {
  return text.replace(/^\n+|\s+$/g, "").split("\n");
}

/** Whether these lines are all of one list or table, and of which sort. */
function sort(all: string[]): string | null {
  const first = /^\s*([-*+]|\d+[.)]|\|)/.exec(all[0] ?? "")?.[1];
  if (!first || !all.every((line) => ITEM.test(line))) return null;
  return /\d/.test(first) ? "number" : first === "|" ? `| ${cells(all[0] ?? "")}` : "bullet";
}

/** Tables of different columns are no two versions of the same rows. */
function cells(row: string): number {
  return row.split(/(?<!\\)\|/).length;
}

/** A line without its number, which changes with what stands before it. */
function said(line: string): string {
  return line.replace(/^\d+[.)]\s+/, "").trimEnd();
}

/** What both have once, and what is in one alone where it stands there. */
function union(a: string[], b: string[]): string[] {
  const pairs = matches(a, b);
  const out: string[] = [];
  let next = 0;
  a.forEach((line, at) => {
    const other = pairs.get(at);
    if (other !== undefined) {
      out.push(...b.slice(next, other));
      next = other + 1;
    }
    out.push(line);
  });
  return [...out, ...b.slice(next)];
}

/** Numbers of the outermost items follow each other again. */
function numbered(all: string[]): string[] {
  let next = Number(/^(\d+)/.exec(all[0] ?? "")?.[1] ?? 1);
  return all.map((line) => line.replace(/^\d+(?=[.)]\s)/, () => String(next++)));
}
