// From a line of the checklist to its block: a picture opens its fields at the one that is missing.

import type { Node } from "prosemirror-model";
import { NodeSelection, TextSelection, type Selection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { DESCRIBE } from "./figure-view";
import { written } from "./merge";

export interface Wanted {
  /** Among the blocks that are written, from 1. */
  block: number;
  /** What was found there, as the server names it. */
  check: string;
}

export function goBlock(view: EditorView, { block, check }: Wanted): void {
  const { doc } = view.state;
  const blocks = written(doc);
  const held = blocks[Math.max(0, Math.min(block, blocks.length) - 1)];
  const from = held?.from ?? 0;
  const waiting = /waiting/.test(check);
  const field = waiting ? "src" : /credit/.test(check) ? "credit" : /alt/.test(check) ? "alt" : "";
  const picture = field ? pictureAt(doc, field, from, held?.to ?? doc.content.size) : null;
  const selection = picture === null ? caretAt(doc, from) : NodeSelection.create(doc, picture);
  // Without the focus the editor leaves the page where the browser's own selection is.
  view.focus();
  view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
  if (waiting) (view.nodeDOM(picture ?? from) as HTMLElement | null)?.querySelector?.("button")?.focus();
  else if (picture !== null) view.nodeDOM(picture)?.dispatchEvent(new CustomEvent(DESCRIBE, { detail: field }));
  else if (selection instanceof NodeSelection) (view.nodeDOM(from) as HTMLElement | null)?.scrollIntoView({ block: "center" });
}

/** The picture of this block that lacks this; a paragraph with a picture in it is several blocks
 * here, so that the first one behind is looked for, too. */
function pictureAt(doc: Node, field: string, from: number, to: number): number | null {
  let inside: number | null = null;
  let lacks: number | null = null;
  doc.descendants((node, pos) => {
    if (node.type.name !== "figure" || pos < from) return;
    if (pos < to) inside ??= pos;
    if (!node.attrs[field] && !(field === "alt" && node.attrs.decorative)) lacks ??= pos;
  });
  return lacks !== null && (lacks < to || inside === null) ? lacks : inside;
}

function caretAt(doc: Node, from: number): Selection {
  const node = doc.nodeAt(from);
  return node?.isAtom && NodeSelection.isSelectable(node) ? NodeSelection.create(doc, from) : TextSelection.near(doc.resolve(Math.min(from + 1, doc.content.size)));
}
