// Passages with remarks, coloured in the text and found again as it changes; nothing of it enters
// the text. The list of remarks is remarks.ts; the two speak through events of the document.

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { anchorOf, find, type Anchor, type Found } from "./anchor";
import { goBlock, type Wanted } from "./go";

interface Thread extends Anchor {
  id: number;
  resolved: string;
}

/** The text as one line with single blanks, and where each of its letters stands in the document. */
interface Words {
  line: string;
  at: number[];
}

const key = new PluginKey<DecorationSet>("remarks");
let threads: Thread[] = [];

/** Marks, the button in the toolbar, and Ctrl+Alt+N. */
export function comments(): Plugin {
  return plugin;
}

const plugin: Plugin = new Plugin<DecorationSet>({
  key,
  state: {
    init: (_config, state) => marks(state.doc),
    apply(transaction, before) {
      if (transaction.getMeta(key)) return marks(transaction.doc);
      return transaction.docChanged ? before.map(transaction.mapping, transaction.doc) : before;
    },
  },
  props: {
    decorations: (state) => key.getState(state),
    handleKeyDown(view, event) {
      if (event.isComposing || !(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== "KeyN") return false;
      ask(view);
      return true;
    },
    handleClick(_view, _at, event) {
      const id = (event.target as HTMLElement).closest<HTMLElement>("[data-remark]")?.dataset.remark;
      if (id) document.dispatchEvent(new CustomEvent("toasoan:remark-clicked", { detail: Number(id) }));
      return false;
    },
  },
  view(view) {
    const ears: [string, (event: Event) => void][] = [
      ["toasoan:remarks", (event) => take(view, (event as CustomEvent<Thread[]>).detail)],
      ["toasoan:remark-wanted", () => ask(view)],
      ["toasoan:remark-go", (event) => go(view, (event as CustomEvent<number>).detail)],
      ["toasoan:go-block", (event) => goBlock(view, (event as CustomEvent<Wanted>).detail)],
    ];
    for (const [name, hear] of ears) document.addEventListener(name, hear);
    let quiet = 0;
    queueMicrotask(() => {
      button(view);
      document.dispatchEvent(new CustomEvent("toasoan:remarks-wanted"));
    });
    return {
      update(_view, before) {
        if (before.doc.eq(view.state.doc) || !threads.length) return;
        // While letters come in the marks move along; in a pause the passages are looked for anew.
        clearTimeout(quiet);
        quiet = window.setTimeout(() => mark(view), 600);
      },
      destroy() {
        clearTimeout(quiet);
        for (const [name, hear] of ears) document.removeEventListener(name, hear);
      },
    };
  },
});

function take(view: EditorView, all: Thread[]): void {
  threads = all;
  mark(view);
}

/** Colours the passages, and tells what became of each. */
function mark(view: EditorView): void {
  if (view.isDestroyed) return;
  view.dispatch(view.state.tr.setMeta(key, true).setMeta("addToHistory", false));
  const words = wordsOf(view.state.doc);
  const states = threads.filter((thread) => thread.quote).map((thread) => [thread.id, find(thread, words.line).state]);
  document.dispatchEvent(new CustomEvent("toasoan:remarks-found", { detail: Object.fromEntries(states) }));
}

function marks(doc: Node): DecorationSet {
  const open = threads.filter((thread) => thread.quote && !thread.resolved);
  if (!open.length) return DecorationSet.empty;
  const words = wordsOf(doc);
  const made: Decoration[] = [];
  for (const thread of open) {
    const place = range(find(thread, words.line), words);
    if (place) made.push(Decoration.inline(place.from, place.to, { class: "remarked", "data-remark": String(thread.id) }));
  }
  return DecorationSet.create(doc, made);
}

function range(found: Found, words: Words): { from: number; to: number } | null {
  if (found.state === "gone") return null;
  const from = words.at[found.from];
  const last = words.at[found.to - 1];
  return from === undefined || last === undefined ? null : { from, to: last + 1 };
}

function wordsOf(doc: Node): Words {
  const letters: string[] = [];
  const at: number[] = [];
  const add = (letter: string, place: number) => {
    if (/\s/.test(letter)) {
      if (!letters.length || letters[letters.length - 1] === " ") return;
      letters.push(" ");
    } else {
      letters.push(letter);
    }
    at.push(place);
  };
  doc.descendants((node, place) => {
    if (node.isText) Array.from({ length: node.text?.length ?? 0 }, (_, n) => add(node.text?.[n] ?? "", place + n));
    else if (node.isBlock || node.type.name === "hard_break") add(" ", place);
    return true;
  });
  return { line: letters.join(""), at };
}

function selected(view: EditorView): Anchor | null {
  const { from, to } = marked(view);
  if (from === to) return null;
  const words = wordsOf(view.state.doc);
  const first = words.at.findIndex((place) => place >= from);
  const after = words.at.findIndex((place) => place >= to);
  if (first < 0) return null;
  const anchor = anchorOf(words.line, first, after < 0 ? words.line.length : after);
  return anchor.quote ? anchor : null;
}

/** What the browser shows as selected: the editor hears of it only a moment later, and a quick hand
 * is quicker. */
function marked(view: EditorView): { from: number; to: number } {
  const shown = document.getSelection();
  const { anchorNode, focusNode } = shown ?? {};
  if (!shown || shown.isCollapsed || !anchorNode || !focusNode || !view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return view.state.selection;
  const ends = [view.posAtDOM(anchorNode, shown.anchorOffset), view.posAtDOM(focusNode, shown.focusOffset)];
  return { from: Math.min(...ends), to: Math.max(...ends) };
}

function ask(view: EditorView): void {
  document.dispatchEvent(new CustomEvent("toasoan:remark-asked", { detail: selected(view) }));
}

function go(view: EditorView, id: number): void {
  const thread = threads.find((one) => one.id === id);
  const words = wordsOf(view.state.doc);
  const place = thread && range(find(thread, words.line), words);
  // The caret before the passage: chosen as a whole, the next key would delete it.
  if (place) select(view, place.from, place.from);
}

function select(view: EditorView, from: number, to: number): void {
  const { doc } = view.state;
  const selection = from === to ? TextSelection.near(doc.resolve(Math.min(from, doc.content.size))) : TextSelection.create(doc, from, to);
  // Without the focus the editor leaves the page where the browser's own selection is.
  view.focus();
  view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
}

function button(view: EditorView): void {
  const bar = view.dom.closest(".pm")?.querySelector(".toolbar");
  const name = document.getElementById("nhan-xet")?.dataset.add;
  if (!bar || !name || bar.querySelector(".remark-tool")) return;
  const made = document.createElement("button");
  made.type = "button";
  made.className = "remark-tool";
  made.textContent = name;
  made.setAttribute("aria-label", name);
  made.dataset.tip = `${name} (Ctrl+Alt+N)`;
  made.tabIndex = -1;
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", () => ask(view));
  bar.insertBefore(made, bar.lastElementChild);
}
