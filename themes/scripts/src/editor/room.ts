// What the parts of the editor share.

import type { EditorView } from "prosemirror-view";

export interface Room {
  readonly view: EditorView;
  /** Texts of the screen by name. */
  readonly say: DOMStringMap;
  /** Around toolbar and text. */
  readonly frame: HTMLElement;
  /** Speaks to those who do not see the screen, and shows it below the text. */
  tell(sentence: string): void;
}

let visits = -1;

/** A number for one visit to a field in the text: all that is typed there under it, as `composition`,
 * is one step of undo. Below -1: ProseMirror gives input methods the positive ones, and the history
 * begins with -1. */
export function nextVisit(): number {
  visits -= 1;
  return visits;
}

/** Remembers what is chosen while a dialog has the focus: the browser forgets it. */
export function keepSelection(view: EditorView): () => void {
  const bookmark = view.state.selection.getBookmark();
  return () => {
    view.focus();
    const { tr } = view.state;
    try {
      view.dispatch(tr.setSelection(bookmark.resolve(tr.doc)));
    } catch {
      // The text became shorter meanwhile, as when somebody else's change came in.
    }
  };
}

/** A text with `%name%` filled in. */
export function fill(text: string | undefined, values: Record<string, string | number>): string {
  return (text ?? "").replace(/%(\w+)%/g, (whole, name: string) => String(values[name] ?? whole));
}
