/**
 * The same as `foldback` in one file, with the wasm and the worker inside: for bundlers that emit no files of their own.
 *
 * @packageDocumentation
 */

import { script, wasm } from "./inline-assets.js";
import { openingWith, type Opening } from "./opening.js";
import { cannotLoad } from "./start/failure.js";
import { engineOnThisThread } from "./start/same-thread.js";
import { engineIn } from "./start/worker.js";

export * from "./exports.js";

let compiled: Promise<WebAssembly.Module> | undefined;

function compile(): Promise<WebAssembly.Module> {
  compiled ??= (async () => {
    const bytes = Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(plain).arrayBuffer());
  })();
  return compiled;
}

const opening: Opening = openingWith({
  hasWorkers: typeof Worker !== "undefined" && typeof process === "undefined",
  async start({ worker }) {
    try {
      const module = await compile();
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
