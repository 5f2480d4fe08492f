// Title and lead are as high as their words; where the browser does not see to it by itself.

export function grow(form: HTMLFormElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  const areas = ["title", "lead"].flatMap((name) => form.elements.namedItem(name) ?? []) as HTMLTextAreaElement[];
  const fit = () => areas.forEach(fitted);
  for (const area of areas) for (const event of ["input", "toasoan:put"]) area.addEventListener(event, () => fitted(area));
  addEventListener("resize", fit);
  void document.fonts?.ready.then(fit);
  fit();
}

function fitted(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
