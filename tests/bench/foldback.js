// Foldback: the app's own engine worker, asked what the debugger asks (see crates/protocol). Done means that the engine
// answered, and it answers when everything is durable. Never takes a way of its own into the store.

import { EngineClient } from "/package/engine/client.js";
import { engineIn } from "/package/start/worker.js";

export async function foldback() {
  const engine = await EngineClient.connect(engineIn(new Worker("/engine_loader.js")), () => {});
  let log;
  return {
    async take(blob) {
      const report = await engine.ask({ import: { name: blob.name, mapping: null, onBad: "keep" } }, { file: blob });
      log = report.log;
      return report.events;
    },
    clean: () => engine.ask({ delete: { log } }),
  };
}
