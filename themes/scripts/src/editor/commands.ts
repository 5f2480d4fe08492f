// What the toolbar and the keys do.

import { chainCommands, exitCode, joinUp, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import type { Command, EditorState } from "prosemirror-state";
import { goToNextCell } from "prosemirror-tables";
import { schema } from "./schema";

export interface Tool {
  name: string;
  sign: string;
  key?: string;
  run: Command;
  pressed?: (state: EditorState) => boolean;
}

function markOn(name: string): (state: EditorState) => boolean {
  return (state) => {
    const type = schema.marks[name];
    if (!type) return false;
    const { from, $from, to, empty } = state.selection;
    return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
  };
}

function inside(name: string, attrs: Record<string, unknown> = {}): (state: EditorState) => boolean {
  return (state) => {
    for (let depth = state.selection.$from.depth; depth > 0; depth -= 1) {
      const node = state.selection.$from.node(depth);
      if (node.type.name === name && Object.entries(attrs).every(([key, value]) => node.attrs[key] === value)) return true;
    }
    return false;
  };
}

const { nodes, marks } = schema;

function table(): Command {
  return (state, dispatch) => {
    const cell = (kind: string) => schema.node(kind, null, []);
    const row = (kind: string) => schema.node("table_row", null, [cell(kind), cell(kind), cell(kind)]);
    const made = schema.node("table", null, [row("table_header"), row("table_cell"), row("table_cell")]);
    dispatch?.(state.tr.replaceSelectionWith(made).scrollIntoView());
    return true;
  };
}

const toggleWrap = (name: "blockquote" | "info"): Command => (state, dispatch) =>
  inside(name)(state) ? lift(state, dispatch) : wrapIn(nodes[name]!)(state, dispatch);

/** The toolbar from left to right. */
export const tools: Tool[] = [
  { name: "bold", sign: "B", key: "Mod-b", run: toggleMark(marks.strong!), pressed: markOn("strong") },
  { name: "italic", sign: "I", key: "Mod-i", run: toggleMark(marks.em!), pressed: markOn("em") },
  { name: "strike", sign: "S", run: toggleMark(marks.strike!), pressed: markOn("strike") },
  { name: "paragraph", sign: "¶", key: "Mod-Alt-0", run: setBlockType(nodes.paragraph!), pressed: inside("paragraph") },
  { name: "h2", sign: "H2", key: "Mod-Alt-2", run: setBlockType(nodes.heading!, { level: 2 }), pressed: inside("heading", { level: 2 }) },
  { name: "h3", sign: "H3", key: "Mod-Alt-3", run: setBlockType(nodes.heading!, { level: 3 }), pressed: inside("heading", { level: 3 }) },
  { name: "bullets", sign: "•", key: "Mod-Shift-8", run: wrapInList(nodes.bullet_list!), pressed: inside("bullet_list") },
  { name: "numbers", sign: "1.", key: "Mod-Shift-7", run: wrapInList(nodes.ordered_list!), pressed: inside("ordered_list") },
  { name: "quote", sign: "❝", key: "Mod-Shift-9", run: toggleWrap("blockquote"), pressed: inside("blockquote") },
  { name: "info", sign: "ⓘ", run: toggleWrap("info"), pressed: inside("info") },
  { name: "table", sign: "▦", run: table() },
  { name: "undo", sign: "↶", key: "Mod-z", run: undo },
  { name: "redo", sign: "↷", key: "Mod-y", run: redo },
];

const hardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  if (state.selection.$from.parent.type.name.startsWith("table_")) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break!.create()).scrollIntoView());
  return true;
});

/** Keys beside those of the toolbar. None is bound to Backspace: Vietnamese input methods send it
 * by themselves, and any cleverness there would eat letters. */
export const keys: Record<string, Command> = {
  ...Object.fromEntries(tools.filter((tool) => tool.key).map((tool) => [tool.key as string, tool.run])),
  "Mod-Shift-z": redo,
  Enter: splitListItem(nodes.list_item!),
  "Shift-Enter": hardBreak,
  Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item!)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item!)),
  "Alt-ArrowUp": joinUp,
};
