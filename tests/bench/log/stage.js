// What the measurements share: the files, the package, and the two large stores, each made once when it is first asked
// for. Never measures.

import { eachLines } from "../lines.js";
import { RawStore } from "./raw.js";

export class Stage {
  #large;
  #rawLarge;

  static async set(rounds, withFoldback, say) {
    const stage = new Stage();
    stage.rounds = rounds;
    stage.say = say;
    const blob = (id) => document.getElementById(id).files[0];
    stage.blobs = { large: blob("large"), middle: blob("middle"), small: blob("small") };
    stage.events = await parsed(stage.blobs.small);
    // As an app imports it; undefined where Foldback is left out.
    if (withFoldback) stage.foldback = await import("/package/index.js");
    return stage;
  }

  // A store of Foldback's with nothing in it; undefined where Foldback is left out.
  empty(name) {
    return this.foldback?.openStore(name);
  }

  // Foldback's store of the large log: `{ store, events }` with the count of events imported.
  large() {
    return (this.#large ??= this.#imported());
  }

  async #imported() {
    if (!this.foldback) return undefined;
    this.say("importing the large log");
    return this.imported("large");
  }

  // A store of its own with one of the logs.
  async imported(name) {
    const store = await this.foldback.openStore(name);
    const { events } = await store.importLog(this.blobs[name]);
    return { store, events };
  }

  // The same events one record each: `{ store, events, streams, seconds }` with the count of
  // events of each stream, and how long that took.
  rawLarge() {
    return (this.#rawLarge ??= this.#filled());
  }

  async #filled() {
    this.say("preparing the raw store of the large log: some minutes for 1,000,000 records, once a run");
    const start = performance.now();
    const store = await RawStore.create("raw-large");
    const filled = await store.fill(this.blobs.large);
    return { store, ...filled, seconds: (performance.now() - start) / 1e3 };
  }
}

// The events of an NDJSON file as objects.
async function parsed(blob) {
  const events = [];
  await eachLines(blob, (lines, whole) => {
    for (let i = 0; i < whole; i++) events.push(JSON.parse(lines[i]));
  });
  return events;
}

// A copy that no store has seen: an id that a stream holds already would be a success that writes nothing.
export function fresh(event) {
  return { ...event, id: crypto.randomUUID() };
}

// The same event as the package takes it.
export function ours(event) {
  const { stream, type, data, metadata } = event;
  return { streamId: stream, type, id: crypto.randomUUID(), data, metadata };
}
