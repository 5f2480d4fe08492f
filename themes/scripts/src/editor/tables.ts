// Tables as Markdown can write them: one heading row, rows of one length, no joined cells.

import { Fragment, type Node } from "prosemirror-model";
import type { Command } from "prosemirror-state";
import { TextSelection } from "prosemirror-state";
import { TableMap, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, selectedRect } from "prosemirror-tables";
import type { Tool } from "./commands";
import { schema } from "./schema";
import { caretAt } from "./writable";

/** A new row before the heading row would be the heading: it goes behind it. */
const rowBefore: Command = (state, dispatch) => {
  if (!isInTable(state)) return false;
  return selectedRect(state).top === 0 ? addRowAfter(state, dispatch) : addRowBefore(state, dispatch);
};

/** The row of the caret becomes the heading row. */
const rowToTop: Command = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { top, table, tableStart, left } = selectedRect(state);
  if (top === 0) return false;
  const rows = Array.from({ length: table.childCount }, (_, at) => table.child(at));
  const [row] = rows.splice(top, 1);
  if (!row) return false;
  const made = tidy(table.copy(Fragment.from([row, ...rows])));
  const tr = state.tr.replaceWith(tableStart - 1, tableStart - 1 + table.nodeSize, made);
  let at = tableStart + 1;
  for (let cell = 0; cell < left; cell += 1) at += made.child(0).child(cell).nodeSize;
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))));
  return true;
};

/** Tab; behind the last cell it makes a new row, as word processors do. */
export const nextCell: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  return addRowAfter(state, dispatch) && (!view || goToNextCell(1)(view.state, view.dispatch));
};

/** Enter: a cell holds one line, so it goes to the cell below, and below the last row out of the table. */
export const cellBelow: Command = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { bottom, left, map, table, tableStart } = selectedRect(state);
  const below = bottom < map.height ? tableStart + TableMap.get(table).positionAt(bottom, left, table) + 1 : tableStart - 1 + table.nodeSize;
  const { tr } = state;
  dispatch?.(caretAt(tr, below).scrollIntoView());
  return true;
};

/** Down in the last row leaves the table, and makes a paragraph where there is nothing below it. */
export const leaveBelow: Command = (state, dispatch, view) => {
  if (!isInTable(state) || !state.selection.empty) return false;
  const { bottom, map } = selectedRect(state);
  if (bottom < map.height || view?.composing || (view && !view.endOfTextblock("down"))) return false;
  return cellBelow(state, dispatch, view);
};

/** Takes the table away; the caret goes to what can be written in. */
const withoutTable: Command = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const place = selectedRect(state).tableStart - 1;
  return deleteTable(state, dispatch && ((tr) => dispatch(caretAt(tr, place).scrollIntoView())));
};

/** Shown while the caret is in a table. */
export const tableTools: Tool[] = [
  { name: "rowBefore", sign: "row-before", run: rowBefore },
  { name: "rowAfter", sign: "row-after", run: addRowAfter },
  { name: "rowHeader", sign: "row-header", run: rowToTop },
  { name: "rowDelete", sign: "row-delete", run: deleteRow },
  { name: "columnBefore", sign: "column-before", run: addColumnBefore, apart: true },
  { name: "columnAfter", sign: "column-after", run: addColumnAfter },
  { name: "columnDelete", sign: "column-delete", run: deleteColumn },
  { name: "tableDelete", sign: "table-delete", run: withoutTable, apart: true },
];

/** The table with its first row as the heading, and rows of one length; itself when it is so. */
export function tidy(table: Node): Node {
  const width = Math.max(1, ...table.children.map((row) => row.children.reduce((sum, cell) => sum + Number(cell.attrs.colspan), 0)));
  const rows = table.children.map((row, at) => {
    const kind = at === 0 ? schema.nodes.table_header! : schema.nodes.table_cell!;
    const cells: Node[] = [];
    for (const cell of row.children) {
      const { colspan, align } = cell.attrs;
      const plain = cell.type === kind && colspan === 1 && cell.attrs.rowspan === 1 && !cell.attrs.colwidth;
      cells.push(plain ? cell : kind.create({ align }, cell.content));
      for (let more = 1; more < colspan; more += 1) cells.push(kind.create());
    }
    while (cells.length < width) cells.push(kind.create());
    const same = cells.length === row.childCount && cells.every((cell, index) => cell === row.child(index));
    return same ? row : row.copy(Fragment.from(cells));
  });
  return rows.every((row, at) => row === table.child(at)) ? table : table.copy(Fragment.from(rows));
}
