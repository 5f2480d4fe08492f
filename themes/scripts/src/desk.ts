// The article's page on the desk: what is typed is kept, acts take the newest text along, the cover.

import { Autosave } from "./autosave";
import { ConflictBox } from "./keep/conflict";
import { above, el, meta, newId, say } from "./keep/page";
import { Presence } from "./keep/presence";
import { recover } from "./keep/recover";
import { Session } from "./keep/session";
import { liveTab, openShelf } from "./keep/shelf";
import { upload } from "./upload";

const form = document.querySelector<HTMLFormElement>("form#bai");
const status = document.getElementById("da-luu");

if (form && status) {
  if (form.querySelector<HTMLFieldSetElement>("fieldset.text")?.disabled) look(form);
  else start(form, status);
}

/** Who may only read is seen by the others too. */
function look(target: HTMLFormElement): void {
  new Presence(target, { article: target.dataset.id ?? "", tab: newId(), session: new Session(), heard: async () => {} });
}

function start(target: HTMLFormElement, line: HTMLElement): void {
  const shelf = openShelf();
  const conflicts = new ConflictBox(() => autosave);
  const autosave: Autosave = new Autosave(target, line, new Session(), shelf, {
    conflict: (found) => conflicts.show(found),
    merged: tellMerged,
    faults: tellFaults,
  });
  liveTab(autosave.tab);
  acts(autosave, conflicts);
  saveKey(target);
  cover(target, line);
  new Presence(target, autosave);
  void shelf.then((opened) => recover(target, autosave, opened));
}

/** An act is done on what is typed now: first everything is saved, then the form is sent. */
function acts(autosave: Autosave, conflicts: ConflictBox): void {
  for (const act of document.querySelectorAll<HTMLFormElement>("form[data-act], form#bai")) {
    act.addEventListener("submit", (event) => {
      event.preventDefault();
      const submitter = (event as SubmitEvent).submitter as HTMLButtonElement | null;
      if (submitter) submitter.disabled = true;
      void autosave.flush().then(async (saved) => {
        // That it was sent is noted too, or the next page would offer it as unsent.
        await autosave.stored();
        if (submitter) submitter.disabled = false;
        if (saved) HTMLFormElement.prototype.submit.call(act);
        else if (autosave.currentConflict()) void conflicts.open();
      });
    });
  }
}

function saveKey(target: HTMLFormElement): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      target.requestSubmit();
    }
  });
}

/** A short word that others' changes have come in; it goes by itself with the next. */
function tellMerged(): void {
  document.getElementById("da-ghep")?.remove();
  const line = el("p", { id: "da-ghep", className: "merged", textContent: say.merged ?? "" });
  line.setAttribute("role", "status");
  above(line);
}

/** What is still missing before the article can be published. */
function tellFaults(faults: { text: string }[]): void {
  const box = document.getElementById("con-thieu");
  const list = box?.querySelector("ul");
  if (!box || !list) return;
  list.replaceChildren(...faults.map((fault) => el("li", { textContent: fault.text })));
  box.hidden = faults.length === 0;
}

function cover(target: HTMLFormElement, line: HTMLElement): void {
  const file = document.getElementById("cover_file") as HTMLInputElement | null;
  const media = document.getElementById("cover_media") as HTMLInputElement | null;
  const thumb = document.getElementById("cover-thumb") as HTMLImageElement | null;
  if (!file || !media || !thumb) return;
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    line.textContent = target.dataset.uploading ?? "";
    try {
      const kept = await upload(chosen, meta("csrf-token"));
      media.value = kept.media;
      thumb.src = kept.thumb;
      thumb.hidden = false;
      media.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (err) {
      line.textContent = err instanceof Error ? err.message : String(err);
      line.classList.add("bad");
    }
  });
}
