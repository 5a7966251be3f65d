// How long folding the large log takes, and what its history takes in memory, an event.

import { NAME } from "./stage.js";

export async function history(stage) {
  const { store, events, partitions, millis } = await stage.folded();
  const note = `${events} events, ${partitions.length} partitions`;
  const results = [{ name: "fold", unit: "ms", ours: [millis], theirs: [], note }];
  if (!(await stage.has("projection"))) return results;
  const { weight } = await store.projection(NAME);
  if (!(weight > 0)) throw new Error(`the history has a weight of ${weight}`);
  return [...results, { name: "history", unit: "bytes", ours: [weight / events], theirs: [], note: `${weight} bytes` }];
}
