// An append that fails if any event has a tag, at the size of the large log, against a plain one. The log gets
// tagged events first: what nobody tagged needs no looking up. "Theirs" is the plain append to the same store.

import { alternate } from "./alternate.js";
import { ours } from "./stage.js";

const COUNT = 300;
const TAGGED = 10_000;
const TAGS = 1_000;

export async function condition(stage) {
  const large = await stage.large();
  if (!large) return [];
  const { store } = large;
  const some = stage.events.slice(0, TAGGED);
  const tagged = some.map((event, i) => ({ ...ours(event), type: "Tagged", tags: [`sku:${i % TAGS}`] }));
  for (let at = 0; at < tagged.length; at += 1_000) await store.append(tagged.slice(at, at + 1_000));

  const results = [];
  for (const [name, sinceHead] of [["condition-whole", false], ["condition-after", true]]) {
    const sides = {
      // The tag occurs and the type does, but never together: nobody can say no by a look at the names alone.
      ours: ({ event, after, type, tag }) =>
        store.append(event, { after, failIfEventsMatch: [{ types: [type], tags: [tag] }] }),
      theirs: ({ event }) => store.append(event),
    };
    const prepare = async (_, i) => ({
      event: { ...ours(stage.events[(i + 20) % stage.events.length]), tags: ["sku:new"] },
      type: stage.events[0].type,
      tag: `sku:${(i + 20) % TAGS}`,
      after: sinceHead ? (await store.head()).position : undefined,
    });
    results.push({ name, unit: "ms", ...(await alternate(COUNT, sides, { warmUp: 20, prepare })) });
  }
  return results;
}
