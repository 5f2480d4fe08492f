// The toolbar: one stop for Tab, arrows inside; tools of a table appear with the table.

import type { EditorView } from "prosemirror-view";
import { isInTable } from "prosemirror-tables";
import { button, type Face } from "./button";
import { historyTools, tools, type Tool } from "./commands";
import { runAt } from "./links";
import { languageAt } from "./languages";
import type { Room } from "./room";
import { tableTools } from "./tables";

/** What the toolbar opens beside the plain commands. */
export interface Doors {
  link: () => void;
  language: (from: HTMLElement) => void;
  picture: () => void;
  find: () => void;
  quiet: () => void;
  source: () => void;
}

export interface Toolbar {
  dom: HTMLElement;
  /** Shows what holds at the caret. */
  update(): void;
  /** Only these buttons make sense over the source. */
  source(shown: boolean): void;
}

interface Drawn {
  tool: Tool;
  button: HTMLButtonElement;
}

export function toolbar(room: () => Room, say: DOMStringMap, doors: Doors): Toolbar {
  const dom = document.createElement("div");
  dom.className = "pm-bars";
  const drawn: Drawn[] = [];
  const act = (tool: Tool) => {
    const { view } = room();
    tool.run(view.state, view.dispatch, view);
    view.focus();
  };
  const draw = (tool: Tool) => {
    const made = button({ sign: tool.sign, name: say[tool.name] ?? tool.name, ...(tool.key ? { key: tool.key } : {}) }, () => act(tool));
    made.classList.add(`tool-${tool.name}`);
    if (tool.apart) made.classList.add("apart");
    drawn.push({ tool, button: made });
    return made;
  };
  const door = (face: Face, open: (from: HTMLElement) => void) => {
    const made: HTMLButtonElement = button(face, () => open(made));
    return made;
  };
  const link = door({ sign: "link", name: say.link ?? "", key: "Mod-k" }, doors.link);
  const language = door({ sign: "lang", name: say.lang ?? "", key: "Mod-Shift-l" }, doors.language);
  language.setAttribute("aria-haspopup", "menu");
  language.setAttribute("aria-expanded", "false");
  language.classList.add("tool-language");
  const picture = door({ sign: "picture", name: say.picture ?? "" }, doors.picture);
  const find = door({ sign: "find", name: say.find ?? "", key: "Mod-f" }, doors.find);
  const quiet = door({ sign: "quiet", name: say.quiet ?? "", key: "Mod-Shift-f" }, doors.quiet);
  const source = door({ sign: "M↓", name: say.source ?? "", key: "Mod-Alt-m" }, doors.source);
  const main = tools.map(draw);
  const at = (name: string) => tools.findIndex((tool) => tool.name === name) + 1;
  const all = [...main.slice(0, at("strike")), link, language, ...main.slice(at("strike"), at("info")), picture, ...main.slice(at("info")), ...historyTools.map(draw), find, quiet, source];
  const bar = row(say.toolbar ?? "", all);
  const tables = row(say.tableTools ?? "", tableTools.map(draw));
  tables.hidden = true;
  dom.append(bar, tables);
  new ResizeObserver(() => document.documentElement.style.setProperty("--bars", `${dom.offsetHeight}px`)).observe(dom);
  const rich = all.filter((each) => ![find, quiet, source].includes(each));

  return {
    dom,
    update: () => update(room().view),
    source(shown) {
      source.setAttribute("aria-pressed", String(shown));
      for (const each of rich) each.disabled = shown;
      for (const each of all) each.tabIndex = each === (shown ? source : all[0]) ? 0 : -1;
      if (shown) tables.hidden = true;
      else update(room().view);
    },
  };

  function update({ state }: EditorView): void {
    for (const { tool, button: made } of drawn) {
      if (tool.pressed) made.setAttribute("aria-pressed", String(tool.pressed(state)));
    }
    link.setAttribute("aria-pressed", String(runAt(state, "link") !== null));
    language.classList.toggle("on", languageAt(state) !== "");
    tables.hidden = !isInTable(state);
  }
}

function row(label: string, buttons: HTMLButtonElement[]): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label);
  bar.append(...buttons);
  buttons.forEach((each, at) => (each.tabIndex = at === 0 ? 0 : -1));
  bar.addEventListener("keydown", (event) => {
    // Others may have put a button between ours.
    const all = Array.from(bar.querySelectorAll("button"));
    const usable = all.filter((each) => !each.disabled);
    const at = usable.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + usable.length, Home: 0, End: usable.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = usable[to % usable.length];
    for (const each of all) each.tabIndex = each === next ? 0 : -1;
    next?.focus();
  });
  return bar;
}
