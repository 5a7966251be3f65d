// A realm for a projection: a worker of the text that came with this page, for there is nothing that it could be loaded from.

import type { Realm } from "../../../../npm/src/projection/isolated.js";
import type { Failure, Order, Report } from "../../../../npm/src/projection/serve.js";

declare const WORKER_SCRIPT: string;

const url = URL.createObjectURL(new Blob([WORKER_SCRIPT], { type: "text/javascript" }));

/** Starts one. `onfailed` hears where the handlers of a projection fail, before whoever runs them does. */
export function realm(onfailed: (projection: string, failure: Failure) => void): Realm {
  const worker = new Worker(url, { name: "foldback-projection" });
  let name = "";
  const one: Realm = {
    onmessage: null,
    onerror: null,
    postMessage(order: Order) {
      if ("define" in order) name = order.define.name;
      worker.postMessage(order);
    },
    terminate: () => worker.terminate(),
  };
  worker.onmessage = (event: MessageEvent<Report>) => {
    if ("failed" in event.data) onfailed(name, event.data.failed);
    one.onmessage?.(event);
  };
  worker.onerror = (event) => one.onerror?.(event);
  return one;
}
