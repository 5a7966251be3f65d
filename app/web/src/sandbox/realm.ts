// A realm for a projection: a worker of the text that came with this page, for there is nothing that it could be loaded from.

import type { Realm } from "../../../../npm/src/projection/isolated.js";

declare const WORKER_SCRIPT: string;

const url = URL.createObjectURL(new Blob([WORKER_SCRIPT], { type: "text/javascript" }));

export function realm(): Realm {
  return new Worker(url, { name: "foldback-projection" }) as unknown as Realm;
}
