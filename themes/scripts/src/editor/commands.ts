// What the toolbar and the keys do to the text.

import { chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { undoInputRule } from "prosemirror-inputrules";
import type { Node } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Selection, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { goToNextCell } from "prosemirror-tables";
import { moveBlock } from "./move";
import { schema } from "./schema";
import { cellBelow, leaveBelow, nextCell } from "./tables";
import { caretAt } from "./writable";

export interface Tool {
  name: string;
  sign: string;
  key?: string;
  run: Command;
  pressed?: (state: EditorState) => boolean;
  /** The first of a group that stands apart. */
  apart?: true;
}

function markOn(name: string): (state: EditorState) => boolean {
  return (state) => {
    const type = schema.marks[name];
    if (!type) return false;
    const { from, $from, to, empty } = state.selection;
    return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
  };
}

export function inside(name: string, attrs: Record<string, unknown> = {}): (state: EditorState) => boolean {
  return (state) => {
    for (let depth = state.selection.$from.depth; depth > 0; depth -= 1) {
      const node = state.selection.$from.node(depth);
      if (node.type.name === name && Object.entries(attrs).every(([key, value]) => node.attrs[key] === value)) return true;
    }
    return false;
  };
}

const { nodes, marks } = schema;

/** Puts a block where the caret is: instead of an empty paragraph, else behind the one it is in. */
export function insertBlock(tr: Transaction, node: Node): Transaction {
  const { $from } = tr.selection;
  const parent = $from.parent;
  if (parent.type === nodes.paragraph && parent.content.size === 0) tr.replaceRangeWith($from.before(), $from.after(), node);
  else if (parent.isTextblock) tr.insert(outOfCell($from), node);
  else tr.replaceSelectionWith(node);
  const end = tr.mapping.maps[tr.mapping.maps.length - 1];
  let at = tr.selection.to;
  end?.forEach((_from, _to, newFrom, newTo) => (at = newFrom < newTo ? newFrom : at));
  // Into what can be written in, behind what cannot.
  const inner = node.isAtom ? null : Selection.findFrom(tr.doc.resolve(at), 1, true);
  return (inner ? tr.setSelection(inner) : caretAt(tr, at + node.nodeSize)).scrollIntoView();
}

/** Behind the block of the caret, or behind the whole table when the caret is in a cell. */
function outOfCell($from: Selection["$from"]): number {
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === nodes.table) return $from.after(depth);
  return $from.after();
}

export const insertTable: Command = (state, dispatch) => {
  const row = (kind: string) => schema.node("table_row", null, [0, 1, 2].map(() => schema.node(kind)));
  dispatch?.(insertBlock(state.tr, schema.node("table", null, [row("table_header"), row("table_cell"), row("table_cell")])));
  return true;
};

export const insertRule: Command = (state, dispatch) => {
  dispatch?.(insertBlock(state.tr, schema.node("horizontal_rule")));
  return true;
};

/** A footnote: its sign at the caret, its text at the end of the body, where the caret goes on. */
export const insertFootnote: Command = (state, dispatch) => {
  const { $to } = state.selection;
  if (!$to.parent.inlineContent || $to.parent.type.spec.code) return false;
  const label = freeLabel(labels(state.doc));
  const tr = state.tr.insert($to.pos, schema.node("footnote_ref", { label }));
  const last = tr.doc.lastChild;
  const end = tr.doc.content.size - (last && last.type === nodes.paragraph && last.content.size === 0 && $to.node(1) !== last ? last.nodeSize : 0);
  tr.insert(end, schema.node("footnote", { label }, schema.node("paragraph")));
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 2))).scrollIntoView());
  return true;
};

/** Labels of footnotes that a text has or points at. */
export function labels(doc: Node): Set<string> {
  const found = new Set<string>();
  doc.descendants((node) => {
    if (node.type === nodes.footnote || node.type === nodes.footnote_ref) found.add(String(node.attrs.label));
  });
  return found;
}

export function freeLabel(taken: Set<string>): string {
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

const toggleWrap = (name: "blockquote" | "info"): Command => (state, dispatch) =>
  inside(name)(state) ? lift(state, dispatch) : wrapIn(nodes[name]!)(state, dispatch);

const toggleList = (name: "bullet_list" | "ordered_list"): Command => (state, dispatch) =>
  inside(name)(state) ? liftListItem(nodes.list_item!)(state, dispatch) : wrapInList(nodes[name]!)(state, dispatch);

/** A heading that is pressed again is a paragraph again. */
const toggleHeading = (level: number): Command => (state, dispatch) =>
  (inside("heading", { level })(state) ? setBlockType(nodes.paragraph!) : setBlockType(nodes.heading!, { level }))(state, dispatch);

/** What a rule changed while typing is taken back first, as it was typed. */
const undoTyping = chainCommands(undoInputRule, undo);

/** The toolbar from left to right. */
export const tools: Tool[] = [
  { name: "paragraph", sign: "¶", key: "Mod-Alt-0", run: setBlockType(nodes.paragraph!), pressed: inside("paragraph") },
  { name: "h2", sign: "H2", key: "Mod-Alt-2", run: toggleHeading(2), pressed: inside("heading", { level: 2 }) },
  { name: "h3", sign: "H3", key: "Mod-Alt-3", run: toggleHeading(3), pressed: inside("heading", { level: 3 }) },
  { name: "bold", sign: "B", key: "Mod-b", run: toggleMark(marks.strong!), pressed: markOn("strong"), apart: true },
  { name: "italic", sign: "I", key: "Mod-i", run: toggleMark(marks.em!), pressed: markOn("em") },
  { name: "strike", sign: "S", run: toggleMark(marks.strike!), pressed: markOn("strike") },
  { name: "bullets", sign: "bullets", key: "Mod-Shift-8", run: toggleList("bullet_list"), pressed: inside("bullet_list"), apart: true },
  { name: "numbers", sign: "numbers", key: "Mod-Shift-7", run: toggleList("ordered_list"), pressed: inside("ordered_list") },
  { name: "quote", sign: "quote", key: "Mod-Shift-9", run: toggleWrap("blockquote"), pressed: inside("blockquote") },
  { name: "info", sign: "info", run: toggleWrap("info"), pressed: inside("info") },
  { name: "table", sign: "table", run: insertTable, apart: true },
  { name: "footnote", sign: "footnote", key: "Mod-Alt-f", run: insertFootnote },
];

/** At the end of the toolbar. */
export const historyTools: Tool[] = [
  { name: "moveUp", sign: "up", key: "Alt-ArrowUp", run: moveBlock("up"), apart: true },
  { name: "moveDown", sign: "down", key: "Alt-ArrowDown", run: moveBlock("down") },
  { name: "undo", sign: "undo", key: "Mod-z", run: undoTyping, apart: true },
  { name: "redo", sign: "redo", key: "Mod-y", run: redo },
];

const hardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  if (state.selection.$from.parent.type.name.startsWith("table_")) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break!.create()).scrollIntoView());
  return true;
});

/** Keys beside those of the toolbar. None is bound to Backspace: Vietnamese input methods send it
 * by themselves, and any cleverness there would eat letters. */
export const keys: Record<string, Command> = {
  ...Object.fromEntries([...tools, ...historyTools].filter((tool) => tool.key).map((tool) => [tool.key as string, tool.run])),
  "Mod-Alt-4": toggleHeading(4),
  "Mod-Shift-z": redo,
  Enter: chainCommands(cellBelow, splitListItem(nodes.list_item!)),
  ArrowDown: leaveBelow,
  "Shift-Enter": hardBreak,
  Tab: chainCommands(nextCell, sinkListItem(nodes.list_item!)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item!)),
};
