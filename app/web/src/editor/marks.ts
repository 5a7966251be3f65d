// What is wrong in a text, where it is. One mark at a time: the first error is the one that there is.

import { StateEffect, StateField, type Extension, type Text } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

/** A place, by line and column from 1; without a column the line as a whole. */
export interface Mark {
  line: number;
  column?: number;
}

const set = StateEffect.define<Mark | null>();
const line = Decoration.line({ class: "cm-wrong-line" });
const word = Decoration.mark({ class: "cm-wrong" });

function placed(doc: Text, wrong: Mark | null): DecorationSet {
  if (!wrong) return Decoration.none;
  // The text may have become shorter since it was looked at.
  const at = doc.line(Math.min(Math.max(wrong.line, 1), doc.lines));
  const ranges = [line.range(at.from)];
  if (wrong.column !== undefined && at.length > 0) {
    const from = Math.min(at.from + Math.max(wrong.column - 1, 0), at.to - 1);
    const rest = doc.sliceString(from, at.to);
    const length = /^[\w$]+/.exec(rest)?.[0].length ?? 1;
    ranges.push(word.range(from, from + length));
  }
  return Decoration.set(ranges);
}

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(set)) return placed(transaction.state.doc, effect.value);
    return marks.map(transaction.changes);
  },
  provide: (of) => EditorView.decorations.from(of),
});

/** Marks a place, and none besides. */
export function mark(view: EditorView, wrong: Mark | null): void {
  const effects: StateEffect<unknown>[] = [set.of(wrong)];
  if (view.state.field(field, false) === undefined) effects.unshift(StateEffect.appendConfig.of(field as Extension));
  view.dispatch({ effects });
}
