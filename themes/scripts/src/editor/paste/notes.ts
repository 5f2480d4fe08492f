// Footnotes and endnotes of Word, LibreOffice and Google Docs → ours.

import { elements } from "./dom";

/** Addresses from the text to a note, and what a note's own sign is called. */
const TO_NOTE = /#(_(?:ftn|edn)\d+|sd(?:footnote|endnote)\d+sym|ftnt\d+)$/;

export function notes(body: HTMLElement): void {
  const labels = new Map<string, string>();
  const texts: HTMLElement[] = [];
  for (const pointer of elements(body, "a[href]")) {
    const target = TO_NOTE.exec(pointer.getAttribute("href") ?? "")?.[1];
    if (!target) continue;
    const text = textOf(body, target);
    const known = labels.get(target);
    if (!text && !known) {
      // The note itself was not copied: its sign stays to be seen.
      pointer.replaceWith(pointer.textContent?.trim() ?? "");
      continue;
    }
    const label = known ?? String(labels.size + 1);
    if (!known && text) {
      labels.set(target, label);
      text.setAttribute("data-label", label);
      texts.push(text);
    }
    const sign = body.ownerDocument.createElement("sup");
    sign.setAttribute("data-label", label);
    // A raised number around the pointer is part of the sign.
    const around = pointer.parentElement;
    (around?.localName === "sup" && around.textContent?.trim() === pointer.textContent?.trim() ? around : pointer).replaceWith(sign);
  }
  for (const text of texts) body.append(text);
  for (const rest of elements(body, "[data-style*='mso-element:footnote-list'], [data-style*='mso-element:endnote-list']")) rest.remove();
}

/** The block of a note, without the sign that leads back. */
function textOf(body: HTMLElement, target: string): HTMLElement | null {
  const own = elements(body, "a").find((link) => link.getAttribute("name") === target || link.id === target);
  const holder = own?.closest<HTMLElement>("div[id^=ftn], div[id^=edn], div[id^=sdfootnote], div[id^=sdendnote]") ?? own?.closest<HTMLElement>("p, div, li");
  if (!own || !holder || holder === body || holder.hasAttribute("data-label")) return null;
  const around = own.parentElement;
  (around?.localName === "sup" ? around : own).remove();
  if (holder.localName === "div") return holder;
  const made = body.ownerDocument.createElement("div");
  holder.before(made);
  made.append(holder);
  return made;
}
