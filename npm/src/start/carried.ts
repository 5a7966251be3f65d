// The wasm that the package carries in its code, for places where no file can be relied on.

import { wasm } from "../inline-assets.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/** Unpacked and compiled, once. */
export function carriedWasm(): Promise<WebAssembly.Module> {
  compiled ??= (async () => {
    const bytes = Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(plain).arrayBuffer());
  })();
  return compiled;
}
