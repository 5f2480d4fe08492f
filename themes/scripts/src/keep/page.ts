// Small things that every part of the keeping needs: texts, elements, ids.

import { told } from "./told";

/** The sentences of this page, put there by the server in the reader's language. */
export const say: DOMStringMap =
  document.querySelector<HTMLTemplateElement>("template#chu-giu")?.content.querySelector<HTMLElement>("div")?.dataset ?? {};

/** A sentence with its `{name}`s filled in. */
export function fill(text: string | undefined, values: Record<string, string>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Two texts of a field as people read them, or as they are kept where only that tells them apart. */
export function readAloud(name: string, old: string, now: string): [string, string] {
  const mark = (mark: string, words: string) =>
    fill(say[`told-${mark}`.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())], { words });
  const read = (text: string) => {
    if (name === "body") return told(text, mark);
    return name === "cover_media" && text ? told(`![](media:${text})`, mark) : text;
  };
  const [was, is] = [read(old), read(now)];
  return was === is ? [old, now] : [was, is];
}

type Content = Node | string;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Partial<HTMLElementTagNameMap[K]> = {},
  ...content: Content[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...content);
  return made;
}

export function button(name: string | undefined, act: () => void, className = ""): HTMLButtonElement {
  const made = el("button", { type: "button", textContent: name ?? "", className });
  made.addEventListener("click", act);
  return made;
}

/** A name that nobody else makes; also where the page is served without encryption. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The time of day in Vietnam, of a time that the server told or this browser noted. */
export function clock(time: string | number): string {
  const at = new Date(time);
  return at.toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" });
}

/** Day and time in Vietnam, as the desk writes them. */
export function stamp(time: string | number): string {
  const day = new Date(time).toLocaleDateString("en-GB", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric" });
  return `${clock(time)}, ${day}`;
}

/** Shows a box above the text. */
export function above(box: HTMLElement): void {
  document.getElementById("tin-nhan")?.append(box);
}

/** Shows a box above the text that stays in sight while one reads on below. */
export function pinned(box: HTMLElement): void {
  const place = document.getElementById("tin-ghim") ?? makePinned();
  place.append(box);
  if (!pressing) return;
  box.hidden = true;
  void pressing.then(() => (box.hidden = false));
}

/** While something is pressed: when it is released. What makes the page longer waits for it, or it
 * would move the button away from under the finger. */
export function released(): Promise<void> | null {
  return pressing;
}

let pressing: Promise<void> | null = null;
addEventListener(
  "pointerdown",
  () => {
    pressing ??= new Promise((done) => {
      // The click comes behind the release.
      const released = () => setTimeout(() => ((pressing = null), done()));
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, released, { once: true, capture: true });
    });
  },
  true,
);

function makePinned(): HTMLElement {
  const place = el("div", { id: "tin-ghim" });
  document.getElementById("tin-nhan")?.after(place);
  // What sticks to the top as well stands below it.
  new ResizeObserver(() => document.documentElement.style.setProperty("--pinned", `${place.offsetHeight}px`)).observe(place);
  return place;
}

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content ?? "";
}
