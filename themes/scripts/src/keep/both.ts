// Both of two versions of the same place, without saying anything twice that is in both.

/** An item of a list, a line that goes on with one, or a row of a table. */
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s|^ {2,}\S|^\||^\s*$/;

/** Lists and tables are joined line by line, the own lines before the others'; of anything else the
 * own version and then the other. */
export function both(mine: string, theirs: string, between: string): string {
  const [a, b] = [lines(mine), lines(theirs)];
  const joins = sort(a) !== null && sort(a) === sort(b);
  return joins ? numbered(union(a, b)).join("\n") : [mine, theirs].filter(Boolean).join(between);
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

/** The longest common run of lines once, and what is in one alone where it stands there. */
function union(a: string[], b: string[]): string[] {
  const longest = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  const same = (i: number, j: number) => said(a[i] ?? "") === said(b[j] ?? "");
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = longest[i];
    for (let j = b.length - 1; row && j >= 0; j -= 1) row[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const out: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) {
      out.push(a[i] ?? "");
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      out.push(a[i] ?? "");
      i += 1;
    } else {
      out.push(b[j] ?? "");
      j += 1;
    }
  }
  return out;
}

/** Numbers of the outermost items follow each other again. */
function numbered(all: string[]): string[] {
  let next = Number(/^(\d+)/.exec(all[0] ?? "")?.[1] ?? 1);
  return all.map((line) => line.replace(/^\d+(?=[.)]\s)/, () => String(next++)));
}
