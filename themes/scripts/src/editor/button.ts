// One way to make a button: a drawing or a sign, its words and shortcut in a tip, no lost focus.

import { icon } from "./icons";

export interface Face {
  /** Name of a drawing; otherwise the sign itself is written. */
  sign: string;
  name: string;
  /** As ProseMirror writes keys: `Mod-Shift-8`. */
  key?: string;
  /** Words stand on the button itself instead of in a tip. */
  worded?: true;
}

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** A key as people read it: `Ctrl+Shift+8`. */
export function readable(key: string): string {
  return key
    .split("-")
    .map((part) => (part === "Mod" ? (MAC ? "⌘" : "Ctrl") : part === "ArrowUp" ? "↑" : part === "ArrowDown" ? "↓" : part.length === 1 ? part.toUpperCase() : part))
    .join("+");
}

export function button(face: Face, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  const drawing = icon(face.sign);
  if (drawing) made.append(drawing);
  if (face.worded) made.append(face.name);
  else if (!drawing) made.append(face.sign);
  if (!face.worded) {
    // What is written on a button is part of its name, for those who speak to the machine.
    made.setAttribute("aria-label", !drawing && face.sign.length > 1 ? `${face.sign} – ${face.name}` : face.name);
    made.dataset.tip = face.key ? `${face.name} (${readable(face.key)})` : face.name;
  }
  if (face.key) made.setAttribute("aria-keyshortcuts", readable(face.key).replace("Ctrl", "Control").replace("⌘", "Meta").replace("↑", "ArrowUp").replace("↓", "ArrowDown"));
  // The caret stays in the text when the mouse presses.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", act);
  // The tip opens towards the middle of the screen, so that it never makes the page wider.
  for (const event of ["pointerenter", "focus"]) made.addEventListener(event, () => made.classList.toggle("tip-end", made.getBoundingClientRect().left > innerWidth / 2));
  return made;
}
