import { jsonEvent, openStore } from "foldback/inline";

import { ask, open } from "./shared/app.js";

if (new URLSearchParams(location.search).get("in") === "worker") ask("esbuild-inline-worker", new Worker("./inline-worker.js"));
else open("esbuild-inline", { jsonEvent, openStore });
