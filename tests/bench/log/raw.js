// IndexedDB as an app uses it without a library: one record an event, keys in a row, one index on the stream,
// spoken to from the page itself. Never awaits anything but IndexedDB inside a transaction.

import { eachLines } from "../lines.js";

// Records of a transaction or of an answer where there are many.
const BATCH = 10_000;

export class RawStore {
  // An empty one; what had its name is deleted.
  static async create(name) {
    await done(indexedDB.deleteDatabase(name));
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      const events = opening.result.createObjectStore("events", { autoIncrement: true });
      events.createIndex("stream", "stream");
    };
    const store = new RawStore();
    store.db = await done(opening);
    return store;
  }

  // One transaction with all the events, durable as asked for when this is done.
  put(events, durability = "relaxed") {
    const transaction = this.db.transaction("events", "readwrite", { durability });
    const store = transaction.objectStore("events");
    for (const event of events) store.put(event);
    const complete = completed(transaction);
    // Without it the browser first waits whether anybody asks for more.
    transaction.commit();
    return complete;
  }

  // Every line of an NDJSON file as a record.
  async fill(blob) {
    const streams = new Map();
    let events = 0;
    let batch = [];
    const write = async () => {
      const full = batch;
      batch = [];
      events += full.length;
      await this.put(full);
    };
    await eachLines(blob, async (lines, whole) => {
      for (let i = 0; i < whole; i++) {
        const event = JSON.parse(lines[i]);
        streams.set(event.stream, (streams.get(event.stream) ?? 0) + 1);
        if (batch.push(event) === BATCH) await write();
      }
    });
    if (batch.length > 0) await write();
    return { events, streams };
  }

  // All events in batches, `take` called with each; the next is on its way meanwhile.
  async eachBatch(events, take) {
    const store = this.db.transaction("events").objectStore("events");
    const batch = (from) => done(store.getAll(IDBKeyRange.bound(from, from + BATCH - 1), BATCH));
    let next = batch(1);
    for (let from = 1; from <= events; from += BATCH) {
      const current = next;
      if (from + BATCH <= events) next = batch(from + BATCH);
      take(await current);
    }
  }

  // All events in one answer.
  all() {
    return done(this.db.transaction("events").objectStore("events").getAll());
  }

  // The events of a stream, by the index.
  stream(name) {
    return done(this.db.transaction("events").objectStore("events").index("stream").getAll(name));
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}
