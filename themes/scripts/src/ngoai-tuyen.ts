// The worker of a reader who wants to read without a network. Pages come from the network while there
// is one; what is read, and the newest of the chosen sections, is kept within the reader's bound; a
// corrected article takes its old copy's place and a withdrawn one takes it away.

import { chosen, comparedAt, find, findPicture, forget, HOME, keep, noteCompared, pages, trim, type Chosen } from "./offline/kept";

/** What a worker is given, as far as it is used here. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends Waiting {
  data: unknown;
  source: { postMessage(words: unknown): void } | null;
}
interface Worker {
  addEventListener(kind: "install" | "activate", hear: (event: Waiting) => void): void;
  addEventListener(kind: "fetch", hear: (event: Fetching) => void): void;
  addEventListener(kind: "message", hear: (event: Told) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
const worker = self as unknown as Worker;

/** With a copy at hand a page is waited for no longer than this. */
const PATIENCE_MS = 6_000;
/** So often, at most, everything is compared with the server beside the reading. */
const COMPARED_EVERY_MS = 15 * 60_000;
/** Newest articles of a chosen section. */
const OF_A_SECTION = 15;
/** Pages of these are no reading: the desk, programs, searches, what is for printing or not public. */
const NEVER = /^\/(toa-soan|api|tim-kiem|goi-y|in|xem-thu|cach-doc|rss)(\/|$)|\.(xml|json|txt|js)$/;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!NEVER.test(pathname)) event.respondWith(navigate(event));
  } else if (/^\/(media|tai-nguyen)\//.test(pathname)) {
    event.respondWith(file(event, pathname));
  }
});

worker.addEventListener("message", (event) => {
  if (event.data !== "so-sanh") return;
  const { source } = event;
  event.waitUntil(compare(true).then((whole) => source?.postMessage({ whole })));
});

async function navigate(event: Fetching): Promise<Response> {
  const { pathname, search } = new URL(event.request.url);
  const [choice, copy] = [await chosen(), search ? undefined : await find(pathname)];
  const asked = fetch(event.request);
  try {
    const answer = await (copy ? Promise.race([asked, later(PATIENCE_MS)]) : asked);
    if (!answer) {
      event.waitUntil(asked.then((late) => take(pathname, late)).catch(() => {}));
      return await marked(copy, choice?.words.slow);
    }
    if (answer.status >= 500 && copy) return await marked(copy, choice?.words.copy);
    if (choice) event.waitUntil(after(search ? "" : pathname, answer.clone(), choice));
    return answer;
  } catch {
    if (copy) return marked(copy, choice?.words.copy);
    return (await find(HOME)) ?? Response.error();
  }
}

const later = (pause: number) => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), pause));

/** Keeps what was just read, and now and then looks after all the rest. */
async function after(pathname: string, answer: Response, choice: Chosen): Promise<void> {
  if (pathname) await take(pathname, answer);
  if (Date.now() - (await comparedAt()) > COMPARED_EVERY_MS) await compare(false);
  else await trim(choice.megabytes);
}

/** What the server says of a page now. */
async function take(pathname: string, answer: Response): Promise<void> {
  if (answer.status === 404 || answer.status === 410) return forget(pathname);
  if (answer.ok && !answer.redirected && answer.headers.get("content-type")?.startsWith("text/html")) await keep(pathname, answer);
}

/** A file never changes under its address. Pictures that the reader does not want kept are not. */
async function file(event: Fetching, pathname: string): Promise<Response> {
  const copy = await find(pathname);
  if (copy) return copy;
  try {
    const answer = await fetch(event.request);
    const choice = await chosen();
    if (answer.status === 200 && choice && (choice.pictures || pathname.startsWith("/tai-nguyen/"))) {
      const kept = answer.clone();
      event.waitUntil(keep(pathname, kept).catch(() => {}));
    }
    return answer;
  } catch {
    return (await findPicture(pathname)) ?? Response.error();
  }
}

/** The copy, and above its text of when it is. */
async function marked(copy: Response | undefined, words = ""): Promise<Response> {
  if (!copy) return Response.error();
  const at = new Date(Number(copy.headers.get("x-kept-at"))).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
  const line = `<p class="told" role="status">${escape(words.replace("{at}", at))}</p>`;
  const html = (await copy.text()).replace(/<main\b[^>]*>/, (main) => main + line);
  return new Response(html, { headers: copy.headers });
}

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** One comparison at a time. Who asks for one meanwhile may have chosen otherwise: theirs comes next. */
let comparing: Promise<boolean> | null = null;

function compare(asked: boolean): Promise<boolean> {
  if (comparing && !asked) return comparing;
  const own = (comparing ?? Promise.resolve(true)).then(() => compareAll(asked)).finally(() => {
    if (comparing === own) comparing = null;
  });
  comparing = own;
  return own;
}

/** Compares every copy with the server and brings the chosen sections up to date. True when nothing
 * stood in the way. */
async function compareAll(asked: boolean): Promise<boolean> {
  const choice = await chosen();
  if (!choice) return false;
  await noteCompared(Date.now());
  try {
    if (asked) await keepHome();
    for (const { path } of await pages()) await renew(path);
    for (const section of choice.sections) await newest(section, choice);
    return true;
  } catch {
    return false;
  } finally {
    await trim(choice.megabytes);
  }
}

/** Asks for a page only if it is another one than the copy; true when it was kept anew. */
async function renew(path: string): Promise<Response | null> {
  const etag = (await find(path))?.headers.get("etag");
  const answer = await fetch(path, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status === 304 || answer.status >= 500) return null;
  await take(path, answer.clone());
  return answer.ok ? answer : null;
}

async function newest(section: string, choice: Chosen): Promise<void> {
  await renew(section);
  const feed = await fetch(`${section}/feed.json`, { cache: "no-store" });
  if (!feed.ok) return;
  const { items } = (await feed.json()) as { items: { url: string }[] };
  const paths = items.slice(0, OF_A_SECTION).map(({ url }) => new URL(url)).filter(({ origin }) => origin === location.origin);
  for (const { pathname } of paths) {
    const page = (await find(pathname)) ? null : await renew(pathname);
    if (page && choice.pictures) await keepPictures(await page.text());
  }
}

/** Of each picture in a page the size for a small screen. */
async function keepPictures(html: string): Promise<void> {
  const sizes = new Map<string, string>();
  for (const [path, hash] of html.matchAll(/\/media\/([0-9a-f]+)\/320\/[\w.-]+\.jpg/g)) sizes.set(hash ?? "", path);
  for (const [path, hash] of html.matchAll(/\/media\/([0-9a-f]+)\/(?:\d+\/)?[\w.-]+\.(?:jpg|png)/g)) if (!sizes.has(hash ?? "")) sizes.set(hash ?? "", path);
  for (const path of sizes.values()) {
    if (await find(path)) continue;
    const answer = await fetch(path);
    if (answer.ok) await keep(path, answer);
  }
}

/** The page of choices with its scripts, which is shown where there is neither network nor copy. */
async function keepHome(): Promise<void> {
  const answer = await fetch(HOME, { cache: "no-store" });
  if (!answer.ok) return;
  const html = await answer.clone().text();
  await keep(HOME, answer);
  for (const [path] of html.matchAll(/\/tai-nguyen\/[\w.-]+\.(?:js|svg|css)/g)) {
    if (await find(path)) continue;
    const script = await fetch(path);
    if (script.ok) await keep(path, script);
  }
}
