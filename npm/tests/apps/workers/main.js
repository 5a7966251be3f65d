// Opens the store in the kind of worker that the address names.

import { ask, expose } from "./shared/app.js";

const STARTED = {
  worker: () => new Worker("./worker.js", { type: "module" }),
  "shared-worker": () => new SharedWorker("./shared-worker.js", { type: "module" }).port,
  async "service-worker"() {
    await navigator.serviceWorker.register("./service-worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    active.postMessage(null, [port2]);
    return port1;
  },
};

const place = new URLSearchParams(location.search).get("in");
const name = `workers-${place}`;
try {
  ask(name, await STARTED[place]());
} catch (error) {
  expose(name, Promise.reject(error));
}
