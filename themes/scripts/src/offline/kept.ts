// What this browser keeps for reading without a network: pages and pictures, oldest out first.

/** The browser's stores, by name. */
const PAGES = "toasoan-trang";
const FILES = "toasoan-tep";
const CHOSEN = "toasoan-lua-chon";
/** The page where it is chosen; it is kept as long as anything is. */
export const HOME = "/ngoai-tuyen";

/** What a reader chose, and the sentences that the worker shows. */
export interface Chosen {
  megabytes: number;
  /** Paths of sections whose newest articles are kept. */
  sections: string[];
  pictures: boolean;
  words: { copy: string; slow: string };
}

/** A page that is kept, as the list shows it. */
export interface Kept {
  path: string;
  title: string;
  at: number;
  bytes: number;
}

const AT = "x-kept-at";
const BYTES = "x-kept-bytes";
const TITLE = "x-kept-title";
/** What of an answer is kept with it; others speak of the connection, or of bytes as they were packed. */
const HEADERS = ["content-type", "content-security-policy", "etag", "x-content-type-options", "referrer-policy"];

export async function chosen(): Promise<Chosen | null> {
  const found = await caches.match("/lua-chon", { cacheName: CHOSEN });
  return found ? ((await found.json()) as Chosen) : null;
}

export async function choose(choice: Chosen): Promise<void> {
  await (await caches.open(CHOSEN)).put("/lua-chon", new Response(JSON.stringify(choice)));
}

/** When everything was last compared with the server. */
export async function comparedAt(): Promise<number> {
  const found = await caches.match("/so-sanh", { cacheName: CHOSEN });
  return found ? Number(await found.text()) : 0;
}

export async function noteCompared(at: number): Promise<void> {
  await (await caches.open(CHOSEN)).put("/so-sanh", new Response(String(at)));
}

export async function forgetAll(): Promise<void> {
  await Promise.all([PAGES, FILES, CHOSEN].map((name) => caches.delete(name)));
}

const storeOf = (path: string) => (/^\/(media|tai-nguyen)\//.test(path) ? FILES : PAGES);

// To look into a store by its name does not make it.
export function find(path: string): Promise<Response | undefined> {
  return caches.match(path, { cacheName: storeOf(path) });
}

/** Another size of the same picture, where this one is not kept. */
export async function findPicture(path: string): Promise<Response | undefined> {
  const folder = path.split("/").slice(0, 3).join("/");
  if (!(await caches.has(FILES))) return undefined;
  const store = await caches.open(FILES);
  const other = (await store.keys()).find((request) => new URL(request.url).pathname.startsWith(`${folder}/`));
  return other && store.match(other);
}

/** Keeps an answer under its path, as of now. */
export async function keep(path: string, answer: Response): Promise<void> {
  const body = await answer.arrayBuffer();
  const headers = new Headers();
  for (const name of HEADERS) {
    const value = answer.headers.get(name);
    if (value) headers.set(name, value);
  }
  headers.set(AT, String(Date.now()));
  headers.set(BYTES, String(body.byteLength));
  if (headers.get("content-type")?.startsWith("text/html")) headers.set(TITLE, encodeURIComponent(titleOf(new TextDecoder().decode(body))));
  await (await caches.open(storeOf(path))).put(path, new Response(body, { headers }));
}

export async function forget(path: string): Promise<void> {
  if (await caches.has(storeOf(path))) await (await caches.open(storeOf(path))).delete(path);
}

/** The pages that are kept, newest first. */
export async function pages(): Promise<Kept[]> {
  return (await all(PAGES)).filter(({ path }) => path !== HOME).sort((one, other) => other.at - one.at);
}

export async function bytesUsed(): Promise<number> {
  const kept = [...(await all(PAGES)), ...(await all(FILES))];
  return kept.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Throws away the oldest until all is within the reader's bound; what they choose with stays. */
export async function trim(megabytes: number): Promise<void> {
  const kept = [...(await all(PAGES)), ...(await all(FILES))].filter(({ path }) => path !== HOME && !path.startsWith("/tai-nguyen/"));
  kept.sort((one, other) => other.at - one.at);
  let left = megabytes * 1e6 - (await bytesUsed()) + kept.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of kept) {
    left -= bytes;
    if (left < 0) await forget(path);
  }
}

async function all(name: string): Promise<Kept[]> {
  if (!(await caches.has(name))) return [];
  const store = await caches.open(name);
  const read = async (request: Request): Promise<Kept[]> => {
    const found = await store.match(request);
    if (!found) return [];
    const { headers } = found;
    return [{ path: new URL(request.url).pathname, title: decodeURIComponent(headers.get(TITLE) ?? ""), at: Number(headers.get(AT)), bytes: Number(headers.get(BYTES)) }];
  };
  return (await Promise.all((await store.keys()).map(read))).flat();
}

const NAMED: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&#x2f;": "/" };

function titleOf(html: string): string {
  const title = (/property="og:title" content="([^"]*)"/.exec(html) ?? /<title>([^<]*)/.exec(html))?.[1] ?? "";
  return title.replace(/&[#\w]+;/g, (name) => NAMED[name.toLowerCase()] ?? name).trim();
}
