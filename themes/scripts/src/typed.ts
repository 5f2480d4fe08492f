// The list of articles on the desk: what was typed in this browser and never reached the server.

import { alike, keptOf, type Draft } from "./draft";
import { button, el, fill, meta, readAloud, say, stamp } from "./keep/page";
import { openShelf, orphans, type Shelf, type Typed } from "./keep/shelf";

const place = document.getElementById("chu-chua-gui");
const person = meta("person");

if (place && person) void openShelf().then((shelf) => show(place, shelf));

async function show(target: HTMLElement, shelf: Shelf): Promise<void> {
  const kept = await orphans(shelf, person);
  const missing = await Promise.all(kept.map((typed) => isMissing(typed, shelf)));
  const found = kept.filter((_, at) => missing[at]);
  if (!found.length) return;
  const list = el("ul", {}, ...found.map((typed) => line(typed, shelf)));
  target.append(el("p", { textContent: fill(say.unsentHere, { count: String(found.length) }) }), list);
  target.hidden = false;
}

/** A page that was left in the very moment of the answer does not know that its text was saved. */
async function isMissing(typed: Typed, shelf: Shelf): Promise<boolean> {
  try {
    const answer = await fetch(`/toa-soan/bai/${typed.article}/ban-nhap`, { headers: { Accept: "application/json" }, cache: "no-store" });
    const { theirs } = (await answer.json()) as { theirs?: Draft };
    if (!theirs || !alike(keptOf(theirs), typed.kept)) return true;
    await shelf.remove(typed.article, typed.tab);
    return false;
  } catch {
    return true;
  }
}

/** The text itself is at hand too: the article may be gone, or no longer this person's. */
function line(typed: Typed, shelf: Shelf): HTMLElement {
  const link = el("a", { href: `/toa-soan/bai/${typed.article}`, textContent: typed.kept.title || say.untitled || "" });
  const [, body] = readAloud("body", "", typed.kept.body);
  const words = [typed.kept.title, typed.kept.kicker, typed.kept.lead, body].filter(Boolean).join("\n\n");
  const area = el("textarea", { readOnly: true, rows: 6, value: words });
  area.setAttribute("aria-label", say.seeText ?? "");
  const item = el("li", {}, link, el("span", { className: "soft", textContent: ` ${stamp(typed.at)}` }));
  const drop = button(say.drop, () => {
    void shelf.keepEarlier(typed).then(() => shelf.remove(typed.article, typed.tab));
    item.remove();
  });
  item.append(el("details", {}, el("summary", { textContent: say.seeText ?? "" }), area, drop));
  return item;
}
