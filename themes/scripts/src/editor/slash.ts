// "/" in an empty paragraph or behind a blank offers blocks; typing on filters them. The list never
// takes a key while an input method composes, and never takes Backspace.

import { setBlockType, wrapIn } from "prosemirror-commands";
import { wrapInList } from "prosemirror-schema-list";
import { Plugin, PluginKey, type Command, type EditorState, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { insertFootnote, insertRule, insertTable } from "./commands";
import { plain } from "./fold";
import { icon } from "./icons";
import { schema } from "./schema";

export interface SlashBlock {
  name: string;
  sign: string;
  label: string;
  /** Other words that people look for, without marks. */
  also: string;
  run: (view: EditorView) => void;
}

interface Open {
  /** Where the "/" stands. */
  from: number;
  query: string;
  chosen: number;
  matches: SlashBlock[];
}

const key = new PluginKey<Open | null>("slash");
const LONGEST = 24;
const LIST = "danh-sach-khoi";

const { nodes } = schema;
const command = (run: Command) => (view: EditorView) => void run(view.state, view.dispatch, view);

/** The blocks in the order of the list. `ask` holds those that need a dialog. */
export function blocks(say: DOMStringMap, ask: Record<"picture" | "gallery" | "audio" | "embed", () => void>): SlashBlock[] {
  const heading = (level: number) => command(setBlockType(nodes.heading!, { level }));
  const all: [name: string, also: string, run: (view: EditorView) => void][] = [
    ["h2", "heading de muc tieu de tit h2", heading(2)],
    ["h3", "heading de muc tieu de tit h3", heading(3)],
    ["h4", "heading de muc tieu de tit h4", heading(4)],
    ["bullets", "danh sach list ul", command(wrapInList(nodes.bullet_list!))],
    ["numbers", "danh sach list so ol", command(wrapInList(nodes.ordered_list!))],
    ["quote", "quote trich loi", command(wrapIn(nodes.blockquote!))],
    ["picture", "anh hinh image photo", ask.picture],
    ["gallery", "anh hinh album gallery chum anh", ask.gallery],
    ["table", "bang table", command(insertTable)],
    ["info", "box hop can biet", command(wrapIn(nodes.info!))],
    ["audio", "am thanh ghi am podcast mp3 sound giong doc", ask.audio],
    ["embed", "video youtube facebook embed lien ket", ask.embed],
    ["footnote", "chu thich footnote note", command(insertFootnote)],
    ["rule", "ke ngang ngan cach rule hr", command(insertRule)],
  ];
  return all.map(([name, also, run]) => ({ name, sign: name, also, run, label: say[name] ?? name }));
}

export function slash(all: SlashBlock[], label: string): Plugin<Open | null> {
  const pick = (view: EditorView, at: number) => {
    const open = key.getState(view.state);
    const block = open?.matches[at];
    if (!open || !block) return;
    view.dispatch(view.state.tr.delete(open.from, view.state.selection.head).setMeta(key, "close"));
    block.run(view);
  };
  return new Plugin<Open | null>({
    key,
    state: { init: () => null, apply: (tr, open, _before, state) => follow(tr, open, state, all) },
    props: {
      attributes: (state): Record<string, string> => {
        const open = key.getState(state);
        if (!open?.matches.length) return {};
        return { role: "combobox", "aria-expanded": "true", "aria-haspopup": "listbox", "aria-autocomplete": "list", "aria-controls": LIST, "aria-activedescendant": `${LIST}-${open.chosen}` };
      },
      // ProseMirror hands over no key of a composition; the check stands for browsers that mark
      // such keys late.
      handleKeyDown(view, event) {
        const open = key.getState(view.state);
        const count = open?.matches.length ?? 0;
        if (!open || !count || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return false;
        const { chosen } = open;
        const move = (to: number) => view.dispatch(view.state.tr.setMeta(key, { ...open, chosen: (to + count) % count }));
        if (event.key === "ArrowDown") move(chosen + 1);
        else if (event.key === "ArrowUp") move(chosen - 1);
        else if (event.key === "Enter" || event.key === "Tab") pick(view, chosen);
        else if (event.key === "Escape") view.dispatch(view.state.tr.setMeta(key, "close"));
        else return false;
        event.preventDefault();
        return true;
      },
      handleDOMEvents: {
        blur(view) {
          if (key.getState(view.state)) view.dispatch(view.state.tr.setMeta(key, "close"));
        },
      },
    },
    view: (view) => new List(view, label, pick),
  });
}

/** The list is open: until then the text is no combobox. */
export function listShown(state: EditorState): boolean {
  return Boolean(key.getState(state)?.matches.length);
}

function fits(block: SlashBlock, query: string): boolean {
  const wanted = plain(query).trim();
  return !wanted || `${plain(block.label)} ${block.also}`.split(" ").some((_, at, words) => words.slice(at).join(" ").startsWith(wanted));
}

/** Opens when a "/" has just been typed, goes along with what is typed behind it, ends elsewhere. */
function follow(tr: Transaction, open: Open | null, state: EditorState, all: SlashBlock[]): Open | null {
  const meta = tr.getMeta(key);
  if (meta === "close") return null;
  if (meta) return meta as Open;
  if (!tr.docChanged && !tr.selectionSet) return open;
  const { $head, $anchor, empty } = state.selection;
  // Some input methods choose the letters that they are about to replace.
  if (!empty && open && $head.sameParent($anchor) && Math.min($head.pos, $anchor.pos) > tr.mapping.map(open.from)) return { ...open, from: tr.mapping.map(open.from) };
  if (!empty || $head.parent.type !== nodes.paragraph) return null;
  const before = $head.parent.textBetween(0, $head.parentOffset, undefined, "\ufffc");
  if (open) {
    const from = tr.mapping.map(open.from, -1);
    const text = before.slice(from - $head.start());
    const query = text.slice(1);
    const held = from >= $head.start() && text.startsWith("/") && query.length <= LONGEST && !/^\s|\s\s|\//.test(query);
    if (!held) return null;
    const matches = all.filter((block) => fits(block, query));
    // Two blanks or a word that no block has: it was only a slash.
    return matches.length || !query.includes(" ") ? { from, query, matches, chosen: query === open.query ? open.chosen : 0 } : null;
  }
  const typed = tr.docChanged && !tr.getMeta("paste") && tr.getMeta("addToHistory") !== false && !tr.getMeta("history$") && !tr.getMeta("appendedTransaction");
  if (!typed || !/(^|\s)\/$/.test(before)) return null;
  // One letter more than before: typed, neither deleted nor joined.
  const grown = tr.doc.content.size - (tr.docs[0]?.content.size ?? 0);
  return grown === 1 ? { from: $head.pos - 1, query: "", chosen: 0, matches: all } : null;
}

/** The list on the screen. */
class List {
  private readonly box = document.createElement("ul");
  private drawn = "";

  constructor(
    private readonly view: EditorView,
    label: string,
    private readonly pick: (view: EditorView, at: number) => void,
  ) {
    this.box.id = LIST;
    this.box.className = "pm-slash";
    this.box.hidden = true;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", label);
    this.box.addEventListener("mousedown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => {
      const at = Array.from(this.box.children).indexOf((event.target as HTMLElement).closest("li") as Element);
      if (at >= 0) this.pick(this.view, at);
      this.view.focus();
    });
    view.dom.parentElement?.append(this.box);
  }

  update(): void {
    const open = key.getState(this.view.state);
    const blocks = open?.matches ?? [];
    this.box.hidden = blocks.length === 0;
    if (!open || this.box.hidden) return;
    const drawn = blocks.map((block) => block.name).join();
    if (drawn !== this.drawn) this.box.replaceChildren(...blocks.map((block, at) => item(block, at)));
    this.drawn = drawn;
    const { chosen } = open;
    Array.from(this.box.children).forEach((each, at) => {
      each.setAttribute("aria-selected", String(at === chosen));
      if (at === chosen) each.scrollIntoView({ block: "nearest" });
    });
    this.place(open.from);
  }

  destroy(): void {
    this.box.remove();
  }

  /** Below the "/", or above where there is no room below. */
  private place(from: number): void {
    const at = this.view.coordsAtPos(from);
    const around = this.box.offsetParent?.getBoundingClientRect();
    if (!around) return;
    const floor = Math.min(innerHeight, document.querySelector(".dock")?.getBoundingClientRect().top ?? innerHeight);
    const above = at.bottom + this.box.offsetHeight > floor && at.top > this.box.offsetHeight;
    this.box.style.top = `${(above ? at.top - this.box.offsetHeight - 4 : at.bottom + 4) - around.top}px`;
    this.box.style.left = `${Math.max(4, Math.min(at.left - around.left, around.width - this.box.offsetWidth - 4))}px`;
  }
}

function item(block: SlashBlock, at: number): HTMLLIElement {
  const made = document.createElement("li");
  made.id = `${LIST}-${at}`;
  made.setAttribute("role", "option");
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.append(icon(block.sign) ?? block.sign.toUpperCase());
  made.append(sign, block.label);
  return made;
}
