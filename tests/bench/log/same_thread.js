// One append without the way to a worker and back: a worker of its own holds the engine and the raw store, and
// calls both from there. Says what the log itself costs; `append.js` says what a page waits for. The page hands
// the events over, so that nothing is parsed here.

import { deleteStore, openStore } from "/package/same-thread.js";
import { alternate } from "./alternate.js";
import { RawStore } from "./raw.js";
import { fresh, ours } from "./stage.js";

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ results: await measure(data) });
  } catch (error) {
    self.postMessage({ error: String(error?.stack ?? error?.message ?? error) });
  }
};

async function measure({ events, count, warmUp }) {
  const store = await openStore("same-thread");
  const raw = await RawStore.create("raw-same-thread");
  const results = [];
  for (const durability of ["relaxed", "strict"]) {
    const sides = {
      ours: (event) => store.append(event, { durability }),
      theirs: (event) => raw.put([event], durability),
    };
    const prepare = (side, i) => (side === "ours" ? ours : fresh)(events[(i + warmUp) % events.length]);
    results.push({ name: `append-${durability}-inside`, unit: "ms", ...(await alternate(count, sides, { warmUp, prepare })) });
  }
  await store.close();
  await deleteStore("same-thread");
  return results;
}
