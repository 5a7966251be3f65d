// A realm for a projection in Node: a thread of its own, with a script that the package carries.

import { Worker } from "node:worker_threads";

import { realm as script } from "../inline-assets.js";
import type { Realm } from "../projection/isolated.js";

/** What the script expects of a worker's global object. */
const PORT = `((port) => {
  globalThis.self = { onmessage: null, postMessage: (message) => port.postMessage(message) };
  const { self } = globalThis;
  port.on("message", (data) => self.onmessage({ data }));
})(require("node:worker_threads").parentPort);
`;

/** Starts a thread. It keeps no process alive. */
export function nodeRealm(): Realm {
  const worker = new Worker(PORT + script, { eval: true });
  worker.unref();
  const realm: Realm = {
    onmessage: null,
    onerror: null,
    postMessage: (order) => worker.postMessage(order),
    terminate: () => worker.terminate(),
  };
  worker.on("message", (data) => realm.onmessage?.({ data: data as never }));
  worker.on("error", (error: Error) => realm.onerror?.(error));
  return realm;
}
