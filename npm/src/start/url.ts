// An engine on this thread, whose wasm is fetched.

import type { Engine } from "../engine/port.js";
import { cannotLoad } from "./failure.js";
import { engineOnThisThread } from "./same-thread.js";

/** An engine of the wasm at `url`, or beside this code. */
export async function engineFromUrl(url: URL | undefined): Promise<Engine> {
  let from = url;
  try {
    // Bundlers know this by its form, and bring the file along.
    const wasm = (from ??= new URL("../importer_bg.wasm", import.meta.url));
    return await engineOnThisThread(() => wasm);
  } catch (error) {
    throw cannotLoad(from?.href ?? "beside this code", error);
  }
}
