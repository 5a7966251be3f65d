// A branch that skips the event at 90 % of the large log, until its states at the end are there, against folding the log.

import { NAME } from "./stage.js";

export async function branch(stage) {
  if (!(await stage.has("branch"))) return [];
  const { store, events, millis, partitions } = await stage.folded();
  stage.say("branch");
  const ours = [];
  for (let round = 0; round < stage.rounds; round++) {
    const start = performance.now();
    const without = store.branch(`without-${round}`, [{ skip: BigInt(Math.floor(events * 0.9) + round) }]);
    const states = await without.state(NAME);
    ours.push(performance.now() - start);
    if (Object.keys(states).length < partitions.length - 1) throw new Error("the branch lost partitions");
    await without.close();
  }
  return [{ name: "branch", unit: "ms", ours, theirs: [millis], note: "with all states of its end, decoded; so is the fold" }];
}
