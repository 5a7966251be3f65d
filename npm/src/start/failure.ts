// Why an engine could not be started, in words that say what to do.

import { EngineUnavailable } from "../errors.js";

const ELSE =
  'Where a build leaves it behind, copy *worker.js and *_bg.wasm from the package\'s dist and name the folder with { assets }; ' +
  'or import from "foldback/inline", which carries it';

/** The error of an engine whose wasm could not be loaded from `where`. */
export function cannotLoad(where: string, cause: unknown): EngineUnavailable {
  return unavailable(
    `The engine's wasm could not be loaded from ${where}: ${reason(cause)}. See that it is served as application/wasm and that ` +
      `the page's policy allows 'wasm-unsafe-eval'. ${ELSE}.`,
    cause,
  );
}

/** The error of an engine whose worker could not be started. Browsers do not always say why. */
export function noWorker(cause?: unknown): EngineUnavailable {
  const why = cause === undefined ? "" : `: ${reason(cause)}`;
  return unavailable(
    `The engine's worker could not be loaded${why}. See that worker.js is served from the page's origin and that the page's ` +
      `policy allows it (worker-src). ${ELSE}; or open the store with { worker: false }.`,
    cause,
  );
}

/** The error of an engine on this thread whose code could not be loaded. */
export function noCode(cause: unknown): EngineUnavailable {
  return unavailable(
    `The engine's code could not be loaded: ${reason(cause)}. A service worker loads nothing late: import from "foldback/same-thread" there.`,
    cause,
  );
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function unavailable(message: string, cause: unknown): EngineUnavailable {
  return new EngineUnavailable({ code: "EngineUnavailable", message }, { cause });
}
