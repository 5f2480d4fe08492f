// Fenced blocks that mean more than code, both ways.

import type { Node } from "prosemirror-model";
import { schema } from "./schema";

const FIGURE_KEYS = ["src", "alt", "caption", "credit", "lang", "decorative", "from"] as const;
const KEPT_AS_SOURCE = ["gallery", "audio", "embed", "figure"];

/** A fence with more back-ticks than any run inside. */
export function fenced(info: string, content: string): string {
  const longest = Math.max(2, ...Array.from(content.matchAll(/`+/g), (run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${info}\n${content}${content.endsWith("\n") || content === "" ? "" : "\n"}${fence}`;
}

/** The node of a fenced block. What would not come back as it was is kept as source. */
export function directive(info: string, content: string, markup: string, blocks: (source: string) => Node[]): Node {
  const [word = "", ...rest] = info.split(/\s+/);
  const words = rest.join(" ");
  if (word === "figure") {
    const node = figure(content);
    if (node && figureSource(node) === fenced("figure", content)) return node;
  }
  if (word === "info") return holder("info", { title: words }, blocks(content));
  if (word === "lang" && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(words)) {
    return holder("lang_block", { lang: words }, blocks(content));
  }
  if (KEPT_AS_SOURCE.includes(word)) return schema.node("opaque", { source: fenced(info, content) });
  const text = content.replace(/\n$/, "");
  void markup;
  return schema.node("code_block", { info }, text ? [schema.text(text)] : []);
}

function holder(type: string, attrs: Record<string, string>, blocks: Node[]): Node {
  return schema.node(type, attrs, blocks.length ? blocks : [schema.node("paragraph")]);
}

function figure(content: string): Node | null {
  const attrs: Record<string, string> = {};
  for (const line of content.split("\n").filter((kept) => kept.trim())) {
    const at = line.indexOf(":");
    if (at < 0) return null;
    attrs[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  const known = Object.keys(attrs).every((key) => (FIGURE_KEYS as readonly string[]).includes(key));
  return known ? schema.node("figure", attrs) : null;
}

export function figureSource(node: Node): string {
  const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
  const lines = FIGURE_KEYS.filter((key) => node.attrs[key]).map((key) => `${key}: ${oneLine(String(node.attrs[key]))}`);
  return fenced("figure", lines.join("\n"));
}
