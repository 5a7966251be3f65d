// A classic worker of the app's own that opens the store.

import { jsonEvent, openStore } from "foldback/inline";

import { answer } from "./shared/app.js";

answer("esbuild-inline-worker", { jsonEvent, openStore })(self);
