// Lists of Word, which are paragraphs with a level, and lists whose inner list stands beside its item.

import { elements, styleOf } from "./dom";

export function lists(body: HTMLElement): void {
  wordLists(body);
  nested(body);
  for (const item of elements(body, "li")) if (!/^(ul|ol|menu)$/.test(item.parentElement?.localName ?? "")) wrapLoose(item);
}

interface Line {
  level: number;
  list: string;
  ordered: boolean;
  start: number;
}

function wordLists(body: HTMLElement): void {
  const open: { list: HTMLElement; level: number; id: string }[] = [];
  let last: Element | null = null;
  for (const paragraph of elements(body, "p, h1, h2, h3, h4, h5, h6")) {
    const line = lineOf(paragraph);
    if (!line) continue;
    // Something else in between ends a list.
    if (last !== paragraph.previousElementSibling) open.length = 0;
    while (open.length && (open[open.length - 1]!.level > line.level || (open[open.length - 1]!.level === line.level && open[open.length - 1]!.id !== line.list))) open.pop();
    let top = open[open.length - 1];
    if (!top || top.level < line.level) {
      const list = body.ownerDocument.createElement(line.ordered ? "ol" : "ul");
      if (line.ordered && line.start !== 1) list.setAttribute("start", String(line.start));
      const host = top?.list.lastElementChild;
      if (host) host.append(list);
      else paragraph.before(list);
      open.push((top = { list, level: line.level, id: line.list }));
    }
    const item = body.ownerDocument.createElement("li");
    item.append(...Array.from(paragraph.childNodes));
    top.list.append(item);
    paragraph.remove();
    last = open[0]?.list ?? null;
  }
}

/** The level and sign of a list paragraph; its sign is taken out. */
function lineOf(paragraph: HTMLElement): Line | null {
  const style = styleOf(paragraph);
  const found = /mso-list\s*:\s*(l\d+)\s+level(\d+)/i.exec(style);
  if (!found) return null;
  const sign = elements(paragraph, "span").find((span) => /mso-list\s*:\s*ignore/i.test(styleOf(span)));
  const text = sign?.textContent?.replace(/[\s\u00a0]+/g, "") ?? "";
  sign?.remove();
  const number = /^\(?(\d{1,4}|[a-zđ]{1,2}|[ivxlc]{1,6})[.):]?\)?$/i.exec(text.replace(/^(\d+\.)+(?=\d+\.?$)/, ""))?.[1];
  // "o" with Courier New is a bullet.
  const ordered = number !== undefined && !(text === "o" || text === "O");
  return { level: Number(found[2]), list: found[1] ?? "", ordered, start: ordered && /^\d+$/.test(number ?? "") ? Number(number) : 1 };
}

/** `<ul><li>a</li><ul>…</ul></ul>`, as Google Docs and old editors write it. */
function nested(body: HTMLElement): void {
  for (const list of elements(body, "ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") before.append(list);
    else {
      const item = body.ownerDocument.createElement("li");
      list.before(item);
      item.append(list);
    }
  }
}

function wrapLoose(item: HTMLElement): void {
  const list = item.ownerDocument.createElement("ul");
  item.before(list);
  list.append(item);
}
