// The article's page on the desk: autosave, acts that take the newest text along, the cover.

import { Autosave } from "./autosave";
import { upload } from "./upload";

const form = document.querySelector<HTMLFormElement>("form#bai");
const status = document.getElementById("da-luu");
const csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

if (form && status && !form.querySelector<HTMLFieldSetElement>("fieldset.text")?.disabled) {
  const autosave = new Autosave(form, status, csrf);
  acts(autosave);
  saveKey(form);
  cover(form);
}

/** An act is done on what is typed now: first everything is saved, then the form is sent. */
function acts(autosave: Autosave): void {
  for (const act of document.querySelectorAll<HTMLFormElement>("form[data-act], form#bai")) {
    act.addEventListener("submit", (event) => {
      event.preventDefault();
      const submitter = (event as SubmitEvent).submitter as HTMLButtonElement | null;
      if (submitter) submitter.disabled = true;
      void autosave.flush().then((saved) => {
        if (submitter) submitter.disabled = false;
        if (!saved) return;
        HTMLFormElement.prototype.submit.call(act);
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

function cover(target: HTMLFormElement): void {
  const file = document.getElementById("cover_file") as HTMLInputElement | null;
  const media = document.getElementById("cover_media") as HTMLInputElement | null;
  const thumb = document.getElementById("cover-thumb") as HTMLImageElement | null;
  if (!file || !media || !thumb || !status) return;
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    status.textContent = target.dataset.uploading ?? "";
    try {
      const kept = await upload(chosen, csrf);
      media.value = kept.media;
      thumb.src = kept.thumb;
      thumb.hidden = false;
      media.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (err) {
      status.textContent = err instanceof Error ? err.message : String(err);
      status.classList.add("bad");
    }
  });
}
