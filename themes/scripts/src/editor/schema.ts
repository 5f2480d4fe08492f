// The closed list of what a body can hold, as ProseMirror knows it: the grammar of `content::body`.

import { Schema, type MarkSpec, type NodeSpec } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const tables = tableNodes({
  tableGroup: "block",
  cellContent: "inline*",
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: (dom) => dom.style.textAlign || null,
      setDOMAttr: (value, attrs) => {
        if (value) attrs["data-align"] = value;
      },
    },
  },
});

/** Names of the languages on the page, by tag; filled when the editor opens. */
export const languageNames = new Map<string, string>();

/** Addresses that a link may have: the same that `content::body` lets through. */
export function allowed(href: string): boolean {
  return /^(https?:|mailto:|tel:)/i.test(href) || (!/^[a-z][a-z0-9+.-]*:/i.test(href) && !href.startsWith("//"));
}

/** Address of a rendition of a kept picture. */
export function rendition(src: string, width: number): string {
  return `/media/${src.replace(/^media:/, "")}/${width}/anh.jpg`;
}

const nodes: Record<string, NodeSpec> = {
  doc: { content: "block+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    attrs: { level: { default: 2 } },
    content: "inline*",
    group: "block",
    defining: true,
    parseDOM: [
      { tag: "h1", attrs: { level: 2 } },
      { tag: "h2", attrs: { level: 2 } },
      { tag: "h3", attrs: { level: 3 } },
      { tag: "h4", attrs: { level: 4 } },
      { tag: "h5", attrs: { level: 4 } },
      { tag: "h6", attrs: { level: 4 } },
    ],
    toDOM: (node) => [`h${node.attrs.level}`, 0],
  },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: {
    attrs: { start: { default: 1 } },
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: Number((dom as HTMLElement).getAttribute("start") ?? 1) }) }],
    toDOM: (node) => (node.attrs.start === 1 ? ["ol", 0] : ["ol", { start: node.attrs.start }, 0]),
  },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  code_block: {
    attrs: { info: { default: "" } },
    content: "text*",
    marks: "",
    group: "block",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", ["code", 0]],
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  // Cells hold words, so a gap between two cells would take what is typed as a column of its own.
  ...Object.fromEntries(Object.entries(tables).map(([name, spec]) => [name, { ...spec, allowGapCursor: false }])),
  // A table is a heading row and rows: cells hold one line each, so that GFM can write them.
  figure: {
    // `upload` names the job that brings the picture; it is never written. Without `src` the figure
    // is a place that waits for its picture; `from` is where it was copied.
    attrs: { src: { default: "" }, alt: { default: "" }, caption: { default: "" }, credit: { default: "" }, lang: { default: "" }, decorative: { default: "" }, from: { default: "" }, upload: { default: "" } },
    group: "block",
    draggable: true,
    parseDOM: [
      {
        tag: "figure[data-src]",
        getAttrs: (dom) => {
          const data = (dom as HTMLElement).dataset;
          return !(data.src && !data.src.startsWith("media:")) && { src: data.src, alt: data.alt ?? "", caption: data.caption ?? "", credit: data.credit ?? "", lang: data.lang ?? "", decorative: data.decorative ?? "", from: /^https?:/.test(data.from ?? "") ? data.from : "", upload: data.upload ?? "" };
        },
      },
    ],
    toDOM: (node) => {
      const { src, alt, caption, credit, lang, decorative, from } = node.attrs;
      return [
        "figure",
        { "data-src": src, "data-alt": alt, "data-caption": caption, "data-credit": credit, "data-lang": lang, "data-decorative": decorative, "data-from": from },
        ...(src ? [["img", { src: rendition(src, 640), alt }] as const] : []),
        ["figcaption", [caption, credit].filter(Boolean).join(" – ") || alt || "…"],
      ];
    },
  },
  // Whatever the editor does not edit itself keeps its source, letter by letter.
  opaque: {
    attrs: { source: {} },
    group: "block",
    parseDOM: [{ tag: "pre.opaque", getAttrs: (dom) => ({ source: (dom as HTMLElement).textContent ?? "" }), priority: 60 }],
    toDOM: (node) => ["pre", { class: "opaque" }, node.attrs.source],
  },
  info: {
    attrs: { title: { default: "" } },
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "aside[data-title]", getAttrs: (dom) => ({ title: (dom as HTMLElement).dataset.title ?? "" }) }],
    toDOM: (node) => ["aside", { "data-title": node.attrs.title, "aria-label": node.attrs.title }, 0],
  },
  lang_block: {
    attrs: { lang: {} },
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "div[lang]", getAttrs: (dom) => ({ lang: (dom as HTMLElement).lang }) }],
    toDOM: (node) => ["div", { lang: node.attrs.lang, "data-language": languageNames.get(node.attrs.lang) ?? node.attrs.lang }, 0],
  },
  footnote: {
    attrs: { label: {} },
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "div.footnote", getAttrs: (dom) => ({ label: (dom as HTMLElement).dataset.label ?? "1" }), priority: 60 }],
    toDOM: (node) => ["div", { class: "footnote", "data-label": node.attrs.label }, 0],
  },
  text: { group: "inline" },
  hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  footnote_ref: {
    attrs: { label: {} },
    inline: true,
    group: "inline",
    parseDOM: [{ tag: "sup[data-label]", getAttrs: (dom) => ({ label: (dom as HTMLElement).dataset.label }) }],
    toDOM: (node) => ["sup", { "data-label": node.attrs.label }, `[${node.attrs.label}]`],
  },
  image: {
    attrs: { src: {}, alt: { default: "" }, title: { default: "" } },
    inline: true,
    group: "inline",
    draggable: true,
    parseDOM: [
      {
        tag: "img[data-src]",
        getAttrs: (dom) => {
          const { src = "", caption = "" } = (dom as HTMLElement).dataset;
          return src.startsWith("media:") && { src, alt: (dom as HTMLImageElement).alt, title: caption };
        },
      },
    ],
    toDOM: (node) => ["img", { src: rendition(String(node.attrs.src), 320), alt: node.attrs.alt, "data-src": node.attrs.src, "data-caption": node.attrs.title }],
  },
};

const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: {}, title: { default: "" } },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (dom) => {
          const href = (dom as HTMLElement).getAttribute("href") ?? "";
          return allowed(href) && { href };
        },
      },
    ],
    toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noopener" }, 0],
  },
  lang: {
    attrs: { lang: {} },
    inclusive: false,
    parseDOM: [{ tag: "span[lang]", getAttrs: (dom) => ({ lang: (dom as HTMLElement).lang }) }],
    toDOM: (mark) => ["span", { lang: mark.attrs.lang, title: languageNames.get(mark.attrs.lang) ?? mark.attrs.lang }, 0],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (dom) => (dom as HTMLElement).style.fontWeight !== "normal" && null }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strike: { parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: () => ["s", 0] },
  code: { excludes: "strong em strike code", parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
};

export const schema = new Schema({ nodes, marks });
