// Several pictures as one block: chosen together, described one by one.

import { upload } from "../upload";
import { button } from "./button";
import { finish, shown } from "./dialogs";
import type { Gallery, Item } from "./gallery-source";
import { fill } from "./room";
import { rendition } from "./schema";

/** The dialog; null when the person changes their mind. */
export function askGallery(say: DOMStringMap, csrf: string, gallery: Gallery): Promise<Gallery | null> {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  const heading = document.createElement("h2");
  const list = document.createElement("ol");
  const status = document.createElement("p");
  const file = document.createElement("input");
  const caption = document.createElement("input");
  const menu = document.createElement("menu");
  dialog.className = "gallery";
  dialog.setAttribute("aria-label", say.gallery ?? "");
  form.method = "dialog";
  heading.textContent = say.gallery ?? "";
  status.setAttribute("role", "status");
  caption.value = gallery.caption;
  Object.assign(file, { type: "file", multiple: true, accept: "image/jpeg,image/png,image/webp,image/gif" });
  const apply = document.createElement("button");
  apply.className = "primary";
  apply.value = "apply";
  apply.textContent = say.apply ?? "";
  menu.append(button({ sign: "", name: say.cancel ?? "", worded: true }, () => finish(dialog, "")), apply);
  form.append(heading, labelled(say.galleryAdd ?? "", file), status, list, labelled(say.caption ?? "", caption), menu);
  dialog.append(form);
  list.append(...gallery.items.map((item) => row(say, item)));
  let sending = 0;
  file.addEventListener("change", async () => {
    const files = Array.from(file.files ?? []);
    file.value = "";
    sending += 1;
    apply.disabled = true;
    const faults: string[] = [];
    for (const each of files) {
      try {
        const kept = await upload(each, csrf, (part) => (status.textContent = fill(say.uploadingPart, { name: each.name, percent: Math.round(part * 100) })));
        list.append(row(say, { src: `media:${kept.media}`, alt: "", caption: "" }));
      } catch (err) {
        faults.push(`${fill(say.uploadFailed, { name: each.name })} ${(err instanceof Error && err.message) || (say.uploadOffline ?? "")}`);
      }
    }
    status.textContent = faults.join(" ");
    sending -= 1;
    apply.disabled = sending > 0;
    list.querySelector<HTMLInputElement>("input:placeholder-shown")?.focus();
  });
  return shown(dialog, form).then((act) => {
    const items = Array.from(list.querySelectorAll("li"), (each) => {
      const [alt, words] = Array.from(each.querySelectorAll("input"), (input) => input.value);
      return { src: each.dataset.src ?? "", alt: alt ?? "", caption: words ?? "" };
    });
    return act === "apply" ? { caption: caption.value, items } : null;
  });
}

function row(say: DOMStringMap, item: Item): HTMLLIElement {
  const made = document.createElement("li");
  made.dataset.src = item.src;
  const image = Object.assign(document.createElement("img"), { src: rendition(item.src, 320), alt: "" });
  const field = (label: string, value: string, required: boolean) => {
    const input = Object.assign(document.createElement("input"), { value, required, placeholder: " ", autocomplete: "off" });
    return labelled(label, input);
  };
  const words = document.createElement("div");
  const earlier = button({ sign: "previous", name: say.galleryEarlier ?? "" }, () => {
    made.previousElementSibling?.before(made);
    earlier.focus();
  });
  const drop = button({ sign: "close", name: say.pictureRemove ?? "" }, () => made.remove());
  words.append(field(say.alt ?? "", item.alt, true), field(say.caption ?? "", item.caption, false));
  made.append(image, words, earlier, drop);
  return made;
}

function labelled(text: string, input: HTMLInputElement): HTMLLabelElement {
  const label = document.createElement("label");
  label.append(text, input);
  return label;
}
