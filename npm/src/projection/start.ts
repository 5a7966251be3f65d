// A realm for a projection: a worker of the page.

import type { Realm } from "./isolated.js";
import { workerFrom } from "../start/worker.js";

/** Starts a worker, of the script beside this code or of the one at `url`. */
export function workerRealm(url?: URL): Realm {
  if (url !== undefined) return workerFrom(url) as unknown as Realm;
  // Bundlers know it by its form, and bring the file along.
  return new Worker(new URL("../projection-worker.js", import.meta.url), { type: "module", name: "foldback-projection" }) as unknown as Realm;
}
