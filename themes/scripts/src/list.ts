// The desk's list by keyboard: j and k go from article to article, Enter opens, / searches.

const titles = Array.from(document.querySelectorAll<HTMLAnchorElement>(".rows a.title"));
const question = document.querySelector<HTMLInputElement>("input#q");

/** Keys belong to a field while somebody types in it. */
function typing(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement;
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
}

function step(by: number): void {
  const here = titles.indexOf(document.activeElement as HTMLAnchorElement);
  const next = titles[here < 0 ? (by > 0 ? 0 : titles.length - 1) : Math.min(Math.max(here + by, 0), titles.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

// Where the filters do not all fit, the chosen one is not the one that is hidden.
document.querySelector(".filters [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("keydown", (event) => {
  if (typing(event)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/" && question) question.focus();
  else if (event.key === "n") document.querySelector<HTMLButtonElement>("#viet-bai")?.click();
  else return;
  event.preventDefault();
});
