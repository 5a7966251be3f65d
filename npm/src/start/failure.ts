// Why an engine could not be started, in words that say what to do.

import { EngineUnavailable } from "../errors.js";

/** The error of an engine whose wasm could not be loaded from `where`. */
export function cannotLoad(where: string, cause: unknown): EngineUnavailable {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message =
    `The engine's wasm could not be loaded from ${where}: ${why}. See that the file is served, as application/wasm, and that ` +
    `the page's content security policy allows it ('wasm-unsafe-eval'); or import from "foldback/inline", which carries it.`;
  return new EngineUnavailable({ code: "EngineUnavailable", message }, { cause });
}
