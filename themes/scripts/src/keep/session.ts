// The session behind an open page: noticed when it ends, renewed in place, never another person's.

import { button, el, fill, meta, say } from "./page";

interface Me {
  person: number;
  name: string;
  csrf: string;
}

/** Pauses before a sign-in that the network broke is tried again. */
const SIGN_IN_AGAIN_MS = [500, 1000, 2000];

export class Session {
  csrf = meta("csrf-token");
  private person = meta("person");
  private box: HTMLElement | null = null;
  private waiting: (() => void)[] = [];

  /** The id of the person whose text this is. */
  owner(): string {
    return this.person;
  }

  /** Looks again who is signed in. True when it is the same person and the token was renewed. */
  async renew(): Promise<boolean> {
    const answer = await fetch("/toa-soan/toi", { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (!answer.ok) {
      if (answer.status === 401) this.ask();
      return false;
    }
    return this.heard((await answer.json()) as Me);
  }

  /** Resolves when this person is signed in again. */
  back(): Promise<void> {
    if (!this.box) this.ask();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private heard(me: Me): boolean {
    if (String(me.person) !== this.person) {
      this.ask(me);
      return false;
    }
    const renewed = me.csrf !== this.csrf;
    this.csrf = me.csrf;
    const tag = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]");
    if (tag) tag.content = me.csrf;
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=_csrf]")) input.value = me.csrf;
    this.box?.remove();
    this.box = null;
    for (const go of this.waiting.splice(0)) go();
    return renewed;
  }

  /** A box in the page that takes no key away from the text: it is opened without the focus. */
  private ask(other?: Me): void {
    const about = String(other?.person ?? "");
    if (this.box?.dataset.about === about) return;
    this.box?.remove();
    const fault = el("p", { className: "fault", hidden: true });
    fault.setAttribute("role", "alert");
    const email = el("input", { type: "email", name: "email", autocomplete: "username", required: true, id: "dn-email" });
    const password = el("input", { type: "password", name: "password", autocomplete: "current-password", required: true, id: "dn-mat-khau" });
    const form = el(
      "form",
      {},
      el("label", { htmlFor: email.id, textContent: say.email ?? "" }),
      email,
      el("label", { htmlFor: password.id, textContent: say.password ?? "" }),
      password,
      el("menu", {}, button(say.checkAgain, () => void this.renew().catch(() => {})), el("button", { className: "primary", textContent: say.signIn ?? "" })),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.signIn(email.value, password.value).then((sentence) => {
        fault.textContent = sentence;
        fault.hidden = !sentence;
      });
    });
    const link = el("a", { href: "/toa-soan/dang-nhap", target: "_blank", rel: "noopener", textContent: say.otherTab ?? "" });
    const words = other ? fill(say.otherPerson, { name: other.name }) : say.signedOut;
    this.box = el("dialog", { className: "sign-in" }, el("p", { textContent: words ?? "" }));
    if (other) {
      this.box.append(button(fill(say.goOnAs, { name: other.name }), () => this.adopt(other)));
    }
    // On a phone the open form would cover the text that goes on being typed.
    const more = el("details", { open: matchMedia("(min-width: 48rem)").matches }, el("summary", { textContent: say.signInAgain ?? "" }), fault, form);
    this.box.append(more, el("p", { className: "soft" }, link));
    this.box.dataset.about = about;
    this.box.setAttribute("open", "");
    this.box.setAttribute("aria-label", say.signInAgain ?? "");
    document.body.append(this.box);
  }

  /** Somebody has said that the text is now to be theirs. */
  private adopt(other: Me): void {
    this.person = String(other.person);
    this.heard(other);
  }

  /** The sentence why not; empty when it is done. On a bad network it is tried again. */
  private async signIn(email: string, password: string): Promise<string> {
    for (const pause of SIGN_IN_AGAIN_MS) {
      try {
        return await this.trySignIn(email, password);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      // Only the answer may have been lost.
      await this.renew().catch(() => {});
      if (!this.box) return "";
    }
    return say.offline ?? "";
  }

  private async trySignIn(email: string, password: string): Promise<string> {
    const page = await fetch("/toa-soan/dang-nhap", { headers: { Accept: "text/html" }, cache: "no-store" });
    const token = read(await page.text()).querySelector<HTMLInputElement>("input[name=_csrf]")?.value ?? "";
    const answer = await fetch("/toa-soan/dang-nhap", {
      method: "POST",
      body: new URLSearchParams({ _csrf: token, email, password, tiep: "/toa-soan/toi" }),
    });
    if (answer.headers.get("content-type")?.includes("json")) {
      this.heard((await answer.json()) as Me);
      return "";
    }
    // A page that asks for more than a password is better answered in a tab of its own.
    return read(await answer.text()).querySelector("#loi")?.textContent ?? say.otherTabNeeded ?? "";
  }
}

function read(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}
