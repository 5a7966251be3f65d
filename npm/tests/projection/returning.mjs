// Handlers that return another state each time, against the oracle: what plain code returns. They get the state itself, once
// they are trusted; one that then changes it after all must lose nothing.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { runtime } from "./fixture.mjs";
import { seeded } from "./oracle.mjs";
import { applied, lines } from "./wire.mjs";

const { definitionOf, Fold, fromAll } = runtime;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const pick = (random, from) => from[Math.floor(random() * from.length)];

/** A value that is like another one but for a part of it. */
function another(random, value, data) {
  const draw = Math.floor(random() * 12);
  const n = Math.floor(random() * 100);
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    switch (draw) {
      case 0: return value.filter((_, index) => index !== at);
      case 1: return [n, ...value];
      case 2: return value.slice(at);
      case 3: return [...value].reverse();
      case 4: return value.concat([{ made: n, from: data }]);
      case 5: return value.map((one, index) => (index === at ? another(random, one, data) : one));
      case 6: return value.length > 60 ? [] : [...value, ...Array.from({ length: 40 }, (_, index) => index)];
      default: return value.length > 80 ? value.slice(-5) : [...value, n];
    }
  }
  if (!isObject(value)) return draw < 3 ? { n } : draw < 5 ? [n, data.inner] : n;
  // A state is JSON: whether a member that is undefined is there may be another thing each time.
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  const key = pick(random, ["a", "b", "c/d", "e"]);
  const { [key]: part, ...rest } = value;
  switch (draw) {
    case 0: return rest;
    case 1: return { ...value, [key]: data };
    case 2: return { ...value, [key]: data.inner };
    case 3: return { ...value, [key]: value[pick(random, keys.length > 0 ? keys : ["a"])] };
    // More than are frozen.
    case 4: return keys.length > 60 ? { a: n } : { ...value, ...Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}`, index % 7 === 0 ? { index } : index])) };
    case 5: return { ...value, [key]: undefined };
    case 6: return { ...value, [key]: { ...(isObject(part) ? part : {}), n, big: Object.fromEntries(Array.from({ length: 35 }, (_, index) => [`b${index}`, n])) } };
    default: return { ...value, [key]: another(random, part, data) };
  }
}

/** A change in place, somewhere in a state. */
function changed(random, state) {
  let at = state;
  for (let steps = 2; steps > 0; steps--) at = pick(random, [at, ...Object.keys(at).sort().map((key) => at[key]).filter((one) => typeof one === "object" && one !== null)]);
  if (Array.isArray(at)) at.push("changed");
  else at.changed = (at.changed ?? 0) + 1;
}

function handler(state, { seed, mutates, ...data }) {
  const random = seeded(seed);
  if (mutates) {
    changed(random, state);
    if (random() < 0.3) return undefined;
    if (random() < 0.3) return state;
  }
  if (random() < 0.1) return undefined;
  if (random() < 0.1) return { ...state };
  return another(random, state, data);
}

describe("handlers that return another state", () => {
  const logs = Number(process.env.FOLDBACK_SEEDS ?? 400);

  test(`are recorded as what plain code returns, in ${logs} logs of 80 events`, () => {
    let trusted = 0;
    for (let log = 0; log < logs; log++) {
      const random = seeded(log);
      // Each third log has handlers that change their state after all, some early and some late.
      const from = log % 3 === 0 ? Math.floor(random() * 80) : Infinity;
      const handlers = { $init: () => ({ a: {}, list: [] }), A: (state, e) => handler(state, e.data) };
      const fold = new Fold(definitionOf(fromAll().when(handlers)), { name: "test" });
      let plain = handlers.$init();
      let far;
      for (let position = 0; position < 80; position++) {
        const data = JSON.stringify({ seed: Math.floor(random() * 2 ** 31), mutates: position >= from, inner: { n: position, list: [position] } });
        plain = handler(plain, JSON.parse(data)) ?? plain;
        fold.fold({ position, streamId: "s", revision: position, type: "A", id: "", time: null, contentType: "application/json", data, metadata: null });
        const where = `log ${log}, position ${position}`;
        const wanted = JSON.parse(JSON.stringify(plain));
        assert.deepEqual(JSON.parse(fold.stateOf("")), wanted, `${where}: the state`);
        const [[, , writes]] = lines(fold.take().lines);
        far = applied(far, writes);
        assert.deepEqual(far, wanted, `${where}: the writes ${JSON.stringify(writes).slice(0, 2000)}`);
        if (JSON.stringify(wanted).length > 30_000) break;
      }
      if (fold.isTrusting) trusted++;
    }
    // Otherwise only the proxy was tested.
    assert.ok(trusted > logs / 3, `${trusted} were trusted`);
  });

  test("only what has changed is written, whether it is frozen or compared", () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, { n, list: [n] }]));
    const handlers = { $init: () => many, A: (state, e) => ({ ...state, [e.data.key]: { ...state[e.data.key], n: e.data.n } }) };
    const fold = new Fold(definitionOf(fromAll().when(handlers)), { name: "test" });
    const event = (position, data) => ({ position, streamId: "s", revision: position, type: "A", id: "", time: null, contentType: "application/json", data: JSON.stringify(data), metadata: null });
    for (let n = 0; n < 20; n++) fold.fold(event(n, { key: `k${n}`, n: n + 100 }));
    assert.equal(fold.isTrusting, true);
    const written = lines(fold.take().lines);
    assert.deepEqual(written.slice(1).map(([, , writes]) => writes), Array.from({ length: 19 }, (_, n) => [[`/k${n + 1}/n`, n + 101]]));
    assert.equal(JSON.stringify(many.k3), '{"n":3,"list":[3]}');
  });

  test("functions that are not strict, and those of a text, are never trusted", () => {
    const sloppy = new Function("s", "return Object.assign({}, s, { n: (s.n || 0) + 1 })");
    const strict = { A: (s) => ({ ...s, n: (s.n ?? 0) + 1 }) };
    const isTrusting = (definition) => {
      const fold = new Fold(definition, { name: "test" });
      for (let position = 0; position < 20; position++) fold.fold({ position, streamId: "s", revision: position, type: "A", id: "", time: null, contentType: "application/json", data: "{}", metadata: null });
      assert.equal(fold.stateOf(""), '{"n":20}');
      return fold.isTrusting;
    };
    assert.equal(isTrusting(definitionOf(fromAll().when(strict))), true);
    assert.equal(isTrusting(definitionOf(fromAll().when({ A: sloppy }))), false);
    assert.equal(isTrusting(runtime.compiled("fromAll().when({ A: (s) => ({ ...s, n: (s.n || 0) + 1 }) })")), false);
  });
});
