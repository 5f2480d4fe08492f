// The text of the form as the server takes it.

export interface Cover {
  media: string;
  alt: string;
  caption: string;
  credit: string;
}

/** What an article is beside its words; articles by their numbers. */
export interface Context {
  genre: string;
  storylines: string[];
  translates: number | null;
  related: number[];
  ai_use: string;
}

export interface Draft {
  title: string;
  kicker: string;
  lead: string;
  body: string;
  section: string | null;
  language: string;
  bylines: string[];
  tags: string[];
  cover: Cover | null;
  context: Context;
}

export const FIELDS = ["title", "kicker", "lead", "body", "section", "language", "bylines", "tags", "cover_media", "cover_alt", "cover_caption", "cover_credit", "genre", "storylines", "translates", "related", "ai_use"] as const;

export type FieldName = (typeof FIELDS)[number];

/** The form's fields by name, as plain strings: what is kept in the browser. */
export type Kept = Record<FieldName, string>;

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function field(form: HTMLFormElement, name: string): Field | null {
  return form.elements.namedItem(name) as Field | null;
}

export function keep(form: HTMLFormElement): Kept {
  return Object.fromEntries(FIELDS.map((name) => [name, field(form, name)?.value ?? ""])) as Kept;
}

/** Puts kept values back without moving the caret; the editor hears of it by `toasoan:put`. */
export function put(form: HTMLFormElement, kept: Kept): void {
  for (const name of FIELDS) {
    const target = field(form, name);
    if (!target || target.value === kept[name]) continue;
    if (target instanceof HTMLSelectElement) choose(target, kept[name]);
    else write(target, kept[name]);
    target.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
  }
}

/** What another chose may not be among this person's choices; it must not be lost for that. */
function choose(target: HTMLSelectElement, value: string): void {
  if (!Array.from(target.options).some((option) => option.value === value)) target.append(new Option(value, value));
  target.value = value;
}

function write(target: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const old = target.value;
  const { selectionStart, selectionEnd } = target;
  target.value = value;
  if (document.activeElement !== target || selectionStart === null || selectionEnd === null) return;
  const [head, tail] = shared(old, value);
  const moved = (at: number) => (at <= head ? at : Math.max(head, at >= old.length - tail ? at + value.length - old.length : head));
  target.setSelectionRange(moved(selectionStart), moved(selectionEnd));
}

/** How many characters two texts share at their beginnings and, beyond these, at their ends. */
function shared(a: string, b: string): [number, number] {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [head, tail];
}

export function draftOf(kept: Kept): Draft {
  const list = (text: string, between: string) => text.split(between).map((part) => part.trim()).filter(Boolean);
  const media = kept.cover_media;
  return {
    title: kept.title,
    kicker: kept.kicker,
    lead: kept.lead,
    body: kept.body.normalize("NFC"),
    section: kept.section || null,
    language: kept.language || "vi",
    bylines: list(kept.bylines, ";"),
    tags: list(kept.tags, ","),
    cover: media ? { media, alt: kept.cover_alt, caption: kept.cover_caption, credit: kept.cover_credit } : null,
    context: {
      genre: kept.genre || "news",
      storylines: list(kept.storylines, ","),
      translates: named(kept.translates)[0] ?? null,
      related: named(kept.related),
      ai_use: kept.ai_use,
    },
  };
}

/** The numbers of articles in what was typed or pasted: numbers, readers' addresses and the desk's. */
export function named(typed: string): number[] {
  const words = (typed ?? "").split(/[\s,;]+/).map((word) => word.split(/[?#]/)[0] ?? "");
  const numbers = words.map((word) => /(?:^|[-/])(\d{1,15})(?:\.html)?\/?$/.exec(word)?.[1]).filter(Boolean);
  return numbers.map(Number).filter((number) => number > 0);
}

export function keptOf(draft: Draft): Kept {
  return {
    title: draft.title,
    kicker: draft.kicker,
    lead: draft.lead,
    body: draft.body,
    section: draft.section === null || draft.section === undefined ? "" : String(draft.section),
    language: draft.language,
    bylines: draft.bylines.join("; "),
    tags: draft.tags.join(", "),
    cover_media: draft.cover?.media ?? "",
    cover_alt: draft.cover?.alt ?? "",
    cover_caption: draft.cover?.caption ?? "",
    cover_credit: draft.cover?.credit ?? "",
    genre: draft.context?.genre ?? "news",
    storylines: draft.context?.storylines.join(", ") ?? "",
    translates: String(draft.context?.translates ?? ""),
    related: draft.context?.related.join(" ") ?? "",
    ai_use: draft.context?.ai_use ?? "",
  };
}

export function same(a: Kept, b: Kept): boolean {
  return FIELDS.every((name) => a[name] === b[name]);
}

/** Whether two texts are one to the server, which keeps single lines tidy. */
export function alike(a: Kept, b: Kept): boolean {
  const line = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ");
  const tidy = (kept: Kept, name: FieldName) => {
    if (name === "body") return kept.body.normalize("NFC");
    return name === "translates" || name === "related" ? named(kept[name]).join(" ") : line(kept[name]);
  };
  return FIELDS.every((name) => tidy(a, name) === tidy(b, name));
}
