// Recorded writes against the oracle: what plain code makes of a state, and JSON.stringify of that. Handlers are random
// programs over everything that can be done to objects and arrays; the same program runs on the proxy and on plain objects.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { built } from "./built.mjs";
import { applied } from "./wire.mjs";

const { Recorder } = await built("state/recorder");

/** Numbers from a seed (mulberry32). */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const KEYS = ["a", "b", "c", "d/e", "f~g", 'h"i', "0", "1"];

/** What a program may put into a state. */
function value(random, depth = 0) {
  const kind = Math.floor(random() * (depth > 2 ? 5 : 8));
  if (kind < 2) return Math.floor(random() * 10);
  if (kind === 2) return ["", "x", 'quoted "y"', "\u2028\ud83d\ude00", "\ud800"][Math.floor(random() * 5)];
  if (kind === 3) return random() < 0.5;
  if (kind === 4) return null;
  const length = Math.floor(random() * 4);
  if (kind === 5) return Array.from({ length }, () => value(random, depth + 1));
  return Object.fromEntries(Array.from({ length }, () => [pick(random, KEYS), value(random, depth + 1)]));
}

const pick = (random, from) => from[Math.floor(random() * from.length)];
const isContainer = (value) => typeof value === "object" && value !== null;
const isObject = (value) => isContainer(value) && !Array.isArray(value);

/** A container somewhere in a state, found in the same way in two states that are equal. */
function somewhere(random, state) {
  let at = state;
  for (let steps = Math.floor(random() * 4); steps > 0; steps--) {
    const below = Object.values(at).filter(isContainer);
    if (below.length === 0) break;
    at = pick(random, below);
  }
  return at;
}

/** Whether `inner` is `outer` or stands in it. */
function within(outer, inner) {
  return outer === inner || Object.values(outer).some((below) => isContainer(below) && within(below, inner));
}

/** One thing that a handler does. `random` is drawn from in the same way whichever state it is. */
function act(random, state, data) {
  const at = somewhere(random, state);
  const draw = Math.floor(random() * 30);
  const key = pick(random, KEYS);
  const index = Math.floor(random() * 6);
  const fresh = value(random);
  const other = somewhere(random, state);
  if (Array.isArray(at)) {
    const place = Math.min(index, at.length);
    switch (draw) {
      case 0: case 1: case 2: return at.push(fresh);
      case 3: return at.push(fresh, index, "more");
      case 4: return at.pop();
      case 5: return at.shift();
      case 6: return at.unshift(fresh);
      case 7: return at.splice(place, index % 3, fresh);
      case 8: return at.splice(place, 2);
      case 9: return at.reverse();
      case 10: return at.sort((a, b) => JSON.stringify(a ?? null).length - JSON.stringify(b ?? null).length);
      case 11: return at.sort();
      case 12: at.length = place; return;
      case 13: at[place] = fresh; return;
      case 14: at[at.length + 2] = index; return;
      case 15: delete at[place]; return;
      case 16: return at.fill(index, 0, place);
      case 17: return at.copyWithin(0, place);
      case 18: at[place] = data; return;
      case 19: at.reverse(); at.push(index); at.reverse(); return;
      // While it is gone through.
      case 20: for (const [i, one] of at.entries()) { if (isObject(one)) one.seen = i; if (i < 3 && at.length < 20) at.push(i); } return;
      case 21: at.forEach((one, i) => { if (i % 2 === 0) at[i] = isContainer(one) ? one : index; }); return;
      case 22: { const taken = at.shift(); if (isObject(taken)) taken.moved = index; if (taken !== undefined) at.push(taken); return; }
      case 23: { const [taken] = at.splice(place, 1); if (isContainer(taken) && !within(taken, state)) state.taken = taken; return; }
      case 24: if (at.length > 1) [at[0], at[at.length - 1]] = [at[at.length - 1], at[0]]; return;
      case 25: { const found = at.find(isObject); if (found) { found.found = index; assert.equal(at.indexOf(found), [...at].indexOf(found)); } return; }
      default: if (!within(other, at)) at.push(other); return;
    }
  }
  switch (draw) {
    case 0: case 1: case 2: case 3: at[key] = fresh; return;
    case 4: case 5: delete at[key]; return;
    case 6: at[key] = undefined; return;
    case 7: at[key] = data; at.again = data; at[key].twice = index; return;
    case 8: at[key] = data.inner; data.inner.later = index; return;
    case 9: return Object.assign(at, { [key]: fresh, more: index });
    case 10: return Object.defineProperty(at, key, { value: fresh, enumerable: true, writable: true, configurable: true });
    // Two places, or a move.
    case 11: case 12: if (!within(other, at)) at[key] = other; return;
    case 13: { const moved = at[key]; delete at[key]; if (!isContainer(moved) || !within(moved, state)) state[pick(random, KEYS)] = moved; return; }
    case 14: if (!within(other, at)) at[key] = { wrapped: other, again: [other] }; return;
    case 15: at[key] = isContainer(at[key]) ? { ...at[key], copied: index } : index; return;
    case 16: at[key] = [...Object.values(at).filter((one) => !isContainer(one)), index]; return;
    case 17: for (const one of Object.keys(at)) if (typeof at[one] === "number") at[one]++; return;
    case 18: at[key] = 1; at[key] = 2; delete at[key]; at[key] = at.a; if (isContainer(at.a) && key !== "a") delete at.a; return;
    case 19: if (Array.isArray(at[key])) at[key] = at[key].filter((_, i) => i % 2 === 0); else at[key] = []; return;
    case 20: if (Array.isArray(at[key])) at[key] = at[key].map((one) => (isObject(one) ? { ...one, mapped: true } : one)); return;
    case 21: { const held = at[key]; at[key] = index; if (isObject(held)) { at[key] = held; held.back = index; } return; }
    case 22: { const made = { deep: { er: [] } }; at[key] = made; made.deep.er.push(index, made.deep.er.length); at[key].deep.er.push("by the other way"); return; }
    case 23: at[key] = { fixed: [index, { inside: 1 }] }; at[key].fixed[1].inside++; return;
    default: at[key] = (typeof at[key] === "number" ? at[key] : 0) + 1; return;
  }
}

/** What the program of a seed returns: nothing, the state, or another one. */
function program(seed, state, data) {
  const random = seeded(seed);
  for (let acts = Math.floor(random() * 4); acts >= 0; acts--) act(random, state, JSON.parse(data));
  switch (Math.floor(random() * 12)) {
    case 0: return { ...state, returned: seed };
    case 1: return { ...state, a: isObject(state.a) ? { ...state.a, n: seed } : seed };
    case 2: { const { b, ...rest } = state; return { ...rest, list: [...(Array.isArray(state.list) ? state.list.slice(-5) : []), b ?? null] }; }
    case 3: return Object.fromEntries(Object.entries(state).filter(([key]) => key !== "c"));
    case 4: case 5: case 6: return undefined;
    default: return state;
  }
}

describe("what is recorded of a handler", () => {
  const seeds = Number(process.env.FOLDBACK_SEEDS ?? 400);

  test(`is what plain code does, in ${seeds} logs of 60 events`, () => {
    for (let log = 0; log < seeds; log++) {
      const random = seeded(log);
      const recorder = new Recorder({ list: [] });
      let plain = { list: [] };
      let far = { list: [] };
      for (let event = 0; event < 60; event++) {
        const seed = Math.floor(random() * 2 ** 31);
        const data = JSON.stringify({ id: event, inner: { list: [event] } });
        const next = program(seed, plain, data);
        plain = next ?? plain;
        const where = `log ${log}, event ${event}, seed ${seed}`;
        if (JSON.stringify(plain).length > 20_000) break;
        const view = recorder.begin();
        const returned = program(seed, view, data);
        const writes = JSON.parse(`[${recorder.end(returned ?? view)}]`);
        const wanted = JSON.parse(JSON.stringify(plain));
        assert.deepEqual(JSON.parse(recorder.json), wanted, `${where}: the state`);
        const before = JSON.stringify(far);
        try {
          far = applied(far, writes);
        } catch (error) {
          assert.fail(`${where}: ${error.message}\nbefore ${before}\nafter ${JSON.stringify(wanted)}\nwrites ${JSON.stringify(writes)}`);
        }
        assert.deepEqual(far, wanted, `${where}: the writes ${JSON.stringify(writes)}\nbefore ${before}\nafter ${JSON.stringify(wanted)}`);
      }
    }
  });
});
