// A gallery and its source.

import { fenced } from "./directive";

export interface Item {
  src: string;
  alt: string;
  caption: string;
}

export interface Gallery {
  caption: string;
  items: Item[];
}

const ITEM = /^!\[((?:\\.|[^\]\\])*)\]\((media:[A-Za-z0-9]+)(?: "((?:\\.|[^"\\])*)")?\)$/;
const unescaped = (text: string) => text.replace(/\\([\\[\]"*_`~<&])/g, "$1");
const escaped = (text: string) => text.replace(/\s+/g, " ").trim().replace(/[\\[\]"*_`~<&]/g, "\\$&");

/** The gallery in a source, unless it says more than the dialog can ask for. */
export function galleryOf(source: string): Gallery | null {
  const found = /^(`{3,})gallery\n([\s\S]*)\n\1$/.exec(source);
  if (!found) return null;
  const gallery: Gallery = { caption: "", items: [] };
  for (const line of (found[2] ?? "").split("\n").filter((each) => each.trim())) {
    const item = ITEM.exec(line.trim());
    const caption = gallery.items.length === 0 && /^caption:\s*(.*)$/.exec(line.trim());
    if (item) gallery.items.push({ src: item[2] ?? "", alt: unescaped(item[1] ?? ""), caption: unescaped(item[3] ?? "") });
    else if (caption) gallery.caption = caption[1] ?? "";
    else return null;
  }
  return gallery;
}

export function gallerySource({ caption, items }: Gallery): string {
  const lines = items.map((item) => `![${escaped(item.alt)}](${item.src}${item.caption.trim() ? ` "${escaped(item.caption)}"` : ""})`);
  const words = caption.replace(/\s+/g, " ").trim();
  return fenced("gallery", [...(words ? [`caption: ${words}`, ""] : []), ...lines].join("\n"));
}
