// What the scripts of workers do: an engine that answers whoever started the worker.

import type { EngineSource } from "../engine.js";

/** Loads an engine into this worker. Bundlers make a classic script of it, so that nothing may be awaited at its top. */
export async function serveWorker(
  init: (options: { module_or_path: EngineSource }) => Promise<unknown>,
  serve: (port: unknown) => void,
  wasm: URL,
): Promise<void> {
  try {
    await init({ module_or_path: wasm });
    serve(self);
  } catch (error) {
    self.postMessage({ unavailable: { where: wasm.href, why: error instanceof Error ? error.message : String(error) } });
  }
}
