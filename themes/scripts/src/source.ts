// The Markdown source, edited with CodeMirror in a root of its own: its styles are adopted there,
// since our pages let no script write a style element.

import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { EditorState, RangeSetBuilder, StateEffect, StateField, Transaction } from "@codemirror/state";
import { Decoration, EditorView, keymap, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import type { Searched, Wanted } from "./editor/find";
import { places } from "./editor/fold";
import type { SourceEditor, SourceOptions } from "./editor/source-view";

const look = EditorView.theme({
  "&": { fontSize: "0.97rem", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--accent)" },
  ".cm-scroller": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", lineHeight: "1.65" },
  ".cm-content": { padding: "1rem 1.1rem", minHeight: "26rem", caretColor: "var(--ink)" },
  ".signs": { color: "var(--soft)" },
  ".title": { fontWeight: "700" },
  ".fence": { color: "var(--info)" },
  ".found": { background: "var(--add)" },
  ".found.here": { background: "var(--warn)", color: "var(--paper)" },
});

/** Signs of Markdown, softly: line by line, only what is on the screen. */
const SIGNS: [RegExp, string][] = [
  [/^#{1,6} .*$/g, "title"],
  [/^\s*(`{3,}|~{3,}).*$/g, "fence"],
  [/^\s*([-*+]|\d+[.)]|>) /g, "signs"],
  [/\*\*|~~|(?<!\*)\*(?!\*)/g, "signs"],
  [/\]\([^)]*\)|\]\{lang=[\w-]+\}|!?\[(?!\^)|\[\^[^\]]+\]/g, "signs"],
];

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colour(view);
    }
    update(update: ViewUpdate): void {
      // What is being composed must not be drawn anew.
      if (update.view.composing) this.decorations = this.decorations.map(update.changes);
      else if (update.docChanged || update.viewportChanged) this.decorations = colour(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function colour(view: EditorView): DecorationSet {
  const found: { from: number; to: number; name: string }[] = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      for (const [sign, name] of SIGNS) {
        for (const match of line.text.matchAll(sign)) found.push({ from: line.from + match.index, to: line.from + match.index + match[0].length, name });
      }
      at = line.to + 1;
    }
  }
  const made = found.filter(({ from, to }) => to > from).map(({ from, to, name }) => Decoration.mark({ class: name }).range(from, to));
  return Decoration.set(made, true);
}

interface Found {
  wanted: Wanted | null;
  matches: [number, number][];
  at: number;
}

const NOTHING: Found = { wanted: null, matches: [], at: -1 };
const wantMore = StateEffect.define<Found>();

const found = StateField.define<Found>({
  create: () => NOTHING,
  update(now, tr) {
    for (const effect of tr.effects) if (effect.is(wantMore)) return effect.value;
    if (!tr.docChanged || !now.wanted) return now;
    return search(tr.state.doc.toString(), now.wanted, tr.changes.mapPos(now.matches[now.at]?.[0] ?? 0));
  },
  provide: (field) =>
    EditorView.decorations.from(field, ({ matches, at }) => {
      const builder = new RangeSetBuilder<Decoration>();
      matches.forEach(([from, to], index) => builder.add(from, to, Decoration.mark({ class: index === at ? "found here" : "found" })));
      return builder.finish();
    }),
});

function search(text: string, wanted: Wanted | null, near: number): Found {
  if (!wanted?.text) return { ...NOTHING, wanted };
  const matches = places(text, wanted.text, wanted);
  return { wanted, matches, at: Math.max(0, matches.findIndex(([from]) => from >= near)) };
}

function searched(view: EditorView): Searched {
  const now = () => view.state.field(found);
  const show = (at: number) => {
    const match = now().matches[at];
    if (match) view.dispatch({ effects: wantMore.of({ ...now(), at }), selection: { anchor: match[0], head: match[1] }, scrollIntoView: true });
  };
  return {
    want: (wanted) => view.dispatch({ effects: wantMore.of(search(view.state.doc.toString(), wanted, view.state.selection.main.from)) }),
    count: () => now().matches.length,
    at: () => (now().matches.length ? now().at + 1 : 0),
    go: (step) => show((now().at + step + now().matches.length) % Math.max(1, now().matches.length)),
    replace(text) {
      const match = now().matches[now().at];
      if (!match) return;
      view.dispatch({ changes: { from: match[0], to: match[1], insert: text } });
      const next = now().matches.findIndex(([from]) => from >= match[0] + text.length);
      show(Math.max(0, next));
    },
    replaceAll(text) {
      const { matches } = now();
      view.dispatch({ changes: matches.map(([from, to]) => ({ from, to, insert: text })) });
      return matches.length;
    },
    chosen: () => view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to).split("\n")[0] ?? "",
    focus: () => view.focus(),
  };
}

/** Typing over a selection: the browser itself would carry styles over in the element. */
function overSelection(event: InputEvent, view: EditorView): boolean {
  const plain = event.inputType === "insertText" && event.data !== null && !event.isComposing && !view.composing;
  if (!plain || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data ?? ""), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

window.toasoanSource = (host: HTMLElement, options: SourceOptions): SourceEditor => {
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        history(),
        keymap.of([...standardKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": options.label, lang: options.lang, spellcheck: "false" }),
        EditorView.domEventHandlers({ beforeinput: overSelection }),
        look,
        colours,
        found,
        EditorView.updateListener.of((update) => {
          const own = update.transactions.some((tr) => tr.docChanged && tr.annotation(Transaction.userEvent) !== "put");
          if (own) options.changed(view.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    searched: searched(view),
    text: () => view.state.doc.toString(),
    set(text) {
      const old = view.state.doc.toString();
      if (old === text) return;
      let from = 0;
      while (from < old.length && from < text.length && old[from] === text[from]) from += 1;
      let [to, end] = [old.length, text.length];
      while (to > from && end > from && old[to - 1] === text[end - 1]) [to, end] = [to - 1, end - 1];
      view.dispatch({ changes: { from, to, insert: text.slice(from, end) }, annotations: Transaction.userEvent.of("put") });
    },
    cursor: () => view.state.selection.main.head,
    setCursor(at) {
      const anchor = Math.min(at, view.state.doc.length);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    },
    focus: () => view.focus(),
  };
};
