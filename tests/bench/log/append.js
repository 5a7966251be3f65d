// Appending to a store with little in it: one event awaited, relaxed and strict, against one raw put, and many
// issued together against as many raw puts in one transaction.

import { alternate } from "./alternate.js";
import { RawStore } from "./raw.js";
import { fresh, ours } from "./stage.js";

const COUNT = 500;
const WARM_UP = 50;
const MANY = 10_000;

export async function append(stage) {
  const store = await stage.empty("append");
  const raw = await RawStore.create("raw-append");
  const results = [];
  for (const durability of ["relaxed", "strict"]) {
    const sides = {
      ours: store && ((event) => store.append(event, { durability })),
      theirs: (event) => raw.put([event], durability),
    };
    const prepare = (side, i) => {
      const event = stage.events[(i + WARM_UP) % stage.events.length];
      return side === "ours" ? ours(event) : fresh(event);
    };
    const millis = await alternate(COUNT, sides, { warmUp: WARM_UP, prepare });
    results.push({ name: `append-${durability}`, unit: "ms", ...millis });
  }
  return results;
}

// The same with engine and raw store in one worker and the calls made there.
export async function inside(stage) {
  if (!stage.foldback) return [];
  const worker = new Worker(new URL("./same_thread.js", import.meta.url), { type: "module" });
  const answered = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.results));
    worker.onerror = (event) => reject(new Error(event.message ?? "the worker cannot be started"));
  });
  worker.postMessage({ events: stage.events.slice(0, COUNT + WARM_UP), count: COUNT, warmUp: WARM_UP });
  const results = await answered;
  worker.terminate();
  return results;
}

export async function many(stage) {
  const store = await stage.empty("many");
  const raw = await RawStore.create("raw-many");
  const events = stage.events.slice(0, MANY);
  const sides = {
    ours: store && ((events) => Promise.all(events.map((event) => store.append(event, { durability: "relaxed" })))),
    theirs: (events) => raw.put(events),
  };
  const prepare = (side) => events.map(side === "ours" ? ours : fresh);
  const millis = await alternate(stage.rounds, sides, { warmUp: 1, prepare });
  return [{ name: "many", unit: "ms", ...millis, note: `${events.length} events` }];
}
