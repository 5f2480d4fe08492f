// Pictures on their way to the newsroom: each has its place in the text from the first moment.

import { NodeSelection, type EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { upload } from "../upload";
import { insertBlock } from "./commands";
import { schema } from "./schema";

/** One file and what becomes of it. */
export interface Job {
  file: File;
  /** Address of the file in this browser, to be seen while it is sent. */
  preview: string;
  part: number;
  /** What went wrong, in the server's words; null while nothing did. */
  fault: string | null;
}

/** Two at a time: the server prepares no more, and a slow line is not shared by ten. */
const AT_ONCE = 2;
export const KINDS = ["image/jpeg", "image/png", "image/webp", "image/gif"];

export class Pictures {
  private readonly jobs = new Map<string, Job>();
  private readonly watchers = new Map<string, Set<() => void>>();
  private readonly waiting: string[] = [];
  private running = 0;
  private number = 0;
  /** Nothing was written since the last picture was put in: its words may be asked for. */
  awaited = false;

  constructor(
    private readonly csrf: string,
    private readonly view: () => EditorView,
    /** Hears of each picture that has come, to ask for its words. */
    private readonly come: (pos: number) => void,
  ) {
    addEventListener("beforeunload", (event) => {
      if (this.running > 0) event.preventDefault();
    });
  }

  job(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  /** Calls back at each step of a job; the answer ends that. */
  watch(id: string, step: () => void): () => void {
    const set = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, set.add(step));
    return () => set.delete(step);
  }

  /** Places for files, in their order, at the caret or where they were dropped. */
  insert(files: File[], at?: number): void {
    for (const file of files) {
      const { state } = this.view();
      const node = schema.node("figure", { upload: this.begin(file) });
      const pos = at === undefined ? undefined : blockEnd(state, at);
      const tr = pos === undefined ? insertBlock(state.tr, node) : state.tr.insert(pos, node);
      if (pos !== undefined) at = pos + node.nodeSize;
      this.view().dispatch(tr.scrollIntoView());
    }
    this.awaited = true;
  }

  /** The file for a place that waits for one. */
  fill(pos: number, file: File): void {
    const { state } = this.view();
    const node = state.doc.nodeAt(pos);
    if (!node || node.type !== schema.nodes.figure) return;
    this.view().dispatch(state.tr.setNodeMarkup(pos, null, { ...node.attrs, upload: this.begin(file) }).setMeta("addToHistory", false));
  }

  again(id: string): void {
    const job = this.jobs.get(id);
    if (!job?.fault && job?.fault !== "") return;
    Object.assign(job, { fault: null, part: 0 });
    this.waiting.push(id);
    this.step(id);
    this.next();
  }

  /** Pictures that a word processor put into the clipboard itself start when their place is drawn. */
  adopt(id: string): void {
    if (this.jobs.has(id) || !id.startsWith("data:image/")) return;
    const file = fileOf(id);
    if (file) this.start(id, file);
  }

  private begin(file: File): string {
    this.number += 1;
    const id = `anh-${this.number}`;
    this.start(id, file);
    return id;
  }

  private start(id: string, file: File): void {
    this.jobs.set(id, { file, preview: URL.createObjectURL(file), part: 0, fault: null });
    this.waiting.push(id);
    this.next();
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const id = this.waiting.shift();
      const job = id === undefined ? undefined : this.jobs.get(id);
      if (id === undefined || !job) return;
      this.running += 1;
      void this.send(id, job);
    }
  }

  private async send(id: string, job: Job): Promise<void> {
    try {
      const kept = await upload(job.file, this.csrf, (part) => {
        job.part = part;
        this.step(id);
      });
      this.arrive(id, `media:${kept.media}`);
    } catch (err) {
      job.fault = err instanceof Error ? err.message : "";
      this.step(id);
    }
    this.running -= 1;
    this.next();
  }

  private arrive(id: string, src: string): void {
    const view = this.view();
    const found: number[] = [];
    view.state.doc.descendants((node, pos) => {
      if (node.attrs.upload === id) found.push(pos);
    });
    const { tr } = view.state;
    for (const pos of found) tr.setNodeMarkup(pos, null, { ...view.state.doc.nodeAt(pos)?.attrs, src, from: "", upload: "" });
    const chosen = view.state.selection instanceof NodeSelection ? view.state.selection.from : null;
    if (chosen !== null && found.includes(chosen)) tr.setSelection(NodeSelection.create(tr.doc, chosen));
    view.dispatch(tr.setMeta("addToHistory", false).setMeta("picture", true));
    if (found[0] !== undefined) this.come(found[0]);
  }

  private step(id: string): void {
    for (const step of this.watchers.get(id) ?? []) step();
  }
}

/** The end of the block on the first level below a place: a picture never splits a sentence. */
function blockEnd(state: EditorState, at: number): number {
  const $at = state.doc.resolve(Math.min(at, state.doc.content.size));
  if ($at.depth === 0) return $at.pos;
  return $at.parentOffset === 0 && $at.depth === 1 ? $at.before(1) : $at.after(1);
}

export function fileOf(data: string): File | null {
  const found = /^data:(image\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=\s]+)$/.exec(data);
  if (!found?.[1] || !found[2] || !KINDS.includes(found[1])) return null;
  const bytes = Uint8Array.from(atob(found[2].replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
  return new File([bytes], `anh.${found[1].slice(6)}`, { type: found[1] });
}
