// Signs at the beginning of a line that make a block. They wait while an input method composes, and
// Ctrl+Z gives the sign back as it was typed. In a cell, where no block fits, nothing happens. Nothing inside a line is ever changed: quotes and
// dashes stay as they are typed.

import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import type { Plugin } from "prosemirror-state";
import { schema } from "./schema";

const { nodes } = schema;

export function rules(): Plugin {
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading!, (match) => ({ level: match[1]?.length })),
      wrappingInputRule(/^[-*]\s$/, nodes.bullet_list!),
      // Two digits at most: "1986. " begins a sentence.
      wrappingInputRule(/^(\d{1,2})\.\s$/, nodes.ordered_list!, (match) => ({ start: Number(match[1]) }), (match, list) => list.childCount + list.attrs.start === Number(match[1])),
      wrappingInputRule(/^>\s$/, nodes.blockquote!),
    ],
  });
}
