// How long an append takes at worst while the store is being compacted ("ours"), against the same appends with
// nothing else going on ("theirs"). What is compacted are segments of one event each, made by awaited appends.

import { ours } from "./stage.js";

const SAMPLES = 1_000;
const SMALL_SEGMENTS = 3_000;
const MOST_ROUNDS = 12;

export async function compaction(stage) {
  const store = await stage.empty("compaction");
  if (!store) return [];
  let next = 0;
  const timed = async () => {
    const event = ours(stage.events[next++ % stage.events.length]);
    const start = performance.now();
    await store.append(event, { durability: "relaxed" });
    return performance.now() - start;
  };
  const without = [];
  const during = [];
  let rounds = 0;
  for (; rounds < MOST_ROUNDS && during.length < SAMPLES; rounds++) {
    stage.say(`compaction: round ${rounds + 1}, ${during.length} samples`);
    for (let i = 0; i < SMALL_SEGMENTS; i++) {
      const millis = await timed();
      // The first ones of a round may still share the time with what the last compaction left to do.
      if (i >= SMALL_SEGMENTS / 2) without.push(millis);
    }
    let isOver = false;
    const compacting = store.compact().finally(() => (isOver = true));
    while (!isOver) during.push(await timed());
    await compacting;
  }
  const note = `${during.length} appends during ${rounds} compactions`;
  return [{ name: "compaction", unit: "ms", ours: during, theirs: without, note }];
}
