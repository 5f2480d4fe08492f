// Alt+↑ and Alt+↓: the paragraph, list item or block with the caret changes places with the next one.

import { closeHistory } from "prosemirror-history";
import type { Command } from "prosemirror-state";

/** Whose children are moved among each other. */
const HOLDERS = new Set(["doc", "bullet_list", "ordered_list", "blockquote", "info", "lang_block"]);

/** The neighbour is moved, not the block itself, so that caret and selection stay untouched. The
 * only child of a list or a box takes it along. */
export function moveBlock(by: "up" | "down"): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection;
    for (let depth = $from.sharedDepth($to.pos); depth >= 0; depth -= 1) {
      const parent = $from.node(depth);
      const [start, end] = [$from.index(depth), $to.indexAfter(depth)];
      if (!HOLDERS.has(parent.type.name) || end - start === parent.childCount) continue;
      const neighbour = parent.maybeChild(by === "up" ? start - 1 : end);
      // At the edge nothing moves, and the key does nothing else either.
      if (!neighbour || !dispatch) return true;
      const [from, to] = [$from.posAtIndex(start, depth), $from.posAtIndex(end, depth)];
      const { tr } = state;
      if (by === "up") tr.insert(to, neighbour).delete(from - neighbour.nodeSize, from);
      else tr.delete(to, to + neighbour.nodeSize).insert(from, neighbour);
      // Each move is taken back by itself, however quickly they follow each other.
      dispatch(closeHistory(tr).scrollIntoView());
      return true;
    }
    return true;
  };
}
