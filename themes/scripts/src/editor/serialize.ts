// Document → canonical Markdown of our grammar.

import type { Mark, Node } from "prosemirror-model";
import { fenced, figureSource } from "./directive";

/** The source of one block, as it stands alone. Empty for what is not written, as empty lines. */
export function sourceOf(node: Node): string {
  return block(node);
}

/** The source of a whole body. */
export function serialize(doc: Node): string {
  const source = blocks(doc).trimEnd();
  return source ? `${source}\n` : "";
}

function blocks(parent: Node): string {
  const out: string[] = [];
  let before: Node | null = null;
  parent.forEach((node) => {
    const text = block(node);
    // Two lists in a row would be one: an empty remark keeps them apart in no dialect we read, so
    // the second takes the other bullet.
    const twin = before?.type === node.type && (node.type.name === "bullet_list" || node.type.name === "ordered_list");
    out.push(twin ? block(node, "other") : text);
    before = twin ? null : node;
  });
  return out.filter((text) => text !== "").join("\n\n");
}

function block(node: Node, bullet: "usual" | "other" = "usual"): string {
  switch (node.type.name) {
    case "paragraph":
      return lineStart(line(node));
    case "heading":
      return `${"#".repeat(node.attrs.level)} ${line(node).replace(/\\\n/g, " ").replace(/(#+)$/, (run) => run.replace(/#/g, "\\#"))}`.trimEnd();
    case "blockquote":
      return prefix(blocks(node), "> ", "> ");
    case "bullet_list":
      return list(node, () => (bullet === "usual" ? "- " : "* "));
    case "ordered_list":
      return list(node, (at) => `${Number(node.attrs.start) + at}${bullet === "usual" ? "." : ")"} `);
    case "code_block":
      return fenced(node.attrs.info, node.textContent);
    case "horizontal_rule":
      return "---";
    case "table":
      return table(node);
    case "figure":
      return figureSource(node);
    case "opaque":
      return node.attrs.source;
    case "info":
      return fenced(`info ${node.attrs.title}`.trim(), blocks(node));
    case "lang_block":
      return fenced(`lang ${node.attrs.lang}`, blocks(node));
    case "footnote":
      return prefix(blocks(node), `[^${node.attrs.label}]: `, "    ");
    default:
      return "";
  }
}

function prefix(text: string, first: string, rest: string): string {
  return text
    .split("\n")
    .map((part, at) => (at === 0 ? first : part === "" ? rest.trimEnd() : rest) + part)
    .join("\n");
}

function list(node: Node, bullet: (at: number) => string): string {
  const items: string[] = [];
  let loose = false;
  node.forEach((item) => {
    let paragraphs = 0;
    item.forEach((inner, _offset, at) => {
      if (inner.type.name === "paragraph") paragraphs += 1;
      // Only these may follow a paragraph without an empty line between.
      const follows = inner.type.name === "bullet_list" || (inner.type.name === "ordered_list" && inner.attrs.start === 1);
      if (at > 0 && !follows) loose = true;
    });
    if (paragraphs > 1) loose = true;
  });
  node.forEach((item, _offset, at) => {
    const sign = bullet(at);
    const parts: string[] = [];
    item.forEach((inner) => parts.push(block(inner)));
    const text = parts.filter((part, index) => index === 0 || part !== "").join(loose ? "\n\n" : "\n");
    items.push(prefix(text, sign, " ".repeat(sign.length)).trimEnd());
  });
  return items.join(loose ? "\n\n" : "\n");
}

function table(node: Node): string {
  const rows: string[] = [];
  let rule = "";
  node.forEach((row, _offset, at) => {
    const cells: string[] = [];
    const aligns: string[] = [];
    row.forEach((cell) => {
      cells.push(line(cell).replace(/\\\n/g, " ").trim());
      const { align } = cell.attrs;
      aligns.push(align === "center" ? ":-:" : align === "right" ? "--:" : "---");
    });
    rows.push(`| ${cells.join(" | ")} |`);
    if (at === 0) rule = `| ${aligns.join(" | ")} |`;
  });
  rows.splice(1, 0, rule);
  return rows.join("\n");
}

// Marks from the outside in; each is closed before one that began earlier.
const ORDER = ["link", "lang", "strong", "em", "strike"];
const SIGN: Record<string, string> = { strong: "**", em: "*", strike: "~~" };

interface Piece {
  text: string;
  marks: Mark[];
  /** May be written as an entity to let a mark begin or end beside it. */
  letters: boolean;
}

function line(parent: Node): string {
  const pieces = spaced(piecesOf(parent, parent.type.name.startsWith("table_")));
  let out = "";
  let open: Mark[] = [];
  pieces.forEach((piece, at) => {
    const next = piece.marks;
    let shared = 0;
    while (shared < open.length && open[shared] && next.some((mark, index) => index === shared && mark.eq(open[shared] as Mark))) shared += 1;
    const closing = open.slice(shared).reverse();
    const opening = next.slice(shared);
    let text = piece.text;
    if (closing.some(flanked)) text = afterClose(out, text, piece.letters);
    for (const mark of closing) out += end(mark);
    if (opening.some(flanked)) out = beforeOpen(out, text, pieces[at - 1]?.letters ?? false);
    for (const mark of opening) out += begin(mark);
    out += text;
    open = next;
  });
  for (const mark of [...open].reverse()) out += end(mark);
  return out;
}

function piecesOf(parent: Node, cell: boolean): Piece[] {
  const pieces: Piece[] = [];
  parent.forEach((node) => {
    const marks = ORDER.flatMap((name) => node.marks.filter((mark) => mark.type.name === name));
    if (node.isText) {
      const isCode = node.marks.some((mark) => mark.type.name === "code");
      const raw = node.text ?? "";
      const text = isCode ? codeSpan(raw, cell) : escape(raw);
      pieces.push({ text, marks, letters: !isCode });
    } else if (node.type.name === "hard_break") {
      pieces.push({ text: "\\\n", marks, letters: false });
    } else if (node.type.name === "footnote_ref") {
      pieces.push({ text: `[^${node.attrs.label}]`, marks, letters: false });
    } else if (node.type.name === "image") {
      const title = node.attrs.title ? ` "${String(node.attrs.title).replace(/(["\\])/g, "\\$1")}"` : "";
      pieces.push({ text: `![${escape(node.attrs.alt)}](${node.attrs.src}${title})`, marks, letters: false });
    }
  });
  return pieces;
}

/** Blanks at the edge of an emphasis stand outside of it: inside they would end it. */
function spaced(pieces: Piece[]): Piece[] {
  return pieces.flatMap((piece) => {
    if (!piece.letters || !piece.marks.some(flanked)) return [piece];
    const [, before = "", middle = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(piece.text) ?? [];
    const outside = piece.marks.filter((mark) => !flanked(mark));
    const parts: Piece[] = [];
    if (before) parts.push({ text: before, marks: outside, letters: true });
    if (middle) parts.push({ text: middle, marks: piece.marks, letters: true });
    if (after) parts.push({ text: after, marks: outside, letters: true });
    return parts;
  });
}

function flanked(mark: Mark): boolean {
  return mark.type.name in SIGN;
}

function begin(mark: Mark): string {
  return mark.type.name === "link" || mark.type.name === "lang" ? "[" : (SIGN[mark.type.name] ?? "");
}

function end(mark: Mark): string {
  if (mark.type.name === "lang") return `]{lang=${mark.attrs.lang}}`;
  if (mark.type.name !== "link") return SIGN[mark.type.name] ?? "";
  const href = String(mark.attrs.href);
  const plain = /^[^\s()<>\\]+$/.test(href) ? href : `<${href.replace(/([<>\\])/g, "\\$1").replace(/\s/g, "%20")}>`;
  const title = mark.attrs.title ? ` "${String(mark.attrs.title).replace(/(["\\])/g, "\\$1")}"` : "";
  return `](${plain}${title})`;
}

const PUNCTUATION = /[\p{P}\p{S}]/u;

function isWord(char: string): boolean {
  return char !== "" && !/\s/.test(char) && !PUNCTUATION.test(char);
}

function lastChar(text: string): string {
  return Array.from(text).pop() ?? "";
}

/** A mark that ends behind punctuation needs punctuation or a blank after it: the letter that
 * follows is written as an entity. */
function afterClose(out: string, text: string, letters: boolean): string {
  const first = Array.from(text)[0] ?? "";
  const inside = lastChar(out);
  if (!letters || !isWord(first) || isWord(inside)) return text;
  return `&#${first.codePointAt(0)};${text.slice(first.length)}`;
}

/** The same before a mark that begins with punctuation. */
function beforeOpen(out: string, text: string, letters: boolean): string {
  const first = Array.from(text)[0] ?? "";
  const outside = lastChar(out);
  if (!letters || isWord(first) || !isWord(outside)) return out;
  return `${out.slice(0, out.length - outside.length)}&#${outside.codePointAt(0)};`;
}

function codeSpan(raw: string, cell: boolean): string {
  const longest = Math.max(0, ...Array.from(raw.matchAll(/`+/g), (run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(raw) ? " " : "";
  const text = cell ? raw.replace(/\|/g, "\\|") : raw;
  return `${fence}${pad}${text}${pad}${fence}`;
}

function escape(text: string): string {
  return text.replace(/[\\`*_~[\]<&|]/g, "\\$&").replace(/\n/g, " ").replace(/!(?=\\\[)/g, "\\!");
}

/** What would begin another block at the start of a line is escaped; so is white space that the
 * parser would take away. */
function lineStart(text: string): string {
  return text
    .split("\n")
    .map((part) =>
      part
        .replace(/^\s+|\s+$/g, "")
        .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
        .replace(/^([-+>=:])/, "\\$1")
        .replace(/^(\d{1,9})([.)])/, "$1\\$2"),
    )
    .join("\n");
}
