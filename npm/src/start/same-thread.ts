// Starts an engine on this thread, the one that also imports. The glue of the wasm holds one instance of it, which all ports share.

import init, { __wbg_reset_state, serve, type EngineSource } from "../importer.js";
import { LocalPort, type Engine } from "../engine/port.js";
import { cannotLoad } from "./failure.js";

let loading: Promise<unknown> | undefined;
let hasCrashed = false;

/** An engine on this thread, of the wasm that `source` gives. */
export async function engineOnThisThread(source: () => EngineSource | Promise<EngineSource>): Promise<Engine> {
  loading ??= Promise.resolve(source()).then((found) => init({ module_or_path: found }));
  try {
    await loading;
  } catch (error) {
    // The next one may find the file.
    loading = undefined;
    throw error;
  }
  if (hasCrashed) {
    // What panicked is in no state to go on; a new instance begins with an empty memory.
    __wbg_reset_state();
    hasCrashed = false;
  }
  const [near, far] = LocalPort.pair();
  serve(far);
  return {
    port: near,
    onfail(listener) {
      far.onfail = (cause) => listener(cannotLoad("this thread", cause));
    },
    end(crashed = false) {
      if (crashed) hasCrashed = true;
      else near.postMessage({ close: true });
    },
  };
}
