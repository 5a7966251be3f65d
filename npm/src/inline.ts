/**
 * The same as `foldback` in one file, with the wasm and the worker inside: for bundlers that emit no files of their own.
 *
 * @packageDocumentation
 */

import { script } from "./inline-assets.js";
import { openingWith, type Opening } from "./opening.js";
import { carriedWasm } from "./start/carried.js";
import { cannotLoad } from "./start/failure.js";
import { engineOnThisThread } from "./start/same-thread.js";
import { engineIn } from "./start/worker.js";
import * as projections from "./projections.js";
import * as transfer from "./transfer.js";

export * from "./exports.js";

const opening: Opening = openingWith({
  hasWorkers: typeof Worker !== "undefined",
  importsApart: false,
  transfer: () => Promise.resolve(transfer),
  projections: () => Promise.resolve(projections),
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
