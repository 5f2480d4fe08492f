// Keeps every keystroke: at once in this browser, within three seconds on the server.

import { draftOf, keep, keptOf, put, same, type Draft, type Kept } from "./draft";

const QUIET_MS = 1200;
const LONGEST_MS = 2800;
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];

interface Stored {
  kept: Kept;
  version: string;
  at: number;
}

interface Conflict {
  version: number;
  saved_by: string;
  theirs: Draft;
}

/** The time of day in Vietnam. */
function clock(time: string | undefined): string {
  const at = new Date(time ?? Date.now());
  return at.toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" });
}

/** What is still missing before the article can be published. */
function tellFaults(faults: { text: string }[]): void {
  const box = document.getElementById("con-thieu");
  const list = box?.querySelector("ul");
  if (!box || !list) return;
  list.replaceChildren(
    ...faults.map((fault) => {
      const item = document.createElement("li");
      item.textContent = fault.text;
      return item;
    }),
  );
  box.hidden = faults.length === 0;
}

/** One form, saved as it is typed. */
export class Autosave {
  private readonly key: string;
  private version: string;
  private server: Kept;
  private saveId = crypto.randomUUID();
  private sentWith: Kept | null = null;
  private quiet = 0;
  private longest = 0;
  private tries = 0;
  private running: Promise<boolean> | null = null;
  private stopped = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly status: HTMLElement,
    private readonly csrf: string,
  ) {
    this.key = `toasoan.bai.${form.dataset.id}`;
    this.version = form.dataset.version ?? "";
    this.server = keep(form);
    this.offerKept();
    for (const event of ["input", "change"]) {
      form.addEventListener(event, () => this.changed());
    }
    addEventListener("online", () => void this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.isDirty() || this.running) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
  }

  isDirty(): boolean {
    return !same(keep(this.form), this.server);
  }

  currentVersion(): string {
    return this.version;
  }

  /** Sends what has not been sent. True when the server has everything. */
  async flush(): Promise<boolean> {
    clearTimeout(this.quiet);
    clearTimeout(this.longest);
    this.longest = 0;
    while (this.running) await this.running;
    if (!this.isDirty() && !this.sentWith) return true;
    if (this.stopped) return false;
    this.running = this.send();
    const done = await this.running;
    this.running = null;
    if (done && this.isDirty()) this.wait();
    return done && !this.isDirty();
  }

  private changed(): void {
    const kept = keep(this.form);
    if (same(kept, this.server)) return;
    this.store(kept);
    if (this.stopped) return;
    this.say("waiting");
    this.wait();
  }

  private wait(): void {
    clearTimeout(this.quiet);
    this.quiet = window.setTimeout(() => void this.flush(), QUIET_MS);
    if (!this.longest) this.longest = window.setTimeout(() => void this.flush(), LONGEST_MS);
  }

  private async send(): Promise<boolean> {
    // A save whose answer was lost is repeated as it was, under the same id.
    const kept = this.sentWith ?? keep(this.form);
    this.sentWith = kept;
    this.say("saving");
    try {
      const answer = await fetch(`/toa-soan/bai/${this.form.dataset.id}/ban-nhap`, {
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "If-Match": `"${this.version}"`,
          "X-CSRF-Token": this.csrf,
        },
        body: JSON.stringify({ save_id: this.saveId, ...draftOf(kept) }),
        signal: AbortSignal.timeout(15000),
      });
      return await this.answered(answer, kept);
    } catch {
      this.retry();
      return false;
    }
  }

  private async answered(answer: Response, kept: Kept): Promise<boolean> {
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) {
      this.setVersion(String(body.version));
      this.server = kept;
      this.forgetSent();
      this.tries = 0;
      if (!this.isDirty()) localStorage.removeItem(this.key);
      this.say("saved", clock(body.saved_at));
      tellFaults(body.faults ?? []);
      return true;
    }
    if (answer.status === 409) {
      this.forgetSent();
      this.conflict(body as Conflict);
    } else if (answer.status === 401) {
      this.say("signedOut");
      this.retry();
    } else if (answer.status >= 500 || answer.status === 429) {
      this.retry();
    } else {
      this.forgetSent();
      this.status.textContent = body.message ?? String(answer.status);
      this.status.classList.add("bad");
    }
    return false;
  }

  private setVersion(version: string): void {
    this.version = version;
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=version]")) {
      input.value = version;
    }
  }

  private forgetSent(): void {
    this.sentWith = null;
    this.saveId = crypto.randomUUID();
  }

  private retry(): void {
    if (this.status.textContent !== this.form.dataset.signedOut) this.say("offline");
    const pause = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
    this.tries += 1;
    window.setTimeout(() => void this.flush(), pause);
  }

  private conflict(body: Conflict): void {
    this.stopped = true;
    this.say("conflict");
    const theirs = keptOf(body.theirs);
    const box = this.banner(`${this.form.dataset.conflict} (${body.saved_by})`);
    this.button(box, this.form.dataset.keepMine, () => {
      this.server = theirs;
      this.setVersion(String(body.version));
      this.stopped = false;
      box.remove();
      void this.flush();
    });
    this.button(box, this.form.dataset.takeTheirs, () => {
      this.store(keep(this.form));
      this.server = theirs;
      this.setVersion(String(body.version));
      put(this.form, theirs);
      this.stopped = false;
      box.remove();
      this.say("saved");
    });
    for (const [name, kept] of [["theirs", theirs], ["mine", keep(this.form)]] as const) {
      const label = document.createElement("label");
      label.textContent = this.form.dataset[name] ?? "";
      const area = document.createElement("textarea");
      area.readOnly = true;
      area.rows = 8;
      area.value = [kept.title, kept.lead, kept.body].join("\n\n");
      label.append(area);
      box.append(label);
    }
  }

  /** Text that this browser kept and the server never got. */
  private offerKept(): void {
    const stored = this.stored();
    if (!stored || same(stored.kept, this.server)) {
      localStorage.removeItem(this.key);
      return;
    }
    const box = this.banner(this.form.dataset.found ?? "");
    this.button(box, this.form.dataset.take, () => {
      put(this.form, stored.kept);
      box.remove();
      this.changed();
    });
    this.button(box, this.form.dataset.drop, () => {
      localStorage.removeItem(this.key);
      box.remove();
    });
  }

  private stored(): Stored | null {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  private store(kept: Kept): void {
    const stored: Stored = { kept, version: this.version, at: Date.now() };
    try {
      localStorage.setItem(this.key, JSON.stringify(stored));
    } catch {
      // A full store must not stop the saving on the server.
    }
  }

  private banner(sentence: string): HTMLElement {
    const box = document.createElement("div");
    box.className = "banner";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = sentence;
    box.append(words);
    this.form.before(box);
    return box;
  }

  private button(box: HTMLElement, name: string | undefined, act: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name ?? "";
    button.addEventListener("click", act);
    box.append(button);
  }

  private say(what: "saved" | "saving" | "waiting" | "offline" | "signedOut" | "conflict", more = ""): void {
    this.status.textContent = `${this.form.dataset[what] ?? ""} ${more}`.trim();
    this.status.classList.toggle("bad", ["offline", "signedOut", "conflict"].includes(what));
  }
}
