// People's pages: copies a link, and ticks "only these" when one of these is ticked.

const copy = document.getElementById("copy") as HTMLButtonElement | null;
const link = document.getElementById("link") as HTMLInputElement | null;
const copied = document.getElementById("copied");

if (copy && link && copied) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      // Without a secure connection browsers offer no clipboard: the link stays selected.
      if (!document.execCommand("copy")) return;
    }
    copied.textContent = copy.dataset.copied ?? "";
  });
}

for (const limit of document.querySelectorAll<HTMLFieldSetElement>("fieldset.limit")) {
  limit.addEventListener("change", (event) => {
    const changed = event.target as HTMLInputElement;
    const some = limit.querySelector<HTMLInputElement>("input[type=radio][value=some]");
    if (changed.type === "checkbox" && changed.checked && some) some.checked = true;
    if (changed.type === "radio" && changed.value === "all" && changed.checked) {
      for (const box of limit.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) box.checked = false;
    }
  });
}
