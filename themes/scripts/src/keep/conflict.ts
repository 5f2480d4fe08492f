// Both changed the same words: both texts side by side, and one made of them, paragraph by paragraph.

import type { Autosave, Conflict, FieldConflict, Part } from "../autosave";
import { FIELDS, keptOf, type FieldName, type Kept } from "../draft";
import { both } from "./both";
import { shown } from "./difference";
import { button, el, fill, pinned, readAloud, say } from "./page";

/** A place to be decided; `read` is what was chosen. */
interface Place {
  box: HTMLElement;
  choose(which: "mine" | "theirs"): void;
  read(): string;
}

/** Pauses before the newest of both sides is asked for again on a broken network. */
const AGAIN_MS = [500, 1000, 2000, 3000];

/** Tells of the conflict above the text; the texts themselves are shown when asked for, so that
 * nobody is stopped in the middle of a word. */
export class ConflictBox {
  private box: HTMLElement | null = null;

  constructor(private readonly autosave: () => Autosave) {}

  show(found: Conflict | null): void {
    if (!found) {
      this.box?.remove();
      this.box = null;
      return;
    }
    if (this.box) return;
    const words = el("p", { textContent: capital(fill(say.conflictWith, { by: whose(found) })) });
    this.box = el("div", { className: "banner" }, words, button(say.compare, () => void this.open(), "primary"));
    this.box.setAttribute("role", "alert");
    pinned(this.box);
  }

  /** The newest of both sides is compared: first what stands in the page is sent once more. `then`
   * is what the person wanted to do when the conflict came between, under the name `act`; it is done
   * after the choice. */
  async open(then: () => void = () => {}, act = ""): Promise<void> {
    const autosave = this.autosave();
    let found: Conflict | null = null;
    for (const pause of [...AGAIN_MS, 0]) {
      if (await autosave.flush()) return then();
      found = autosave.currentConflict();
      if (found) break;
      // Without a network both sides are not known to the full; what was asked for is not forgotten.
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    if (!found || document.querySelector("dialog.conflict")) return;
    dialog(found, act, (chosen) => {
      void autosave.resolve(found, chosen).then((done) => {
        if (done) then();
        else if (autosave.currentConflict()) void this.open(then, act);
      });
    });
  }
}

function whose(found: Conflict): string {
  return (found.mine ? say.otherTabOfMine : found.saved_by) ?? "";
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `act` names what is done behind the choice. */
function dialog(found: Conflict, act: string, done: (chosen: Kept) => void): void {
  if (!found.conflict) return;
  const by = whose(found) || say.theirs || "";
  const fields = found.conflict.fields.map((conflict) => ({ conflict, place: fieldPlace(conflict, by) }));
  const clashes = found.conflict.body.filter(({ kind }) => kind === "conflict").length;
  let clash = 0;
  // Several places of one text are told apart by their number.
  const numbered = () => (clashes > 1 ? `${labelOf("body")} (${(clash += 1)}/${clashes})` : labelOf("body"));
  const parts = found.conflict.body.map((part) => ({ part, place: part.kind === "conflict" ? textPlace(numbered(), part, by, true) : null }));
  const places = [...fields.map(({ place }) => place), ...parts.flatMap(({ place }) => place ?? [])];
  const all = (which: "mine" | "theirs") => places.forEach((place) => place.choose(which));
  const box = el("dialog", { className: "conflict" });
  const heading = el("h2", { textContent: say.conflictHeading ?? "", id: "va-cham" });
  box.setAttribute("aria-labelledby", heading.id);
  const save = button(
    act ? fill(say.saveChosenThen, { act }) : say.saveChosen,
    () => {
      done(chosen(found, fields, parts));
      box.close();
      // The button that opened this goes with the conflict.
      document.querySelector<HTMLElement>(".ProseMirror, textarea#body")?.focus({ preventScroll: true });
    },
    "primary",
  );
  box.append(
    heading,
    el("p", { textContent: fill(say.conflictExplained, { by }) }),
    el("p", { className: "both" }, button(say.allMine, () => all("mine")), button(fill(say.takeTheirs, { by }), () => all("theirs"))),
    ...places.map((place) => place.box),
    el("menu", {}, button(say.later, () => box.close()), save),
  );
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

function chosen(
  found: Conflict,
  fields: { conflict: FieldConflict; place: Place }[],
  parts: { part: Part; place: Place | null }[],
): Kept {
  const kept = keptOf(found.conflict?.merged ?? found.theirs);
  for (const { conflict, place } of fields) {
    const value = place.read();
    if (conflict.field === "cover") {
      const [media, alt, caption, credit] = value.split("\n");
      Object.assign(kept, { cover_media: media ?? "", cover_alt: alt ?? "", cover_caption: caption ?? "", cover_credit: credit ?? "" });
    } else if (FIELDS.includes(conflict.field as FieldName)) {
      kept[conflict.field as FieldName] = value;
    }
  }
  if (parts.length) {
    const texts = parts.map(({ part, place }) => (place ? place.read() : (part as { text: string }).text).replace(/^\n+|\s+$/g, ""));
    kept.body = `${texts.filter(Boolean).join("\n\n")}\n`;
  }
  return kept;
}

function labelOf(name: string): string {
  const label = document.querySelector(`label[for="${name}"], #${name}-label`)?.textContent;
  return label ?? name;
}

function fieldPlace(conflict: FieldConflict, by: string): Place {
  if (["title", "kicker", "lead"].includes(conflict.field)) return textPlace(labelOf(conflict.field), conflict, by);
  const words = (value: string) => {
    const options = document.querySelector<HTMLSelectElement>(`select#${conflict.field}`)?.options;
    const name = Array.from(options ?? []).find((option) => option.value === value)?.textContent;
    return (name ?? value.split("\n").slice(1).filter(Boolean).join(" · ")) || value || "–";
  };
  let value = conflict.mine;
  const { box, radios } = frame(labelOf(conflict.field), [
    ["mine", say.mine ?? "", el("p", { textContent: words(conflict.mine) })],
    ["theirs", by, el("p", { textContent: words(conflict.theirs) })],
  ]);
  const choose = (which: string) => {
    value = which === "theirs" ? conflict.theirs : conflict.mine;
    radios.forEach((radio) => (radio.checked = radio.value === which));
  };
  radios.forEach((radio) => radio.addEventListener("change", () => choose(radio.value)));
  choose("mine");
  return { box, choose, read: () => value };
}

function textPlace(label: string, { base, mine, theirs }: { base: string; mine: string; theirs: string }, by: string, body = false): Place {
  const joined = both(base, mine, theirs, body ? "\n\n" : " ");
  const side = (text: string) => (body ? shown(...readAloud("body", base, text)) : shown(base, text));
  const { box, radios, edit } = frame(
    label,
    [
      ["mine", say.mine ?? "", side(mine)],
      ["theirs", by, side(theirs)],
    ],
    { both: say.both ?? "", own: say.own ?? "" },
  );
  const area = edit as HTMLTextAreaElement;
  const choose = (which: string) => {
    if (which !== "own") area.value = { mine, theirs, both: joined }[which] ?? mine;
    radios.forEach((radio) => (radio.checked = radio.value === which));
  };
  radios.forEach((radio) => radio.addEventListener("change", () => choose(radio.value)));
  area.addEventListener("input", () => choose("own"));
  choose("mine");
  return { box, choose, read: () => area.value };
}

let frames = 0;

function frame(
  label: string,
  sides: [string, string, HTMLElement][],
  more?: { both: string; own: string },
): { box: HTMLElement; radios: HTMLInputElement[]; edit: HTMLTextAreaElement | null } {
  frames += 1;
  const name = `cho-${frames}`;
  const radios: HTMLInputElement[] = [];
  const radio = (value: string, text: string) => {
    const input = el("input", { type: "radio", name, value });
    radios.push(input);
    return el("label", { className: "pick" }, input, ` ${text}`);
  };
  const box = el("fieldset", { className: "place" }, el("legend", { textContent: label }));
  box.append(el("div", { className: "two" }, ...sides.map(([value, text, words]) => el("div", {}, radio(value, text), words))));
  if (!more) return { box, radios, edit: null };
  const edit = el("textarea", { rows: 4 });
  edit.setAttribute("aria-label", `${label}: ${say.outcome ?? ""}`);
  box.append(radio("both", more.both), radio("own", more.own), edit);
  return { box, radios, edit };
}
