// The worker's script of `foldback/inline`: the page that started it sends it the compiled wasm.

import { initSync, serve } from "./importer.js";

self.onmessage = ({ data }: MessageEvent<WebAssembly.Module>) => {
  self.onmessage = null;
  try {
    initSync({ module: data });
    serve(self);
  } catch (error) {
    self.postMessage({ unavailable: { where: "the page", why: error instanceof Error ? error.message : String(error) } });
  }
};
