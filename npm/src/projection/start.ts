// A realm for a projection: a worker of the page.

import type { Realm } from "./isolated.js";
import { workerFrom } from "../start/worker.js";

/** Starts a worker, of the script beside this code or of the one at `url`. */
export function workerRealm(url?: URL): Realm {
  if (url !== undefined) return workerFrom(url) as unknown as Realm;
  const wasm = new URL("../engine_bg.wasm", import.meta.url);
  // Loaded from another server, without a bundler: no other leaves the name as it is.
  if (wasm.origin !== location.origin && wasm.pathname.endsWith("/engine_bg.wasm")) {
    return workerFrom(new URL("projection-worker.js", wasm)) as unknown as Realm;
  }
  // Bundlers know it by its form, and bring the file along.
  return new Worker(new URL("../projection-worker.js", import.meta.url), { type: "module", name: "foldback-projection" }) as unknown as Realm;
}
