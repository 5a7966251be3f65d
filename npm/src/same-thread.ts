/**
 * The same as `foldback`, with the engine on the thread that opens the store: for service workers and shared workers,
 * which cannot start a worker of their own.
 *
 * @packageDocumentation
 */

import { openingWith, type Opening } from "./opening.js";
import { folder } from "./start/folder.js";
import { engineFromUrl } from "./start/url.js";
import * as driver from "./projection/driver.js";
import * as projections from "./projections.js";
import * as transfer from "./transfer.js";

export * from "./exports.js";

const opening: Opening = openingWith({
  hasWorkers: false,
  enginesApart: false,
  transfer: () => Promise.resolve(transfer),
  projections: () => Promise.resolve(projections),
  handlers: () => Promise.resolve({ ...driver, realms }),
  start: ({ assets }) => engineFromUrl(assets === undefined ? undefined : new URL("importer_bg.wasm", folder(assets))),
});

/** Here no worker can be started. */
function realms() {
  return undefined;
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
