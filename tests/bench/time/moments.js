// Questions about a moment of the large log, once it has been folded: a state, the next and the last one, who wrote a value. Answers
// are decoded in the page.

import { NAME, seeded } from "./stage.js";

const QUESTIONS = 1000;
const BLAMES = 200;

export async function state(stage) {
  const { store, events, partitions } = await stage.folded();
  const random = seeded(1);
  const millis = [];
  let found = 0;
  stage.say("a state at random positions");
  for (let question = 0; question < QUESTIONS; question++) {
    const [partition, at] = [partitions[random(partitions.length)], random(events)];
    const start = performance.now();
    const answer = await store.state(NAME, { partition, at });
    millis.push(performance.now() - start);
    if (answer !== undefined) found++;
  }
  if (found === 0) throw new Error("no state was there at any position");
  return [{ name: "state", unit: "ms", ours: millis, theirs: [], note: `${QUESTIONS} questions, ${found} of them about a stream that had begun` }];
}

export async function step(stage) {
  const { store, partitions } = await stage.folded();
  const [of, random] = [partitions[0], seeded(2)];
  const there = (await store.readStream(of).toArray()).map(({ position }) => position);
  const [forward, back] = [[], []];
  stage.say("steps");
  let at = 1 + random(Math.max(1, there.length - QUESTIONS - 2));
  const moved = async (by, millis) => {
    at += by;
    const start = performance.now();
    if ((await store.state(NAME, { partition: of, at: there[at] })) === undefined) throw new Error("no state at an event of its stream");
    millis.push(performance.now() - start);
  };
  const steps = Math.min(QUESTIONS, there.length - at - 1);
  for (let count = 0; count < steps; count++) await moved(1, forward);
  for (let count = 0; count < steps; count++) await moved(-1, back);
  const note = `${steps} steps each way, by events of one stream`;
  return [
    { name: "step-forward", unit: "ms", ours: forward, theirs: [], note },
    { name: "step-back", unit: "ms", ours: back, theirs: [], note },
  ];
}

export async function blame(stage) {
  const { store, events, partitions } = await stage.folded();
  const random = seeded(3);
  const millis = [];
  stage.say("blame");
  let writes = 0;
  for (let question = 0; question < BLAMES; question++) {
    const partition = partitions[random(partitions.length)];
    const at = events - 1 - random(Math.floor(events / 10));
    const state = await store.state(NAME, { partition, at });
    const keys = Object.keys(state ?? {});
    if (keys.length === 0) continue;
    const path = `/${partition}/${keys[random(keys.length)]}`;
    const start = performance.now();
    const { total, lastWrite } = await store.blame(NAME, path, { at });
    millis.push(performance.now() - start);
    if (!lastWrite || total === 0) throw new Error(`nobody wrote ${path}, which is there`);
    writes += total;
  }
  return [{ name: "blame", unit: "ms", ours: millis, theirs: [], note: `${Math.round(writes / millis.length)} writes of a path on average; the event that wrote last is read too` }];
}
