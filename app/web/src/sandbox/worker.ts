// The script of the worker that runs one projection, inside the sandbox.

import { serveProjection, type Port } from "../../../../npm/src/projection/serve.js";

serveProjection(self as unknown as Port);
