// The script of a worker that runs one projection. The build makes one file of it.

import { serveProjection, type Port } from "./projection/serve.js";

serveProjection(self as unknown as Port);
