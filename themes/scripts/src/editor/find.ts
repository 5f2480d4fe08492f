// Finds and replaces in the text: words across bold and links, with marks or without.

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection, type EditorState } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { places, type Like } from "./fold";

export interface Wanted extends Like {
  text: string;
}

/** A text that can be searched: the rich one or its source. */
export interface Searched {
  /** Looks for something else, or for nothing. */
  want(wanted: Wanted | null): void;
  count(): number;
  /** Which of them is chosen, from 1; 0 when none is. */
  at(): number;
  go(step: 1 | -1): void;
  replace(text: string): void;
  /** Replaces all in one step; how many there were. */
  replaceAll(text: string): number;
  /** What is chosen, to be looked for. */
  chosen(): string;
  focus(): void;
}

interface Found {
  wanted: Wanted | null;
  matches: { from: number; to: number }[];
  at: number;
  marks: DecorationSet;
}

const key = new PluginKey<Found>("find");
const NOTHING: Found = { wanted: null, matches: [], at: -1, marks: DecorationSet.empty };

export function find(): Plugin<Found> {
  return new Plugin<Found>({
    key,
    state: {
      init: () => NOTHING,
      apply(tr, found, _before, state) {
        const meta = tr.getMeta(key) as { wanted: Wanted | null } | { at: number } | undefined;
        if (meta && "wanted" in meta) return look(state, meta.wanted, state.selection.from);
        if (meta) return mark(state.doc, { ...found, at: meta.at });
        if (!found.wanted || !tr.docChanged) return found;
        // What is being composed must not be drawn anew: the marks only move along.
        if (tr.getMeta("composition") !== undefined) return { ...found, marks: found.marks.map(tr.mapping, tr.doc), matches: found.matches.map(({ from, to }) => ({ from: tr.mapping.map(from), to: tr.mapping.map(to, -1) })) };
        return look(state, found.wanted, tr.mapping.map(found.matches[found.at]?.from ?? state.selection.from));
      },
    },
    props: { decorations: (state) => key.getState(state)?.marks },
  });
}

function look(state: EditorState, wanted: Wanted | null, near: number): Found {
  if (!wanted?.text) return { ...NOTHING, wanted };
  const matches = search(state.doc, wanted);
  return mark(state.doc, { wanted, matches, at: Math.max(0, matches.findIndex((each) => each.from >= near)), marks: DecorationSet.empty });
}

function mark(doc: Node, found: Found): Found {
  const marks = found.matches.map(({ from, to }, at) => Decoration.inline(from, to, { class: at === found.at ? "found here" : "found" }));
  return { ...found, marks: DecorationSet.create(doc, marks) };
}

/** Places in the document; a match stays within one block. */
export function search(doc: Node, wanted: Wanted): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc");
    for (const [from, to] of places(text, wanted.text, wanted)) found.push({ from: pos + 1 + from, to: pos + 1 + to });
    return false;
  });
  return found;
}

export function searched(view: EditorView): Searched {
  const state = () => key.getState(view.state) ?? NOTHING;
  const show = (at: number) => {
    const match = state().matches[at];
    if (!match) return;
    const tr = view.state.tr.setMeta(key, { at });
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, match.from, match.to)).scrollIntoView());
    // The focus stays in the field: the text below is scrolled by hand.
    const here = view.domAtPos(match.from).node;
    (here instanceof Element ? here : here.parentElement)?.scrollIntoView({ block: "nearest" });
  };
  const replace = (from: number, to: number, text: string) => {
    const { tr } = view.state;
    if (text) tr.insertText(text, from, to);
    else tr.delete(from, to);
    return tr;
  };
  return {
    want: (wanted) => view.dispatch(view.state.tr.setMeta(key, { wanted })),
    count: () => state().matches.length,
    at: () => (state().matches.length ? state().at + 1 : 0),
    go(step) {
      const { matches, at } = state();
      if (matches.length) show((at + step + matches.length) % matches.length);
    },
    replace(text) {
      const { matches, at } = state();
      const match = matches[at];
      if (!match) return;
      view.dispatch(replace(match.from, match.to, text));
      // What was put in may itself match: go on behind it.
      const behind = match.from + text.length;
      const next = state().matches.findIndex((each) => each.from >= behind);
      show(Math.max(0, next));
    },
    replaceAll(text) {
      const { matches } = state();
      const { tr } = view.state;
      for (const { from, to } of [...matches].reverse()) {
        if (text) tr.insertText(text, from, to);
        else tr.delete(from, to);
      }
      if (matches.length) view.dispatch(tr);
      return matches.length;
    },
    chosen: () => {
      const { from, to, $from, $to } = view.state.selection;
      return $from.sameParent($to) ? view.state.doc.textBetween(from, to) : "";
    },
    focus: () => view.focus(),
  };
}
