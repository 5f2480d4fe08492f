// The language of a phrase or of whole blocks, marked for voices, fonts and search.

import { wrapIn } from "prosemirror-commands";
import type { Command, EditorState } from "prosemirror-state";
import { liftTarget } from "prosemirror-transform";
import { runAt } from "./links";
import { menu } from "./menu";
import type { Room } from "./room";
import { languageNames, schema } from "./schema";

const mark = schema.marks.lang!;
const block = schema.nodes.lang_block!;

/** The tag that holds at the caret, of the phrase before that of the block; empty for the article's. */
export function languageAt(state: EditorState): string {
  const run = runAt(state, "lang");
  return run ? run.mark.attrs.lang : (around(state)?.lang ?? "");
}

function around(state: EditorState): { pos: number; depth: number; lang: string } | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === block) return { pos: $from.before(depth), depth, lang: node.attrs.lang };
  }
  return null;
}

/** Marks what is chosen; without a choice, or with one over several blocks, the blocks. */
export function setLanguage(lang: string): Command {
  return (state, dispatch) => {
    const { $from, $to, from, to, empty } = state.selection;
    const run = runAt(state, "lang");
    const phrase = run && empty ? run : !empty && $from.sameParent($to) && $from.parent.inlineContent ? { from, to } : null;
    if (phrase) {
      dispatch?.(state.tr.removeMark(phrase.from, phrase.to, mark).addMark(phrase.from, phrase.to, mark.create({ lang })));
      return true;
    }
    const held = around(state);
    if (held) {
      dispatch?.(state.tr.setNodeMarkup(held.pos, null, { lang }));
      return true;
    }
    if (wrapIn(block, { lang })(state, dispatch)) return true;
    // Where no block may stand, as in a cell, the words are marked one block after the other.
    const { tr } = state;
    state.doc.nodesBetween($from.start(), $to.end(), (node, pos) => {
      if (node.isTextblock) tr.addMark(pos + 1, pos + 1 + node.content.size, mark.create({ lang }));
    });
    dispatch?.(tr);
    return tr.docChanged;
  };
}

/** Takes the marking away: of the phrase first, else of the block. */
export const clearLanguage: Command = (state, dispatch) => {
  const { from, to, empty } = state.selection;
  const run = runAt(state, "lang");
  if (run && (empty || state.doc.rangeHasMark(from, to, mark))) {
    dispatch?.(state.tr.removeMark(Math.min(run.from, from), Math.max(run.to, to), mark));
    return true;
  }
  if (!empty && state.doc.rangeHasMark(from, to, mark)) {
    dispatch?.(state.tr.removeMark(from, to, mark));
    return true;
  }
  const held = around(state);
  if (!held) return false;
  const node = state.doc.nodeAt(held.pos);
  const range = node && state.doc.resolve(held.pos + 1).blockRange(state.doc.resolve(held.pos + node.nodeSize - 1));
  const target = range && liftTarget(range);
  if (!range || target === null || target === undefined) return false;
  dispatch?.(state.tr.lift(range, target));
  return true;
};

export function languageMenu(room: Room, from: HTMLElement): void {
  const { view, say } = room;
  const now = languageAt(view.state);
  const run = (command: Command) => () => {
    command(view.state, view.dispatch, view);
    view.focus();
  };
  const choices = Array.from(languageNames, ([tag, name]) => ({ name, checked: tag === now, act: run(setLanguage(tag)) }));
  menu(from, say.lang ?? "", now ? [{ name: say.langRemove ?? "", checked: false, act: run(clearLanguage) }, ...choices] : choices, () => view.focus());
}
