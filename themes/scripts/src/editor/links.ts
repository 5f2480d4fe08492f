// Links: made, changed and removed, with words chosen or not.

import type { Mark } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { ask } from "./dialogs";
import { keepSelection, type Room } from "./room";
import { allowed, schema } from "./schema";

const type = schema.marks.link!;

export interface Linked {
  from: number;
  to: number;
  mark: Mark;
}

/** The whole run of text of one mark around the caret or the beginning of what is chosen. */
export function runAt(state: EditorState, name: "link" | "lang"): Linked | null {
  const { $from, empty } = state.selection;
  const parent = $from.parent;
  const wanted = schema.marks[name]!;
  const at = empty && $from.nodeBefore && !wanted.isInSet($from.nodeAfter?.marks ?? []) ? $from.index() - 1 : $from.index();
  const mark = parent.maybeChild(at)?.marks.find((each) => each.type === wanted);
  if (!mark) return null;
  let [first, last] = [at, at];
  while (first > 0 && mark.isInSet(parent.child(first - 1).marks)) first -= 1;
  while (last + 1 < parent.childCount && mark.isInSet(parent.child(last + 1).marks)) last += 1;
  let from = $from.start();
  for (let index = 0; index < first; index += 1) from += parent.child(index).nodeSize;
  let to = from;
  for (let index = first; index <= last; index += 1) to += parent.child(index).nodeSize;
  return { from, to, mark };
}

/** What people paste or type as an address, as one that works; empty when it is none. */
export function address(typed: string): string {
  const text = typed.trim().replace(/\s/g, "%20");
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(text)) return `mailto:${text}`;
  if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([/?#:].*)?$/u.test(text)) return `https://${text}`;
  // Without a scheme it must lead to a place of the site: anything else would lead nowhere.
  return /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(text) && allowed(text) ? text : "";
}

export function removeLink(room: Room): void {
  const { view } = room;
  const { from, to, empty } = view.state.selection;
  const run = runAt(view.state, "link");
  const tr = view.state.tr;
  if (run) tr.removeMark(run.from, run.to, type);
  if (!empty) tr.removeMark(from, to, type);
  view.dispatch(tr);
}

export async function askLink(room: Room): Promise<void> {
  const { view, say } = room;
  const { empty, from, to, $from } = view.state.selection;
  const inLine = $from.parent.inlineContent;
  // In the middle of nothing there is no word to link; all that is chosen may be linked as it is.
  if ((!inLine && empty) || $from.parent.type.spec.code) return room.tell(say.linkNotHere ?? "");
  const run = inLine ? runAt(view.state, "link") : null;
  const back = keepSelection(view);
  const fault = (value: string) => (!value || address(value) ? "" : (say.addressFault ?? ""));
  const fields = [{ name: "href", label: say.address ?? "", type: "text" as const, value: run?.mark.attrs.href ?? "", required: true, fault }];
  const text = { name: "text", label: say.linkText ?? "", type: "text" as const };
  const given = await ask((run ? say.linkEdit : say.link) ?? "", empty && !run ? [...fields, text] : fields, {
    apply: say.apply ?? "",
    cancel: say.cancel ?? "",
    ...(run ? { remove: say.linkRemove ?? "" } : {}),
  });
  back();
  if (!given) return;
  if (given.act === "remove") return removeLink(room);
  const mark = type.create({ href: address(given.text("href")) });
  const { tr } = view.state;
  if (run && empty) tr.removeMark(run.from, run.to, type).addMark(run.from, run.to, mark);
  else if (empty) tr.replaceSelectionWith(schema.text(given.text("text") || given.text("href"), mark.addToSet($from.marks())), false).removeStoredMark(type);
  else tr.removeMark(from, to, type).addMark(from, to, mark);
  view.dispatch(tr.scrollIntoView());
}
