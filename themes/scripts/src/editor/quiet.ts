// Writing with nothing else on the screen: only title and text. Remembered in this browser.

import { button } from "./button";

const KEY = "toasoan.tap-trung";

export interface Quiet {
  toggle(): void;
  leave(): void;
  on(): boolean;
}

export function quiet(say: DOMStringMap): Quiet {
  const root = document.documentElement;
  const exit = button({ sign: "close", name: say.quietLeave ?? "", key: "Escape" }, () => set(false));
  exit.className = "quiet-leave";
  document.body.append(exit);
  const on = () => root.classList.contains("quiet");
  const set = (wanted: boolean) => {
    root.classList.toggle("quiet", wanted);
    try {
      if (wanted) localStorage.setItem(KEY, "1");
      else localStorage.removeItem(KEY);
    } catch {
      // Without a store it is not remembered, and works.
    }
  };
  document.addEventListener("keydown", (event) => {
    const busy = event.defaultPrevented || event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]");
    if (event.key !== "Escape" || busy || !on()) return;
    event.preventDefault();
    set(false);
  });
  try {
    if (localStorage.getItem(KEY)) set(true);
  } catch {
    // The same.
  }
  return { toggle: () => set(!on()), leave: () => set(false), on };
}
