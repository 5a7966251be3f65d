// The worker's script: an engine that answers whoever started it.

import init, { serve } from "./engine.js";

const url = new URL("./engine_bg.wasm", import.meta.url);

try {
  await init({ module_or_path: url });
  serve(self);
} catch (error) {
  self.postMessage({ unavailable: { where: url.href, why: error instanceof Error ? error.message : String(error) } });
}
