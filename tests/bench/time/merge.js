// Merge patches (RFC 7396) of 100,000 events with full history: in the engine from its store, against mutative with patches for
// each stream, and against one state that is copied for each event, as with Redux. All parse the events.

import { create } from "../node_modules/mutative/dist/mutative.esm.production.min.mjs";
import { alternate } from "../log/alternate.js";
import { opened, pause } from "./stage.js";

// Copies of one state of 1,000 keys take so long that a part of the events has to tell how long all take.
const PART = 10;

export async function merge(stage) {
  const events = await stage.events();
  let [ours, theirs, fresh] = [{}, new Map(), undefined];
  const sides = {
    ours: async (store, round) => {
      const name = `merge-${round}`;
      await store.project(name, "merge");
      ours = await store.state(name);
    },
    theirs: () => {
      const states = new Map();
      const history = [];
      for (const { position, streamId, data } of events) {
        const patch = JSON.parse(data);
        const [next, patches, inverse] = create(states.get(streamId) ?? {}, (draft) => void merged(draft, patch), { enablePatches: true });
        states.set(streamId, next);
        history.push({ position, patches, inverse });
      }
      theirs = states;
      return history.length;
    },
  };
  stage.say("merge: mutative");
  const prepare = async (side, round) => {
    await fresh?.close();
    fresh = side === "ours" ? await stage.fresh("middle", `warm-${round}`) : undefined;
    await pause();
    return fresh;
  };
  const mutative = await alternate(Math.max(stage.rounds, 5), sides, { warmUp: 1, prepare });
  await fresh?.close();
  const different = [...theirs].find(([stream, state]) => sorted(ours[stream]) !== sorted(state));
  if (different) throw new Error(`merge: ${different[0]} is ${sorted(ours[different[0]])}, mutative has ${sorted(different[1])}`);

  stage.say("merge: the Redux way");
  // A state with all its keys, as it has come about.
  const inOrder = opened(events);
  const part = inOrder.slice(theirs.size, theirs.size + events.length / PART);
  const folded = (state, some) => some.reduce((state, { streamId, data }) => ({ ...state, [streamId]: copied(state[streamId] ?? {}, JSON.parse(data)) }), state);
  const copies = [];
  for (let again = 0; again < Math.min(stage.rounds, 3); again++) {
    const begun = folded({}, inOrder.slice(0, theirs.size));
    await pause();
    const start = performance.now();
    const state = folded(begun, part);
    copies.push((performance.now() - start) * (events.length / part.length));
    if (Object.keys(state).length !== theirs.size) throw new Error("merge: the Redux way lost a key");
  }
  const note = `its states are not kept, and ${part.length} events stand for all: so long does copying take`;
  return [
    { name: "merge-mutative", unit: "ms", ...mutative, note: `${events.length} events in ${theirs.size} streams` },
    { name: "merge-redux", unit: "ms", ours: mutative.ours, theirs: copies, note },
  ];
}

// A merge patch, in place.
function merged(target, patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key];
    else if (!isObject(value)) target[key] = value;
    else {
      if (!isObject(target[key])) target[key] = {};
      merged(target[key], value);
    }
  }
}

// The same as another object.
function copied(target, patch) {
  const next = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = isObject(value) ? copied(isObject(target[key]) ? target[key] : {}, value) : value;
  }
  return next;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function sorted(value) {
  return JSON.stringify(value, (_, one) => (isObject(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one));
}
