// A worker of the app's own that opens the store: the engine's worker is started by it.

import { jsonEvent, openStore } from "./foldback/index.js";
import { answer } from "./shared/app.js";

answer("workers-worker", { jsonEvent, openStore })(self);
