// The wasm that the package carries in its code, for places where no file can be relied on.

import { wasm } from "../inline-assets.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/** Unpacked and compiled, once. */
export function carriedWasm(): Promise<WebAssembly.Module> {
  compiled ??= unpacked(Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0))).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/** Without Blob and Response: what stands in for a page in tests brings its own, which cannot stream. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { writable, readable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  // A failure shows where it is read.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    length += read.value.length;
  }
  const whole = new Uint8Array(length);
  for (const chunk of chunks.reverse()) whole.set(chunk, (length -= chunk.length));
  return whole;
}
