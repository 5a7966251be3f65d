// The script of a worker that runs one projection.

import { serveProjection, type Port } from "./serve.js";

serveProjection(self as unknown as Port);
