// At the next visit: what was typed and never reached the draft, with what differs, to take or combine.

import { differs, type Autosave } from "../autosave";
import { FIELDS, keep, keptOf, type Draft, type Kept } from "../draft";
import { shown } from "./difference";
import { above, button, el, fill, readAloud, say, stamp } from "./page";
import { orphans, type Shelf, type Typed } from "./shelf";

/** Earlier texts that are listed at most. */
const EARLIER_SHOWN = 5;

interface Offer {
  sentence: string;
  kept: Kept;
  base: Kept;
  version: string;
  forget(): Promise<void>;
}

/** Looks in this browser and, beside the draft, on the server. */
export async function recover(form: HTMLFormElement, autosave: Autosave, shelf: Shelf): Promise<void> {
  const open = new Map<Offer, HTMLElement>();
  const told = () => autosave.waitsAbove(open.size > 0);
  // With each text that is taken, what the others differ in is another thing.
  const again = async () => {
    for (const [offer, box] of [...open]) {
      if (differs(form, offer.kept)) {
        open.set(offer, offered(offer, box));
      } else {
        open.delete(offer);
        box.remove();
        await offer.forget();
      }
    }
    told();
  };
  const offered = (offer: Offer, before?: HTMLElement): HTMLElement => {
    const settled = () => {
      open.delete(offer);
      void again();
    };
    const box = made(form, autosave, shelf, offer, settled);
    if (before) before.replaceWith(box);
    else above(box);
    return box;
  };
  const add = (offer: Offer) => {
    if (!differs(form, offer.kept)) return void offer.forget();
    open.set(offer, offered(offer));
    told();
  };
  const mine = (typed: Typed) => typed.article === autosave.article;
  const here = (await orphans(shelf, autosave.session.owner(), (typed) => mine(typed) && add(local(typed, autosave, shelf)))).filter(mine);
  const offers = [...here.map((typed) => local(typed, autosave, shelf)), ...(await asides(here, autosave))];
  offers.forEach(add);
  await earlier(form, autosave, shelf);
}

function local(typed: Typed, autosave: Autosave, shelf: Shelf): Offer {
  return {
    ...typed,
    sentence: fill(say.found, { at: stamp(typed.at) }),
    forget: async () => {
      await shelf.keepEarlier(typed);
      await shelf.remove(typed.article, typed.tab);
      await autosave.forgetAside(typed.tab);
    },
  };
}

interface Aside {
  tab: string;
  version: number;
  saved_at: string;
  base: Draft;
  mine: Draft;
}

async function asides(here: Typed[], autosave: Autosave): Promise<Offer[]> {
  try {
    const answer = await fetch(autosave.address(), { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return [];
    const found = ((await answer.json()) as { asides: Aside[] }).asides;
    const others = found.filter((aside) => here.every((typed) => typed.tab !== aside.tab));
    return others.map((aside) => ({
      sentence: fill(say.foundAside, { at: stamp(aside.saved_at) }),
      kept: keptOf(aside.mine),
      base: keptOf(aside.base),
      version: String(aside.version),
      forget: () => autosave.forgetAside(aside.tab),
    }));
  } catch {
    return [];
  }
}

/** The box that offers one text; `settled` hears when it has been decided on. */
function made(form: HTMLFormElement, autosave: Autosave, shelf: Shelf, offer: Offer, settled: () => void): HTMLElement {
  const box = el("section", { className: "banner found" }, el("p", { textContent: offer.sentence }), differences(form, keep(form), offer.kept));
  box.setAttribute("role", "alert");
  const settle = async (take: boolean) => {
    await autosave.stored();
    if (take) await offer.forget();
    box.remove();
    document.querySelector<HTMLElement>(".ProseMirror, textarea#body")?.focus({ preventScroll: true });
    settled();
  };
  /** Over what the page stood on when it was compared, and otherwise over what was typed on: then
   * what came in since is combined with it and not written over. */
  const take = async (over: "offered" | "shown") => {
    if (!(await saved(autosave, box))) return;
    const standing = autosave.standing();
    const { base, version } = over === "shown" && standing.version === shownAt ? standing : offer;
    // What stands in the page is put by before something else takes its place.
    const now = keep(form);
    void shelf.keepEarlier({ article: autosave.article, tab: autosave.tab, person: autosave.session.owner(), kept: now, base, version, at: Date.now(), unsent: false });
    await autosave.adopt(offer.kept, base, version);
    await settle(true);
  };
  const shownAt = autosave.standing().version;
  const standing = autosave.standing();
  const combine = offer.version !== standing.version;
  const buttons = el("p", { className: "both" });
  if (combine) buttons.append(button(say.combine, () => void take("offered"), "primary"));
  buttons.append(
    button(combine ? say.takeOnly : say.take, () => void take("shown"), combine ? "" : "primary"),
    button(say.drop, () => void settle(true)),
  );
  box.append(buttons);
  return box;
}

/** Whether the page's own words are with the server, so that another text may come in their place;
 * where they are not, it is said why nothing happens. */
async function saved(autosave: Autosave, box: HTMLElement): Promise<boolean> {
  if (await autosave.flush()) return true;
  const line = box.querySelector("p.bad") ?? box.appendChild(el("p", { className: "bad" }));
  line.textContent = (autosave.currentConflict() ? say.decideFirst : say.saveFirst) ?? "";
  return false;
}

/** Each field that differs, under its name. */
export function differences(form: HTMLFormElement | null, old: Kept, now: Kept): HTMLElement {
  const list = el("div", { className: "differences" });
  list.tabIndex = 0;
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", say.whatDiffers ?? "");
  for (const name of FIELDS) {
    if (old[name] === now[name]) continue;
    const named = name === "cover_media" ? "#cover-label" : `label[for="${name}"], #${name}-label`;
    const label = form?.querySelector(named)?.textContent ?? name;
    list.append(el("h3", { textContent: label }), shown(...readAloud(name, old[name], now[name])));
  }
  return list;
}

/** Earlier texts of this browser, for whoever misses something. */
async function earlier(form: HTMLFormElement, autosave: Autosave, shelf: Shelf): Promise<void> {
  const own = (await shelf.earlier(autosave.article)).filter((typed) => typed.person === autosave.session.owner());
  own.sort((one, other) => other.at - one.at);
  const place = document.getElementById("ban-cu");
  const lines = ofDistinctMinutes(own.filter((typed) => differs(form, typed.kept))).map((typed) => {
    const details = el("details", {}, el("summary", { textContent: stamp(typed.at) }));
    details.addEventListener(
      "toggle",
      () => {
        const { base, version } = autosave.standing();
        details.append(
          differences(form, keep(form), typed.kept),
          button(say.take, () => {
            void saved(autosave, details).then((done) => {
              if (!done) return;
              void autosave.adopt(typed.kept, base, version);
              details.open = false;
            });
          }),
        );
      },
      { once: true },
    );
    return el("li", {}, details);
  });
  if (!place || !lines.length) return;
  place.append(el("h2", { textContent: say.earlier ?? "" }), el("p", { className: "soft", textContent: say.earlierExplained ?? "" }), el("ul", {}, ...lines));
  place.hidden = false;
}

/** The newest ones, of each minute one: more than that nobody can tell apart. */
function ofDistinctMinutes(all: Typed[]): Typed[] {
  const byMinute = new Map<string, Typed>();
  for (const typed of all) if (!byMinute.has(stamp(typed.at))) byMinute.set(stamp(typed.at), typed);
  return [...byMinute.values()].slice(0, EARLIER_SHOWN);
}
