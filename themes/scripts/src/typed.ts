// The list of articles on the desk: what was typed in this browser and never reached the server.

import { button, el, fill, meta, readAloud, say, stamp } from "./keep/page";
import { isMissing, openShelf, orphans, type Shelf, type Typed } from "./keep/shelf";

const place = document.getElementById("chu-chua-gui");
const person = meta("person");

if (place && person) void openShelf().then((shelf) => show(place, shelf));

async function show(target: HTMLElement, shelf: Shelf): Promise<void> {
  const words = el("p");
  const list = el("ul");
  target.append(words, list);
  const add = (typed: Typed) => {
    list.append(line(typed, shelf));
    words.textContent = fill(say.unsentHere, { count: String(list.children.length) });
    target.hidden = false;
  };
  const kept = await orphans(shelf, person, add);
  const missing = await Promise.all(kept.map((typed) => isMissing(typed, shelf)));
  kept.filter((_, at) => missing[at]).forEach(add);
}

/** The text itself is at hand too: the article may be gone, or no longer this person's. */
function line(typed: Typed, shelf: Shelf): HTMLElement {
  const link = el("a", { href: `/toa-soan/bai/${typed.article}`, textContent: typed.kept.title || say.untitled || "" });
  const [, body] = readAloud("body", "", typed.kept.body);
  const words = [typed.kept.title, typed.kept.kicker, typed.kept.lead, body].filter(Boolean).join("\n\n");
  const area = el("textarea", { readOnly: true, rows: 6, value: words });
  area.setAttribute("aria-label", say.seeText ?? "");
  const item = el("li", {}, link, el("span", { className: "soft", textContent: ` ${stamp(typed.at)}` }));
  const open = el("a", { className: "button", href: link.href, textContent: say.openToDecide ?? "" });
  const drop = button(say.drop, () => {
    void shelf.keepEarlier(typed).then(() => shelf.remove(typed.article, typed.tab));
    item.remove();
  });
  item.append(el("details", {}, el("summary", { textContent: say.seeText ?? "" }), area, drop), open);
  return item;
}
