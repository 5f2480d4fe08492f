// How long a text is and how long its reading takes.

import type { Node } from "prosemirror-model";

/** Written Vietnamese separates syllables by blanks, and editors pay and plan by these ("chữ"); adults
 * read some 200 to 240 of them a minute. */
const SYLLABLES_A_MINUTE = 220;

export interface Length {
  words: number;
  chars: number;
  minutes: number;
}

/** A word is what stands between blanks and has a letter or digit: a dash alone is none. Characters
 * count with blanks, without line ends, as people see them (a letter with its marks is one). */
export function length(doc: Node): Length {
  const text = doc.textBetween(0, doc.content.size, "\n", " ");
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const chars = Array.from(text.normalize("NFC").matchAll(/[^\n\p{M}]\p{M}*/gu)).length;
  return { words, chars, minutes: Math.ceil(words / SYLLABLES_A_MINUTE) };
}
