// A live report goes on growing while it is read. Nothing moves by itself: a button says that there is
// something new, and brings it in without a reload. Without a script a reload does the same.

const EVERY_MS = 30_000;

const about = document.getElementById("bai")?.dataset;
let etag = "";

async function look(): Promise<void> {
  if (document.visibilityState === "hidden" || document.getElementById("cap-nhat")) return;
  const answer = await fetch(location.pathname, { cache: "no-cache" });
  const seen = answer.headers.get("etag") ?? "";
  if (answer.status !== 410 && (!answer.ok || seen === etag)) return;
  etag = seen;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(".story .body");
  const shown = document.querySelector<HTMLElement>(".story .body");
  if (answer.ok && (!fresh || !shown || fresh.textContent === shown.textContent)) return;
  offer(() => {
    if (!answer.ok || !fresh || !shown) return location.reload();
    for (const part of [".story .sapo", ".story .under", ".story > .corrections"]) {
      const [old, now] = [document.querySelector(part), page.querySelector(part)];
      if (old && now) old.replaceWith(document.importNode(now, true));
      else if (now) shown.before(document.importNode(now, true));
    }
    const next = document.importNode(fresh, true) as HTMLElement;
    shown.replaceWith(next);
    next.tabIndex = -1;
    next.focus();
  });
}

function offer(bring: () => void): void {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: about?.fresh ?? "" });
  const box = Object.assign(document.createElement("div"), { id: "cap-nhat", className: "fresh" });
  box.setAttribute("role", "status");
  button.addEventListener("click", () => {
    box.remove();
    bring();
  });
  box.append(button);
  document.body.append(box);
}

if (about?.fresh) setInterval(() => void look().catch(() => {}), Number(about.every) || EVERY_MS);
