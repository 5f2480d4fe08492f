// The calendar by keyboard: the arrows left and right go to the time before and after.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const at = event.target as HTMLElement | null;
  if (at?.closest("input, textarea, select, summary")) return;
  const step = event.key === "ArrowLeft" ? "previous" : event.key === "ArrowRight" ? "next" : undefined;
  if (step) document.querySelector<HTMLAnchorElement>(`a[data-step=${step}]`)?.click();
});
