// Asks for an address or a picture in a dialog of the browser's own, usable by keyboard.

export interface Field {
  name: string;
  label: string;
  type: "text" | "url" | "file";
  value?: string;
  required?: boolean;
}

/** Shows the fields; the answer is null when the person changes their mind. */
export function ask(title: string, fields: Field[], words: { apply: string; cancel: string }): Promise<Map<string, string | File> | null> {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  form.method = "dialog";
  dialog.setAttribute("aria-label", title);
  for (const field of fields) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.textContent = field.label;
    input.type = field.type === "url" ? "text" : field.type;
    input.name = field.name;
    input.id = `hoi-${field.name}`;
    label.htmlFor = input.id;
    if (field.type === "file") input.accept = "image/jpeg,image/png,image/webp,image/gif";
    else input.value = field.value ?? "";
    input.required = field.required ?? false;
    form.append(label, input);
  }
  const menu = document.createElement("menu");
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = words.cancel;
  cancel.addEventListener("click", () => dialog.close(""));
  const apply = document.createElement("button");
  apply.className = "primary";
  apply.value = "apply";
  apply.textContent = words.apply;
  menu.append(cancel, apply);
  form.append(menu);
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const given = new Map<string, string | File>();
      for (const [name, value] of new FormData(form)) given.set(name, value);
      dialog.remove();
      resolve(dialog.returnValue === "apply" ? given : null);
    });
    dialog.showModal();
  });
}
