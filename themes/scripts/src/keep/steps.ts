// Where the article stands, under an open page: when it is taken, approved or returned meanwhile, the
// page shows the new state and offers the new steps, and whatever was typed into the old ones stays.

import { meta, el, fill, pinned, button, say } from "./page";

/** Parts of the page that follow the state, by their ids. */
const PARTS = ["buoc", "goi-y", "duong-dan"];

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export class Steps {
  /** What was typed for a step, by the field's id; kept while the step is not offered. */
  private readonly typed = new Map<string, string>();
  private running = false;
  private readonly line = document.getElementById("chuyen-buoc");
  private readonly wrote: boolean;
  /** Not that of the screen, which may be a step's that was refused. */
  private readonly address: string;

  constructor(
    private readonly form: HTMLFormElement,
    /** The version that this page shows, which every act is done on. */
    private readonly version: () => string,
  ) {
    this.wrote = mayWrite(form);
    this.address = `/toa-soan/bai/${form.dataset.id}`;
  }

  /** The server says where the article stands. */
  async heard(state: string | undefined): Promise<void> {
    if (!state || state === this.form.dataset.state || this.running) return;
    this.running = true;
    try {
      await this.follow();
    } catch {
      // The next beat tells it again.
    } finally {
      this.running = false;
    }
  }

  private async follow(): Promise<void> {
    const answer = await fetch(this.address, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (answer.status === 403 || answer.status === 404) return this.tell("shut", say.shut);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector<HTMLFormElement>("form#bai");
    if (!fresh || fresh.dataset.id !== this.form.dataset.id || fresh.dataset.state === this.form.dataset.state) return;
    this.form.dataset.state = fresh.dataset.state ?? "";
    const before = stepsOf(document);
    const now = stepsOf(page);
    document.querySelector(".trail")?.replaceWith(document.importNode(page.querySelector(".trail") ?? el("ol"), true));
    for (const id of PARTS) this.swap(id, page);
    const sentence = told(before, now);
    // What this page said of an earlier step is no news beside the new one.
    if (sentence) document.querySelector(".notice.done, .notice.warning[role=status]")?.remove();
    const boxed = this.wrote !== mayWrite(fresh);
    if (this.line && sentence) this.line.textContent = boxed ? "" : sentence;
    if (this.wrote && !mayWrite(fresh)) this.tell("only-read", fill(say.onlyRead, { step: now.review || now.open }));
    else if (!this.wrote && mayWrite(fresh)) this.tell("may-write", `${sentence} ${say.mayWrite ?? ""}`.trim(), button(say.reload, () => location.assign(this.address), "primary"));
    else document.getElementById("quyen-doi")?.remove();
    document.dispatchEvent(new CustomEvent("toasoan:steps"));
  }

  private swap(id: string, page: Document): void {
    const old = document.getElementById(id);
    const found = page.getElementById(id);
    if (!old || !found) return;
    const fresh = document.importNode(found, true);
    const focus = old.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    for (const field of fields(old)) if (field.value !== initial(field) || (field instanceof HTMLTextAreaElement && field.value)) this.typed.set(field.id, field.value);
    for (const field of fields(fresh)) {
      const typed = this.typed.get(field.id);
      if (typed !== undefined && (!(field instanceof HTMLSelectElement) || Array.from(field.options).some((option) => option.value === typed))) field.value = typed;
    }
    for (const details of fresh.querySelectorAll<HTMLDetailsElement>("details[id]")) {
      details.open = old.querySelector<HTMLDetailsElement>(`#${details.id}`)?.open ?? details.open;
    }
    for (const input of fresh.querySelectorAll<HTMLInputElement>("input[name=version]")) input.value = this.version();
    for (const input of fresh.querySelectorAll<HTMLInputElement>("input[name=_csrf]")) input.value = meta("csrf-token");
    old.replaceWith(fresh);
    if (focus) refocus(focus, fresh);
  }

  private tell(kind: string, sentence: string | undefined, ...more: HTMLElement[]): void {
    const told = document.querySelector(`#quyen-doi[data-kind=${kind}] > p`);
    if (told && told.textContent !== sentence) told.textContent = sentence ?? "";
    if (told) return;
    document.getElementById("quyen-doi")?.remove();
    const box = el("div", { className: "banner", id: "quyen-doi" }, el("p", { textContent: sentence ?? "" }), ...more);
    box.dataset.kind = kind;
    box.setAttribute("role", "alert");
    pinned(box);
  }
}

function mayWrite(form: HTMLFormElement): boolean {
  return form.querySelector<HTMLFieldSetElement>("fieldset.text")?.disabled === false;
}

function fields(box: HTMLElement): Field[] {
  return Array.from(box.querySelectorAll<Field>("textarea[id], select[id], input[id]"));
}

function initial(field: Field): string {
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
  return (Array.from(field.options).find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

/** The words of the two states that a page shows. */
function stepsOf(page: Document): { review: string; open: string } {
  const words = (item: Element | null) => item?.textContent?.trim() ?? "";
  return { review: words(page.querySelector(".trail li[aria-current]:not(.public)")), open: words(page.querySelector(".trail li.public")) };
}

/** What has changed, in one sentence; an article that readers see newest is in no step of review. */
function told(before: { review: string; open: string }, now: { review: string; open: string }): string {
  if (now.review && now.review !== before.review) return fill(say.moved, { step: now.review });
  if (now.open !== before.open) return fill(say.movedPublic, { step: now.open });
  return before.review && !now.review ? (say.movedLive ?? "") : "";
}

function refocus(old: HTMLElement, fresh: HTMLElement): void {
  const again = old.id ? fresh.querySelector<HTMLElement>(`#${old.id}`) : null;
  if (!again) return;
  again.focus();
  if (again instanceof HTMLTextAreaElement && old instanceof HTMLTextAreaElement) again.setSelectionRange(old.selectionStart, old.selectionEnd);
}
