// Pictures of a copy: ours stay, those inside the clipboard are uploaded, others leave their place.

import { elements, inline, styleOf } from "./dom";
import { plainAddress } from "./links";

const OURS = /\/media\/([0-9a-f]{32})\//;
/** Words that a machine wrote for a picture describe nothing. */
const EMPTY_ALT = /^(ảnh|hình( ảnh)?|image|picture|img|photo)?[\s\d]*$|description automatically generated|\.(jpe?g|png|gif|webp)$|^clip_image/i;
const CAPTION_MAX = 400;

export function pictures(body: HTMLElement): void {
  for (const image of elements(body, "img")) {
    if (tiny(image)) image.replaceWith(sign(image));
    else place(image);
  }
}

/** Counting pixels and little signs; an emoji keeps its letter. */
function tiny(image: HTMLElement): boolean {
  const style = styleOf(image);
  const side = (name: string) => parseFloat(new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([\\d.]+)px`, "i").exec(style)?.[1] ?? image.getAttribute(name) ?? "999");
  return side("width") <= 48 && side("height") <= 48;
}

function sign(image: HTMLElement): string {
  const alt = image.getAttribute("alt") ?? "";
  return /^\p{Extended_Pictographic}/u.test(alt) ? alt : "";
}

function place(image: HTMLElement): void {
  const { ownerDocument } = image;
  const source = image.getAttribute("src") ?? "";
  const alt = (image.getAttribute("alt") ?? "").replace(/\s+/g, " ").trim();
  const figure = ownerDocument.createElement("figure");
  const ours = OURS.exec(source)?.[1];
  figure.setAttribute("data-src", ours ? `media:${ours}` : "");
  if (!EMPTY_ALT.test(alt)) figure.setAttribute("data-alt", alt);
  const from = plainAddress(source.replace(/^\/\//, "https://"));
  if (!ours && /^https?:/.test(from)) figure.setAttribute("data-from", from);
  if (source.startsWith("data:image/")) figure.setAttribute("data-upload", source);
  const caption = captionOf(image);
  if (caption) figure.setAttribute("data-caption", caption);
  // A figure is a block: it stands before the line that it was in.
  let host: Element = image;
  while (host.parentElement && host.parentElement !== ownerDocument.body && (inline(host.parentElement) || /^(p|h\d|picture|figure)$/.test(host.parentElement.localName))) host = host.parentElement;
  host.before(figure);
  image.remove();
  if (host !== image && !host.textContent?.trim() && !host.querySelector("img")) host.remove();
}

/** The words that belong to a picture: in its figure, in its little table, in Word's next paragraph.
 * They are taken out of where they stood. */
function captionOf(image: HTMLElement): string {
  const text = (element: Element | null | undefined) => {
    const found = element?.textContent?.replace(/\s+/g, " ").trim() ?? "";
    element?.remove();
    return found;
  };
  const figure = image.closest("figure");
  if (figure && figure.querySelectorAll("img").length === 1) return text(figure.querySelector("figcaption"));
  const table = image.closest("table");
  if (table && table.querySelectorAll("img").length === 1 && table.querySelectorAll("td, th").length <= 2 && (table.textContent ?? "").trim().length <= CAPTION_MAX) {
    const words = (table.textContent ?? "").replace(/\s+/g, " ").trim();
    table.before(image);
    table.remove();
    return words;
  }
  const next = image.closest("p, div")?.nextElementSibling;
  return next && /^(MsoCaption|caption|wp-caption-text|PhotoCMS_Caption|Image)$/i.test(next.className) && (next.textContent ?? "").length <= CAPTION_MAX ? text(next) : "";
}
