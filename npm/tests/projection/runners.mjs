// How projections are run: on the thread in slices, and in a realm of their own that is watched; what fails, and how it is told.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { folded, log, runtime } from "./fixture.mjs";
import { counted, moduleOf, startRealm } from "./realm.mjs";
import { lines } from "./wire.mjs";

const { compiled, definitionOf, Fold, fromAll, foldInSlices, Isolated, HandlerFailed, InvalidProjection, Recorder, sourceHash, strip, Watch, elsewhere, upcast } = runtime;

const many = (count, type = "A") => log(...Array.from({ length: count }, (_, n) => [`a-${n % 10}`, type, { n }]));
const failedAt = (position, more) => (error) => {
  assert.ok(error instanceof HandlerFailed, String(error));
  assert.equal(error.code, "HandlerFailed");
  assert.equal(error.projection, "test");
  assert.equal(error.position, position);
  if (more instanceof RegExp) assert.match(error.message, more);
  else if (more !== undefined) assert.equal(error.path, more);
  return true;
};

describe("a state that JSON cannot say", () => {
  const cases = {
    "a Map": ["s.a.b = new Map()", "/a/b"],
    "a Set in an array": ["s.list.push([new Set()])", "/list/0/0"],
    "a Date": ["s.a.at = new Date(0)", "/a/at"],
    "a bigint": ["s.a = 1n", "/a"],
    "NaN": ["s.a = { n: NaN }", "/a/n"],
    "an infinite number": ["s.list[0] = 1 / 0", "/list/0"],
    "a function": ["s.a.f = function () {}", "/a/f"],
    "a symbol": ["s.a.s = Symbol('x')", "/a/s"],
    "an instance of a class": ["class Money {}; s.a.money = new Money()", "/a/money"],
    "a promise": ["s.later = Promise.resolve()", "/later"],
    "what contains itself": ["s.a.self = s.a", "/a/self"],
    "what contains itself further down": ["s.a.b = { c: s }", "/a/b/c"],
    "a new cycle": ["var o = { in: {} }; o.in.o = o; s.x = o", "/x/in/o"],
    "a hidden member": ["Object.defineProperty(s.a, 'h', { value: 1 })", "/a/h"],
    "a computed member": ["Object.defineProperty(s.a, 'g', { get: function () { return 1 }, enumerable: true })", "/a/g"],
    "a member of an array": ["s.list.name = 'x'", "/list/name"],
    "a frozen part": ["Object.freeze(s.a)", "/a"],
    "a returned number": ["return NaN", ""],
    "a name with a slash": ["s['a/b~c'] = NaN", "/a~1b~0c"],
  };
  for (const [what, [code, path]] of Object.entries(cases)) {
    test(`${what} is the handler's failure, at ${path || "the whole of it"}`, () => {
      const text = `fromAll().when({ $init() { return { a: {}, list: [] } }, A(s) { s.n = 1 }, B(s) { ${code} } })`;
      assert.throws(() => folded(text, log(["s", "A", {}], ["s", "A", {}], ["s", "B", {}])), failedAt(2n, path));
      assert.throws(() => folded(text, log(["s", "B", {}])), failedAt(0n, path));
    });
  }

  test("is told even when the handler has caught the error, and with the partition", () => {
    const text = "fromAll().foreachStream().when({ $init() { return { a: [] } }, A(s) { s.n = 1 }, B(s) { try { s.a.name = 1 } catch (e) {} } })";
    assert.throws(() => folded(text, log(["a/1", "A", {}], ["a/1", "B", {}])), failedAt(1n, "/a~11/a/name"));
  });

  test("undefined is no member, and null in an array", () => {
    const text = "fromAll().when({ $init() { return { list: [] } }, A(s) { s.gone = 1; s.list.push(1) }, B(s) { s.gone = undefined; s.list[2] = undefined } })";
    const { written, states } = folded(text, log(["s", "A", {}], ["s", "B", {}]));
    assert.deepEqual(states[""], { list: [1, null, null] });
    assert.deepEqual(written[1][2], [["/gone"], ["/list/1", null], ["/list/2", null]]);
  });
});

describe("what is recorded", () => {
  test("only what has changed, whichever way it is said", () => {
    const recorder = new Recorder({ a: { n: 1, list: [1, 2, 3] }, b: { n: 1 } });
    const step = (handler) => {
      const view = recorder.begin();
      const returned = handler(view);
      return JSON.parse(`[${recorder.end(returned === undefined ? view : returned)}]`);
    };
    assert.deepEqual(step((s) => void s.a.n++), [["/a/n", 2]]);
    assert.deepEqual(step((s) => ({ ...s, a: { ...s.a, n: 3 } })), [["/a/n", 3]]);
    assert.deepEqual(step((s) => ({ ...s })), []);
    assert.deepEqual(step((s) => void (s.a.n = 3)), []);
    assert.deepEqual(step((s) => { s.a.n = 4; s.a.n = 3; }), []);
    assert.deepEqual(step((s) => void s.a.list.shift()), [["/a/list/0", 2], ["/a/list/1", 3], ["/a/list", "#", 2]]);
    assert.deepEqual(step((s) => void (s.a.list = s.a.list.concat(9))), [["/a/list/2", 9]]);
    assert.deepEqual(step((s) => void (s.a.list.length = 0)), [["/a/list", "#", 0]]);
    assert.deepEqual(step((s) => void delete s.a), [["/a"]]);
    // One object at two paths: what is written at one is written at both.
    assert.deepEqual(step((s) => void (s.c = s.b)), [["/c", { n: 1 }]]);
    assert.deepEqual(step((s) => void s.c.n++).sort(), [["/b", { n: 2 }], ["/c", { n: 2 }]]);
    assert.deepEqual(step((s) => void delete s.b), [["/b"]]);
    assert.deepEqual(step((s) => void s.c.n++), [["/c/n", 3]]);
    assert.deepEqual(step(() => null), [[""]]);
    assert.deepEqual(step(() => 7), [["", 7]]);
  });

  test("frozen constants are copied into a state, and stay as they are", () => {
    const EMPTY = Object.freeze({ items: Object.freeze([]) });
    const chain = fromAll().foreachStream().when({ $init: () => EMPTY, A: (s, e) => { s.items = [...s.items, e.data.n]; s.more ??= EMPTY; }, B: (s) => { s.more.items.push("b"); } });
    const { states } = folded(chain, log(["a", "A", { n: 1 }], ["b", "A", { n: 2 }], ["a", "B", {}], ["a", "B", {}]));
    assert.deepEqual(states, { a: { items: [1], more: { items: ["b", "b"] } }, b: { items: [2], more: { items: [] } } });
    assert.deepEqual(EMPTY, { items: [] });
  });

  test("no more than an event may change", () => {
    const chain = fromAll().when({ A: (s) => { s.text = "x".repeat(100); }, B: (s) => { s.more = "x".repeat(1000); } });
    assert.throws(() => folded(chain, log(["a", "A", {}], ["a", "B", {}]), { maxPatchBytes: 500 }), failedAt(1n, /500/));
  });
});

describe("on the thread", () => {
  const busy = (ms) => fromAll().when({ $init: () => ({ n: 0 }), A: (s) => { for (const end = performance.now() + ms; performance.now() < end; ); s.n++; } });

  test("others come to it while it runs, progress is told, and the result is that of one go", async () => {
    const events = many(60);
    const fold = new Fold(definitionOf(busy(1)), { name: "test" });
    let others = 0;
    const timer = setInterval(() => others++, 1);
    const told = [];
    const output = await foldInSlices(fold, events, { onProgress: (done) => told.push(done) });
    clearInterval(timer);
    assert.ok(others > 0, "nothing else came to the thread");
    assert.ok(told.length > 2 && told.at(-1) === 60 && told.every((done, index) => index === 0 || done >= told[index - 1]));
    assert.equal(output.lines, folded(busy(0), events).lines);
  });

  test("it can be aborted, and goes on where it was", async () => {
    const events = many(100);
    const fold = new Fold(definitionOf(busy(1)), { name: "test" });
    const stop = new AbortController();
    const run = foldInSlices(fold, events, { signal: stop.signal, onProgress: () => stop.abort("enough") });
    await assert.rejects(run, (error) => error.code === "Aborted" && error.cause === "enough");
    const first = fold.take();
    assert.ok(first.handled > 0 && first.handled < 100, `${first.handled}`);
    const rest = await foldInSlices(fold, events.slice(first.handled));
    assert.equal(first.lines + rest.lines, folded(busy(0), events).lines);
  });

  test("after a failure what came before it is there, and nothing goes on", async () => {
    const fold = new Fold(compiled("fromAll().when({ A(s, e) { if (e.data.n === 3) throw new RangeError('too far'); s.n = e.data.n } })"), { name: "test" });
    const cause = (error) => error.cause.message === "too far" && failedAt(3n, /RangeError: too far/)(error);
    await assert.rejects(foldInSlices(fold, many(6)), cause);
    assert.equal(lines(fold.take().lines).length, 3);
    await assert.rejects(foldInSlices(fold, many(1)), cause);
  });

  test("states can be gone on from", () => {
    const text = "fromAll().foreachStream().when({ $init() { return { n: 0 } }, A(s) { s.n++ } }).outputState()";
    const whole = folded(text, many(30));
    const [first, second] = [many(30).slice(0, 17), many(30).slice(17)];
    const begun = folded(text, first);
    const states = Object.fromEntries(Object.keys(begun.states).map((key) => [key, begun.fold.stateOf(key)]));
    const next = new Fold(compiled(text), { name: "test", states });
    for (const event of second) next.fold(event);
    const output = next.take();
    assert.equal(begun.lines + output.lines, whole.lines);
    assert.deepEqual([...begun.results, ...output.results], whole.results);
  });
});

describe("in a realm of its own", () => {
  const isolated = (t, task, states) => {
    const one = new Isolated({ start: startRealm, task: { name: "test", ...task }, ...(states && { states }) });
    t.after(() => one.end());
    return one;
  };

  test("a text gives what it gives on the thread, batch after batch", async (t) => {
    const text = "fromAll().foreachStream().when({ $init() { return { n: 0 } }, A(s, e) { s.n += e.data.n; log(s.n); emit('x', 'Y', { n: s.n }) } }).outputState()";
    const events = many(200);
    const one = isolated(t, { text });
    const outputs = [await one.run(events.slice(0, 120)), await one.run(events.slice(120))];
    const wanted = folded(text, events);
    assert.equal(outputs.map(({ lines }) => lines).join(""), wanted.lines);
    for (const what of ["results", "emitted", "logs"]) assert.deepEqual(outputs.flatMap((output) => output[what]), wanted[what], what);
    assert.equal(await one.resultOf("a-3"), wanted.fold.resultOf("a-3"));
    assert.ok(outputs[1].checked >= 1, "nothing was folded twice");
    assert.equal(outputs[1].found, 0);
  });

  test("an endless loop is stopped and its event named, in less than two seconds of silence", async (t) => {
    const text = "fromAll().when({ $init() { return { n: 0 } }, A(s, e) { if (e.data.n === 37) while (true) s.n++; s.n++ } })";
    const before = { ...counted };
    const one = isolated(t, { text });
    const ended = (error) => failedAt(37n, /does not come to an end/)(error) && lines(error.folded.lines).length === 37;
    await assert.rejects(one.run(many(100)), ended);
    // One that was silent, one that named the event, and one for what came before it.
    assert.equal(counted.started - before.started, 3);
    assert.equal(counted.ended - before.ended, 3);
    await assert.rejects(one.run(many(1)), failedAt(37n));
  });

  test("an endless loop that only a state leads to is found from that state", async (t) => {
    const text = "fromAll().when({ $init() { return { n: 0 } }, A(s, e) { s.n++; while (s.n === 150); } })";
    let states = {};
    const one = isolated(t, { text }, () => states);
    const { lines: text1 } = await one.run(many(200).slice(0, 100));
    assert.equal(lines(text1).length, 100);
    states = { "": '{"n":100}' };
    await assert.rejects(one.run(many(200).slice(100)), failedAt(149n));
  });

  test("an endless loop before any event", async (t) => {
    await assert.rejects(isolated(t, { text: "fromAll(); while (true);" }).run(many(1)), InvalidProjection);
  });

  test("a failure names its event and brings what came before it", async (t) => {
    const one = isolated(t, { text: "fromAll().when({ A(s, e) { if (e.data.n === 2) throw new Error('no'); s.n = e.data.n === 1 ? 5 : 4 }, B(s) { s.x = NaN } })" });
    await assert.rejects(one.run(many(5)), (error) => failedAt(2n, /no/)(error) && error.cause.message === "no" && lines(error.folded.lines).length === 2);
    await assert.rejects(isolated(t, { text: "fromAll().when({ B(s) { s.x = NaN } })" }).run(many(3, "B")), failedAt(0n, "/x"));
    await assert.rejects(isolated(t, { text: "fromAll(" }).run(many(1)), InvalidProjection);
  });

  test("it can be aborted in the middle of a batch, and begins anew with the next", async (t) => {
    const text = "fromAll().when({ $init() { return { n: 0 } }, A(s, e) { for (var end = Date.now() + 30; Date.now() < end;); s.n++ } })";
    const one = isolated(t, { text });
    const stop = new AbortController();
    const run = one.run(many(60), { signal: stop.signal, onProgress: () => stop.abort() });
    await assert.rejects(run, (error) => error.code === "Aborted");
    assert.equal(lines((await one.run(many(3))).lines).length, 3);
  });

  test("there is no network, no storage, no timer, no message, and no way to make code", async (t) => {
    const names = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "indexedDB", "caches", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "BroadcastChannel", "MessageChannel", "Worker", "postMessage", "navigator", "process", "require", "performance", "crypto", "console", "WebAssembly", "SharedArrayBuffer", "Atomics", "eval", "Function", "document", "window"];
    const text = `fromAll().when({ A(s, e) {
      s.found = ${JSON.stringify(names)}.filter(function (name) { return globalThis[name] !== undefined });
      s.made = [function () {}, async function () {}, function* () {}].map(function (f) { try { return typeof f.constructor("return 1") } catch (error) { return "no" } });
      s.left = [typeof Date, typeof Math.max, typeof JSON, typeof Map] } })`;
    const one = isolated(t, { text });
    const [[, , [[, state]]]] = lines((await one.run(many(1))).lines);
    assert.deepEqual(state, { found: [], made: ["no", "no", "no"], left: ["function", "function", "object", "function"] });
    for (const code of ['import("x")', "import /* x */ ('x')", "import.meta.url"]) {
      await assert.rejects(isolated(t, { text: `fromAll().when({ A() { ${code} } })` }).run(many(1)), InvalidProjection, code);
    }
  });

  test("a module runs there too, with its own words and its upcasters", async (t) => {
    const module = moduleOf(`
      export const upcasters = { Old: [() => ({ type: "A" })] };
      export default fromCategory("a").foreachStream().when({ A: (s, e) => { s.n = (s.n ?? 0) + 1; emit("x", "Y", { n: s.n }); } });
    `);
    const one = isolated(t, { module });
    const output = await one.run([...many(20), ...log(["a-1", "Old", {}])]);
    assert.equal(output.handled, 21);
    assert.equal(output.emitted.length, 21);
    await assert.rejects(isolated(t, { module: moduleOf("export default 1") }).run(many(1)), InvalidProjection);
    await assert.rejects(isolated(t, { module: "file:///nowhere.mjs" }).run(many(1)), InvalidProjection);
  });

  test("what gives other states at another time is found, in a text and in a module", async (t) => {
    const events = log(...Array.from({ length: 30 }, (_, n) => ["a", ["Clock", "Random", "Counted", "Fine", "Emitted"][n % 5], { n }]));
    const handlers = `Clock: (s) => { s.at = { now: Date.now(), text: new Date().toISOString() } }, Random: (s) => { s.random = [1, Math.random()] },
      Counted: (s) => { s.count = ++counter }, Fine: (s, e) => { s.fine = new Date(0).toISOString() + e.data.n }, Emitted: (s) => { emit("x", "Y", { at: Date.now() }) }`;
    for (const task of [{ text: `var counter = 0; fromAll().when({ ${handlers} })` }, { module: moduleOf(`let counter = 0; export default fromAll().when({ ${handlers} });`) }]) {
      const one = isolated(t, { ...task, watch: { share: 1, seed: 7 } });
      const { unsteady, checked, found } = await one.run(events);
      assert.equal(checked, 30);
      const types = new Map(unsteady.map(({ type, path }) => [type, path]));
      assert.deepEqual([...types.keys()].sort(), ["Clock", "Counted", "Emitted", "Random"]);
      assert.match(types.get("Clock"), /^\/at\/(now|text)$/);
      assert.equal(types.get("Random"), "/random/1");
      assert.equal(types.get("Counted"), "/count");
      assert.equal(types.get("Emitted"), undefined);
      assert.equal(found, unsteady.length);
      const { position, first, second } = unsteady.find(({ type }) => type === "Counted");
      assert.equal(position === 2 ? undefined : position % 5, position === 2 ? undefined : 2);
      assert.notEqual(first, second);
    }
  });
});

describe("the watch", () => {
  test("looks at the first of every type and at one in a hundred, by seed", () => {
    const looked = (seed, share) => {
      const watch = new Watch("test", (run) => run(compiled("fromAll().when({ $any() {} })")), { seed, ...(share !== undefined && { share }) });
      const fold = new Fold(compiled("fromAll().when({ $any() {} })"), { name: "test" });
      const at = [];
      for (const event of [...many(10_000), ...log(["b", "Rare", {}]).map((event) => ({ ...event, position: 10_000 }))]) {
        const look = watch.lookAt(event);
        if (look) at.push(event.position);
        fold.fold(event, look);
      }
      assert.equal(watch.checked, at.length);
      assert.equal(watch.found, 0);
      return at;
    };
    const [one, again, other] = [looked(1), looked(1), looked(2)];
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
    for (const at of [one, other]) {
      assert.ok(at.length > 60 && at.length < 160, `${at.length}`);
      assert.equal(at[0], 0);
      assert.equal(at.at(-1), 10_000);
    }
    assert.equal(looked(3, 0).length, 2);
  });

  test("leaves clock and random numbers as they were", () => {
    const kept = [globalThis.Date, Math.random, performance.now];
    const real = Date.now();
    assert.throws(() => elsewhere(() => { assert.ok(Date.now() - real > 80_000_000); assert.ok(new Date() instanceof Date); assert.equal(new Date(5).getTime(), 5); throw new Error("x"); }), /x/);
    assert.deepEqual([globalThis.Date, Math.random, performance.now], kept);
  });
});

describe("upcasters", () => {
  const upcasters = {
    ItemAdded: [
      ({ data }) => ("version" in data ? undefined : { data: { ...data, version: 2, qty: data.quantity } }),
      ({ data }) => (data.version === 2 ? { data: { sku: data.sku, qty: data.qty, version: 3 } } : undefined),
    ],
    Added: [() => ({ type: "ItemAdded" })],
    Round: [() => ({ type: "Trip" })],
    Trip: [() => ({ type: "Round" })],
    Broken: [() => { throw new Error("no such version"); }],
  };

  test("take an event from version to version, from type to type, and leave what is stored", () => {
    const [old, newer, other, renamed] = log(["a", "ItemAdded", { sku: "tea", quantity: 2 }], ["a", "ItemAdded", { sku: "jam", qty: 1, version: 3 }], ["a", "Else", {}], ["a", "Added", { sku: "pot", quantity: 3 }]);
    const first = upcast(old, upcasters);
    assert.equal(first.stored, old);
    assert.equal(first.stored.data, '{"sku":"tea","quantity":2}');
    assert.deepEqual(JSON.parse(first.seen.data), { sku: "tea", qty: 2, version: 3 });
    for (const event of [newer, other]) assert.equal(upcast(event, upcasters).seen, event);
    const last = upcast(renamed, upcasters);
    assert.deepEqual(last.types, ["Added", "ItemAdded"]);
    assert.deepEqual([last.seen.type, JSON.parse(last.seen.data)], ["ItemAdded", { sku: "pot", qty: 3, version: 3 }]);
    assert.equal(last.seen.position, 3);
  });

  test("fail by the event's name, also in a circle and on what is no JSON", () => {
    const events = log(["a", "Broken", {}], ["a", "Round", {}], ["a", "ItemAdded", "no json"]);
    const wanted = [/no such version/, /circle/, /no JSON/];
    events.forEach((event, n) => assert.throws(() => upcast(event, upcasters, "test"), failedAt(BigInt(n), wanted[n])));
  });
});

test("a text is known by its hash", async () => {
  assert.equal(await sourceHash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.notEqual(await sourceHash("fromAll()"), await sourceHash("fromAll() "));
});

test("what is taken from a realm is taken from what it inherits too", () => {
  const realm = Object.create({ fetch: 1, kept: 2 });
  Object.defineProperty(realm, "fixed", { value: 1, configurable: false });
  realm.JSON = JSON;
  realm.own = 1;
  const constructors = [function () {}, async function () {}, function* () {}, async function* () {}].map((f) => Object.getPrototypeOf(f));
  // In this realm only the names are taken away: what makes functions is needed by everyone else.
  const before = constructors.map((prototype) => Object.getOwnPropertyDescriptor(prototype, "constructor"));
  assert.ok(before.every(({ value }) => typeof value === "function"));
  strip(realm, []);
  assert.deepEqual([realm.fetch, realm.kept, realm.own, realm.JSON], [undefined, undefined, undefined, JSON]);
});
