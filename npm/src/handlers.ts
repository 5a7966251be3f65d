// What runs the handlers of projections in a page: closures on its thread, texts and modules in workers.

import type { StartRealm } from "./projection/runner.js";
import { workerRealm } from "./projection/start.js";
import { folder } from "./start/folder.js";

export * from "./projection/driver.js";

/** Starts realms; nothing where there are no workers. */
export function realms(assets: string | undefined): StartRealm {
  if (typeof Worker === "undefined") return undefined;
  return () => workerRealm(assets === undefined ? undefined : new URL("projection-worker.js", folder(assets)));
}
