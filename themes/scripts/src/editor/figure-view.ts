// A picture in the text: seen, described and credited where it stands; while it is sent, how far.

import type { Node } from "prosemirror-model";
import { NodeSelection, TextSelection } from "prosemirror-state";
import type { EditorView, NodeView } from "prosemirror-view";
import { button } from "./button";
import { KINDS, type Job, type Pictures } from "./pictures";
import { fill, nextVisit } from "./room";
import { rendition } from "./schema";

/** Asks a picture in the text for its words; `detail` names the field to begin with. */
export const DESCRIBE = "toasoan:describe";

const FIELDS = ["alt", "caption", "credit"] as const;

export class FigureView implements NodeView {
  readonly dom = document.createElement("figure");
  private readonly image = document.createElement("img");
  private readonly state = document.createElement("div");
  private readonly words = document.createElement("figcaption");
  private readonly fields = document.createElement("div");
  private readonly inputs = new Map<string, HTMLInputElement>();
  private unwatch: (() => void) | null = null;
  private visit = 0;

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
    private readonly pictures: Pictures,
    private readonly say: DOMStringMap,
  ) {
    this.dom.className = "picture";
    this.state.className = "picture-state";
    this.state.setAttribute("role", "status");
    this.fields.className = "picture-fields";
    this.fields.hidden = true;
    this.dom.append(this.image, this.state, this.words, this.fields);
    this.image.addEventListener("error", () => this.smaller());
    this.dom.addEventListener(DESCRIBE, (event) => this.open((event as CustomEvent<string | null>).detail || "alt"));
    this.dom.addEventListener("dblclick", () => this.open());
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.draw();
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof Element && (this.fields.contains(event.target) || event.target.closest("button") !== null);
  }

  ignoreMutation(): boolean {
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("ProseMirror-selectednode");
  }

  deselectNode(): void {
    this.dom.classList.remove("ProseMirror-selectednode");
  }

  destroy(): void {
    this.unwatch?.();
  }

  private draw(): void {
    const { src, alt, caption, credit, decorative, upload } = this.node.attrs;
    this.unwatch?.();
    this.unwatch = null;
    if (upload) {
      this.pictures.adopt(upload);
      this.unwatch = this.pictures.watch(upload, () => this.progress(this.pictures.job(upload)));
    }
    const job = upload ? this.pictures.job(upload) : undefined;
    const address = src ? rendition(src, 640) : (job?.preview ?? "");
    this.image.hidden = !address;
    // What was shown while it was sent is the same picture: to load it again would only flicker.
    if (address && this.image.dataset.for !== address && !(src && this.image.dataset.for?.startsWith("blob:"))) {
      this.image.dataset.for = address;
      this.image.src = address;
    }
    this.image.alt = alt;
    this.progress(job);
    const missing = src && !alt && !decorative ? [this.say.altMissing ?? ""] : [];
    this.words.replaceChildren([caption, credit].filter(Boolean).join(" – "));
    if (src && alt) {
      // Readers do not see it: not to be taken for the caption.
      const described = document.createElement("small");
      described.textContent = fill(this.say.pictureDescribed, { alt });
      this.words.append(described);
    }
    if (src && this.fields.hidden) this.words.append(this.describeButton(missing));
    for (const [name, input] of this.inputs) {
      // What is being typed, maybe composed, is not touched.
      if (input.type === "checkbox") input.checked = Boolean(decorative);
      else if (input !== document.activeElement) input.value = this.node.attrs[name];
    }
  }

  private describeButton(missing: string[]): HTMLElement {
    const made = button({ sign: "", name: [this.say.pictureEdit ?? "", ...missing].join(" – "), worded: true }, () => this.open());
    made.classList.toggle("missing", missing.length > 0);
    return made;
  }

  /** A small picture has no rendition of that width: the next smaller, at last the original. */
  private smaller(): void {
    const { src } = this.node.attrs;
    if (!src) return;
    const hash = rendition(src, 0).replace(/\/0\/.*/, "");
    const ways = [rendition(src, 640), rendition(src, 320), `${hash}/anh.jpg`, `${hash}/anh.png`];
    const at = ways.indexOf(this.image.getAttribute("src") ?? "");
    const next = ways[at + 1];
    if (at >= 0 && next) this.image.src = next;
  }

  private progress(job: Job | undefined): void {
    const { src, upload } = this.node.attrs;
    this.state.hidden = Boolean(src);
    if (src) return;
    const waits = !upload || job?.fault !== null;
    this.dom.classList.toggle("waits", waits);
    if (job && job.fault === null) {
      let bar = this.state.querySelector("progress");
      if (!bar) {
        bar = document.createElement("progress");
        bar.max = 100;
        const label = document.createElement("span");
        this.state.replaceChildren(bar, label);
      }
      const percent = Math.round(job.part * 100);
      bar.value = percent;
      bar.setAttribute("aria-label", this.say.uploading ?? "");
      this.state.querySelector("span")?.replaceChildren(fill(this.say.uploadingPart, { name: job.file.name, percent }));
      return;
    }
    const sentence = document.createElement("p");
    if (job) sentence.textContent = `${fill(this.say.uploadFailed, { name: job.file.name })} ${job.fault || (this.say.uploadOffline ?? "")}`;
    else sentence.textContent = [this.say.pictureMissing, this.node.attrs.alt && `“${this.node.attrs.alt}”`].filter(Boolean).join(" ");
    const again = button({ sign: "", name: this.say.uploadAgain ?? "", worded: true }, () => this.pictures.again(upload));
    const choose = button({ sign: "", name: this.say.uploadChoose ?? "", worded: true }, () => this.choose());
    const drop = button({ sign: "", name: this.say.pictureRemove ?? "", worded: true }, () => this.drop());
    this.state.replaceChildren(sentence, ...(job ? [again] : []), choose, ...(job ? [] : this.source()), drop);
  }

  /** Where the picture was copied: to be fetched from there by hand, with leave. */
  private source(): HTMLElement[] {
    const { from } = this.node.attrs;
    if (!/^https?:/.test(from)) return [];
    const link = document.createElement("a");
    link.className = "button";
    link.href = from;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = fill(this.say.pictureSource, { host: new URL(from).host });
    return [link];
  }

  private choose(): void {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = KINDS.join();
    input.addEventListener("change", () => {
      const [file, pos] = [input.files?.[0], this.getPos()];
      if (file && pos !== undefined) this.pictures.fill(pos, file);
    });
    input.click();
  }

  /** Takes the place away; its caption stays as a paragraph. */
  private drop(): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    const { schema, tr } = this.view.state;
    const { caption } = this.node.attrs;
    const rest = caption ? [schema.node("paragraph", null, schema.text(caption))] : [];
    this.view.dispatch(tr.replaceWith(pos, pos + this.node.nodeSize, rest));
    this.view.focus();
  }

  private open(name = "alt"): void {
    if (!this.node.attrs.src || !this.view.editable) return;
    if (!this.inputs.size) this.makeFields();
    this.fields.hidden = false;
    this.dom.draggable = false;
    this.visit = nextVisit();
    this.draw();
    const input = this.inputs.get(name);
    input?.focus({ preventScroll: true });
    input?.select();
    // Not below the toolbar, which stays at the top of the screen.
    input?.scrollIntoView({ block: "center" });
  }

  private makeFields(): void {
    for (const name of FIELDS) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "text";
      input.autocomplete = "off";
      input.value = this.node.attrs[name];
      input.addEventListener("input", () => this.set(name, input.value));
      label.append(this.say[name] ?? "", input);
      this.inputs.set(name, input);
      this.fields.append(label);
    }
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.addEventListener("change", () => this.set("decorative", box.checked ? "yes" : ""));
    label.className = "check";
    label.append(box, this.say.decorative ?? "");
    this.inputs.set("decorative", box);
    const done = button({ sign: "", name: this.say.pictureDone ?? "", worded: true }, () => this.close());
    this.fields.append(label, done);
    this.fields.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const texts = FIELDS.map((name) => this.inputs.get(name));
      const at = texts.indexOf(event.target as HTMLInputElement);
      if (event.key === "Enter" && at >= 0) {
        // Enter would send the form of the article.
        event.preventDefault();
        const next = texts[at + 1];
        if (next) next.focus();
        else this.close();
      } else if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    });
  }

  private set(name: string, value: string): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    this.view.dispatch(this.view.state.tr.setNodeAttribute(pos, name, value).setMeta("composition", this.visit));
  }

  /** Back into the text behind the picture. */
  private close(): void {
    this.fields.hidden = true;
    this.dom.draggable = true;
    this.draw();
    const pos = this.getPos();
    if (pos === undefined) return;
    const { tr, schema } = this.view.state;
    const behind = pos + this.node.nodeSize;
    // A table or a box is no place to write on: its first words are others.
    const next = tr.doc.resolve(behind).nodeAfter;
    if (!next?.isTextblock) tr.insert(behind, schema.node("paragraph"));
    this.view.focus();
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(behind), 1)).scrollIntoView());
  }
}

/** Enter on a chosen picture asks for its words. */
export function describeChosen(view: EditorView, event: KeyboardEvent): boolean {
  const { selection } = view.state;
  if (event.key !== "Enter" || !(selection instanceof NodeSelection) || selection.node.type.name !== "figure") return false;
  view.nodeDOM(selection.from)?.dispatchEvent(new CustomEvent(DESCRIBE));
  return true;
}
