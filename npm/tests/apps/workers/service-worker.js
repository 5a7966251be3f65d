// A service worker that opens the store on its own thread: it can neither start a worker nor import() anything.

import { jsonEvent, openStore } from "./foldback/same-thread.js";
import { answer } from "./shared/app.js";

const take = answer("workers-service-worker", { jsonEvent, openStore });
self.onmessage = (event) => {
  take(event.ports[0]);
  // Browsers end a service worker that has no event to answer, whatever comes in at its ports.
  event.waitUntil(new Promise(() => {}));
};
