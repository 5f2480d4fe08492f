// A recording and its source.

import { fenced } from "./directive";

export interface Audio {
  src: string;
  title: string;
  credit: string;
  reading: boolean;
  transcript: string;
}

const FENCE = /^(`{3,})audio\n([\s\S]*)\n\1$/;

/** The recording in a source, unless it says more than the dialog can ask for. */
export function audioOf(source: string): Audio | null {
  const [, , content = ""] = FENCE.exec(source) ?? [];
  const at = content.indexOf("\n\n");
  const values: Record<string, string> = { src: "", title: "", credit: "", reading: "" };
  for (const line of (at < 0 ? content : content.slice(0, at)).split("\n").filter((each) => each.trim())) {
    const [, key = "", value = ""] = /^(\w+):\s*(.*)$/.exec(line.trim()) ?? [];
    if (!(key in values)) return null;
    values[key] = value;
  }
  if (!/^media:[A-Za-z0-9]+$/.test(values.src ?? "") || !["", "yes"].includes(values.reading ?? "")) return null;
  return { src: values.src ?? "", title: values.title ?? "", credit: values.credit ?? "", reading: values.reading === "yes", transcript: at < 0 ? "" : content.slice(at).trim() };
}

export function audioSource(audio: Audio): string {
  const line = (key: string, value: string) => (value.trim() ? [`${key}: ${value.replace(/\s+/g, " ").trim()}`] : []);
  const values = [...line("src", audio.src), ...line("title", audio.title), ...line("credit", audio.credit), ...line("reading", audio.reading ? "yes" : "")];
  const words = audio.transcript.trim();
  return fenced("audio", [values.join("\n"), ...(words ? [words] : [])].join("\n\n"));
}
