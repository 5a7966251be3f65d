import { jsonEvent, openStore } from "foldback";

import { ask, open } from "./shared/app.js";

const place = new URLSearchParams(location.search).get("in");
if (place === "worker") {
  ask("webpack-worker", new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
} else if (place === "shared-worker") {
  ask("webpack-shared-worker", new SharedWorker(new URL("./shared-worker.js", import.meta.url), { type: "module" }).port);
} else {
  open("webpack", { jsonEvent, openStore });
}
