// A recording: sent, named and written down in one dialog.

import { upload } from "../upload";
import type { Audio } from "./audio-source";
import { button } from "./button";
import { finish, shown } from "./dialogs";
import { fill } from "./room";

export const SOUNDS = "audio/mpeg,audio/mp4,audio/x-m4a,audio/aac,audio/ogg,audio/opus,audio/wav,audio/x-wav,.mp3,.m4a,.ogg,.opus,.oga,.wav";

/** A file that may be a recording; the server looks at its bytes. */
export function isSound(file: File): boolean {
  return file.type.startsWith("audio/") || /\.(mp3|m4a|ogg|oga|opus|wav)$/i.test(file.name);
}

/** The dialog; null when the person changes their mind. A file that was dropped is sent at once. */
export function askAudio(say: DOMStringMap, csrf: string, audio: Audio, dropped?: File): Promise<Audio | null> {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  const heading = document.createElement("h2");
  const status = document.createElement("p");
  const player = document.createElement("audio");
  const file = Object.assign(document.createElement("input"), { type: "file", accept: SOUNDS });
  const title = Object.assign(document.createElement("input"), { value: audio.title, required: true, autocomplete: "off" });
  const credit = Object.assign(document.createElement("input"), { value: audio.credit, autocomplete: "off" });
  const reading = Object.assign(document.createElement("input"), { type: "checkbox", checked: audio.reading });
  const transcript = Object.assign(document.createElement("textarea"), { value: audio.transcript, rows: 6 });
  const apply = Object.assign(document.createElement("button"), { className: "primary", value: "apply", textContent: say.apply ?? "" });
  const menu = document.createElement("menu");
  let { src } = audio;
  dialog.className = "audio";
  dialog.setAttribute("aria-label", say.audio ?? "");
  form.method = "dialog";
  heading.textContent = say.audio ?? "";
  status.setAttribute("role", "status");
  player.controls = true;
  player.preload = "none";
  const ready = (address: string) => {
    player.hidden = !address;
    if (address) player.src = address;
    file.setCustomValidity(src ? "" : (say.audioMissing ?? ""));
  };
  ready(addressOf(src));
  const send = async (sent: File) => {
    apply.disabled = true;
    try {
      const kept = await upload(sent, csrf, (part) => (status.textContent = fill(say.uploadingPart, { name: sent.name, percent: Math.round(part * 100) })));
      if (!kept.duration_ms) throw new Error(say.audioMissing);
      src = `media:${kept.media}`;
      status.textContent = "";
      title.value ||= sent.name.replace(/\.\w+$/, "").replace(/[-_]+/g, " ");
      ready(kept.src);
    } catch (err) {
      status.textContent = `${fill(say.uploadFailed, { name: sent.name })} ${(err instanceof Error && err.message) || (say.uploadOffline ?? "")}`;
    }
    apply.disabled = false;
  };
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (chosen) void send(chosen);
  });
  menu.append(button({ sign: "", name: say.cancel ?? "", worded: true }, () => finish(dialog, "")), apply);
  form.append(heading, labelled(say.audioFile ?? "", file), status, player, labelled(say.audioTitle ?? "", title), labelled(say.audioCredit ?? "", credit), labelled(say.audioReading ?? "", reading, "tick"), labelled(say.audioTranscript ?? "", transcript), menu);
  dialog.append(form);
  if (dropped) void send(dropped);
  return shown(dialog, form).then((act) => {
    player.pause();
    return act === "apply" && src ? { src, title: title.value, credit: credit.value, reading: reading.checked, transcript: transcript.value } : null;
  });
}

/** Address of a kept recording: the server finds its kind by what is kept, whatever ending is tried. */
export function addressOf(src: string): string {
  return src ? `/media/${src.replace(/^media:/, "")}/am-thanh` : "";
}

function labelled(text: string, input: HTMLElement, kind = ""): HTMLLabelElement {
  const label = document.createElement("label");
  if (kind) {
    label.className = kind;
    label.append(input, ` ${text}`);
  } else label.append(text, input);
  return label;
}
