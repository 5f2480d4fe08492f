// The rich-text editor over the form's plain text field, which stays the one that is sent.

import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState, TextSelection } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { toSource, toText } from "./editor/caret";
import { comments } from "./editor/comments";
import { keys } from "./editor/commands";
import { length } from "./editor/count";
import { cutting } from "./editor/cutting";
import { ask } from "./editor/dialogs";
import { describeChosen, DESCRIBE, FigureView } from "./editor/figure-view";
import { find, searched, type Searched } from "./editor/find";
import { findBar } from "./editor/find-bar";
import { InfoView } from "./editor/info-view";
import { languageMenu } from "./editor/languages";
import { askLink } from "./editor/links";
import { merge } from "./editor/merge";
import { isSound } from "./editor/audio";
import { insertAudio, insertCard, insertGallery, OpaqueView } from "./editor/opaque-view";
import { parse } from "./editor/parse";
import { handlePaste, plainText, takeFiles, transformPastedHTML } from "./editor/paste";
import { Pictures } from "./editor/pictures";
import { quiet } from "./editor/quiet";
import { fill, keepSelection, type Room } from "./editor/room";
import { rules } from "./editor/rules";
import { languageNames } from "./editor/schema";
import { serialize } from "./editor/serialize";
import { blocks, listShown, slash } from "./editor/slash";
import { fetchSource, plainField, type SourceEditor } from "./editor/source-view";
import { toolbar } from "./editor/toolbar";
import { upkeep } from "./editor/upkeep";
import { keepChosen } from "./editor/writable";

const area = document.querySelector<HTMLTextAreaElement>("textarea#body");
const words = document.querySelector<HTMLTemplateElement>("template#loi-cua-so")?.content;
const say = words?.querySelector<HTMLElement>(".toolbar-words")?.dataset;
const csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

for (const option of words?.querySelectorAll<HTMLOptionElement>("select.languages option") ?? []) languageNames.set(option.value, option.text);
if (area && say && !area.disabled && !area.closest("fieldset:disabled")) start(area, say);

function start(source: HTMLTextAreaElement, say: DOMStringMap): void {
  const frame = element("div", "pm");
  const place = element("div", "pm-place");
  const sourcePlace = element("div", "pm-source");
  const said = element("p", "pm-said");
  said.setAttribute("role", "status");
  sourcePlace.hidden = true;
  source.hidden = true;

  let sourceEditor: SourceEditor | null = null;
  let inSource = false;
  /** What the document is as Markdown; the field may hold the same in another layout. */
  let written = "";
  let counting = 0;

  const tell = (sentence: string) => (said.textContent = sentence);
  const room: Room = { get view() { return view; }, say, frame, tell };
  const pictures = new Pictures(csrf, () => view, describe);
  const refuse = (file: File) => (isSound(file) ? void insertAudio(room, csrf, file) : tell(fill(say.notPicture, { name: file.name })));
  const focusing = quiet(say);
  const bars = toolbar(() => room, say, {
    link: () => void askLink(room),
    language: (from) => languageMenu(room, from),
    picture: () => void askPicture(),
    find: () => bar.open("replace"),
    quiet: () => focusing.toggle(),
    source: () => void switchView(),
  });
  const bar = findBar(say, text);
  frame.append(bars.dom, bar.dom, place, sourcePlace, said);
  source.before(frame);
  sourcePlace.append(source);

  const slashBlocks = blocks(say, { picture: () => void askPicture(), gallery: () => void insertGallery(room, csrf), audio: () => void insertAudio(room, csrf), embed: () => void insertCard(room) });
  const view: EditorView = new EditorView(place, {
    state: EditorState.create({
      doc: parse(source.value),
      plugins: [slash(slashBlocks, say.slashList ?? ""), keymap({ Escape: leaveQuiet }), rules(), history(), keymap(keys), keymap(baseKeymap), dropCursor(), gapCursor(), tableEditing(), find(), comments(), cutting(), keepChosen(), upkeep()],
    }),
    // Neither behind the toolbar above nor behind what lies at the bottom.
    scrollThreshold: { top: 100, bottom: 90, left: 0, right: 0 },
    scrollMargin: { top: 110, bottom: 100, left: 5, right: 5 },
    attributes: (state): Record<string, string> => {
      const fixed = { "aria-labelledby": "body-label", lang: source.lang || "vi", spellcheck: "false", "data-empty": say.empty ?? "" };
      // The list of blocks makes it a combobox for as long as it is open.
      return listShown(state) ? fixed : { ...fixed, role: "textbox", "aria-multiline": "true" };
    },
    nodeViews: {
      figure: (node, own, getPos) => new FigureView(node, own, getPos, pictures, say),
      info: (node, own, getPos) => new InfoView(node, own, getPos, say.boxTitle ?? ""),
      opaque: (node, _own, getPos) => new OpaqueView(node, () => room, csrf, getPos),
    },
    dispatchTransaction(transaction) {
      const before = view.state.doc;
      view.updateState(view.state.apply(transaction));
      bars.update();
      bar.update();
      if (view.state.doc === before) return;
      if (!transaction.getMeta("quietly") && !transaction.getMeta("picture")) pictures.awaited = false;
      const now = serialize(view.state.doc).normalize("NFC");
      if (now !== written) {
        written = now;
        if (!transaction.getMeta("quietly")) write(now);
      }
      count();
    },
    transformPastedHTML,
    clipboardTextParser: (pasted) => plainText(pasted, view),
    handleKeyDown: describeChosen,
    handlePaste: (_view, event, slice) => handlePaste(view, event, slice, pictures, refuse),
    handleDrop(_view, event, _slice, moved) {
      const { clientX: left, clientY: top, dataTransfer } = event as DragEvent;
      if (moved || !dataTransfer?.files.length) return false;
      event.preventDefault();
      return takeFiles(dataTransfer.files, pictures, refuse, view.posAtCoords({ left, top })?.pos ?? view.state.doc.content.size);
    },
  });
  written = serialize(view.state.doc).normalize("NFC");
  view.dispatch(view.state.tr.setMeta("upkeep", true).setMeta("quietly", true).setMeta("addToHistory", false));
  bars.update();
  count();
  shortcuts();

  // Another text for the field, as when somebody else's paragraphs come in: only what differs
  // changes, the caret stays, and undo never takes away what another person wrote.
  source.addEventListener("toasoan:put", () => {
    view.dispatch(merge(view.state, source.value).setMeta("addToHistory", false).setMeta("quietly", true));
    if (inSource) sourceEditor?.set(source.value);
  });

  /** ProseMirror keeps Escape for itself; the list of blocks had it first. */
  function leaveQuiet(): boolean {
    if (!focusing.on()) return false;
    focusing.leave();
    return true;
  }

  function write(now: string): void {
    source.value = now;
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function text(): Searched {
    return inSource && sourceEditor ? sourceEditor.searched : searched(view);
  }

  // What is to be mended is shown where it is seen: the list of checks leads out of the source.
  document.addEventListener("toasoan:go-block", () => { if (inSource) void switchView(); }, { capture: true });

  /** To the source and back, with the caret where it was. */
  async function switchView(): Promise<void> {
    bar.close();
    if (!inSource) {
      const at = toSource(view.state, source.value);
      sourceEditor ??= await openSource();
      inSource = true;
      sourceEditor.set(source.value);
      show();
      sourceEditor.setCursor(at);
      sourceEditor.focus();
      return;
    }
    const at = sourceEditor?.cursor() ?? 0;
    inSource = false;
    view.dispatch(merge(view.state, source.value).setMeta("quietly", true));
    show();
    const { tr } = view.state;
    view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(toText(tr.doc, source.value, at)))).scrollIntoView());
    view.focus();
  }

  function show(): void {
    sourcePlace.hidden = !inSource;
    place.hidden = inSource;
    bars.source(inSource);
  }

  async function openSource(): Promise<SourceEditor> {
    try {
      const open = await fetchSource(say.sourceScript ?? "");
      const host = element("div", "");
      sourcePlace.prepend(host);
      return open(host, { text: source.value, label: say.source ?? "", lang: source.lang || "vi", changed: write });
    } catch {
      source.hidden = false;
      return plainField(source);
    }
  }

  async function askPicture(): Promise<void> {
    const back = keepSelection(view);
    const given = await ask(say.picture ?? "", [{ name: "file", label: say.file ?? "", type: "files", required: true }], { apply: say.apply ?? "", cancel: say.cancel ?? "" });
    back();
    if (given) pictures.insert(given.files);
  }

  /** A picture has come: its words are asked for, unless somebody is writing on. */
  function describe(pos: number): void {
    if (!pictures.awaited || !view.hasFocus()) return;
    view.nodeDOM(pos)?.dispatchEvent(new CustomEvent(DESCRIBE));
  }

  function shortcuts(): void {
    document.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      const inside = event.composedPath().includes(frame);
      const mod = (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]");
      if (!mod) return;
      const pressed = `${event.altKey ? "Alt-" : ""}${event.shiftKey ? "Shift-" : ""}${event.code}`;
      const acts: Record<string, () => void> = {
        "Shift-KeyF": () => focusing.toggle(),
        ...(inside && {
          "Alt-KeyM": () => void switchView(),
          // A second press is for the browser's own search.
          KeyF: () => bar.open("find"),
          KeyH: () => bar.open("replace"),
        }),
        ...(inside && !inSource && {
          KeyK: () => void askLink(room),
          "Shift-KeyL": () => languageMenu(room, bars.dom.querySelector<HTMLElement>(".tool-language") ?? frame),
        }),
      };
      const act = acts[pressed];
      if (!act || (pressed === "KeyF" && bar.active()) || (inSource && sourceEditor?.text && source.hidden === false && /^Key[FH]$/.test(pressed))) return;
      event.preventDefault();
      act();
    });
  }

  /** Once a frame at most: a long text is not counted for every letter of a fast typist. */
  function count(): void {
    counting ||= requestAnimationFrame(() => {
      counting = 0;
      const place = document.getElementById("so-chu");
      const { words, chars, minutes } = length(view.state.doc);
      const number = (value: number) => value.toLocaleString(document.documentElement.lang);
      if (place) place.textContent = fill(say.count, { words: number(words), chars: number(chars), minutes });
    });
  }
}

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
