// A body's source in words, for whoever compares two texts and never learnt the grammar. The
// server tells the same in the same way: `content/src/body/told.rs`.

/** Letters of a picture's hash that are told. */
const HASH_SHOWN = 6;

/** Keys of figures and link cards, and the mark of each. */
const VALUES: Record<string, string> = {
  alt: "alt",
  caption: "caption",
  credit: "credit",
  decorative: "decorative",
  from: "from",
  url: "embed",
  title: "embed-title",
};

/** The same of recordings. */
const AUDIO: Record<string, string> = { title: "audio-title", credit: "voice", reading: "reading" };

type Inside = "code" | "values" | "gallery" | "audio" | "markdown";

/** The words for a mark and what stands with it. */
export type Say = (mark: string, words: string) => string;

/** The source line by line as people read it; emphasis, lists and links stay as they are written. */
export function told(source: string, say: Say): string {
  const fences: { ticks: number; inside: Inside }[] = [];
  const out: string[] = [];
  for (const line of source.replace(/\n$/, "").split("\n")) {
    const last = fences.at(-1);
    const ticks = /^\s*(`*)/.exec(line)?.[1]?.length ?? 0;
    const rest = line.replace(/^\s*`*/, "").trim();
    if (last && ticks >= last.ticks && !rest) {
      fences.pop();
      if (last.inside === "code") out.push(line);
    } else if (last?.inside === "code") {
      out.push(line);
    } else if (ticks >= 3 && !rest.includes("`")) {
      const [inside, words] = opened(line, rest, say);
      fences.push({ ticks, inside });
      if (words !== null) out.push(words);
    } else {
      const words = ofLine(line, last?.inside, say);
      if (words !== null) out.push(words);
    }
    const now = fences.at(-1);
    if ((now?.inside === "gallery" || now?.inside === "audio") && !line.trim()) now.inside = "markdown";
  }
  return out.join("\n");
}

function opened(line: string, rest: string, say: Say): [Inside, string | null] {
  const [, word, name = ""] = /^(\S*)\s*(.*)$/.exec(rest) ?? [];
  if (word === "figure" || word === "embed") return ["values", null];
  if (word === "gallery") return ["gallery", say("gallery", "")];
  if (word === "audio") return ["audio", null];
  if (word === "info" || word === "lang") return ["markdown", say(word, name)];
  return ["code", line];
}

function ofLine(line: string, inside: Inside | undefined, say: Say): string | null {
  const value = inside === "values" || inside === "gallery" || inside === "audio" ? /^([^:]*):(.*)$/.exec(line) : null;
  if (!value) return ofMarkdown(line, say);
  const [key, words] = [(value[1] ?? "").trim(), (value[2] ?? "").trim()];
  if (key === "src") return say(inside === "audio" ? "audio" : "picture", hash(words));
  const mark = (inside === "audio" ? AUDIO : VALUES)[key];
  return mark ? say(mark, words) : line;
}

function hash(address: string): string {
  return address.replace(/^media:/, "").slice(0, HASH_SHOWN);
}

function ofMarkdown(line: string, say: Say): string | null {
  const row = /^\s*\|(.*)$/.exec(line)?.[1];
  if (row !== undefined) {
    if (row.includes("-") && /^[|\-: ]*$/.test(row)) return null;
    const cells = row.trimEnd().replace(/(?<!\\)\|$/, "");
    // An escaped bar stands within a cell.
    return cells.split(/(?<!\\)\|/).map((cell) => words(cell, say).trim()).join(" · ");
  }
  const heading = /^\s*(#{1,6}) (.*)$/.exec(line);
  if (heading) return `${say("heading", String(heading[1]?.length))} ${words(heading[2] ?? "", say)}`;
  return words(line, say);
}

/** Without what only keeps a sign from being read as another thing; pictures by their words. */
function words(line: string, say: Say): string {
  return line.replace(
    /!\[(.*?)\]\(media:([^)\s]*)(?: ([^)]*))?\)|\\([!-/:-@[-`{-~])|\\$/g,
    (_, alt: string | undefined, media: string | undefined, title: string | undefined, sign: string | undefined) => {
      if (media === undefined) return sign ?? "";
      const marks = [["picture", hash(media)], ["alt", alt ?? ""], ["caption", (title ?? "").trim().replace(/^"+|"+$/g, "")]] as const;
      return marks.flatMap(([mark, text]) => (text ? [say(mark, text)] : [])).join(" ");
    },
  );
}
