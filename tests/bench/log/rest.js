// Bytes at rest for each event of the middle log: what Foldback's store says of itself, and the size of SQLite's
// file. Never asks the browser for the use of its disk, which is too coarse an answer.

import { contender } from "../contender.js";

export async function rest(stage) {
  const result = { name: "rest", unit: "bytes", ours: [], theirs: [] };
  const index = { name: "index", unit: "bytes", ours: [], theirs: [] };
  if (stage.foldback) {
    const { store } = await stage.imported("middle");
    const { events, bytes, indexBytes } = await store.estimate();
    result.ours.push(bytes / events);
    index.ours.push(indexBytes / events);
    await store.close();
    await stage.foldback.deleteStore("middle");
  }
  const sqlite = await contender("./sqlite.js");
  const events = await sqlite.take(stage.blobs.middle);
  result.theirs.push((await sqlite.size()) / events);
  await sqlite.clean();
  // The same figure has two bars: bytes, and a share of SQLite's.
  return [result, { ...result, name: "rest-bytes", theirs: [] }, index];
}
