// Whole paragraphs that are cut come out with their line, and go in again as paragraphs of their own.

import { Slice } from "prosemirror-model";
import { Plugin, Selection, TextSelection, type EditorState, type Transaction } from "prosemirror-state";

export function cutting(): Plugin {
  let whole = false;
  return new Plugin({
    props: {
      handleDOMEvents: {
        // What is only copied may be words to be put into another sentence.
        cut(view) {
          whole = isWhole(view.state.selection);
          return false;
        },
      },
      transformCopied: (slice) => (whole && slice.openStart === 1 && slice.openEnd === 1 ? new Slice(slice.content, 0, 0) : slice),
    },
    appendTransaction(transactions, _old, state) {
      if (!transactions.some((tr) => tr.getMeta("uiEvent") === "cut")) return null;
      const cut = whole;
      whole = false;
      return cut ? withoutEmpty(state) : null;
    },
  });
}

/** From the beginning of a paragraph to the end of one beside it or of itself. */
export function isWhole({ $from, $to, empty }: Selection): boolean {
  const ends = !empty && $from.parent.isTextblock && $to.parent.isTextblock && $from.parentOffset === 0 && $to.parentOffset === $to.parent.content.size;
  return ends && $from.depth === $to.depth && $from.sharedDepth($to.pos) >= $from.depth - 1 && !$from.parent.type.spec.tableRole;
}

/** Takes the line out that was emptied, and what holds nothing but it. It stays before a picture or a
 * table: the caret would go onto that. */
export function withoutEmpty(state: EditorState): Transaction | null {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.content.size > 0) return null;
  let depth = $from.depth;
  while (depth > 1 && $from.node(depth - 1).childCount === 1 && !$from.node(depth - 1).type.spec.tableRole) depth -= 1;
  if ($from.node(depth - 1).childCount === 1 || $from.node(depth - 1).type.spec.tableRole) return null;
  const behind = state.doc.resolve($from.after(depth));
  if (behind.nodeAfter && (behind.nodeAfter.type.spec.tableRole || !(Selection.near(behind, 1) instanceof TextSelection))) return null;
  const tr = state.tr.delete($from.before(depth), $from.after(depth));
  return tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min($from.before(depth), tr.doc.content.size)), 1));
}
