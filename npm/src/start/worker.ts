// An engine in a worker of its own, seen from the page.

import type { Engine } from "../engine/port.js";
import { noWorker } from "./failure.js";

/** The engine of a worker that was just made. */
export function engineIn(worker: Worker): Engine {
  return {
    port: worker as unknown as Engine["port"],
    onfail(listener) {
      worker.onerror = (event) => {
        // Without this the page's own error handler hears of it as well.
        event.preventDefault();
        listener(noWorker(event.message || undefined));
      };
    },
    end: () => worker.terminate(),
  };
}

/** A worker whose script lies elsewhere. Browsers start workers from the page's own origin only: one from here imports it. */
export function workerFrom(url: URL): Worker {
  const isForeign = url.origin !== location.origin;
  const script = isForeign ? URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" })) : url;
  return new Worker(script, { type: "module", name: "foldback" });
}
