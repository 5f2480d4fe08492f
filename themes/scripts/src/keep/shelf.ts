// The browser's own store: every text that was typed here, by article and tab, and a few earlier ones.
//
// IndexedDB, because its commits are on disk at once: what localStorage takes may stay in memory for
// seconds, which a killed browser loses. Where there is no IndexedDB, localStorage is better than nothing.

import { alike, keptOf, type Draft, type Kept } from "../draft";

/** What one tab holds of one article. Times are this browser's and only ever shown. */
export interface Typed {
  article: string;
  tab: string;
  person: string;
  kept: Kept;
  /** The text and version of the server that it was written over. */
  base: Kept;
  version: string;
  at: number;
  /** The server has not said that it has it. */
  unsent: boolean;
}

export interface Shelf {
  put(typed: Typed): Promise<void>;
  all(): Promise<Typed[]>;
  remove(article: string, tab: string): Promise<void>;
  /** Puts a text among the earlier ones of its article. */
  keepEarlier(typed: Typed): Promise<void>;
  /** Newest first. */
  earlier(article: string): Promise<Typed[]>;
}

/** Earlier texts of one article, and of all. */
const EARLIER_MAX = 8;
const ALL_MAX = 200;

export async function openShelf(): Promise<Shelf> {
  try {
    return new Cupboard(await open());
  } catch {
    return new Drawer();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("toasoan", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("typed", { keyPath: ["article", "tab"] });
      asked.result.createObjectStore("earlier", { autoIncrement: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

function result<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

class Cupboard implements Shelf {
  constructor(private readonly db: IDBDatabase) {
    // A newer page may need to change the store; ours reopens nothing and only falls silent.
    db.onversionchange = () => db.close();
  }

  private write(store: string, act: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const tx = this.db.transaction(store, "readwrite", { durability: "strict" });
      act(tx.objectStore(store));
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
    });
  }

  async put(typed: Typed): Promise<void> {
    try {
      await this.write("typed", (store) => store.put(typed));
    } catch {
      // No room: what was only kept to be on the safe side goes first.
      await this.write("earlier", (store) => store.clear());
      await this.write("typed", (store) => store.put(typed));
    }
  }

  all(): Promise<Typed[]> {
    return result(this.db.transaction("typed").objectStore("typed").getAll());
  }

  remove(article: string, tab: string): Promise<void> {
    return this.write("typed", (store) => store.delete([article, tab]));
  }

  async keepEarlier(typed: Typed): Promise<void> {
    const store = this.db.transaction("earlier").objectStore("earlier");
    const [keys, texts] = await Promise.all([result(store.getAllKeys()), result<Typed[]>(store.getAll())]);
    const own = keys.filter((_, at) => texts[at]?.article === typed.article);
    const over = [...own.slice(0, Math.max(0, own.length + 1 - EARLIER_MAX)), ...keys.slice(0, Math.max(0, keys.length + 1 - ALL_MAX))];
    await this.write("earlier", (earlier) => {
      for (const key of over) earlier.delete(key);
      earlier.add(typed);
    });
  }

  async earlier(article: string): Promise<Typed[]> {
    const texts: Typed[] = await result(this.db.transaction("earlier").objectStore("earlier").getAll());
    return texts.filter((typed) => typed.article === article).reverse();
  }
}

const PREFIX = "toasoan.chu.";

class Drawer implements Shelf {
  async put(typed: Typed): Promise<void> {
    localStorage.setItem(`${PREFIX}${typed.article}.${typed.tab}`, JSON.stringify(typed));
  }

  async all(): Promise<Typed[]> {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    return keys.flatMap((key) => {
      try {
        return [JSON.parse(localStorage.getItem(key) ?? "") as Typed];
      } catch {
        return [];
      }
    });
  }

  async remove(article: string, tab: string): Promise<void> {
    localStorage.removeItem(`${PREFIX}${article}.${tab}`);
  }

  async keepEarlier(): Promise<void> {}

  async earlier(): Promise<Typed[]> {
    return [];
  }
}

/** Says for other pages of this browser that this tab is open. */
export function liveTab(tab: string): void {
  void navigator.locks?.request(`toasoan.the.${tab}`, () => new Promise(() => {}));
}

/** The tabs of this browser that are open now. */
export async function liveTabs(): Promise<Set<string>> {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map((lock) => (lock.name ?? "").replace("toasoan.the.", "")));
}

/** What is sent behind a page that closes has this long to arrive. */
const CLOSING_MS = 2000;

/** What this person typed in tabs that are closed and the server never got, newest first. What is in
 * tabs that are open now is told `late`, should these close with it. */
export async function orphans(shelf: Shelf, person: string, late: (typed: Typed) => void): Promise<Typed[]> {
  const [all, live] = await Promise.all([shelf.all(), liveTabs()]);
  for (const typed of all) {
    if (typed.person !== person || !typed.unsent || !live.has(typed.tab)) continue;
    void closed(typed.tab).then(async () => {
      const left = (await shelf.all()).find((other) => other.article === typed.article && other.tab === typed.tab);
      if (left?.unsent && (await isMissing(left, shelf))) late(left);
    });
  }
  const own = all.filter((typed) => typed.person === person && !live.has(typed.tab));
  await Promise.all(own.filter((typed) => !typed.unsent).map((typed) => shelf.remove(typed.article, typed.tab)));
  return own.filter((typed) => typed.unsent).sort((a, b) => b.at - a.at);
}

async function closed(tab: string): Promise<void> {
  await navigator.locks?.request(`toasoan.the.${tab}`, { mode: "shared" }, () => {});
  await new Promise((resolve) => setTimeout(resolve, CLOSING_MS));
}

/** A page that was left in the very moment of the answer does not know that its text was saved. */
export async function isMissing(typed: Typed, shelf: Shelf): Promise<boolean> {
  try {
    const answer = await fetch(`/toa-soan/bai/${typed.article}/ban-nhap`, { headers: { Accept: "application/json" }, cache: "no-store" });
    const { theirs } = (await answer.json()) as { theirs?: Draft };
    if (!theirs || !alike(keptOf(theirs), typed.kept)) return true;
    await shelf.remove(typed.article, typed.tab);
    return false;
  } catch {
    return true;
  }
}
