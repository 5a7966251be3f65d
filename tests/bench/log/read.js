// Reading the large log: all of it, its head and streams after opening, and one stream of ten events. The middle one, event
// by event.

import { eachLines } from "../lines.js";
import { alternate } from "./alternate.js";

const STREAMS = 200;
const LENGTH = 10;

export async function read(stage) {
  const large = await stage.large();
  const raw = await stage.rawLarge();
  // Which way is faster differs from browser to browser: both are measured, the faster is the contender.
  const ways = {
    batches: async () => {
      let seen = 0;
      await raw.store.eachBatch(raw.events, (events) => (seen += touched(events)));
      return same(seen, raw.events);
    },
    "one answer": async () => same(touched(await raw.store.all()), raw.events),
  };
  const took = {};
  stage.say("read: raw, once for nobody, for the first reading fetches from the disk");
  await ways.batches();
  for (const [way, run] of Object.entries(ways)) {
    stage.say(`read: raw, in ${way}`);
    const start = performance.now();
    try {
      await run();
      took[way] = performance.now() - start;
    } catch (error) {
      stage.say(`read: raw, in ${way}: ${error?.message ?? error}`);
      took[way] = Infinity;
    }
  }
  const best = took.batches <= took["one answer"] ? "batches" : "one answer";
  const seconds = (way) => (Number.isFinite(took[way]) ? `${(took[way] / 1e3).toFixed(1)} s` : "impossible");
  const note =
    `getAll in ${best} (batches ${seconds("batches")}, one answer ${seconds("one answer")}); ` +
    `its store was written in ${raw.seconds.toFixed(0)} s`;

  const sides = {
    bytes: large && (() => eachBatch(large.store.readAll(), (batch) => batch.length)),
    decoded: large && (() => eachBatch(large.store.readAll(), touched)),
    theirs: ways[best],
  };
  const millis = { bytes: [], decoded: [], theirs: [] };
  const present = Object.keys(sides).filter((side) => sides[side]);
  for (let round = 0; round < stage.rounds; round++) {
    for (let i = 0; i < present.length; i++) {
      const side = present[(i + round) % present.length];
      stage.say(`read: round ${round + 1}, ${side}`);
      const start = performance.now();
      const seen = await sides[side]();
      millis[side].push(performance.now() - start);
      same(seen, raw.events);
    }
  }
  const { bytes, decoded, theirs } = millis;
  return [
    { name: "read-bytes", unit: "ms", ours: bytes, theirs, note },
    { name: "read-decoded", unit: "ms", ours: decoded, theirs, note },
  ];
}

// What the way from the engine to the page costs: every event of a read, one by one, against parsing the same lines, which
// are in the page already.
export async function boundary(stage) {
  const lines = [];
  await eachLines(stage.blobs.middle, (some, whole) => {
    for (let i = 0; i < whole; i++) lines.push(some[i]);
  });
  const middle = stage.foldback && (await stage.imported("middle"));
  const sides = {
    ours: middle && (async () => {
      let seen = 0;
      for await (const event of middle.store.readAll()) if (typeof event.data === "object") seen++;
      return same(seen, lines.length);
    }),
    theirs: () => {
      let seen = 0;
      for (const line of lines) if (typeof JSON.parse(line).data === "object") seen++;
      return same(seen, lines.length);
    },
  };
  const millis = await alternate(Math.max(stage.rounds, 5), sides, { warmUp: 1 });
  await middle?.store.close();
  await stage.foldback?.deleteStore("middle");
  return [{ name: "boundary", unit: "ms", ...millis, note: `${lines.length} events` }];
}

// In an engine that was just started, as after loading a page; starting it is not counted.
export async function open(stage) {
  const large = await stage.large();
  if (!large) return [{ name: "open", unit: "ms", ours: [], theirs: [] }];
  const { openStore } = stage.foldback;
  // Stores whose engine comes from somewhere else have another one than the page's.
  const other = { assets: "/package/" };
  const ours = [];
  for (let round = 0; round < Math.max(stage.rounds, 5); round++) {
    const started = await openStore("started", other);
    const start = performance.now();
    const store = await openStore(large.store.name, other);
    const [head, streams] = [await store.head(), await store.streams({ limit: 100 })];
    ours.push(performance.now() - start);
    if (!(head.position > 0) || streams.length === 0) throw new Error("the store opened empty");
    await store.close();
    // Nobody uses the engine then, and it ends.
    await started.close();
  }
  return [{ name: "open", unit: "ms", ours, theirs: [] }];
}

export async function stream(stage) {
  const large = await stage.large();
  const raw = await stage.rawLarge();
  const fitting = [...raw.streams].filter(([, count]) => count === LENGTH).map(([name]) => name);
  if (fitting.length === 0) throw new Error(`no stream has ${LENGTH} events`);
  const names = Array.from({ length: STREAMS }, () => fitting[Math.floor(Math.random() * fitting.length)]);
  const sides = {
    ours: large && (async (name) => same(await eachBatch(large.store.readStream(name), touched), LENGTH)),
    theirs: async (name) => same(touched(await raw.store.stream(name)), LENGTH),
  };
  const millis = await alternate(STREAMS, sides, { warmUp: 10, prepare: (_, i) => names[(i + STREAMS) % STREAMS] });
  return [{ name: "stream", unit: "ms", ...millis, note: `${fitting.length} streams have ${LENGTH} events` }];
}

// The sum of what `take` answers for each batch of a read.
export async function eachBatch(reading, take) {
  let sum = 0;
  for await (const batch of reading.batches()) sum += take(batch);
  return sum;
}

// How many events there are, each with its data looked at.
function touched(events) {
  let seen = 0;
  for (const event of events) if (typeof event.data === "object") seen++;
  return seen;
}

function same(seen, expected) {
  if (seen !== expected) throw new Error(`${seen} events were read instead of ${expected}`);
  return seen;
}
