/**
 * The same as `foldback` in one file, with the wasm and the worker inside: for bundlers that emit no files of their own.
 *
 * @packageDocumentation
 */

import { realm, script } from "./inline-assets.js";
import { openingWith, type Opening } from "./opening.js";
import { carriedWasm } from "./start/carried.js";
import { cannotLoad } from "./start/failure.js";
import { engineOnThisThread } from "./start/same-thread.js";
import { engineIn } from "./start/worker.js";
import * as driver from "./projection/driver.js";
import * as projections from "./projections.js";
import type { Realm } from "./projection/isolated.js";
import * as transfer from "./transfer.js";

export * from "./exports.js";

const opening: Opening = openingWith({
  hasWorkers: typeof Worker !== "undefined",
  enginesApart: false,
  transfer: () => Promise.resolve(transfer),
  projections: () => Promise.resolve(projections),
  handlers: () => Promise.resolve({ ...driver, realms }),
  async start({ worker }) {
    try {
      const module = await carriedWasm();
      if (!worker) return await engineOnThisThread(() => module);
      const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      const started = new Worker(url, { name: "foldback" });
      started.postMessage(module);
      return engineIn(started);
    } catch (error) {
      throw cannotLoad("this file", error);
    }
  },
});

/** Starts realms of the script that is in this file. */
function realms() {
  if (typeof Worker === "undefined") return undefined;
  return () => {
    const url = URL.createObjectURL(new Blob([realm], { type: "text/javascript" }));
    return new Worker(url, { name: "foldback-projection" }) as unknown as Realm;
  };
}

/**
 * As in `foldback`.
 *
 * @function
 */
export const openStore: Opening["openStore"] = opening.openStore;
/**
 * As in `foldback`.
 *
 * @function
 */
export const deleteStore: Opening["deleteStore"] = opening.deleteStore;
/**
 * As in `foldback`.
 *
 * @function
 */
export const listStores: Opening["listStores"] = opening.listStores;
