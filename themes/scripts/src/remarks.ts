// Remarks on passages, listed beside the text: read, answered, resolved. The editor finds the
// passages and colours them (editor/comments.ts); the two speak through events of the document.

import type { Anchor } from "./editor/anchor";

interface Remark {
  by: string;
  at: string;
  words: string;
}

export interface Thread extends Anchor {
  id: number;
  found: "same" | "changed" | "gone" | "whole";
  resolved: string;
  remarks: Remark[];
}

interface Listed {
  threads: Thread[];
  may_add: boolean;
}

export function remarks(): void {
  const panel = document.getElementById("nhan-xet");
  const csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  if (panel?.dataset.url) new Panel(panel, panel.dataset.url, panel.dataset, csrf).start();
}

class Panel {
  private listed: Listed = { threads: [], may_add: false };
  private found: Record<number, Thread["found"]> = {};
  /** The server's tag of the list that is shown. */
  private tag = "";
  private composing = false;

  constructor(
    private readonly box: HTMLElement,
    private readonly url: string,
    private readonly say: DOMStringMap,
    private readonly csrf: string,
  ) {}

  start(): void {
    document.addEventListener("toasoan:remarks-wanted", () => this.tell());
    document.addEventListener("toasoan:remark-asked", (event) => this.ask((event as CustomEvent<Anchor | null>).detail));
    document.addEventListener("toasoan:remark-clicked", (event) => this.focus((event as CustomEvent<number>).detail));
    document.addEventListener("toasoan:remarks-found", (event) => {
      this.found = (event as CustomEvent<Record<number, Thread["found"]>>).detail;
      for (const thread of this.listed.threads) this.state(thread);
    });
    // With each beat of the page the list is asked for, and only what is new is sent.
    document.addEventListener("toasoan:beat", () => void this.load());
    this.box.addEventListener("compositionstart", () => (this.composing = true));
    this.box.addEventListener("compositionend", () => (this.composing = false));
    void this.load();
  }

  private async load(): Promise<void> {
    const known: Record<string, string> = this.tag ? { "If-None-Match": this.tag } : {};
    const answer = await fetch(`${this.url}/danh-sach`, { headers: { Accept: "application/json", ...known }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const listed = (await answer.json()) as Listed;
    // A word that is being composed would break off; the next beat brings the list again.
    if (!this.composing) this.take(listed, answer);
  }

  private take(listed: Listed, answer: Response): void {
    this.tag = answer.headers.get("etag") ?? "";
    this.listed = listed;
    this.found = {};
    this.draw();
    this.tell();
  }

  private tell(): void {
    document.dispatchEvent(new CustomEvent("toasoan:remarks", { detail: this.listed.threads }));
  }

  private draw(): void {
    const open = this.listed.threads.filter((thread) => !thread.resolved);
    const done = this.listed.threads.filter((thread) => thread.resolved);
    // Words that somebody is typing stay where they are while the list is made anew.
    const typed = this.box.querySelector<HTMLFormElement>("form.remark:not(.sent)");
    const about = typed?.closest(".thread")?.id;
    const area = typed?.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    const unfolded = this.box.querySelector(".threads > details")?.hasAttribute("open") ?? false;
    const parts: HTMLElement[] = typed ? [typed] : [];
    if (this.listed.may_add) parts.push(this.button(this.say.add ?? "", () => document.dispatchEvent(new CustomEvent("toasoan:remark-wanted")) && this.askWithoutEditor(), "new"));
    if (!this.listed.threads.length) parts.push(element("p", "soft", this.say.none ?? ""));
    parts.push(...open.map((thread) => this.thread(thread)));
    if (done.length) {
      const folded = document.createElement("details");
      folded.open = unfolded;
      folded.append(element("summary", "", `${this.say.resolved} (${done.length})`), ...done.map((thread) => this.thread(thread)));
      parts.push(folded);
    }
    this.place().replaceChildren(...parts);
    if (typed && about) document.getElementById(about)?.append(typed);
    area?.focus({ preventScroll: true });
    const count = this.box.querySelector<HTMLElement>(".count");
    if (count) count.textContent = open.length ? `(${open.length})` : "";
    // Beside what the text lacks: a remark that nobody has settled is easily passed over.
    const still = document.getElementById("nhan-xet-mo");
    const link = still?.querySelector("a");
    if (still && link) {
      still.hidden = !open.length;
      link.textContent = (still.dataset.some ?? "").replace("%count%", String(open.length));
    }
  }

  private place(): HTMLElement {
    return this.box.querySelector<HTMLElement>(".threads") ?? this.box;
  }

  /** Where no editor runs there is nothing to select: the remark is one on the whole. */
  private askWithoutEditor(): void {
    if (!document.querySelector(".ProseMirror")) this.ask(null);
  }

  private thread(thread: Thread): HTMLElement {
    const box = element("article", "thread", "");
    box.id = `nhan-xet-${thread.id}`;
    box.tabIndex = -1;
    if (thread.quote) box.append(element("blockquote", "", thread.quote));
    box.append(element("p", "soft state-of", ""));
    for (const remark of thread.remarks) {
      const said = element("div", "said", "");
      const head = element("p", "soft", "");
      head.append(element("b", "", remark.by), ` · ${remark.at}`);
      said.append(head, element("p", "words", remark.words));
      box.append(said);
    }
    if (thread.resolved) box.append(element("p", "soft", thread.resolved));
    const tools = element("p", "tools", "");
    if (thread.quote && document.querySelector(".ProseMirror, textarea#body:not(:disabled)")) {
      tools.append(this.button(this.say.go ?? "", () => document.dispatchEvent(new CustomEvent("toasoan:remark-go", { detail: thread.id })), "plain go"));
    }
    if (this.listed.may_add) {
      const first = thread.remarks[0]?.by ?? "";
      tools.append(this.button(this.say.reply ?? "", () => this.form(box, { parent: thread.id }, (this.say.replyWords ?? "").replace("…", first)), "plain"));
      const [word, name] = thread.resolved ? ["mo-lai", this.say.reopen] : ["xong", this.say.resolve];
      tools.append(this.button(name ?? "", () => void this.send(`${this.url}/${thread.id}/${word}`, {}), "plain"));
    }
    box.append(tools);
    this.state(thread, box);
    return box;
  }

  /** The editor knows best, then the server's word of the stored text. */
  private state(thread: Thread, box: HTMLElement | null = document.getElementById(`nhan-xet-${thread.id}`)): void {
    const state = this.found[thread.id] ?? thread.found;
    const line = box?.querySelector<HTMLElement>(".state-of");
    if (!box || !line) return;
    box.dataset.found = state;
    line.textContent = this.say[state] ?? "";
    line.hidden = state === "same";
    const go = box.querySelector<HTMLButtonElement>(".go");
    if (go) go.hidden = state === "gone";
  }

  private ask(anchor: Anchor | null): void {
    this.form(this.place(), anchor ?? {}, this.say.words ?? "", anchor?.quote);
  }

  private form(after: HTMLElement, fields: Partial<Anchor> & { parent?: number }, name: string, quote = ""): void {
    const there = this.box.querySelector<HTMLFormElement>("form.remark");
    // Asked for again, what is being typed stays.
    if (there && fields.parent !== undefined && there.dataset.parent === String(fields.parent)) {
      there.querySelector("textarea")?.focus();
      return;
    }
    there?.remove();
    const form = document.createElement("form");
    if (fields.parent !== undefined) form.dataset.parent = String(fields.parent);
    form.className = "remark";
    const label = element("label", "", name) as HTMLLabelElement;
    const area = document.createElement("textarea");
    area.id = "nhan-xet-moi";
    area.rows = 3;
    area.required = true;
    area.maxLength = 5000;
    label.htmlFor = area.id;
    const send = document.createElement("button");
    send.className = "primary";
    send.textContent = this.say.send ?? "";
    const cancel = this.button(this.say.cancel ?? "", () => form.remove(), "plain");
    if (quote) form.append(element("blockquote", "", quote));
    form.append(label, area, send, cancel);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send.disabled = true;
      const sent = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
      form.classList.add("sent");
      form.dataset.focused = String(form.contains(document.activeElement));
      void this.send(this.url, { ...sent, words: area.value }).finally(() => {
        form.classList.remove("sent");
        send.disabled = false;
      });
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") form.remove();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    if (after === this.place()) after.prepend(form);
    else after.append(form);
    area.focus();
  }

  private async send(address: string, fields: Record<string, string>): Promise<void> {
    const answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRF-Token": this.csrf },
      body: new URLSearchParams(fields),
    }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    if (answer?.ok && body) {
      // A button that is pressed and then switched off has lost the focus already.
      const here = this.box.contains(document.activeElement) || (document.activeElement === document.body && this.box.querySelector("form.remark.sent[data-focused=true]") !== null);
      this.take(body as Listed, answer);
      this.status("");
      // The field that had the focus is gone: the next step begins here and not at the page's top.
      if (here) this.box.querySelector<HTMLElement>("button.new, .threads button")?.focus();
    } else {
      this.status(body?.message ?? this.say.failed ?? "");
    }
  }

  private status(sentence: string): void {
    const line = this.box.querySelector<HTMLElement>("[role=status]");
    if (line) line.textContent = sentence;
  }

  private focus(id: number): void {
    const box = document.getElementById(`nhan-xet-${id}`);
    box?.scrollIntoView({ block: "nearest" });
    box?.focus();
  }

  private button(name: string, act: () => void, kind: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = kind;
    button.textContent = name;
    // The selection in the text stays while the button is pressed.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", act);
    return button;
  }
}

function element(name: string, kind: string, words: string): HTMLElement {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = words;
  return made;
}
