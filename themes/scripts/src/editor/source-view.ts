// The source of the text, in an editor of its own that is fetched when it is first wanted; without
// it the form's plain field serves.

import type { Searched } from "./find";

/** What the bundle `source.js` offers. */
export interface SourceEditor {
  readonly searched: Searched;
  text(): string;
  /** Puts another text by its smallest change, so that caret and history stay. */
  set(text: string): void;
  cursor(): number;
  setCursor(at: number): void;
  focus(): void;
}

export interface SourceOptions {
  text: string;
  label: string;
  lang: string;
  changed: (text: string) => void;
}

declare global {
  interface Window {
    toasoanSource?: (host: HTMLElement, options: SourceOptions) => SourceEditor;
  }
}

/** Fetches the bundle; rejects when it does not come. */
export function fetchSource(address: string): Promise<NonNullable<Window["toasoanSource"]>> {
  const there = window.toasoanSource;
  if (there) return Promise.resolve(there);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => (window.toasoanSource ? resolve(window.toasoanSource) : reject(new Error(address))));
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error(address));
    });
    document.head.append(script);
  });
}

/** The plain field in the same clothes. */
export function plainField(area: HTMLTextAreaElement): SourceEditor {
  return {
    searched: { want: () => undefined, count: () => 0, at: () => 0, go: () => undefined, replace: () => undefined, replaceAll: () => 0, chosen: () => "", focus: () => area.focus() },
    text: () => area.value,
    set: (text) => {
      if (area.value !== text) area.value = text;
    },
    cursor: () => area.selectionStart,
    setCursor: (at) => area.setSelectionRange(at, at),
    focus: () => area.focus(),
  };
}
