// A menu below a button: arrows, first letters, Enter, Escape.

import { plain } from "./fold";

export interface Choice {
  name: string;
  checked: boolean;
  act: () => void;
}

let open: (() => void) | null = null;

export function menu(from: HTMLElement, label: string, choices: Choice[], left: () => void): void {
  const again = from.getAttribute("aria-expanded") === "true";
  open?.();
  if (again) return;
  const list = document.createElement("div");
  list.className = "pm-menu";
  list.setAttribute("role", "menu");
  list.setAttribute("aria-label", label);
  const items = choices.map((choice) => {
    const item = document.createElement("button");
    item.type = "button";
    item.tabIndex = -1;
    item.setAttribute("role", "menuitemradio");
    item.setAttribute("aria-checked", String(choice.checked));
    item.textContent = choice.name;
    item.addEventListener("click", () => {
      close();
      choice.act();
    });
    return item;
  });
  list.append(...items);
  from.setAttribute("aria-expanded", "true");
  from.after(list);
  place(list, from);

  function close(): void {
    list.remove();
    from.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    open = null;
  }
  function outside(event: Event): void {
    const target = event.target as Node;
    if (!list.contains(target) && !from.contains(target)) close();
  }
  list.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
    const to = steps[event.key] ?? (event.key.length === 1 && !event.ctrlKey && !event.metaKey ? letter(event.key, at) : -1);
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
      left();
    } else if (to >= 0) {
      event.preventDefault();
      event.stopPropagation();
      items[to % items.length]?.focus();
    }
  });
  document.addEventListener("pointerdown", outside, true);
  open = close;
  (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0])?.focus();

  function letter(key: string, at: number): number {
    const order = items.map((_, index) => (index + at + 1) % items.length);
    return order.find((index) => plain(choices[index]?.name ?? "").split(" ").some((word) => word.startsWith(plain(key)))) ?? -1;
  }
}

/** Below the button, inside of the frame that it belongs to. */
function place(list: HTMLElement, from: HTMLElement): void {
  const frame = list.offsetParent instanceof HTMLElement ? list.offsetParent : document.body;
  const [box, around] = [from.getBoundingClientRect(), frame.getBoundingClientRect()];
  list.style.top = `${box.bottom - around.top + frame.scrollTop}px`;
  list.style.left = `${Math.max(4, Math.min(box.left - around.left, around.width - list.offsetWidth - 4))}px`;
}
