// A text that is kept in this browser and in no article, as a line that can be read and dropped.

import { button, el, readAloud, say, stamp } from "./page";
import type { Shelf, Typed } from "./shelf";

/** With `address`, the way to the article, where it is decided on. The text itself is at hand too: the
 * article may be gone, or no longer this person's. */
export function heldLine(typed: Typed, shelf: Shelf, address = ""): HTMLElement {
  const title = typed.kept.title || say.untitled || "";
  const [, body] = readAloud("body", "", typed.kept.body);
  const words = [typed.kept.title, typed.kept.kicker, typed.kept.lead, body].filter(Boolean).join("\n\n");
  const area = el("textarea", { readOnly: true, rows: 6, value: words });
  area.setAttribute("aria-label", say.seeText ?? "");
  const item = el("li", {}, address ? el("a", { href: address, textContent: title }) : title, el("span", { className: "soft", textContent: ` ${stamp(typed.at)}` }));
  const drop = button(say.drop, () => {
    void shelf.keepEarlier(typed).then(() => shelf.remove(typed.article, typed.tab));
    item.remove();
  });
  item.append(el("details", {}, el("summary", { textContent: say.seeText ?? "" }), area, drop));
  if (address) item.append(el("a", { className: "button", href: address, textContent: say.openToDecide ?? "" }));
  return item;
}
