// The script of the worker that imports: its engine has the decoders of files. One file as well.

import init, { serve } from "./importer.js";
import { serveWorker } from "./start/serving.js";

void serveWorker(init, serve, new URL("./importer_bg.wasm", import.meta.url));
