// The text of the form as the server takes it.

export interface Cover {
  media: string;
  alt: string;
  caption: string;
  credit: string;
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
}

const FIELDS = ["title", "kicker", "lead", "body", "section", "language", "bylines", "tags", "cover_media", "cover_alt", "cover_caption", "cover_credit"] as const;

/** The form's fields by name, as plain strings: what is kept in the browser. */
export type Kept = Record<(typeof FIELDS)[number], string>;

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function field(form: HTMLFormElement, name: string): Field | null {
  return form.elements.namedItem(name) as Field | null;
}

export function keep(form: HTMLFormElement): Kept {
  return Object.fromEntries(FIELDS.map((name) => [name, field(form, name)?.value ?? ""])) as Kept;
}

/** Puts kept values back; the editor hears of it by an `input` event on each field. */
export function put(form: HTMLFormElement, kept: Kept): void {
  for (const name of FIELDS) {
    const target = field(form, name);
    if (target && target.value !== kept[name]) {
      target.value = kept[name];
      target.dispatchEvent(new CustomEvent("toasoan:put", { bubbles: true }));
    }
  }
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
  };
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
  };
}

export function same(a: Kept, b: Kept): boolean {
  return FIELDS.every((name) => a[name] === b[name]);
}
