// The script of the worker that folds: its engine has projections and all that is asked of them. One file as well.

import init, { serve } from "./time.js";
import { serveWorker } from "./start/serving.js";

void serveWorker(init, serve, new URL("./time_bg.wasm", import.meta.url));
