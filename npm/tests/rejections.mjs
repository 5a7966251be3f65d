// No promise that the package makes may be rejected without anyone hearing of it: a test file that imports this fails then.

import assert from "node:assert/strict";
import { after } from "node:test";

const unheard = [];
process.on("unhandledRejection", (reason) => unheard.push(reason));

after(async () => {
  // What was rejected last is reported a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unheard, [], "promises were rejected and nobody heard of it");
});
