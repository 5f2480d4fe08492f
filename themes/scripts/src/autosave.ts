// Keeps every keystroke: at once in this browser, within three seconds on the server.
//
// One pair says where the page stands: the server's text as this page knows it (`base`) and its
// version. A save over an older version is sent with its base, so that the server can merge; what
// comes back is put into the page, or, when more has been typed meanwhile, taken in by the next save.

import { alike, draftOf, field, keep, keptOf, put, same, type Draft, type Kept } from "./draft";
import type { Session } from "./keep/session";
import { clock, fill, newId, released, say } from "./keep/page";
import type { Shelf } from "./keep/shelf";
import { Writer } from "./keep/writer";

const QUIET_MS = 700;
const LONGEST_MS = 1900;
const RETRY_MS = [500, 1000, 2000, 3000, 5000];
/** The server takes no more; sending it would only break the connection. */
const BYTES_MAX = 3_900_000;
/** Browsers send no more than 64 KiB behind a page that is left. */
const LEAVING_MAX = 60_000;
/** Merges in a row over texts that others are just changing. */
const MERGES_MAX = 5;

/** A run of paragraphs: agreed on, or both texts. */
export type Part = { kind: "agreed"; text: string } | { kind: "conflict"; base: string; mine: string; theirs: string };

export interface FieldConflict {
  field: string;
  base: string;
  mine: string;
  theirs: string;
}

/** What the server answers when both changed the same words. */
export interface Conflict {
  version: number;
  saved_at: string;
  saved_by: string | null;
  /** It was this person, in another tab. */
  mine?: boolean;
  theirs: Draft;
  conflict: { merged: Draft; fields: FieldConflict[]; body: Part[] } | null;
  message?: string;
  /** The text of this page that it is about. */
  of: Kept;
}

type Status = "saved" | "saving" | "waiting" | "offline" | "signedOut" | "conflict";

/** What others of the page want to hear of. */
export interface Hearers {
  conflict(found: Conflict | null): void;
  /** Others' words have come in: whose, and whether it was this person in another tab. */
  merged(by: string | null, mine: boolean): void;
  state(state: string | undefined): void;
  faults(faults: Fault[]): void;
}

interface Sent {
  kept: Kept;
  id: string;
}

/** One form, saved as it is typed. */
export class Autosave {
  readonly tab = newId();
  readonly article: string;
  private version: string;
  private base: Kept;
  private withBase = false;
  private sent: Sent | null = null;
  private conflict: Conflict | null = null;
  private quiet = 0;
  private longest = 0;
  private again = 0;
  private tries = 0;
  private composing = false;
  private awaited = false;
  private above = false;
  private running: Promise<boolean> | null = null;
  /** What was last said of a save, for when nothing is left to be saved. */
  private savedLine: string;
  private line = { line: "", bad: false };
  private readonly writer: Writer;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly status: HTMLElement,
    readonly session: Session,
    shelf: Promise<Shelf>,
    private readonly hearers: Hearers,
  ) {
    this.article = form.dataset.id ?? "";
    this.version = form.dataset.version ?? "";
    this.savedLine = status.textContent ?? "";
    this.line.line = this.savedLine;
    this.base = shownBy(form);
    this.writer = new Writer(shelf, () => this.tell(say.storeFull ?? ""));
    for (const event of ["input", "change"]) form.addEventListener(event, () => this.changed());
    form.addEventListener("compositionstart", () => (this.composing = true));
    form.addEventListener("compositionend", () => (this.composing = false));
    if (this.isDirty()) this.changed();
    addEventListener("online", () => void this.flush());
    addEventListener("beforeunload", (event) => {
      if ((this.isDirty() || this.running) && !this.sendLeaving()) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
  }

  /** What was just typed goes out while the page is left. False when it may not arrive: only then is
   * the person asked whether to stay. */
  private sendLeaving(): boolean {
    const now = keep(this.form);
    const early = this.sent && !same(this.sent.kept, now);
    if (early || this.line.bad || this.conflict || this.composing || !navigator.onLine) return false;
    this.sent ??= { kept: now, id: newId() };
    const body = this.bodyOf(this.sent);
    if (new Blob([body]).size > LEAVING_MAX) return false;
    void this.request(body, true).catch(() => {});
    return true;
  }

  isDirty(): boolean {
    return !same(keep(this.form), this.base);
  }

  /** Sends what has not been sent. True when the server has everything. */
  async flush(): Promise<boolean> {
    clearTimeout(this.quiet);
    clearTimeout(this.longest);
    clearTimeout(this.again);
    this.longest = 0;
    while (this.running) await this.running;
    if (!this.isDirty() && !this.sent) return true;
    this.running = this.save();
    let done = false;
    try {
      done = await this.running;
    } finally {
      this.running = null;
    }
    if (done && this.isDirty()) this.wait();
    return done && !this.isDirty();
  }

  /** Until what is typed is in the browser's store. */
  stored(): Promise<void> {
    return this.writer.idle();
  }

  /** The conflict about what stands in the page now, when there is one. */
  currentConflict(): Conflict | null {
    return this.conflict && same(this.conflict.of, keep(this.form)) ? this.conflict : null;
  }

  /** The person has made one text of both. True when the server has it. */
  async resolve(found: Conflict, chosen: Kept): Promise<boolean> {
    this.savedLine = `${say.saved ?? ""} ${clock(found.saved_at)}`;
    const done = await this.adopt(chosen, keptOf(found.theirs), String(found.version));
    // Who took the other's text has nothing to save, with which their own would be forgotten.
    if (done) await this.forgetAside(this.tab);
    return done;
  }

  /** Puts in a text that was written over another base than the page's. */
  adopt(kept: Kept, base: Kept, version: string): Promise<boolean> {
    put(this.form, kept);
    this.stand(base, version);
    this.setConflict(null);
    this.changed();
    return this.flush();
  }

  /** The text beside the draft is decided on. */
  async forgetAside(tab: string): Promise<void> {
    const address = `/toa-soan/bai/${this.article}/ban-rieng/${tab}`;
    await fetch(address, { method: "DELETE", headers: { Accept: "application/json", "X-CSRF-Token": this.session.csrf } }).catch(() => {});
  }

  /** Everything is saved, and the person who asked for it is told so. */
  tellSaved(): void {
    this.savedLine = fill(say.savedNow, { at: clock(Date.now()) });
    if (!this.isDirty() && !this.running) this.settled();
  }

  /** Where the page stands, for those who keep a text of it. */
  standing(): { base: Kept; version: string } {
    return { base: this.base, version: this.version };
  }

  /** The server has this version, by somebody else or from another tab. */
  async heard(version: number): Promise<void> {
    // The server answers again: what waits for its next try need not wait longer.
    if (this.tries > 0 && !this.running) void this.flush();
    if (!(version > Number(this.version)) || this.running || this.conflict) return;
    if (this.isDirty()) {
      this.withBase = true;
      return;
    }
    const answer = await fetch(this.address(), { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (!answer.ok) throw new Error(`the newest text: ${answer.status}`);
    const newest = (await answer.json()) as { version: number; saved_at: string; saved_by: string | null; mine: boolean; theirs: Draft };
    if (this.isDirty() || this.running || this.composing || !(newest.version > Number(this.version))) return;
    put(this.form, keptOf(newest.theirs));
    this.stand(keep(this.form), String(newest.version));
    this.say("saved", clock(newest.saved_at));
    this.hearers.merged(newest.saved_by, newest.mine);
  }

  address(): string {
    return `/toa-soan/bai/${this.article}/ban-nhap`;
  }

  private changed(): void {
    const kept = keep(this.form);
    this.keepHere(kept, !same(kept, this.base));
    if (same(kept, this.base)) return this.undone();
    if (!this.conflict) this.say("waiting");
    this.wait();
  }

  /** What was typed has been taken back: nothing is left to be saved, nor to be decided. */
  private undone(): void {
    if (this.sent || this.running) return;
    if (this.conflict) void this.forgetAside(this.tab);
    this.setConflict(null);
    clearTimeout(this.quiet);
    clearTimeout(this.longest);
    this.longest = 0;
    this.settled();
  }

  private settled(): void {
    this.write(this.savedLine, false);
  }

  /** Whether a text above this one waits to be decided on: the line says so, or "saved" would seem to
   * speak of it. */
  waitsAbove(some: boolean): void {
    if (this.above === some) return;
    this.above = some;
    this.write(this.line.line, this.line.bad);
  }

  private keepHere(kept: Kept, unsent: boolean): void {
    const { article, tab, base, version } = this;
    this.writer.put({ article, tab, person: this.session.owner(), kept, base, version, at: Date.now(), unsent });
  }

  private wait(): void {
    clearTimeout(this.quiet);
    this.quiet = window.setTimeout(() => void this.flush(), QUIET_MS);
    if (!this.longest) this.longest = window.setTimeout(() => void this.flush(), LONGEST_MS);
  }

  private async save(): Promise<boolean> {
    for (let merges = 0; merges < MERGES_MAX; merges += 1) {
      // A save whose answer was lost is repeated as it was, under the same id.
      this.sent ??= { kept: keep(this.form), id: newId() };
      const { kept } = this.sent;
      const body = this.bodyOf(this.sent);
      if (body.length > BYTES_MAX / 3 && new Blob([body]).size > BYTES_MAX) {
        this.sent = null;
        return this.refused(say.tooLarge);
      }
      if (!this.conflict) this.say("saving");
      try {
        const answer = await this.request(body);
        const said = await answer.json().catch(() => ({}));
        if (answer.status === 409 && said.theirs) {
          this.sent = null;
          if (said.conflict) return this.collided({ ...(said as Conflict), of: kept });
          this.withBase = true;
          continue;
        }
        return await this.answered(answer, said, kept);
      } catch {
        break;
      }
    }
    return this.retry("offline");
  }

  private bodyOf({ kept, id }: Sent): string {
    const base = this.withBase ? { base: draftOf(this.base) } : {};
    return JSON.stringify({ save_id: id, tab: this.tab, ...base, ...draftOf(kept) });
  }

  private request(body: string, keepalive = false): Promise<Response> {
    return fetch(this.address(), {
      method: "PUT",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "If-Match": `"${this.version}"`,
        "X-CSRF-Token": this.session.csrf,
      },
      body,
      keepalive,
      signal: AbortSignal.timeout(15000),
    });
  }

  private async answered(answer: Response, said: Record<string, unknown>, kept: Kept): Promise<boolean> {
    if (answer.ok) return this.saved(said as unknown as Saved, kept);
    if (answer.status === 401) return this.signedOut();
    if (answer.status === 403) {
      // Signed in again in another tab, or as somebody else: the token is another one.
      const before = this.session.csrf;
      if (await this.session.renew()) return this.retry("offline", 0);
      if (before !== this.session.csrf || document.querySelector("dialog.sign-in")) return this.signedOut();
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return this.retry("offline");
    this.sent = null;
    return this.refused(typeof said.message === "string" ? said.message : String(answer.status));
  }

  private saved(said: Saved, kept: Kept): boolean {
    this.sent = null;
    this.tries = 0;
    this.setConflict(null);
    const now = keep(this.form);
    if (!said.merged) {
      this.stand(kept, String(said.version));
    } else if (same(now, kept) && !this.composing) {
      put(this.form, keptOf(said.merged));
      this.stand(keep(this.form), String(said.version));
      this.hearers.merged(said.merged_with ?? null, said.mine ?? false);
    } else {
      // More was typed meanwhile: this page still stands on what it sent, over the old version, and
      // the next save brings both together.
      this.base = kept;
      this.withBase = true;
    }
    this.keepHere(keep(this.form), this.isDirty());
    this.say("saved", clock(said.saved_at));
    this.hearers.faults(said.faults ?? []);
    this.hearers.state(said.state);
    document.dispatchEvent(new CustomEvent("toasoan:saved", { detail: said }));
    return true;
  }

  private stand(base: Kept, version: string): void {
    this.base = base;
    this.version = version;
    this.withBase = false;
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=version]")) input.value = version;
    const hidden = field(this.form, "goc");
    if (hidden) hidden.value = JSON.stringify(draftOf(base));
  }

  private collided(found: Conflict): boolean {
    this.setConflict(found);
    this.say("conflict");
    return false;
  }

  private setConflict(found: Conflict | null): void {
    if (!found && !this.conflict) return;
    this.conflict = found;
    this.hearers.conflict(found);
  }

  private signedOut(): boolean {
    this.say("signedOut");
    if (!this.awaited) {
      this.awaited = true;
      void this.session.back().then(() => {
        this.awaited = false;
        void this.flush();
      });
    }
    return false;
  }

  private refused(sentence: string | undefined): boolean {
    this.tell(`${sentence ?? ""} ${say.keptHere ?? ""}`);
    return false;
  }

  private retry(why: Status, pause = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]): boolean {
    this.say(why);
    this.tries += 1;
    clearTimeout(this.again);
    this.again = window.setTimeout(() => void this.flush(), pause);
    return false;
  }

  /** Why something could not be done. */
  tell(sentence: string): void {
    this.write(sentence, true);
  }

  private say(what: Status, more = ""): void {
    const line = `${say[what] ?? ""} ${more}`.trim();
    if (what === "saved") this.savedLine = line;
    this.write(line, ["offline", "signedOut", "conflict"].includes(what));
  }

  private write(line: string, bad: boolean): void {
    this.line = { line, bad };
    const draw = () => {
      const above = this.above && !this.line.bad ? ` ${say.waitsAbove ?? ""}` : "";
      this.status.textContent = this.line.line + above;
      this.status.classList.toggle("bad", this.line.bad);
    };
    const wait = released();
    if (wait) void wait.then(draw);
    else draw();
  }
}

/** The server's text under this page: what it shows, unless it shows what could not be kept. */
function shownBy(form: HTMLFormElement): Kept {
  const now = keep(form);
  try {
    const base = keptOf(JSON.parse(field(form, "goc")?.value ?? "") as Draft);
    return alike(base, now) ? now : base;
  } catch {
    return now;
  }
}

/** Something that the text still lacks to go live, and the field that it is about. */
export interface Fault {
  field: string;
  text: string;
}

interface Saved {
  version: number;
  saved_at: string;
  faults?: Fault[];
  merged: Draft | null;
  merged_with?: string | null;
  mine?: boolean;
  state?: string;
}

/** Whether what was kept says something that the page does not. */
export function differs(form: HTMLFormElement, kept: Kept): boolean {
  return !alike(keep(form), kept);
}
