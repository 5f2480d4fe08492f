// Where the next words go: never over a picture or another block that is chosen as a whole. A caret
// that came there by itself would have the next letter replace it.

import { NodeSelection, Plugin, Selection, TextSelection, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "./schema";

/** Puts the caret into the words that follow this place, or on a line of its own before what has none. */
export function caretAt(tr: Transaction, pos: number): Transaction {
  const place = tr.doc.resolve(Math.min(pos, tr.doc.content.size));
  const near = Selection.near(place, 1);
  if (near instanceof TextSelection && near.from >= place.pos) return tr.setSelection(near);
  return onNewLine(tr, place.pos);
}

/** Puts the caret on an empty line at this place, which is made where there is none. */
function onNewLine(tr: Transaction, pos: number): Transaction {
  const place = tr.doc.resolve(pos);
  const next = place.nodeAfter;
  const empty = next?.type === schema.nodes.paragraph && next.content.size === 0;
  if (!empty) {
    const { parent } = place;
    if (!parent.canReplaceWith(place.index(), place.index(), schema.nodes.paragraph!)) return tr.setSelection(Selection.near(place, 1));
    tr.insert(pos, schema.node("paragraph"));
  }
  return tr.setSelection(TextSelection.create(tr.doc, pos + 1));
}

/** Leaves what is chosen as a whole: the caret goes behind it, on a line of its own where it is a block. */
export function leaveChosen(tr: Transaction): Transaction | null {
  const { selection } = tr;
  if (!(selection instanceof NodeSelection)) return null;
  if (selection.node.isInline) return tr.setSelection(TextSelection.create(tr.doc, selection.to));
  return onNewLine(tr, selection.to);
}

/** What is typed while a block is chosen stands behind it. */
export function keepChosen(): Plugin {
  const leave = (view: EditorView): boolean => {
    const tr = leaveChosen(view.state.tr);
    if (tr) view.dispatch(tr.scrollIntoView());
    return false;
  };
  return new Plugin({
    props: {
      handleTextInput(view, _from, _to, text) {
        const tr = leaveChosen(view.state.tr);
        if (!tr) return false;
        view.dispatch(tr.insertText(text).scrollIntoView());
        return true;
      },
      handleDOMEvents: {
        // An input method writes into the page by itself: the caret must be away before.
        keydown: (view, event) => event.keyCode === 229 && leave(view),
        compositionstart: leave,
      },
    },
  });
}
