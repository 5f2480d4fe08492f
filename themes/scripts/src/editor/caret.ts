// The same place in the text and in its source.

import type { Node } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { written } from "./merge";
import { parse } from "./parse";
import { serialize } from "./serialize";

/** A letter that no text has: it is put at the caret, and looked for on the other side. */
const HERE = "\ue000";

/** Where the caret stands in the source that is shown for a text. */
export function toSource(state: EditorState, shown: string): number {
  const { $head, head } = state.selection;
  const own = serialize(state.doc);
  let at = 0;
  if ($head.parent.inlineContent) {
    const marked = serialize(state.tr.insertText(HERE, head).doc);
    at = common(marked, own, marked.indexOf(HERE));
  } else {
    at = common(serialize(state.doc.cut(0, $head.pos)), own, own.length);
  }
  // A source that the editor did not write is laid out otherwise: about the same place will do.
  return shown === own ? at : Math.round((at * shown.length) / Math.max(1, own.length));
}

function common(a: string, b: string, most: number): number {
  let at = 0;
  while (at < most && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

/** Where a place in the source is in a document that shows this source. */
export function toText(doc: Node, source: string, offset: number): number {
  const line = source.indexOf("\n", offset);
  const end = line < 0 ? source.length : line;
  const plain = parse(source).textContent;
  for (const at of [offset, ...behindSigns(source, offset), end]) {
    const marked = parse(source.slice(0, at) + HERE + source.slice(at));
    const found = find(marked, HERE);
    if (found && marked.textContent.replace(HERE, "") === plain) return inDocument(doc, found.block, found.inside);
  }
  return inDocument(doc, Math.max(0, parse(source.slice(0, end)).childCount - 1), 1);
}

/** Behind the signs that begin a line, where its words are. */
function behindSigns(source: string, offset: number): number[] {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  const signs = /^[\s#>|*+-]*(\d+[.)]\s+)?/.exec(source.slice(start))?.[0].length ?? 0;
  return start + signs > offset ? [start + signs] : [];
}

function find(doc: Node, text: string): { block: number; inside: number } | null {
  let found: { block: number; inside: number } | null = null;
  doc.forEach((node, offset, block) => {
    doc.nodesBetween(offset, offset + node.nodeSize, (inner, pos) => {
      const at = inner.isText ? (inner.text ?? "").indexOf(text) : -1;
      if (at >= 0) found = { block, inside: pos + at - offset };
    });
  });
  return found;
}

/** The same block among those that are written: empty lines are only on the screen. */
function inDocument(doc: Node, block: number, inside: number): number {
  const blocks = written(doc);
  const held = blocks[Math.min(block, blocks.length - 1)];
  if (!held) return 1;
  return Math.min(held.from + inside, held.to - 1);
}
