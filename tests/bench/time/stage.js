// What the measurements share: the logs as text, a store of each, and a projection of the large one that has been folded.
// Each is made once, when it is first asked for. Never measures, but for the fold that all of them come after.

import { eachLines } from "../lines.js";

// What the projection of the large log is called.
export const NAME = "measured";

export class Stage {
  #made = new Map();

  constructor(rounds, say) {
    this.rounds = rounds;
    this.say = say;
  }

  #once(name, make) {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name);
  }

  // The package, as an app imports it.
  package() {
    return this.#once("package", () => import("/package/index.js"));
  }

  // Whether a store of the package has a call.
  async has(call) {
    const { store } = await this.store("large");
    return typeof store[call] === "function";
  }

  // The events of the middle log: `{ position, streamId, type, id, time, data }`, the payload as the text that was stored.
  // The names of streams and types are few, and each is there once, as in what a store is read in.
  events() {
    return this.#once("events", async () => {
      const names = new Map();
      const once = (name) => names.get(name) ?? names.set(name, name).get(name);
      const events = [];
      const revisions = new Map();
      await eachLines(document.getElementById("middle").files[0], (lines, count) => {
        for (let at = 0; at < count; at++) {
          const { id, stream, type, time, data } = JSON.parse(lines[at]);
          const streamId = once(stream);
          const revision = revisions.get(streamId) ?? 0;
          revisions.set(streamId, revision + 1);
          const stored = { id, time, contentType: "application/json", data: JSON.stringify(data), metadata: null };
          events.push({ position: events.length, streamId, revision, type: once(type), ...stored });
        }
      });
      return events;
    });
  }

  // The same store in an engine that has folded nothing of it but one event. It ends when the store is closed.
  async fresh(log, name) {
    await this.store(log);
    const { openStore } = await this.package();
    // Stores whose engine comes from somewhere else have another one than the page's.
    const store = await openStore(log, { assets: "/package/" });
    const [first] = await store.readAll({ maxCount: 1 }).toArray();
    await store.project(name, "merge");
    await store.state(name, { partition: first.streamId, at: 0 });
    return store;
  }

  // A store of one of the logs: `{ store, events }`.
  store(log) {
    return this.#once(`store ${log}`, async () => {
      this.say(`importing the ${log} log`);
      const { openStore } = await this.package();
      const store = await openStore(log);
      const { events } = await store.importLog(document.getElementById(log).files[0]);
      return { store, events };
    });
  }

  // The store of the large log, whose merges have been folded with their full history: `{ store, events, partitions, millis }`.
  folded() {
    return this.#once("folded", async () => {
      const { store, events } = await this.store("large");
      this.say("folding the large log");
      const start = performance.now();
      await store.project(NAME, "merge");
      const partitions = Object.keys(await store.state(NAME));
      return { store, events, partitions, millis: performance.now() - start };
    });
  }
}

// The same events, but the first of each stream before all others: a state of all streams has all its keys soon.
export function opened(events) {
  const first = events.filter(({ revision }) => revision === 0);
  return [...first, ...events.filter(({ revision }) => revision > 0)].map((event, position) => ({ ...event, position }));
}

// Lets the driver ask how far it is: what measures without waiting for anything keeps the page's thread.
export function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}

// Numbers from a seed (mulberry32), below `end`.
export function seeded(seed) {
  return (end) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * end);
  };
}
