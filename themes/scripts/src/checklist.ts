// The panel "before publishing": told anew by every autosave, and the way to what must be mended.

interface Check {
  key: string;
  text: string;
  label: string;
  place: { field: string } | { block: number };
}

interface Saved {
  faults?: { text: string }[];
  checks?: { blockers: Check[]; warnings: Check[] };
}

/** Field names whose control has another id in the form. */
const CONTROLS: Record<string, string> = { cover: "cover_file" };

export function checklist(): void {
  const panel = document.getElementById("kiem-tra");
  if (!panel) return;
  document.addEventListener("toasoan:saved", (event) => show(panel, (event as CustomEvent<Saved>).detail));
  panel.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-block]");
    if (link && go(link)) event.preventDefault();
  });
}

function show(panel: HTMLElement, saved: Saved): void {
  if (!saved.checks) return;
  const { blockers, warnings } = saved.checks;
  fill(panel.querySelector<HTMLElement>(".blockers"), blockers);
  fill(panel.querySelector<HTMLElement>(".warnings"), warnings);
  const well = panel.querySelector<HTMLElement>(".all-well");
  if (well) well.hidden = blockers.length + warnings.length + (saved.faults?.length ?? 0) > 0;
  for (const box of document.querySelectorAll<HTMLElement>(".override")) box.hidden = blockers.length === 0;
}

function fill(box: HTMLElement | null, checks: Check[]): void {
  const list = box?.querySelector("ul");
  if (!box || !list) return;
  // A link that has the focus keeps it through an autosave: only what has changed is made anew.
  const lines = checks.map((check) => `${check.label}: ${check.text}`);
  const shown = Array.from(list.children, (item) => item.textContent ?? "");
  if (lines.join("\n") !== shown.join("\n")) list.replaceChildren(...checks.map(line));
  box.hidden = checks.length === 0;
}

function line(check: Check): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const field = "field" in check.place ? check.place.field : "body";
  link.href = `#${CONTROLS[field] ?? field}`;
  link.dataset.block = "block" in check.place ? String(check.place.block) : "0";
  link.dataset.check = check.key;
  link.textContent = check.label;
  item.append(link, `: ${check.text}`);
  return item;
}

/** True when the focus has been moved; else the link does what links do. */
function go(link: HTMLAnchorElement): boolean {
  const control = document.getElementById(link.hash.slice(1));
  if (!control) return false;
  if (control.id === "body" && control.hidden) {
    document.dispatchEvent(new CustomEvent("toasoan:go-block", { detail: { block: Number(link.dataset.block) || 1, check: link.dataset.check ?? "" } }));
    return true;
  }
  control.scrollIntoView({ block: "center" });
  control.focus();
  return document.activeElement === control;
}
