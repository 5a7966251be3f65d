// What an event costs in a large log ("ours") and in a small one ("theirs"): appended in batches, imported, read.
// In microseconds an event. Both are Foldback's.

import { alternate } from "./alternate.js";
import { eachPage } from "./read.js";
import { ours } from "./stage.js";

const BATCH = 1_000;
const BATCHES = 20;

export async function growth(stage) {
  const large = await stage.large();
  if (!large) return [];
  const imported = await stage.client.importBlob(stage.blobs.small);
  const small = { events: imported.events, store: await stage.client.open(imported.log) };
  const count = async (store) => (await store.head()).position + 1;
  const counts = { ours: await count(large.store), theirs: await count(small.store) };
  const each = (millis, side, events) => millis[side].map((millis) => (millis * 1e3) / events);
  const costs = (name, millis, events) => ({
    name: `growth-${name}`,
    unit: "µs",
    ours: each(millis, "ours", events.ours),
    theirs: each(millis, "theirs", events.theirs),
  });

  const read = ({ store }) => eachPage(store, (page) => page.positions.length);
  const reads = await alternate(stage.rounds, { ours: () => read(large), theirs: () => read(small) }, { warmUp: 1 });

  const again = async (blob) => {
    const { log } = await stage.client.importBlob(blob);
    leftOver.push(log);
  };
  const leftOver = [];
  const clean = async () => {
    while (leftOver.length > 0) await stage.client.deleteStore(leftOver.pop());
  };
  const { large: largeBlob, small: smallBlob } = stage.blobs;
  const imports = { ours: () => again(largeBlob), theirs: () => again(smallBlob) };
  const importMillis = await alternate(stage.rounds, imports, { prepare: clean });
  await clean();

  const batch = (_, i) => {
    const at = ((i + 2) * BATCH) % Math.max(stage.events.length, BATCH);
    return stage.events.slice(at, at + BATCH).map(ours);
  };
  const append = ({ store }) => (events) => store.append(events, { durability: "relaxed" });
  const appends = { ours: append(large), theirs: append(small) };
  const appendMillis = await alternate(BATCHES, appends, { warmUp: 2, prepare: batch });

  return [
    costs("append", appendMillis, { ours: BATCH, theirs: BATCH }),
    costs("import", importMillis, { ours: large.events, theirs: small.events }),
    costs("read", reads, counts),
  ];
}
