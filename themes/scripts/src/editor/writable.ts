// Where the next words go: never over a picture or another block that is chosen as a whole. A caret
// that came there by itself would have the next letter replace it.

import { NodeSelection, Plugin, Selection, TextSelection, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "./schema";

/** Puts the caret into the words that follow this place, or on a line of its own where none do. */
export function caretAt(tr: Transaction, pos: number): Transaction {
  const place = tr.doc.resolve(Math.min(pos, tr.doc.content.size));
  const near = Selection.near(place, 1);
  if ((place.nodeAfter || place.parent.isTextblock) && near instanceof TextSelection) return tr.setSelection(near);
  return onNewLine(tr, place.pos);
}

/** Puts the caret on an empty line at this place, or behind what holds the place where that takes no
 * lines; it is made where there is none. */
function onNewLine(tr: Transaction, pos: number): Transaction {
  const line = schema.node("paragraph");
  let place = tr.doc.resolve(pos);
  while (place.depth > 0 && !place.parent.canReplaceWith(place.index(), place.index(), line.type)) place = tr.doc.resolve(place.after());
  const next = place.nodeAfter;
  if (next?.type !== line.type || next.content.size > 0) tr.insert(place.pos, line);
  return tr.setSelection(TextSelection.create(tr.doc, place.pos + 1));
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
  const write = (view: EditorView, text: string): boolean => {
    const tr = view.editable ? leaveChosen(view.state.tr) : null;
    if (tr) view.dispatch((text ? tr.insertText(text) : tr).scrollIntoView());
    return tr !== null;
  };
  return new Plugin({
    props: {
      handleTextInput: (view, _from, _to, text) => write(view, text),
      handleDOMEvents: {
        // Keyboards of phones tell no keys.
        beforeinput(view, event) {
          if (event.inputType !== "insertText" || !event.data || !write(view, event.data)) return false;
          event.preventDefault();
          return true;
        },
        // An input method writes into the page by itself: the caret must be away before.
        compositionstart(view) {
          write(view, "");
          return false;
        },
      },
    },
  });
}
