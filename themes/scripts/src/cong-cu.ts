// Tools around an article: share and copy its address, listen to it, look at its pictures, report a
// passage. Each is shown only where this browser can do it; the page reads without.

const story = document.querySelector<HTMLElement>(".story");
const tools = document.getElementById("cong-cu");
const say = tools?.dataset ?? {};

if (story && tools) {
  share();
  report();
  listen(story);
  zoom(story);
}

function on(id: string, act: (button: HTMLButtonElement) => void): void {
  const button = document.getElementById(id) as HTMLButtonElement | null;
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => act(button));
}

function share(): void {
  const url = document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href ?? location.href;
  if ("share" in navigator) on("chia-se", () => void navigator.share({ title: document.title, url }).catch(() => {}));
  if (!navigator.clipboard) return;
  on("chep", (button) => {
    const words = button.textContent;
    void navigator.clipboard.writeText(url).then(() => {
      button.textContent = say.copied ?? "";
      setTimeout(() => (button.textContent = words), 2000);
    });
  });
}

/** What is marked in the article goes along. */
function report(): void {
  const link = document.getElementById("bao-loi") as HTMLAnchorElement | null;
  const plain = link?.getAttribute("href") ?? "";
  document.addEventListener("selectionchange", () => {
    const marked = getSelection();
    // Pressing the link takes the marks away.
    if (!link || !marked || document.activeElement === link || !story?.contains(marked.anchorNode)) return;
    const passage = marked.toString().trim().slice(0, 500);
    if (passage) link.href = `${plain}?doan=${encodeURIComponent(passage)}`;
  });
}

/** The voice that was recorded of it, else the browser's own, where it has one of the article's language. */
function listen(text: HTMLElement): void {
  const button = document.getElementById("nghe");
  const voice = text.querySelector<HTMLAudioElement>("[data-reading] audio");
  if (voice && button) {
    button.hidden = false;
    button.onclick = () => void (voice.paused ? voice.play() : voice.pause());
    const tell = () => (button.textContent = (voice.paused ? (voice.ended || !voice.currentTime ? say.listen : say.goOn) : say.pause) ?? "");
    voice.onplay = voice.onpause = voice.onended = tell;
    return;
  }
  if (!("speechSynthesis" in window)) return;
  const can = (language: string) => speechSynthesis.getVoices().some((voice) => voice.lang.slice(0, 2).toLowerCase() === language.slice(0, 2));
  const offer = () => {
    if (button) button.hidden = !can(text.lang || "vi");
  };
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  // Kept here, as browsers tell of theirs late; it is what a press does next.
  let next: "listen" | "pause" | "goOn" = "listen";
  const now = (state: typeof next) => {
    next = state;
    if (button) button.textContent = say[state] ?? "";
  };
  button?.addEventListener("click", () => {
    if (next === "pause") {
      speechSynthesis.pause();
      return now("goOn");
    }
    if (next === "goOn") speechSynthesis.resume();
    else read(text, () => now("listen"));
    now("pause");
  });
}

/** Sentence by sentence: voices fall silent in the middle of long ones. */
function read(text: HTMLElement, done: () => void): void {
  const parts = text.querySelectorAll<HTMLElement>("h1, .sapo, .body > :not(figure, .gallery, .notes, .embed)");
  const spoken = Array.from(parts).flatMap((part) => {
    const sentences = (part.textContent ?? "").match(/[^.!?…]+[.!?…]*\s*/g) ?? [];
    return sentences.map((words) => {
      const sentence = new SpeechSynthesisUtterance(words);
      sentence.lang = part.closest<HTMLElement>("[lang]")?.lang ?? "vi";
      return sentence;
    });
  });
  const last = spoken[spoken.length - 1];
  if (last) last.onend = done;
  spoken.forEach((sentence) => speechSynthesis.speak(sentence));
}

/** Each picture can be looked at alone, as large as the screen, and the next from there. */
function zoom(text: HTMLElement): void {
  const pictures = Array.from(text.querySelectorAll<HTMLImageElement>("figure img"));
  if (!("showModal" in HTMLDialogElement.prototype)) return;
  pictures.forEach((picture, at) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "zoom", textContent: "⤢" });
    button.setAttribute("aria-label", `${say.zoom ?? ""}: ${picture.alt}`);
    button.addEventListener("click", () => show(pictures, at));
    picture.closest("picture")?.after(button);
  });
}

function show(pictures: HTMLImageElement[], first: number): void {
  let at = first;
  const box = Object.assign(document.createElement("dialog"), { className: "large" });
  const picture = document.createElement("img");
  const words = document.createElement("p");
  words.setAttribute("aria-live", "polite");
  const bar = document.createElement("p");
  const go = (to: number) => {
    at = (to + pictures.length) % pictures.length;
    const one = pictures[at];
    if (!one) return;
    picture.src = largest(one);
    picture.alt = one.alt;
    words.textContent = `${at + 1}/${pictures.length} ${one.closest("figure")?.querySelector("figcaption")?.textContent ?? ""}`;
  };
  const button = (word: string | undefined, act: () => void) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: word ?? "" });
    made.addEventListener("click", act);
    bar.append(made, " ");
  };
  if (pictures.length > 1) {
    button(say.previous, () => go(at - 1));
    button(say.next, () => go(at + 1));
  }
  button(say.close, () => box.close());
  box.setAttribute("aria-label", say.zoom ?? "");
  box.append(picture, words, bar);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") go(at - 1);
    if (event.key === "ArrowRight") go(at + 1);
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  go(at);
  box.showModal();
}

function largest(picture: HTMLImageElement): string {
  const files = picture.closest("picture")?.querySelector("source")?.srcset.split(",") ?? [];
  const sizes = files.map((file) => file.trim().split(" ")).sort(([, one], [, other]) => parseInt(other ?? "0", 10) - parseInt(one ?? "0", 10));
  return sizes[0]?.[0] ?? picture.src;
}
