// Markdown of our grammar → document. Never fails: what is not known is kept as it stands.

import MarkdownIt, { type Token } from "markdown-it";
import type { Mark, Node } from "prosemirror-model";
import { schema } from "./schema";
import { directive } from "./directive";

const markdown = new MarkdownIt("commonmark", { html: false }).enable(["table", "strikethrough"]);
// Entities stay in the text of a token one by one, so that escapes and phrases can be told apart.
markdown.disable("text_join");

const FOOTNOTE = /^\[\^([^\s\]]+)\]:[ \t]?/;

/** Reads a whole body. */
export function parse(source: string): Node {
  const blocks = parseBlocks(source.replace(/\r\n?/g, "\n"));
  return schema.node("doc", null, blocks.length ? blocks : [schema.node("paragraph")]);
}

/** Blocks of a source; footnote definitions are cut out first, since the parser has none. */
export function parseBlocks(source: string): Node[] {
  const blocks: Node[] = [];
  for (const part of splitFootnotes(source)) {
    if (part.label === null) {
      const walk = new Walk(markdown.parse(part.source, {}));
      blocks.push(...walk.blocks());
    } else {
      const inner = parseBlocks(part.source);
      blocks.push(schema.node("footnote", { label: part.label }, inner.length ? inner : [schema.node("paragraph")]));
    }
  }
  return blocks;
}

interface Part {
  label: string | null;
  source: string;
}

function splitFootnotes(source: string): Part[] {
  const parts: Part[] = [];
  let plain: string[] = [];
  let fence = "";
  const lines = source.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const ticks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    if (fence) {
      if (ticks.startsWith(fence) && line.trim() === ticks) fence = "";
    } else if (ticks) {
      fence = ticks;
    }
    const found = fence ? null : FOOTNOTE.exec(line);
    if (!found) {
      plain.push(line);
      continue;
    }
    if (plain.some((kept) => kept.trim())) parts.push({ label: null, source: plain.join("\n") });
    plain = [];
    const own = [line.slice(found[0].length)];
    while (at + 1 < lines.length) {
      const next = lines[at + 1] ?? "";
      const belongs = next.startsWith("    ") || (next.trim() === "" && (lines[at + 2] ?? "").startsWith("    "));
      if (!belongs) break;
      own.push(next.startsWith("    ") ? next.slice(4) : "");
      at += 1;
    }
    parts.push({ label: found[1] ?? "1", source: own.join("\n") });
  }
  if (plain.some((kept) => kept.trim())) parts.push({ label: null, source: plain.join("\n") });
  return parts;
}

/** Walks through the tokens of the parser. */
class Walk {
  private at = 0;

  constructor(private readonly tokens: Token[]) {}

  blocks(end?: string): Node[] {
    const blocks: Node[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at];
      if (!token || token.type === end) break;
      this.at += 1;
      const made = this.block(token);
      if (made) blocks.push(made);
    }
    this.at += 1;
    return blocks;
  }

  private block(token: Token): Node | null {
    switch (token.type) {
      case "paragraph_open":
        return paragraph(this.line());
      case "heading_open":
        return schema.node("heading", { level: Math.min(4, Math.max(2, Number(token.tag.slice(1)))) }, this.line());
      case "blockquote_open":
        return schema.node("blockquote", null, filled(this.blocks("blockquote_close")));
      case "bullet_list_open":
        return schema.node("bullet_list", null, this.items("bullet_list_close"));
      case "ordered_list_open":
        return schema.node("ordered_list", { start: Number(token.attrGet("start") ?? 1) }, this.items("ordered_list_close"));
      case "fence":
        return directive(token.info.trim(), token.content, token.markup, parseBlocks);
      case "code_block":
        return code("", token.content);
      case "hr":
        return schema.node("horizontal_rule");
      case "table_open":
        return this.table();
      default:
        return null;
    }
  }

  private line(): Node[] {
    const inline = this.tokens[this.at];
    this.at += 2;
    return inline?.children ? inlineNodes(inline.children) : [];
  }

  private items(end: string): Node[] {
    const items: Node[] = [];
    while (this.tokens[this.at]?.type === "list_item_open") {
      this.at += 1;
      const inner = this.blocks("list_item_close");
      if (inner[0]?.type.name !== "paragraph") inner.unshift(schema.node("paragraph"));
      items.push(schema.node("list_item", null, inner));
    }
    if (this.tokens[this.at]?.type === end) this.at += 1;
    return items;
  }

  private table(): Node {
    const rows: Node[] = [];
    let cells: Node[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at];
      this.at += 1;
      if (!token || token.type === "table_close") break;
      if (token.type === "tr_open") cells = [];
      if (token.type === "tr_close") rows.push(schema.node("table_row", null, cells));
      if (token.type === "th_open" || token.type === "td_open") {
        const align = /text-align:(\w+)/.exec(token.attrGet("style") ?? "")?.[1] ?? null;
        const kind = token.type === "th_open" ? "table_header" : "table_cell";
        cells.push(schema.node(kind, { align: align === "left" ? null : align }, this.line()));
      }
    }
    return schema.node("table", null, rows);
  }
}

export function code(info: string, content: string): Node {
  const text = content.replace(/\n$/, "");
  return schema.node("code_block", { info }, text ? [schema.text(text)] : []);
}

function filled(blocks: Node[]): Node[] {
  return blocks.length ? blocks : [schema.node("paragraph")];
}

/** A picture alone in its line is a figure. */
function paragraph(line: Node[]): Node | null {
  const only = line.length === 1 ? line[0] : undefined;
  if (only?.type.name === "image") {
    const { src, alt, title } = only.attrs;
    return schema.node("figure", { src, alt, caption: title });
  }
  return line.length ? schema.node("paragraph", null, line) : null;
}

function inlineNodes(tokens: Token[]): Node[] {
  const out: Node[] = [];
  let marks: readonly Mark[] = [];
  // What a text token was before: an escaped bracket opens no phrase.
  const escaped = new Set<Node>();
  const add = (node: Node) => out.push(node.mark(node.isText || node.isInline ? marks : []));
  for (const token of tokens) {
    switch (token.type) {
      case "text":
      case "text_special": {
        if (!token.content) break;
        const node = schema.text(token.content, marks as Mark[]);
        if (token.type === "text_special") escaped.add(node);
        out.push(node);
        break;
      }
      case "softbreak":
        out.push(schema.text(" ", marks as Mark[]));
        break;
      case "hardbreak":
        add(schema.node("hard_break"));
        break;
      case "code_inline":
        out.push(schema.text(token.content, schema.mark("code").addToSet(marks.filter((m) => m.type.name === "link" || m.type.name === "lang"))));
        break;
      case "image":
        image(token, add);
        break;
      case "strong_open":
        marks = schema.mark("strong").addToSet(marks);
        break;
      case "em_open":
        marks = schema.mark("em").addToSet(marks);
        break;
      case "s_open":
        marks = schema.mark("strike").addToSet(marks);
        break;
      case "link_open":
        marks = schema.mark("link", { href: token.attrGet("href") ?? "", title: token.attrGet("title") ?? "" }).addToSet(marks);
        break;
      case "strong_close":
      case "em_close":
      case "s_close":
      case "link_close": {
        const name = { strong_close: "strong", em_close: "em", s_close: "strike", link_close: "link" }[token.type];
        marks = marks.filter((mark) => mark.type.name !== name);
        break;
      }
      default:
        break;
    }
  }
  return phrases(notes(out, escaped), escaped);
}

function image(token: Token, add: (node: Node) => void): void {
  const src = token.attrGet("src") ?? "";
  const alt = token.content;
  if (src.startsWith("media:")) {
    add(schema.node("image", { src, alt, title: token.attrGet("title") ?? "" }));
  } else {
    add(schema.text(alt || src, [schema.mark("link", { href: src })]));
  }
}

/** `[^1]` in a text points at a footnote. */
function notes(line: Node[], escaped: Set<Node>): Node[] {
  const out: Node[] = [];
  for (const node of joined(line, escaped)) {
    if (!node.isText || escaped.has(node) || node.marks.some((mark) => mark.type.name === "code")) {
      out.push(node);
      continue;
    }
    let rest = node.text ?? "";
    for (let found = /\[\^([^\s\]]+)\]/.exec(rest); found; found = /\[\^([^\s\]]+)\]/.exec(rest)) {
      if (found.index > 0) out.push(schema.text(rest.slice(0, found.index), node.marks as Mark[]));
      out.push(schema.node("footnote_ref", { label: found[1] }, undefined, node.marks));
      rest = rest.slice(found.index + found[0].length);
    }
    if (rest) out.push(schema.text(rest, node.marks as Mark[]));
  }
  return out;
}

/** Joins neighbouring texts of the same marks, keeping escaped ones apart. */
function joined(line: Node[], escaped: Set<Node>): Node[] {
  const out: Node[] = [];
  for (const node of line) {
    const last = out[out.length - 1];
    const both = last?.isText && node.isText && !escaped.has(last) && !escaped.has(node);
    if (both && sameMarks(last, node)) {
      out[out.length - 1] = schema.text((last.text ?? "") + (node.text ?? ""), node.marks as Mark[]);
    } else {
      out.push(node);
    }
  }
  return out;
}

function sameMarks(a: Node, b: Node): boolean {
  return a.marks.length === b.marks.length && a.marks.every((mark, at) => b.marks[at]?.eq(mark));
}

/** `[words]{lang=xx}` marks the language of the words. */
function phrases(line: Node[], escaped: Set<Node>): Node[] {
  let out: Node[] = [];
  for (const node of line) {
    if (!node.isText || escaped.has(node) || node.marks.some((mark) => mark.type.name === "code")) {
      out.push(node);
      continue;
    }
    let rest = node.text ?? "";
    for (;;) {
      const found = /\]\{lang=([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\}/.exec(rest);
      if (!found) break;
      const before = rest.slice(0, found.index);
      if (before) out.push(schema.text(before, node.marks as Mark[]));
      const marked = close(out, found[1] ?? "vi", escaped);
      if (marked) out = marked;
      else out.push(schema.text(found[0], node.marks as Mark[]));
      rest = rest.slice(found.index + found[0].length);
    }
    if (rest) out.push(schema.text(rest, node.marks as Mark[]));
  }
  return merged(out);
}

/** Marks everything after the last open bracket, or nothing when there is none. */
function close(line: Node[], lang: string, escaped: Set<Node>): Node[] | null {
  for (let at = line.length - 1; at >= 0; at -= 1) {
    const node = line[at];
    if (!node?.isText || escaped.has(node) || node.marks.some((mark) => mark.type.name === "code")) continue;
    const text = node.text ?? "";
    const open = text.lastIndexOf("[");
    if (open < 0) continue;
    const kept = line.slice(0, at);
    if (open > 0) kept.push(schema.text(text.slice(0, open), node.marks as Mark[]));
    const inside = line.slice(at + 1);
    if (open + 1 < text.length) inside.unshift(schema.text(text.slice(open + 1), node.marks as Mark[]));
    const mark = schema.mark("lang", { lang });
    return kept.concat(inside.map((part) => part.mark(mark.addToSet(part.marks))));
  }
  return null;
}

function merged(line: Node[]): Node[] {
  const out: Node[] = [];
  for (const node of line) {
    const last = out[out.length - 1];
    if (last?.isText && node.isText && sameMarks(last, node)) {
      out[out.length - 1] = schema.text((last.text ?? "") + (node.text ?? ""), node.marks as Mark[]);
    } else {
      out.push(node);
    }
  }
  return out;
}
