// Galleries, recordings and link cards in the text: their source is kept letter by letter, people see what it
// means and change it in a dialog.

import type { Node } from "prosemirror-model";
import type { NodeView } from "prosemirror-view";
import { addressOf, askAudio } from "./audio";
import { type Audio, audioOf, audioSource } from "./audio-source";
import { button } from "./button";
import { insertBlock } from "./commands";
import { ask } from "./dialogs";
import { fenced } from "./directive";
import { askGallery } from "./gallery";
import { galleryOf, gallerySource } from "./gallery-source";
import { address } from "./links";
import { keepSelection, type Room } from "./room";
import { rendition, schema } from "./schema";

interface Card {
  url: string;
  title: string;
}

export class OpaqueView implements NodeView {
  readonly dom = document.createElement("div");

  constructor(
    private node: Node,
    private readonly room: () => Room,
    private readonly csrf: string,
    private readonly getPos: () => number | undefined,
  ) {
    this.dom.className = "opaque";
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.draw();
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest("button, audio") !== null;
  }

  ignoreMutation(): boolean {
    return true;
  }

  private draw(): void {
    const { say } = this.room();
    const source = String(this.node.attrs.source);
    const edit = (act: () => void) => button({ sign: "", name: say.edit ?? "", worded: true }, act);
    const [card, gallery, audio] = [cardOf(source), galleryOf(source), audioOf(source)];
    if (gallery) {
      const shelf = document.createElement("div");
      shelf.className = "shelf";
      shelf.append(...gallery.items.map(({ src, alt }) => Object.assign(document.createElement("img"), { src: rendition(src, 320), alt })));
      const words = document.createElement("p");
      words.textContent = [say.gallery, gallery.caption].filter(Boolean).join(": ");
      this.dom.replaceChildren(words, shelf, edit(() => void askGallery(this.room().say, this.csrf, gallery).then((made) => made && this.set(gallerySource(made)))));
    } else if (audio) {
      const words = document.createElement("p");
      words.textContent = [say.audio, audio.title, audio.credit].filter(Boolean).join(": ");
      const player = Object.assign(document.createElement("audio"), { controls: true, preload: "none", src: addressOf(audio.src) });
      player.setAttribute("aria-label", audio.title || (say.audio ?? ""));
      this.dom.replaceChildren(words, player, edit(() => void askAudio(this.room().say, this.csrf, audio).then((made) => made && this.set(audioSource(made)))));
    } else if (card) {
      const words = document.createElement("p");
      words.textContent = [say.embed, card.title, card.url].filter(Boolean).join(": ");
      this.dom.replaceChildren(words, edit(() => void askCard(this.room(), card).then((made) => made && this.set(cardSource(made)))));
    } else {
      const plain = document.createElement("pre");
      plain.textContent = source;
      this.dom.replaceChildren(plain);
    }
  }

  private set(source: string): void {
    const [pos, { view }] = [this.getPos(), this.room()];
    if (pos !== undefined) view.dispatch(view.state.tr.setNodeAttribute(pos, "source", source));
    view.focus();
  }
}

/** The card of an `embed`, unless it says more than we can ask for. */
function cardOf(source: string): Card | null {
  const found = /^(`{3,})embed\n([\s\S]*)\n\1$/.exec(source);
  if (!found) return null;
  const card: Card = { url: "", title: "" };
  for (const line of (found[2] ?? "").split("\n").filter((each) => each.trim())) {
    const [, key = "", value = ""] = /^(\w+):\s*(.*)$/.exec(line.trim()) ?? [];
    if (key !== "url" && key !== "title") return null;
    card[key] = value;
  }
  return card;
}

function cardSource(card: Card): string {
  const line = (key: string, value: string) => (value ? [`${key}: ${value.replace(/\s+/g, " ")}`] : []);
  return fenced("embed", [...line("url", card.url), ...line("title", card.title)].join("\n"));
}

async function askCard({ say }: Room, card?: Card): Promise<Card | null> {
  const fault = (value: string) => (/^https?:/.test(address(value)) ? "" : (say.addressFault ?? ""));
  const given = await ask(
    say.embed ?? "",
    [
      { name: "url", label: say.address ?? "", type: "text", value: card?.url ?? "", required: true, fault },
      { name: "title", label: say.embedTitle ?? "", type: "text", value: card?.title ?? "", required: true },
    ],
    { apply: say.apply ?? "", cancel: say.cancel ?? "" },
  );
  return given && { url: address(given.text("url")), title: given.text("title") };
}

export async function insertCard(room: Room): Promise<void> {
  const back = keepSelection(room.view);
  const card = await askCard(room);
  back();
  if (card) room.view.dispatch(insertBlock(room.view.state.tr, schema.node("opaque", { source: cardSource(card) })));
}

export async function insertGallery(room: Room, csrf: string): Promise<void> {
  const back = keepSelection(room.view);
  const made = await askGallery(room.say, csrf, { caption: "", items: [] });
  back();
  if (made?.items.length) room.view.dispatch(insertBlock(room.view.state.tr, schema.node("opaque", { source: gallerySource(made) })));
}

/** Asks for a recording, and puts it in at the caret or where its file was dropped. */
export async function insertAudio(room: Room, csrf: string, dropped?: File): Promise<void> {
  const back = keepSelection(room.view);
  const none: Audio = { src: "", title: "", credit: "", reading: false, transcript: "" };
  const made = await askAudio(room.say, csrf, none, dropped);
  back();
  if (made) room.view.dispatch(insertBlock(room.view.state.tr, schema.node("opaque", { source: audioSource(made) })).scrollIntoView());
}
