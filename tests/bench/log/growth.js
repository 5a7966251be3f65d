// What an event costs in a large log ("ours") and in a small one ("theirs"): appended in batches, imported, read.
// In microseconds an event. Both are Foldback's.

import { alternate } from "./alternate.js";
import { eachBatch } from "./read.js";
import { ours } from "./stage.js";

const BATCH = 1_000;
const BATCHES = 20;

export async function growth(stage) {
  const large = await stage.large();
  if (!large) return [];
  const small = await stage.imported("small");
  const count = async (store) => Number((await store.head()).position) + 1;
  const counts = { ours: await count(large.store), theirs: await count(small.store) };
  const each = (millis, side, events) => millis[side].map((millis) => (millis * 1e3) / events);
  const costs = (name, millis, events) => ({
    name: `growth-${name}`,
    unit: "µs",
    ours: each(millis, "ours", events.ours),
    theirs: each(millis, "theirs", events.theirs),
  });

  const read = ({ store }) => eachBatch(store.readAll(), (batch) => batch.length);
  const reads = await alternate(stage.rounds, { ours: () => read(large), theirs: () => read(small) }, { warmUp: 1 });

  const { openStore, deleteStore } = stage.foldback;
  // The engine that imports would be started for each import and end with it, which a small one would pay most for. One
  // that holds a store in memory stays.
  await openStore("stays", { storage: "memory" });
  let again;
  const clean = async () => {
    await again?.close();
    await deleteStore("again");
  };
  const prepare = async () => {
    await clean();
    return (again = await openStore("again"));
  };
  const { large: largeBlob, small: smallBlob } = stage.blobs;
  const imports = { ours: (store) => store.importLog(largeBlob), theirs: (store) => store.importLog(smallBlob) };
  const importMillis = await alternate(stage.rounds, imports, { prepare });
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
