// The rich-text editor over the form's plain text field, which stays the one that is sent.

import { baseKeymap, toggleMark } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { keys, tools, type Tool } from "./editor/commands";
import { comments } from "./editor/comments";
import { ask } from "./editor/dialogs";
import { parse } from "./editor/parse";
import { schema } from "./editor/schema";
import { serialize } from "./editor/serialize";
import { upload } from "./upload";

const area = document.querySelector<HTMLTextAreaElement>("textarea#body");
const words = document.querySelector<HTMLTemplateElement>("template#loi-cua-so")?.content.querySelector<HTMLElement>(".toolbar-words")?.dataset;
const csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

if (area && words && !area.disabled && !area.closest("fieldset:disabled")) start(area, words);

function start(source: HTMLTextAreaElement, say: DOMStringMap): void {
  const frame = document.createElement("div");
  frame.className = "pm";
  const bar = document.createElement("div");
  bar.className = "toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", say.toolbar ?? "");
  const place = document.createElement("div");
  frame.append(bar, place);
  source.before(frame);
  source.hidden = true;

  let writing = false;
  const state = (text: string) =>
    EditorState.create({
      doc: parse(text),
      plugins: [history(), keymap(keys), keymap(baseKeymap), dropCursor(), gapCursor(), tableEditing(), comments()],
    });
  const view: EditorView = new EditorView(place, {
    state: state(source.value),
    attributes: { role: "textbox", "aria-multiline": "true", "aria-labelledby": "body-label", lang: source.lang || "vi", spellcheck: "false" },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      press();
      if (!transaction.docChanged) return;
      writing = true;
      source.value = serialize(view.state.doc).normalize("NFC");
      source.dispatchEvent(new Event("input", { bubbles: true }));
      writing = false;
      count();
    },
    handlePaste: (_view, event) => takeFiles(event.clipboardData?.files),
    handleDrop: (_view, event) => takeFiles((event as DragEvent).dataTransfer?.files),
  });
  source.addEventListener("toasoan:put", () => {
    if (!writing) view.updateState(state(source.value));
  });

  const buttons = tools.map((tool) => button(tool.sign, label(tool), () => tool.run(view.state, view.dispatch, view)));
  const link = button("↗", `${say.link} (Ctrl+K)`, () => void askLink());
  const picture = button("▣", say.picture ?? "", () => void askPicture());
  const markdown = button("M↓", say.source ?? "", () => {
    const plain = source.hidden;
    if (!plain) view.updateState(state(source.value));
    source.hidden = !plain;
    place.hidden = plain;
    markdown.setAttribute("aria-pressed", String(plain));
  });
  bar.append(...buttons, link, picture, markdown);
  roving();
  press();
  count();
  frame.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      void askLink();
    }
  });

  function label(tool: Tool): string {
    const name = say[tool.name] ?? tool.name;
    return tool.key ? `${name} (${tool.key.replace("Mod", "Ctrl").replace(/-/g, "+")})` : name;
  }

  function button(sign: string, name: string, act: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.title = name;
    // What is written on a button is part of its name, for those who speak to the machine.
    made.setAttribute("aria-label", sign.length > 1 ? `${sign} – ${name}` : name);
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => {
      act();
      if (place.hidden === false && !document.querySelector("dialog[open]")) view.focus();
    });
    return made;
  }

  function press(): void {
    tools.forEach((tool, at) => {
      if (tool.pressed) buttons?.[at]?.setAttribute("aria-pressed", String(tool.pressed(view.state)));
    });
  }

  /** One stop for Tab; the arrows move inside, as toolbars do. */
  function roving(): void {
    const all = Array.from(bar.querySelectorAll("button"));
    all.forEach((each, at) => (each.tabIndex = at === 0 ? 0 : -1));
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = all.indexOf(document.activeElement as HTMLButtonElement);
      if (!step || at < 0) return;
      const next = all[(at + step + all.length) % all.length];
      all.forEach((each) => (each.tabIndex = each === next ? 0 : -1));
      next?.focus();
    });
  }

  async function askLink(): Promise<void> {
    const type = schema.marks.link;
    if (!type || view.state.selection.empty) return;
    const given = await ask(say.link ?? "", [{ name: "href", label: say.address ?? "", type: "url" }], { apply: say.apply ?? "", cancel: say.cancel ?? "" });
    if (!given) return;
    const href = String(given.get("href") ?? "").trim();
    toggleMark(type)(view.state, view.dispatch);
    if (href) {
      const { from, to } = view.state.selection;
      view.dispatch(view.state.tr.removeMark(from, to, type).addMark(from, to, type.create({ href })));
    }
    view.focus();
  }

  async function askPicture(file?: File): Promise<void> {
    const fields = [
      { name: "alt", label: say.alt ?? "", type: "text" as const, required: true },
      { name: "caption", label: say.caption ?? "", type: "text" as const },
      { name: "credit", label: say.credit ?? "", type: "text" as const },
    ];
    const choose = { name: "file", label: say.file ?? "", type: "file" as const, required: true };
    const given = await ask(say.picture ?? "", file ? fields : [choose, ...fields], { apply: say.apply ?? "", cancel: say.cancel ?? "" });
    const chosen = file ?? given?.get("file");
    if (!given || !(chosen instanceof File)) return;
    const status = document.getElementById("da-luu");
    try {
      const kept = await upload(chosen, csrf);
      const text = (name: string) => String(given.get(name) ?? "");
      const node = schema.node("figure", { src: `media:${kept.media}`, alt: text("alt"), caption: text("caption"), credit: text("credit") });
      view.dispatch(view.state.tr.replaceSelectionWith(node).scrollIntoView());
    } catch (err) {
      if (status) status.textContent = err instanceof Error ? err.message : String(err);
    }
    view.focus();
  }

  function takeFiles(files?: FileList | null): boolean {
    const file = Array.from(files ?? []).find((each) => each.type.startsWith("image/"));
    if (!file) return false;
    void askPicture(file);
    return true;
  }

  function count(): void {
    const place = document.getElementById("so-chu");
    const found = view.state.doc.textBetween(0, view.state.doc.content.size, " ", " ").split(/\s+/).filter(Boolean).length;
    if (place) place.textContent = `${found} ${say.words ?? ""}`;
  }
}
