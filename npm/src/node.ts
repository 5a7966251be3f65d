/**
 * The same as `foldback`, in Node: the engine runs on the main thread, and stores are in memory unless something like
 * `fake-indexeddb` is there to store in. For the tests of an app, and for rendering on a server.
 *
 * @packageDocumentation
 */

import { readFile } from "node:fs/promises";

import { described } from "./arguments.js";
import { openingWith, type Opening } from "./opening.js";
import { cannotLoad } from "./start/failure.js";
import { engineOnThisThread } from "./start/same-thread.js";
import * as driver from "./projection/driver.js";
import * as projections from "./projections.js";
import { nodeRealm } from "./start/node-realm.js";
import * as transfer from "./transfer.js";

export * from "./exports.js";

const opening: Opening = openingWith({
  hasWorkers: false,
  enginesApart: false,
  transfer: () => Promise.resolve(transfer),
  projections: () => Promise.resolve(projections),
  handlers: () => Promise.resolve({ ...driver, realms }),
  async start({ assets }) {
    if (assets === undefined) {
      // Bundled server code has no file beside it.
      const { carriedWasm } = await import("./start/carried.js");
      return engineOnThisThread(carriedWasm);
    }
    const file = new URL("importer_bg.wasm", folderOf(assets));
    try {
      return await engineOnThisThread(() => readFile(file));
    } catch (error) {
      throw cannotLoad(file.href, error);
    }
  },
});

/** Starts realms on threads, whose script the package carries: bundled server code has no file beside it. */
function realms() {
  return () => nodeRealm();
}

/** There is no page whose address a path could be relative to. */
function folderOf(assets: string): URL {
  try {
    return new URL(assets.endsWith("/") ? assets : `${assets}/`);
  } catch {
    throw new TypeError(`"assets" must be an absolute URL in Node, as in import.meta.resolve("./assets/"), but is ${described(assets)}.`);
  }
}

/** As in the browser. */
export const openStore: Opening["openStore"] = opening.openStore;
/** As in the browser. */
export const deleteStore: Opening["deleteStore"] = opening.deleteStore;
/** As in the browser. */
export const listStores: Opening["listStores"] = opening.listStores;
