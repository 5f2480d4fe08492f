// Size, leading and colours of the text, as the reader of this device wants them. They stay on it
// and are set by early.js before the first paint. The page reads as well without.

const KEPT = "cach-doc";
const root = document.documentElement;

type Chosen = Record<string, string>;

function kept(): Chosen {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return found && typeof found === "object" ? (found as Chosen) : {};
  } catch {
    return {};
  }
}

const box = document.querySelector<HTMLElement>("#cach-doc");

/** Fills the box in when it is opened: before that it costs nobody a moment. */
function fill(box: HTMLElement): void {
  box.hidden = false;
  const chosen = kept();
  for (const input of box.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
    input.checked = (chosen[input.name] ?? "") === input.value;
  }
}

function choose({ name, value }: HTMLInputElement): void {
  const now = kept();
  if (value) {
    root.dataset[name] = now[name] = value;
  } else {
    delete root.dataset[name];
    delete now[name];
  }
  try {
    localStorage.setItem(KEPT, JSON.stringify(now));
  } catch {
    // Without a store it holds for this page.
  }
}

const details = box?.closest("details");
if (box && details) {
  if (details.open) fill(box);
  else details.addEventListener("toggle", () => fill(box), { once: true });
  box.addEventListener("change", (event) => choose(event.target as HTMLInputElement));
}

// What is unfolded over the page is folded again by Escape, and when the keys or a finger go elsewhere:
// it would cover what has the focus.
for (const panel of document.querySelectorAll<HTMLDetailsElement>(".masthead details")) {
  const fold = (where: EventTarget | null): void => {
    if (where instanceof Node && !panel.contains(where)) panel.open = false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary")?.focus();
  });
  panel.addEventListener("focusout", (event) => fold(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => fold(event.target));
}
