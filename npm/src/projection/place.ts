// Where in the text of a projection an error was thrown, as its stack tells.

/** A place in a text, from 1. */
export interface Place {
  line: number;
  column: number;
}

/** Lines that stand before the text in the function that is made of it. */
const HEAD = 2;

/** The first place of the text on the stack; `undefined` where there is none, as in an engine that does not tell. */
export function placeIn(error: unknown): Place | undefined {
  const stack = (error as { stack?: unknown } | null | undefined)?.stack;
  if (typeof stack !== "string") return undefined;
  // V8 writes `<anonymous>:5:12`, SpiderMonkey `> Function:5:12`. The message comes first and may say such things too.
  for (const line of stack.split("\n")) {
    const found = /^ +at .*<anonymous>:(\d+):(\d+)\)?$/.exec(line) ?? /@.* > Function:(\d+):(\d+)$/.exec(line);
    if (found && Number(found[1]) > HEAD) return { line: Number(found[1]) - HEAD, column: Number(found[2]) };
  }
  return undefined;
}
