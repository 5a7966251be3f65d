// Dexie: one record an event, one index on stream and revision, bulkAdd. Never asks for the keys back,
// which would make it slower.

import { Dexie } from "./node_modules/dexie/dist/modern/dexie.mjs";
import { serve } from "./contender.js";
import { eachLines } from "./lines.js";

// One call for the whole small log: tried against 1,000 and 10,000, it was the fastest by a little.
const BATCH = 100_000;
let db;

serve({
  async open() {
    await Dexie.delete("bench");
    db = new Dexie("bench");
    db.version(1).stores({ events: "++pos,[stream+revision]" });
    await db.open();
  },
  async take(blob) {
    const revisions = new Map();
    let batch = [];
    await eachLines(blob, async (lines, whole) => {
      for (let i = 0; i < whole; i++) {
        const event = JSON.parse(lines[i]);
        const revision = revisions.get(event.stream) ?? 0;
        revisions.set(event.stream, revision + 1);
        event.revision = revision;
        batch.push(event);
        if (batch.length === BATCH) {
          const full = batch;
          batch = [];
          await db.events.bulkAdd(full);
        }
      }
    });
    if (batch.length > 0) await db.events.bulkAdd(batch);
    return db.events.count();
  },
  async clean() {
    await db.delete();
    await db.open();
  },
});
