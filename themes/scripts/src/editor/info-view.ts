// An information box in the text: its title is a field at its top, the rest is text.

import type { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView, NodeView, ViewMutationRecord } from "prosemirror-view";
import { nextVisit } from "./room";

export class InfoView implements NodeView {
  readonly dom = document.createElement("aside");
  readonly contentDOM = document.createElement("div");
  private readonly title = document.createElement("input");
  private visit = 0;

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
    label: string,
  ) {
    this.title.type = "text";
    this.title.autocomplete = "off";
    this.title.placeholder = label;
    this.title.setAttribute("aria-label", label);
    this.title.contentEditable = "false";
    this.title.value = node.attrs.title;
    this.dom.append(this.title, this.contentDOM);
    this.title.addEventListener("focus", () => (this.visit = nextVisit()));
    this.title.addEventListener("input", () => this.set(this.title.value));
    this.title.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || (event.key !== "Enter" && event.key !== "Escape")) return;
      // Enter would send the form of the article.
      event.preventDefault();
      event.stopPropagation();
      this.enter();
    });
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    // What is being typed, maybe composed, is not touched.
    if (this.title !== document.activeElement) this.title.value = node.attrs.title;
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target === this.title;
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  private set(typed: string): void {
    const pos = this.getPos();
    // It stands behind the opening fence, where a back-tick would end it.
    const title = typed.replace(/[`\s]+/g, " ").trim();
    if (pos !== undefined && title !== this.node.attrs.title) this.view.dispatch(this.view.state.tr.setNodeAttribute(pos, "title", title).setMeta("composition", this.visit));
  }

  private enter(): void {
    const pos = this.getPos();
    if (pos === undefined) return;
    const { tr } = this.view.state;
    this.view.focus();
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 1), 1)).scrollIntoView());
  }
}
