// The article's page on the desk: what is typed is kept, acts take the newest text along, the cover.

import { Autosave, type Fault } from "./autosave";
import { grow } from "./grow";
import { ConflictBox } from "./keep/conflict";
import { heldLine } from "./keep/held";
import { above, button, el, fill, meta, newId, pinned, say } from "./keep/page";
import { Presence } from "./keep/presence";
import { recover } from "./keep/recover";
import { Session } from "./keep/session";
import { isMissing, liveTab, openShelf, orphans, type Shelf, type Typed } from "./keep/shelf";
import { Steps } from "./keep/steps";
import { upload } from "./upload";

/** So long one is told that others' words have come in. */
const MERGED_MS = 20_000;

const form = document.querySelector<HTMLFormElement>("form#bai");
const status = document.getElementById("da-luu");

if (form && status) {
  grow(form);
  if (form.querySelector<HTMLFieldSetElement>("fieldset.text")?.disabled) look(form);
  else start(form, status);
}

/** Who may only read is seen by the others too. */
function look(target: HTMLFormElement): void {
  const steps = new Steps(target, () => target.dataset.version ?? "");
  const session = new Session();
  const page = { article: target.dataset.id ?? "", tab: newId(), session, heard: (version: number) => renew(target, version) };
  new Presence(target, page, (state) => void steps.heard(state));
  void openShelf().then((shelf) => held(page.article, session.owner(), shelf));
}

/** What is only read shows the newest text, as there is nothing of one's own in it. */
async function renew(target: HTMLFormElement, version: number): Promise<void> {
  if (!(version > Number(target.dataset.version))) return;
  const answer = await fetch(`/toa-soan/bai/${target.dataset.id}`, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(15000) });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLFormElement>("form#bai");
  if (!fresh?.querySelector<HTMLFieldSetElement>("fieldset.text")?.disabled) return;
  target.dataset.version = fresh.dataset.version ?? "";
  for (const id of ["van-ban", "thong-tin"]) {
    const now = fresh.querySelector(`#${id}`);
    if (now) document.getElementById(id)?.replaceWith(document.importNode(now, true));
  }
  grow(target);
}

/** Words of this person that are in no text: shown, as they cannot be taken back here now. */
async function held(article: string, person: string, shelf: Shelf): Promise<void> {
  const list = el("ul");
  const box = el("section", { className: "banner found" }, el("p", { textContent: say.heldHere ?? "" }), list);
  const add = (typed: Typed) => {
    if (typed.article !== article) return;
    list.append(heldLine(typed, shelf));
    if (!box.isConnected) above(box);
  };
  const kept = (await orphans(shelf, person, add)).filter((typed) => typed.article === article);
  for (const typed of kept) if (await isMissing(typed, shelf)) add(typed);
}

function start(target: HTMLFormElement, line: HTMLElement): void {
  const shelf = openShelf();
  const conflicts = new ConflictBox(() => autosave);
  const steps = new Steps(target, () => autosave.standing().version);
  const autosave: Autosave = new Autosave(target, line, new Session(), shelf, {
    conflict: (found) => conflicts.show(found),
    merged: tellMerged,
    faults: tellFaults,
    state: (state) => void steps.heard(state),
  });
  liveTab(autosave.tab);
  // Who can only read has nothing to choose any more; the words are kept in the browser.
  document.addEventListener("toasoan:steps", () => {
    if (document.querySelector("#quyen-doi[data-kind=only-read]")) conflicts.show(null);
  });
  acts(target, autosave, conflicts);
  saveKey(target);
  titleKey();
  cover(target, line);
  new Presence(target, autosave, (state) => void steps.heard(state));
  void shelf.then((opened) => recover(target, autosave, opened));
}

/** An act is done on what is typed now: first everything is saved, then the form is sent. Heard of
 * from the document, as the forms of the steps come and go with the article's state. */
function acts(target: HTMLFormElement, autosave: Autosave, conflicts: ConflictBox): void {
  const done = async (act: HTMLFormElement, submitter: HTMLButtonElement | null): Promise<void> => {
    if (submitter) submitter.disabled = true;
    const saved = await autosave.flush();
    // That it was sent is noted too, or the next page would offer it as unsent.
    await autosave.stored();
    if (saved && act === target) await keepRevision(target, autosave);
    if (submitter) submitter.disabled = false;
    if (saved && act !== target) send(act);
    else if (!saved && autosave.currentConflict()) void conflicts.open(() => void done(act, submitter), act === target ? "" : (submitter?.textContent ?? "").trim());
  };
  document.addEventListener("submit", (event) => {
    const act = event.target as HTMLFormElement;
    if (!act.matches("form[data-act], form#bai")) return;
    event.preventDefault();
    void done(act, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  });
}

/** A form that was made anew meanwhile is sent as it stands there now. */
function send(act: HTMLFormElement): void {
  const now = act.isConnected ? act : document.querySelector<HTMLFormElement>(`form[data-act="${act.dataset.act}"]`);
  if (now) HTMLFormElement.prototype.submit.call(now);
}

/** The save button: the text, which the server has by now, goes into the history under the open page,
 * which keeps its caret, its place and what can be undone. */
async function keepRevision(target: HTMLFormElement, autosave: Autosave, again = true): Promise<void> {
  const id = target.elements.namedItem("save_id") as HTMLInputElement | null;
  if (id) id.value = newId();
  const body = new URLSearchParams();
  new FormData(target).forEach((value, name) => body.append(name, String(value)));
  try {
    const answer = await fetch(target.action, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "manual", signal: AbortSignal.timeout(15000) });
    // Where all went well the server leads on to the page that is open already.
    if (answer.type === "opaqueredirect") return autosave.tellSaved();
    if ([401, 403].includes(answer.status) && again && (await autosave.session.renew())) return await keepRevision(target, autosave, false);
    if (answer.status === 401) return;
    const said = (await answer.json().catch(() => ({}))) as { message?: string };
    autosave.tell(said.message ?? String(answer.status));
  } catch {
    autosave.tell(say.offline ?? "");
  }
}

/** A title is one line: Enter goes on to the lead. */
function titleKey(): void {
  document.getElementById("title")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    document.getElementById("lead")?.focus();
  });
}

function saveKey(target: HTMLFormElement): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (!event.repeat && !document.querySelector("dialog[open]:modal")) target.requestSubmit();
    }
  });
}

/** A short word that others' changes have come in, and whose; it goes by itself. */
function tellMerged(by: string | null, mine: boolean): void {
  document.getElementById("da-ghep")?.remove();
  const words = mine ? say.mergedMine : by ? fill(say.mergedBy, { by }) : say.merged;
  const line = el("div", { id: "da-ghep", className: "merged" }, el("p", { textContent: words ?? "" }), button(say.close, () => line.remove(), "plain"));
  line.setAttribute("role", "status");
  pinned(line);
  setTimeout(() => line.remove(), MERGED_MS);
}

/** What is still missing before the article can be published. */
function tellFaults(faults: Fault[]): void {
  const box = document.getElementById("con-thieu");
  const list = box?.querySelector("ul");
  if (!box || !list) return;
  const lines = faults.map((fault) => fault.text);
  // A link that has the focus keeps it through an autosave.
  if (lines.join("\n") !== Array.from(list.children, (item) => item.textContent ?? "").join("\n")) {
    list.replaceChildren(...faults.map((fault) => el("li", {}, wayTo(fault))));
  }
  box.hidden = faults.length === 0;
  // What a step was refused for has been mended.
  if (!faults.length) document.querySelector(".notice.error:has(a[data-block])")?.remove();
}

function wayTo(fault: Fault): HTMLAnchorElement {
  const link = el("a", { href: `#${fault.field}`, textContent: fault.text });
  link.dataset.block = "0";
  return link;
}

function cover(target: HTMLFormElement, line: HTMLElement): void {
  const file = document.getElementById("cover_file") as HTMLInputElement | null;
  const media = document.getElementById("cover_media") as HTMLInputElement | null;
  const thumb = document.getElementById("cover-thumb") as HTMLImageElement | null;
  if (!file || !media || !thumb) return;
  // Another's picture has come in: it is shown in the size that the list of pictures has, a small one
  // as it is.
  media.addEventListener("toasoan:put", () => {
    const sizes = ["320/anh.jpg", "160/anh.jpg", "anh.jpg", "anh.png"].map((size) => `/media/${media.value}/${size}`);
    thumb.onerror = () => (sizes.length ? (thumb.src = sizes.shift() ?? "") : (thumb.hidden = true));
    thumb.hidden = !media.value;
    if (media.value) thumb.src = sizes.shift() ?? "";
  });
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    line.textContent = target.dataset.uploading ?? "";
    try {
      const kept = await upload(chosen, meta("csrf-token"));
      media.value = kept.media;
      thumb.onerror = null;
      thumb.src = kept.thumb;
      thumb.hidden = false;
      media.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (err) {
      line.textContent = err instanceof Error ? err.message : String(err);
      line.classList.add("bad");
    }
  });
}
