// The bar in which one says what to find and what to put instead.

import { button } from "./button";
import type { Searched } from "./find";
import { fill } from "./room";

export interface FindBar {
  dom: HTMLElement;
  open(what: "find" | "replace"): void;
  close(): void;
  /** The text has changed below. */
  update(): void;
  /** The field has the focus: the browser's own search is one press away. */
  active(): boolean;
}

export function findBar(say: DOMStringMap, text: () => Searched): FindBar {
  const dom = document.createElement("div");
  dom.className = "pm-find";
  dom.setAttribute("role", "search");
  dom.setAttribute("aria-label", say.find ?? "");
  dom.hidden = true;
  const wanted = field(say.find ?? "");
  const instead = field(say.replaceWith ?? "");
  const count = document.createElement("span");
  count.className = "soft";
  count.setAttribute("role", "status");
  const marks = option(say.ignoreMarks ?? "");
  const cases = option(say.matchCase ?? "");
  const go = (step: 1 | -1) => () => {
    text().go(step);
    update();
  };
  const previous = button({ sign: "previous", name: say.findPrevious ?? "", key: "Shift-Enter" }, go(-1));
  const next = button({ sign: "next", name: say.findNext ?? "", key: "Enter" }, go(1));
  const one = button({ sign: "", name: say.replaceOne ?? "", worded: true }, () => {
    text().replace(instead.value);
    update();
  });
  const all = button({ sign: "", name: say.replaceAll ?? "", worded: true }, () => {
    const number = text().replaceAll(instead.value);
    update();
    // What was looked for is gone: what was done stands where the count stood.
    count.textContent = fill(say.replaced, { count: number });
  });
  const shut = button({ sign: "close", name: say.close ?? "", key: "Escape" }, close);
  const first = line(wanted, previous, next, count, shut);
  const second = line(instead, one, all);
  dom.append(first, second, line(marks.label, cases.label));

  const look = () => {
    text().want({ text: wanted.value.normalize("NFC"), marks: marks.box.checked ? "ignored" : "exact", case: cases.box.checked ? "exact" : "ignored" });
    update();
  };
  wanted.addEventListener("input", look);
  marks.box.addEventListener("change", look);
  cases.box.addEventListener("change", look);
  dom.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type !== "checkbox") {
      // Enter would send the form of the article.
      event.preventDefault();
      if (event.target === instead) one.click();
      else go(event.shiftKey ? -1 : 1)();
    }
  });

  return {
    dom,
    open(what) {
      const chosen = text().chosen();
      if (chosen) wanted.value = chosen;
      dom.hidden = false;
      wanted.focus();
      wanted.select();
      look();
      if (what === "replace" && chosen) instead.focus();
    },
    close,
    update,
    active: () => !dom.hidden && dom.contains(document.activeElement),
  };

  function update(): void {
    if (dom.hidden) return;
    const { length } = wanted.value;
    const number = text().count();
    count.textContent = !length ? "" : number ? `${text().at()}/${number}` : (say.findNone ?? "");
    for (const each of [previous, next, one, all]) each.disabled = number === 0;
  }

  function close(): void {
    if (dom.hidden) return;
    dom.hidden = true;
    text().want(null);
    text().focus();
  }
}

function field(label: string): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "text";
  made.placeholder = label;
  made.setAttribute("aria-label", label);
  made.autocomplete = "off";
  made.spellcheck = false;
  return made;
}

function option(text: string): { label: HTMLLabelElement; box: HTMLInputElement } {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  label.append(box, text);
  return { label, box };
}

function line(...parts: HTMLElement[]): HTMLElement {
  const made = document.createElement("div");
  made.append(...parts);
  return made;
}
