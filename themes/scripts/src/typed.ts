// The list of articles on the desk: what was typed in this browser and never reached the server.

import { heldLine } from "./keep/held";
import { el, fill, meta, say } from "./keep/page";
import { isMissing, openShelf, orphans, type Shelf, type Typed } from "./keep/shelf";

const place = document.getElementById("chu-chua-gui");
const person = meta("person");

if (place && person) void openShelf().then((shelf) => show(place, shelf));

async function show(target: HTMLElement, shelf: Shelf): Promise<void> {
  const words = el("p");
  const list = el("ul");
  target.append(words, list);
  const add = (typed: Typed) => {
    list.append(heldLine(typed, shelf, `/toa-soan/bai/${typed.article}`));
    words.textContent = fill(say.unsentHere, { count: String(list.children.length) });
    target.hidden = false;
  };
  const kept = await orphans(shelf, person, add);
  const missing = await Promise.all(kept.map((typed) => isMissing(typed, shelf)));
  kept.filter((_, at) => missing[at]).forEach(add);
}
