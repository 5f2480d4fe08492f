// Tables of a copy: joined cells are taken apart, frames for layout are not tables.

import { elements, inline, unwrap } from "./dom";

/** Joined cells are not taken apart beyond what anybody reads. */
const COLUMNS_MAX = 50;

export function tables(body: HTMLElement): void {
  // The innermost first: a table that holds one is a frame.
  for (const table of elements(body, "table").reverse()) {
    const rows = elements(table, "tr").filter((row) => row.closest("table") === table);
    const width = Math.max(0, ...rows.map((row) => row.children.length));
    const frame = table.querySelector("table, figure, h1, h2, h3, blockquote") !== null || width < 2;
    if (frame) loosen(table, rows);
    else even(table as HTMLTableElement, rows);
  }
}

function loosen(table: HTMLElement, rows: HTMLElement[]): void {
  const out: Node[] = [];
  for (const cell of rows.flatMap((row) => Array.from(row.children))) {
    const box = table.ownerDocument.createElement("div");
    box.append(...Array.from(cell.childNodes));
    out.push(box);
  }
  table.replaceWith(...out);
}

/** One heading row, rows of one length; what a joined cell covered stays empty. */
function even(table: HTMLTableElement, rows: HTMLElement[]): void {
  const { ownerDocument } = table;
  const caption = table.querySelector("caption");
  if (caption?.textContent?.trim()) {
    const line = ownerDocument.createElement("p");
    line.append(...Array.from(caption.childNodes));
    table.before(line);
  }
  const grid: (HTMLElement | null)[][] = rows.map(() => []);
  rows.forEach((row, at) => {
    let column = 0;
    for (const cell of Array.from(row.children) as HTMLElement[]) {
      while (grid[at]?.[column] !== undefined) column += 1;
      const span = (name: string, most: number) => Math.min(Math.max(1, most), Math.max(1, Number(cell.getAttribute(name)) || 1));
      const [wide, high] = [span("colspan", COLUMNS_MAX - column), column < COLUMNS_MAX ? span("rowspan", rows.length - at) : 1];
      for (let down = 0; down < high; down += 1) {
        for (let right = 0; right < wide; right += 1) grid[at + down]![column + right] = down === 0 && right === 0 ? cell : null;
      }
      column += wide;
    }
  });
  const columns = Math.max(...grid.map((row) => row.length));
  const made = ownerDocument.createElement("table");
  const filled = grid.filter((row) => row.some((cell) => cell?.textContent?.trim()));
  filled.forEach((row, at) => {
    const line = ownerDocument.createElement("tr");
    for (let column = 0; column < columns; column += 1) {
      const cell = ownerDocument.createElement(at === 0 ? "th" : "td");
      const from = row[column];
      if (from) cell.append(...oneLine(from));
      for (const bold of at === 0 ? elements(cell, "strong, b") : []) unwrap(bold);
      line.append(cell);
    }
    made.append(line);
  });
  if (filled.length) table.replaceWith(made);
  else table.remove();
}

/** A cell is one line: its paragraphs and items follow each other. */
function oneLine(cell: HTMLElement): Node[] {
  for (const end of elements(cell, "br")) end.replaceWith(" ");
  for (const block of elements(cell, "*").reverse()) {
    if (inline(block)) continue;
    block.before(" ");
    block.after(" ");
    unwrap(block);
  }
  return Array.from(cell.childNodes);
}
