// Who else has the article open, who is typing, and who edits it. Saving does not depend on it.

import type { Session } from "./session";
import { button, el, fill, pinned, say } from "./page";

const BEAT_MS = 10_000;
/** On a bad network a beat that was lost is sent again sooner. */
const AGAIN_MS = 2_500;
/** While somebody types, colleagues hear of it this often at most. */
const TYPING_MS = 8_000;

/** The open page: one that is only read has nothing to be told of newer texts. */
export interface OpenPage {
  article: string;
  tab: string;
  session: Session;
  heard(version: number): Promise<void>;
}

interface Told {
  version: number;
  state: string;
  people: { name: string; me: boolean; tabs: number; typing: boolean }[];
  /** Others who have to compare their words with the draft's. */
  waiting: string[];
  lock: { name: string; mine: boolean; since: string; may_take: boolean } | null;
}

/** Where a page leaves its name for the next one in its tab, as it is left: the word that it was
 * closed may come late or never. A copy of a tab that is open finds nothing there. */
const LEFT = "toasoan.vua-dong";

export class Presence {
  private readonly was = takeLeft();
  private timer = 0;
  private typed = false;
  private typingTold = -Infinity;
  private held = false;
  private readonly here = document.getElementById("dang-mo");
  private readonly lock = document.getElementById("khoa");
  private readonly waiting = document.getElementById("cho-so-sanh");

  constructor(
    form: HTMLFormElement,
    private readonly page: OpenPage,
    /** Hears where the article stands. */
    private readonly state: (state: string) => void,
  ) {
    form.addEventListener("input", () => this.typing());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      takeLeft();
      void this.beat("open");
    });
    const taken = new URLSearchParams(location.search).get("xong") === "take";
    void this.beat(taken ? "editing" : "open");
  }

  private typing(): void {
    this.typed = true;
    if (performance.now() - this.typingTold > TYPING_MS) void this.beat("typing");
  }

  private async beat(says: "open" | "typing" | "editing"): Promise<void> {
    clearTimeout(this.timer);
    if (this.typed || says === "typing") this.typingTold = performance.now();
    const word = says === "open" && this.typed ? "typing" : says;
    this.typed = false;
    const answered = await this.ask("co-mat", { says: word });
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.beat("open"), answered ? BEAT_MS : AGAIN_MS);
  }

  private leave(): void {
    clearTimeout(this.timer);
    try {
      sessionStorage.setItem(LEFT, this.page.tab);
    } catch {
      // Without a store the server waits until nothing more is heard.
    }
    void fetch(this.address("co-mat"), { ...this.sending({ says: "closed" }), keepalive: true }).catch(() => {});
  }

  private address(word: string): string {
    return `/toa-soan/bai/${this.page.article}/${word}`;
  }

  private sending(body: object): RequestInit {
    return {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": this.page.session.csrf },
      body: JSON.stringify({ tab: this.page.tab, was: this.was, ...body }),
    };
  }

  /** True when the server has answered, be it that it refuses. */
  private async ask(word: string, body: object): Promise<boolean> {
    try {
      const answer = await fetch(this.address(word), { ...this.sending(body), signal: AbortSignal.timeout(8000) });
      if (!answer.ok) return answer.status < 500;
      const told = (await answer.json()) as Told;
      this.show(told);
      this.state(told.state);
      document.dispatchEvent(new CustomEvent("toasoan:beat"));
      await this.page.heard(told.version);
      return true;
    } catch {
      // The next beat tries again; what is typed is kept without it.
      return false;
    }
  }

  private show(told: Told): void {
    const names = told.people.flatMap((person) => {
      if (person.me) return person.tabs > 1 ? [say.meElsewhere ?? ""] : [];
      return [person.typing ? `${person.name} (${say.typing ?? ""})` : person.name];
    });
    const line = names.length ? fill(say.openBy, { names: names.join(", ") }) : "";
    // A status that says the same again would be read out again.
    if (this.here && this.here.textContent !== line) this.here.textContent = line;
    const waits = told.waiting.length ? fill(say.othersCompare, { names: told.waiting.join(", ") }) : "";
    if (this.waiting && this.waiting.textContent !== waits) this.waiting.textContent = waits;
    this.showLock(told.lock);
  }

  private showLock(lock: Told["lock"]): void {
    const mine = lock?.mine ?? false;
    if (this.held && lock && !mine) this.notice(fill(say.takenOver, { name: lock.name }));
    this.held = mine;
    if (!this.lock) return;
    const line = lock && !mine ? fill(say.lockedBy, { name: lock.name, since: lock.since }) : "";
    if (this.lock.dataset.line === line) return;
    this.lock.dataset.line = line;
    this.lock.replaceChildren();
    if (!line || !lock) return;
    this.lock.append(el("span", { textContent: line }));
    if (lock.may_take) this.lock.append(button(say.takeOver, () => void this.ask("tiep-quan", {})));
  }

  private notice(sentence: string): void {
    const box = el("div", { className: "banner" }, el("p", { textContent: sentence }));
    box.setAttribute("role", "alert");
    box.append(button(say.understood, () => box.remove()));
    pinned(box);
  }
}

function takeLeft(): string {
  try {
    const left = sessionStorage.getItem(LEFT) ?? "";
    sessionStorage.removeItem(LEFT);
    return left;
  } catch {
    return "";
  }
}
