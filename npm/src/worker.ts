// The worker's script. The build makes one file of it, so that it is copied with its wasm and nothing else.

import init, { serve } from "./engine.js";
import { serveWorker } from "./start/serving.js";

void serveWorker(init, serve, new URL("./engine_bg.wasm", import.meta.url));
