// A worker of the app's own that opens the store: the engine's worker is started by it.

import { jsonEvent, openStore } from "foldback";

import { answer } from "./shared/app.js";

answer("next-worker", { jsonEvent, openStore })(self);
