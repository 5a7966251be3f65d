// All flips of a predicate over the large log, against folding it.

import { NAME } from "./stage.js";

const PREDICATE = ".total > 500";

export async function flips(stage) {
  if (!(await stage.has("flips"))) return [];
  const { store, millis } = await stage.folded();
  stage.say("flips");
  const ours = [];
  let found;
  for (let round = 0; round < stage.rounds; round++) {
    const start = performance.now();
    found = await store.flips(NAME, PREDICATE);
    ours.push(performance.now() - start);
  }
  if (found.total === 0) throw new Error(`${PREDICATE} never flips`);
  return [{ name: "flips", unit: "ms", ours, theirs: [millis], note: `${PREDICATE}: ${found.total} flips, asked ${found.tests} times` }];
}
