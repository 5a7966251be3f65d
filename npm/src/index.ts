/**
 * An event store that lives in the browser. The engine runs in a worker of its own where there are workers.
 *
 * @packageDocumentation
 */

import { openingWith, type Opening } from "./opening.js";
import { noCode, noWorker } from "./start/failure.js";
import { folder } from "./start/folder.js";
import { engineIn, workerFrom } from "./start/worker.js";

export * from "./exports.js";

const SCRIPTS = { engine: "", time: "time-", importer: "import-" };

const opening: Opening = openingWith({
  hasWorkers: typeof Worker !== "undefined",
  enginesApart: true,
  transfer: () => import("./transfer.js"),
  projections: () => import("./projections.js"),
  handlers: () => import("./handlers.js"),
  async start({ worker, name, assets }) {
    if (!worker) {
      const { engineFromUrl } = await import("./start/url.js").catch((error: unknown) => Promise.reject(noCode(error)));
      return engineFromUrl(assets === undefined ? undefined : new URL("importer_bg.wasm", folder(assets)));
    }
    const script = `${SCRIPTS[name]}worker.js`;
    if (assets !== undefined) return engineIn(workerFrom(new URL(script, folder(assets))));
    try {
      // Bundlers know them by their form, and bring the files along. Where a module lies they know at build time only.
      const wasm = new URL("./engine_bg.wasm", import.meta.url);
      // Loaded from another server, without a bundler: no other leaves the name as it is.
      if (wasm.origin !== location.origin && wasm.pathname.endsWith("/engine_bg.wasm")) {
        return engineIn(workerFrom(new URL(script, wasm)));
      }
      if (name === "importer") {
        return engineIn(new Worker(new URL("./import-worker.js", import.meta.url), { type: "module", name: "foldback-import" }));
      }
      if (name === "time") return engineIn(new Worker(new URL("./time-worker.js", import.meta.url), { type: "module", name: "foldback-time" }));
      return engineIn(new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "foldback" }));
    } catch (error) {
      // A script that is no module does not know where it lies; a worker from another server is refused.
      throw noWorker(error);
    }
  },
});

/**
 * Opens a store, and makes it where there is none. Open it as often as you like: all handles of all tabs and workers of
 * an origin see one store.
 *
 * @example
 * const store = await openStore<ShopEvents>("shop", { durability: "strict" });
 *
 * @typeParam Events - What the store's events are, as a union of {@link EventShape}s.
 * @param name - What the store is called; any text that is not empty.
 * @throws {@link NewerFormat}, {@link StoreBlocked}, {@link EngineUnavailable}, {@link StoreUnavailable}
 * @function
 */
export const openStore: Opening["openStore"] = opening.openStore;

/**
 * Deletes a store with everything in it. Handles that are open elsewhere end with {@link StoreClosed}.
 *
 * @param options - How it would be opened.
 * @function
 */
export const deleteStore: Opening["deleteStore"] = opening.deleteStore;

/**
 * The stores of this origin.
 *
 * @param options - How they would be opened.
 * @function
 */
export const listStores: Opening["listStores"] = opening.listStores;
