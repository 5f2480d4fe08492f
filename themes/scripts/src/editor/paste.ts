// What comes from the clipboard or is dropped, on its way into the text.

import { Fragment, Slice, type Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { freeLabel, labels } from "./commands";
import { clean, isOwn } from "./paste/clean";
import { read } from "./paste/dom";
import { KINDS, type Pictures } from "./pictures";
import { schema } from "./schema";

export function transformPastedHTML(html: string): string {
  return isOwn(html) ? html : clean(html);
}

/** Plain text: every line a paragraph, nothing in it read as Markdown. In a cell all is one line. */
export function plainText(text: string, view: EditorView): Slice {
  const { $from } = view.state.selection;
  const lines = text.normalize("NFC").split(/[\r\n\u2028\u2029]+/).map((line) => line.replace(/[\t\u00a0]+/g, " ").trim()).filter(Boolean);
  const marks = $from.marks();
  if (lines.length === 1 || $from.parent.type.spec.tableRole) {
    const line = lines.length === 1 ? text.normalize("NFC").replace(/[\r\n]+/g, "").replace(/[\t\u00a0]+/g, " ") : lines.join(" ");
    return line ? new Slice(Fragment.from(schema.text(line, marks)), 0, 0) : Slice.empty;
  }
  return new Slice(Fragment.from(lines.map((line) => schema.node("paragraph", null, schema.text(line, marks)))), lines.length ? 1 : 0, lines.length ? 1 : 0);
}

/** Files, and footnotes that come with a text; true when all is done. */
export function handlePaste(view: EditorView, event: ClipboardEvent, slice: Slice, pictures: Pictures, refuse: (file: File) => void): boolean {
  const data = event.clipboardData;
  // Word and Excel add a picture of the text that is copied: the text is what is meant.
  const words = Boolean(data?.getData("text/plain").trim()) || Boolean(textOf(data?.getData("text/html") ?? ""));
  if (!words && takeFiles(data?.files, pictures, refuse)) return true;
  const made = withFreeLabels(slice, labels(view.state.doc));
  if (intoCell(view, made)) return true;
  const notes: Node[] = [];
  const rest: Node[] = [];
  made.content.forEach((node) => (node.type === schema.nodes.footnote ? notes : rest).push(node));
  if (!notes.length || !rest.length) return false;
  // The text to the caret, its notes to the end of the body.
  const openEnd = made.content.lastChild?.type === schema.nodes.footnote ? openTo(rest[rest.length - 1]!) : made.openEnd;
  const tr = view.state.tr.replaceSelection(new Slice(Fragment.from(rest), made.openStart, openEnd));
  tr.insert(tr.doc.content.size, notes);
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  return true;
}

/** Cells hold one line: blocks that are pasted into one become that line, and what is no text goes
 * behind the table. A copy of cells is left to the table's own rules. */
function intoCell(view: EditorView, slice: Slice): boolean {
  const { selection, tr } = view.state;
  const { $from } = selection;
  const role = $from.parent.type.spec.tableRole;
  if (!(selection instanceof TextSelection) || (role !== "cell" && role !== "header_cell")) return false;
  const { content } = slice;
  if ((content.childCount === 1 && content.firstChild?.type.spec.tableRole) || content.firstChild?.isInline) return false;
  const line: Node[] = [];
  const behind: Node[] = [];
  const notes: Node[] = [];
  content.descendants((node) => {
    if (node.type === schema.nodes.footnote) {
      notes.push(node);
      return false;
    }
    if (node.isTextblock) {
      if (line.length && node.content.size) line.push(schema.text(" "));
      node.content.forEach((part) => line.push(part.type === schema.nodes.hard_break ? schema.text(" ") : part));
      return false;
    }
    if (node.isBlock && node.isAtom) behind.push(node);
    return !node.isAtom;
  });
  const depth = Array.from({ length: $from.depth }, (_, at) => at + 1).find((at) => $from.node(at).type.spec.tableRole === "table");
  if (depth === undefined) return false;
  const end = $from.after(depth);
  tr.replaceSelection(new Slice(Fragment.from(line.filter((node) => $from.parent.type.contentMatch.matchType(node.type) !== null)), 0, 0));
  tr.insert(tr.mapping.map(end), behind).insert(tr.doc.content.size, notes);
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  return true;
}

export function takeFiles(files: FileList | null | undefined, pictures: Pictures, refuse: (file: File) => void, at?: number): boolean {
  const all = Array.from(files ?? []);
  const good = all.filter((file) => KINDS.includes(file.type));
  for (const file of all) if (!good.includes(file)) refuse(file);
  if (good.length) pictures.insert(good, at);
  return all.length > 0;
}

function textOf(html: string): string {
  return html ? (read(html).body.textContent ?? "").trim() : "";
}

function openTo(node: Node): number {
  return node.isTextblock ? 1 : 0;
}

/** Footnotes of a copy whose labels the text has already get free ones. */
function withFreeLabels(slice: Slice, taken: Set<string>): Slice {
  const own = new Set<string>();
  slice.content.descendants((node) => {
    if (node.type === schema.nodes.footnote) own.add(String(node.attrs.label));
  });
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const label of own) {
    const name = used.has(label) ? freeLabel(new Set([...used, ...own])) : label;
    used.add(name);
    names.set(label, name);
  }
  const rename = (node: Node): Node => {
    const name = node.type === schema.nodes.footnote || node.type === schema.nodes.footnote_ref ? names.get(String(node.attrs.label)) : undefined;
    const content = Fragment.from(node.content.content.map(rename));
    return name ? node.type.create({ label: name }, content, node.marks) : node.isLeaf ? node : node.copy(content);
  };
  return new Slice(Fragment.from(slice.content.content.map(rename)), slice.openStart, slice.openEnd);
}
