// Where the text of a projection breaks the rules of the language. A browser tells it of a script, and of nothing else.

import type { Place } from "../../../../npm/src/projection/place.js";

/** How long a browser may take to read a text. */
const PATIENCE = 5_000;

/** The place and the browser's word; `undefined` where it finds nothing wrong with the text. */
export function syntaxError(text: string): Promise<(Place & { message: string }) | undefined> {
  // It is read and never run: what comes before it ends the script, whatever the text is.
  const url = URL.createObjectURL(new Blob([`throw 0;(function(){\n${text}\n})`], { type: "text/javascript" }));
  const reader = new Worker(url);
  return new Promise((resolve) => {
    const done = (found?: Place & { message: string }) => {
      clearTimeout(timer);
      reader.terminate();
      URL.revokeObjectURL(url);
      resolve(found);
    };
    const timer = setTimeout(done, PATIENCE);
    reader.onerror = (event) => {
      event.preventDefault();
      const { message, lineno, colno } = event;
      const last = text.split("\n").length;
      const isSyntax = /SyntaxError/.test(message);
      done(isSyntax ? { message: message.replace(/^Uncaught /, ""), line: Math.min(Math.max(lineno - 1, 1), last), column: colno } : undefined);
    };
  });
}
