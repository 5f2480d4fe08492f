// Asks for an address or a picture in a dialog of the browser's own, usable by keyboard.

export interface Field {
  name: string;
  label: string;
  type: "text" | "file" | "files";
  value?: string;
  required?: boolean;
  /** What is wrong with a value, or nothing. */
  fault?: (value: string) => string;
}

export interface Words {
  apply: string;
  cancel: string;
  /** A third button that takes away what is asked about. */
  remove?: string;
}

export interface Answer {
  act: "apply" | "remove";
  text: (name: string) => string;
  files: File[];
}

/** Shows the fields; the answer is null when the person changes their mind. */
export function ask(title: string, fields: Field[], words: Words): Promise<Answer | null> {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  form.method = "dialog";
  dialog.setAttribute("aria-label", title);
  const heading = document.createElement("h2");
  heading.textContent = title;
  form.append(heading, ...fields.flatMap(fieldFor), buttons(dialog, words));
  dialog.append(form);
  return shown(dialog, form).then((act) => {
    const given = new FormData(form);
    const files = given.getAll("file").filter((file): file is File => file instanceof File && file.size > 0);
    return act === "apply" || act === "remove" ? { act, files, text: (name) => String(given.get(name) ?? "").trim() } : null;
  });
}

/** Shows a dialog and answers with its `returnValue` at once, before the next key comes: the caret
 * must be back in the text by then. */
export function shown(dialog: HTMLDialogElement, form: HTMLFormElement): Promise<string> {
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input")?.focus();
  return new Promise((resolve) => {
    const end = (act: string) => {
      dialog.close();
      dialog.remove();
      resolve(act);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      end("apply");
    });
    dialog.addEventListener("toasoan:end", () => end(dialog.returnValue));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      end("");
    });
  });
}

/** Ends a dialog from a button of its own. */
export function finish(dialog: HTMLDialogElement, act: string): void {
  dialog.returnValue = act;
  dialog.dispatchEvent(new CustomEvent("toasoan:end"));
}

function fieldFor(field: Field): HTMLElement[] {
  const label = document.createElement("label");
  const input = document.createElement("input");
  label.textContent = field.label;
  input.name = field.name;
  input.id = `hoi-${field.name}`;
  label.htmlFor = input.id;
  input.required = field.required ?? false;
  if (field.type === "text") {
    input.value = field.value ?? "";
    input.autocomplete = "off";
  } else {
    input.type = "file";
    input.accept = "image/jpeg,image/png,image/webp,image/gif";
    input.multiple = field.type === "files";
  }
  const { fault } = field;
  if (fault) input.addEventListener("input", () => input.setCustomValidity(fault(input.value.trim())));
  return [label, input];
}

function buttons(dialog: HTMLDialogElement, words: Words): HTMLElement {
  const menu = document.createElement("menu");
  const add = (text: string, made: HTMLButtonElement) => {
    made.textContent = text;
    menu.append(made);
    return made;
  };
  const closing = (value: string) => {
    const made = document.createElement("button");
    made.type = "button";
    made.addEventListener("click", () => finish(dialog, value));
    return made;
  };
  if (words.remove) add(words.remove, closing("remove")).className = "apart";
  add(words.cancel, closing(""));
  const apply = document.createElement("button");
  apply.className = "primary";
  apply.value = "apply";
  add(words.apply, apply);
  return menu;
}
