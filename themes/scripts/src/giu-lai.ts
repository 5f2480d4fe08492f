// The page where a reader chooses what their browser keeps, and sees it.

import { bytesUsed, choose, chosen, forget, forgetAll, HOME, pages, type Kept } from "./offline/kept";

const place = document.getElementById("ngoai-tuyen");
const say = place?.dataset ?? {};

const one = <T extends HTMLElement>(id: string) => document.getElementById(id) as T | null;

function fill(text: string | undefined, values: Record<string, string>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

const stamp = (at: number) => new Date(at).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
const size = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`);

function tell(words: string | undefined): void {
  const line = one("trang-thai");
  if (line) line.textContent = words ?? "";
}

if (place) void start();

async function start(): Promise<void> {
  // Shown in the place of a page that is not kept.
  const missing = location.pathname !== HOME;
  if (!("serviceWorker" in navigator) || !("caches" in window)) return tell(say.unsupported);
  const form = one<HTMLFormElement>("chon-giu");
  if (!form) return;
  form.hidden = missing;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void turnOn(form);
  });
  one("tat")?.addEventListener("click", () => void turnOff(form));
  const choice = await chosen();
  if (choice) {
    for (const box of form.querySelectorAll<HTMLInputElement>("input[name=muc]")) box.checked = choice.sections.includes(box.value);
    (form.elements.namedItem("mb") as HTMLSelectElement).value = String(choice.megabytes);
    (form.elements.namedItem("anh") as HTMLInputElement).checked = choice.pictures;
  }
  await draw();
  if (missing) tell(say.missing);
  else if (choice) await compare();
}

async function turnOn(form: HTMLFormElement): Promise<void> {
  const sent = new FormData(form);
  try {
    tell(say.working);
    await choose({
      megabytes: Number(sent.get("mb")),
      sections: sent.getAll("muc").map(String),
      pictures: sent.has("anh"),
      words: { copy: say.copy ?? "", slow: say.slow ?? "" },
    });
    await navigator.serviceWorker.register("/ngoai-tuyen.js");
    await compare();
  } catch {
    tell(say.unsupported);
  }
}

async function turnOff(form: HTMLFormElement): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  await forgetAll();
  form.reset();
  await draw();
  tell(say.off);
}

/** Has the worker bring everything up to date, and shows what is there as it comes. */
async function compare(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  tell(say.working);
  const drawing = setInterval(() => void draw(), 1500);
  const whole = await new Promise<boolean>((resolve) => {
    navigator.serviceWorker.addEventListener("message", (event) => resolve(Boolean((event.data as { whole?: boolean }).whole)), { once: true });
    active?.postMessage("so-sanh");
  });
  clearInterval(drawing);
  await draw();
  tell(whole ? say.done : say.failed);
}

async function draw(): Promise<void> {
  const [choice, kept] = [await chosen(), await pages()];
  const box = one("da-giu");
  const list = box?.querySelector("ul");
  if (!box || !list) return;
  box.hidden = !choice;
  const turn = one("bat");
  if (turn) turn.textContent = (choice ? say.on : turn.dataset.first) ?? turn.textContent;
  const off = one("tat");
  if (off) off.hidden = !choice;
  // A button that has the focus is not taken away from under it.
  if (!list.contains(document.activeElement)) list.replaceChildren(...kept.map(line));
  if (!kept.length) list.replaceChildren(Object.assign(document.createElement("li"), { textContent: say.nothing ?? "" }));
  const total = one("tong");
  if (total && choice) total.textContent = fill(say.total, { used: size(await bytesUsed()), cap: `${choice.megabytes} MB` });
}

function line(kept: Kept): HTMLLIElement {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: kept.path, textContent: kept.title || kept.path });
  const about = Object.assign(document.createElement("span"), { className: "meta", textContent: ` ${fill(say.item, { at: stamp(kept.at), size: size(kept.bytes) })} ` });
  const drop = Object.assign(document.createElement("button"), { type: "button", textContent: say.remove ?? "" });
  drop.setAttribute("aria-label", `${say.remove ?? ""}: ${link.textContent}`);
  drop.addEventListener("click", () => {
    const next = item.nextElementSibling?.querySelector("button") ?? one("bat");
    void forget(kept.path).then(draw);
    item.remove();
    next?.focus();
  });
  item.append(link, about, drop);
  return item;
}
