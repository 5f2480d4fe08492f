// A front at the desk: a story dragged onto a slot is put there, as its button would do.

const form = document.querySelector<HTMLFormElement>("form#xep");
const target = document.querySelector<HTMLSelectElement>("select#o");
let dragged: string | undefined;

if (form && target) {
  for (const story of document.querySelectorAll<HTMLElement>("[draggable][data-article]")) {
    story.addEventListener("dragstart", (event) => {
      dragged = story.dataset.article;
      event.dataTransfer?.setData("text/plain", dragged ?? "");
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    });
    story.addEventListener("dragend", () => {
      dragged = undefined;
    });
  }
  for (const slot of form.querySelectorAll<HTMLElement>("[data-slot]")) {
    slot.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      slot.classList.add("over");
    });
    slot.addEventListener("dragleave", () => slot.classList.remove("over"));
    slot.addEventListener("drop", (event) => {
      slot.classList.remove("over");
      if (!dragged) return;
      event.preventDefault();
      put(form, target, dragged, slot.dataset.slot ?? "0");
    });
  }
}

/** Presses a button that says: this story into that slot. */
function put(into: HTMLFormElement, select: HTMLSelectElement, article: string, slot: string): void {
  select.value = slot;
  const button = document.createElement("button");
  button.name = "viec";
  button.value = `them-${article}`;
  button.hidden = true;
  into.append(button);
  into.requestSubmit(button);
}
