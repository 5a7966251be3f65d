// The worker's script: an engine that answers whoever started it. Bundlers make a classic script of it, so nothing is
// awaited at its top; the build makes one file of it, so that it is copied with the wasm and nothing else.

import init, { serve } from "./engine.js";

const url = new URL("./engine_bg.wasm", import.meta.url);

async function start(): Promise<void> {
  try {
    await init({ module_or_path: url });
    serve(self);
  } catch (error) {
    self.postMessage({ unavailable: { where: url.href, why: error instanceof Error ? error.message : String(error) } });
  }
}

void start();
