// Holds what must be true of every text: tables that Markdown can write, a line to go on in.

import type { Node } from "prosemirror-model";
import { Plugin, type EditorState, type Transaction } from "prosemirror-state";
import { schema } from "./schema";
import { tidy } from "./tables";

/** Behind these one could not go on writing without a line below. */
const CLOSED = new Set(["table", "figure", "opaque", "info", "lang_block", "code_block", "blockquote", "horizontal_rule"]);

export function upkeep(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, _old, state) => (transactions.some((tr) => tr.docChanged || tr.getMeta("upkeep")) ? mend(state) : null),
  });
}

function mend(state: EditorState): Transaction | null {
  const { tr } = state;
  state.doc.descendants((node, pos) => {
    if (node.type === schema.nodes.table) mendTable(tr, node, pos);
    return !node.isTextblock;
  });
  if (CLOSED.has(tr.doc.lastChild?.type.name ?? "")) tr.insert(tr.doc.content.size, schema.node("paragraph"));
  return tr.docChanged ? tr : null;
}

/** Makes a table what `tidy` says, cell by cell, so that the caret stays in its cell. */
function mendTable(tr: Transaction, table: Node, pos: number): void {
  const wanted = tidy(table);
  if (wanted === table) return;
  table.forEach((row, rowAt, at) => {
    const cells = wanted.child(at).children;
    let column = 0;
    row.forEach((cell, cellAt) => {
      const want = cells[column];
      const place = tr.mapping.map(pos + 1 + rowAt + 1 + cellAt);
      if (want && !want.sameMarkup(cell)) tr.setNodeMarkup(place, want.type, want.attrs, cell.marks);
      column += 1;
      const more = cells.slice(column, column + Number(cell.attrs.colspan) - 1);
      if (more.length) tr.insert(tr.mapping.map(pos + 1 + rowAt + 1 + cellAt + cell.nodeSize, -1), more);
      column += more.length;
    });
    const rest = cells.slice(column);
    if (rest.length) tr.insert(tr.mapping.map(pos + 1 + rowAt + row.nodeSize - 1), rest);
  });
}
