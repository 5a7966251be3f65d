// Starts an engine on this thread, the one that also imports. The glue of the wasm holds one instance of it, which all ports share.

import init, { __wbg_reset_state, serve, type EngineSource } from "../importer.js";
import { LocalPort, type Engine } from "../engine/port.js";
import { cannotLoad } from "./failure.js";

let loading: Promise<unknown> | undefined;
/** Which instance it is: another after each crash. */
let generation = 0;

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
  const begun = generation;
  const [near, far] = LocalPort.pair();
  serve(far);
  return {
    port: near,
    onfail(listener) {
      far.onfail = (cause) => listener(cannotLoad("this thread", cause));
    },
    end(crashed = false) {
      if (!crashed) near.postMessage({ close: true });
      else if (begun === generation) {
        // What panicked is in no state to go on, and nothing that the browser still has for it may reach it: a new instance
        // takes its place, with an empty memory. Others that were served by it have heard the same, and do not end the new one.
        generation++;
        __wbg_reset_state();
      }
    },
  };
}
