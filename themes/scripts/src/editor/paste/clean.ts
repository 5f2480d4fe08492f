// HTML of the clipboard → plain HTML of our own grammar: structure stays, everything else goes.
//
// Pictures of other places are never loaded: each leaves a place that holds its caption and offers
// an upload. Pictures that are in the clipboard itself are uploaded.

import { each, elements, inline, read, replace, strip, styleOf, unwrap } from "./dom";
import { links } from "./links";
import { lists } from "./lists";
import { notes } from "./notes";
import { pictures } from "./pictures";
import { tables } from "./tables";

/** Never text: scripts, styles, form fields, what pages keep around their articles. */
const NOISE = "script, style, link, meta, title, xml, noscript, template, iframe, object, embed, form button, button, input, select, textarea, svg, canvas, video, audio, map, nav, head, dialog, [hidden], [role=navigation], [role=button]";

/** Own copies are marked by ProseMirror and need no cleaning: the schema reads them as they are. */
export function isOwn(html: string): boolean {
  return /data-pm-slice=/.test(html);
}

export function clean(html: string): string {
  const page = read(html);
  const { body } = page;
  bounded(body);
  comments(body);
  for (const noise of elements(body, NOISE)) noise.remove();
  for (const element of elements(body, "*")) if (invisible(element)) element.remove();
  // What only we may say.
  for (const element of elements(body, "[data-label], figure")) for (const { name } of Array.from(element.attributes)) if (name.startsWith("data-")) element.removeAttribute(name);
  wordTags(body);
  notes(body);
  lists(body);
  emphasis(body);
  pictures(body);
  scripts(body);
  tables(body);
  headings(body);
  links(body);
  paragraphs(body);
  strip(body);
  return body.innerHTML;
}

/** Deeper than any text is nested; only ever found in pages that went wrong or mean harm. */
const DEPTH_MAX = 100;

function bounded(body: HTMLElement): void {
  const deep: HTMLElement[] = [];
  const depths = new Map<Element, number>([[body, 0]]);
  for (const element of elements(body, "*")) {
    const depth = (depths.get(element.parentElement ?? body) ?? 0) + 1;
    depths.set(element, depth);
    if (depth > DEPTH_MAX) deep.push(element);
  }
  // The innermost first, so that each step moves little.
  for (const element of deep.reverse()) unwrap(element);
}

function comments(body: HTMLElement): void {
  const walk = body.ownerDocument.createTreeWalker(body, 128);
  const found: Node[] = [];
  while (walk.nextNode()) found.push(walk.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
}

function invisible(element: HTMLElement): boolean {
  const style = styleOf(element);
  return /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/i.test(style);
}

/** `<o:p>`, smart tags, fields and drawings of Word. */
function wordTags(body: HTMLElement): void {
  for (const element of elements(body, "*")) {
    const name = element.localName;
    if (!name.includes(":")) continue;
    if (/^(o:p|st\d+:|w:(sdt|ins))/.test(name)) unwrap(element);
    else element.remove();
  }
}

/** Bold, italic and struck words by style, as Google Docs and LibreOffice write them. */
function emphasis(body: HTMLElement): void {
  for (const element of elements(body, "b, strong, i, em, cite, s, strike, del, span, font, p, li, td, th, div, u, ins, a")) {
    const style = styleOf(element);
    const weight = /(?:^|;)\s*font-weight\s*:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
    const italic = /(?:^|;)\s*font-style\s*:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
    const struck = /(?:^|;)\s*text-decoration[\w-]*\s*:[^;]*line-through/i.test(style);
    const [bold, slanted, crossed] = [/^(b|strong)$/i, /^(i|em|cite)$/i, /^(s|strike|del)$/i].map((names) => names.test(element.localName));
    const wanted: string[] = [];
    if (bold ? weight !== "normal" && weight !== "400" : heavy(weight)) wanted.push("strong");
    if (slanted ? italic !== "normal" : italic === "italic" || italic === "oblique") wanted.push("em");
    if (crossed || struck) wanted.push("s");
    // The whole element is wrapped inside, so that its place in the structure stays.
    if (wanted.length) wrapInside(element, wanted);
    if (bold || slanted || crossed || /^(span|font|u|ins)$/.test(element.localName)) unwrap(element);
  }
}

function heavy(weight: string | undefined): boolean {
  return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
}

function wrapInside(element: HTMLElement, names: string[]): void {
  // Google Docs puts a whole copy into one <b>; blocks inside are emphasised one by one elsewhere.
  if (Array.from(element.querySelectorAll("*")).some((inner) => !inline(inner))) return;
  if (!element.textContent?.trim()) return;
  for (const name of names) {
    const made = element.ownerDocument.createElement(name);
    made.append(...Array.from(element.childNodes));
    element.append(made);
  }
}

const RAISED: Record<string, string> = { "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" };
const LOWERED: Record<string, string> = { "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉" };

/** m² and CO₂ keep their meaning without an element of their own. */
function scripts(body: HTMLElement): void {
  for (const [name, signs] of [["sup:not([data-label])", RAISED], ["sub", LOWERED]] as const) {
    for (const element of elements(body, name)) {
      const text = element.textContent ?? "";
      if (/^\d{1,3}$/.test(text.trim())) element.textContent = text.trim().replace(/\d/g, (digit) => signs[digit] ?? digit);
      unwrap(element);
    }
  }
}

/** The highest level of a copy becomes level 2 when it is 1: a page's title is not ours. */
function headings(body: HTMLElement): void {
  for (const title of elements(body, "p.MsoTitle, p.title")) replace(title, "h1");
  for (const line of elements(body, "[role=heading]")) if (!/^h\d$/.test(line.localName)) replace(line, `h${line.getAttribute("aria-level") ?? 2}`);
  const down = body.querySelector("h1") ? 1 : 0;
  for (const heading of elements(body, "h1, h2, h3, h4, h5, h6")) {
    const level = Math.min(4, Math.max(2, Number(heading.localName.slice(1)) + down));
    const made = replace(heading, `h${level}`);
    // A heading is bold by itself, and holds one line.
    for (const bold of elements(made, "strong, b")) unwrap(bold);
    for (const line of elements(made, "br")) line.replaceWith(" ");
    for (const block of elements(made, "p, div")) unwrap(block);
    if (!made.textContent?.trim() && !made.querySelector("img, figure")) made.remove();
  }
}

/** Lines of divisions and double line ends become paragraphs; empty ones go. */
function paragraphs(body: HTMLElement): void {
  for (const element of elements(body, "div:not([data-label]), section, article, main, header, footer, aside, center, address, details, summary, dl, dt, dd, fieldset, form").reverse()) {
    const blocks = Array.from(element.children).some((inner) => !inline(inner));
    if (blocks) unwrap(element, true);
    else replace(element, "p");
  }
  for (const element of elements(body, "p")) splitLines(element);
  for (const end of elements(body, "br")) {
    const parent = end.parentElement;
    if (!parent || parent === body || !end.nextSibling || !end.previousSibling) end.remove();
  }
  each(body, (text) => {
    text.data = text.data.replace(/[\u00a0\u2007\u202f]/g, " ").replace(/[\u200b\ufeff\u00ad]/g, "").normalize("NFC");
  });
  for (const element of elements(body, "p, li, blockquote, strong, em, s, a, ul, ol").reverse()) {
    if (!element.textContent?.trim() && !element.querySelector("img, figure, sup[data-label], br")) element.remove();
  }
}

function splitLines(paragraph: HTMLElement): void {
  const { ownerDocument } = paragraph;
  let line = ownerDocument.createElement("p");
  const lines = [line];
  let ends = 0;
  for (const node of Array.from(paragraph.childNodes)) {
    const isEnd = node.nodeName === "BR";
    const isBlank = node.nodeType === 3 && !node.textContent?.trim();
    if (isEnd) ends += 1;
    else if (!isBlank) {
      if (ends > 1) lines.push((line = ownerDocument.createElement("p")));
      else if (ends === 1) line.append(ownerDocument.createElement("br"));
      ends = 0;
    }
    if (!isEnd) line.append(node);
  }
  paragraph.replaceWith(...lines);
}
