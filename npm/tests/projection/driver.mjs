// The driver against an engine that is played: what it is handed is folded by what was defined, and what comes of it is told.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { built } from "./built.mjs";
import { log } from "./fixture.mjs";
import { moduleOf, startRealm } from "./realm.mjs";
import { lines } from "./wire.mjs";

const { Driver, fromAll, fromCategory, SHARED, emit } = await built("driver", "language", "output", "captured");

/** Events as a page of the engine has them. */
export function page(events) {
  const encoder = new TextEncoder();
  const [streams, types] = [[], []];
  const index = (names, name) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const columns = events.map((event) => ({ stream: index(streams, event.streamId), type: index(types, event.type) }));
  const joined = (texts) => {
    const ends = [];
    let at = 0;
    for (const text of texts) ends.push((at += encoder.encode(text).length) ), at++;
    return { bytes: encoder.encode(texts.join(",")), ends };
  };
  const data = joined(events.map((event) => event.data));
  const metadata = joined(events.map((event) => event.metadata ?? "null"));
  const id = (text) => {
    const details = encoder.encode(text);
    return [details.length, ...details];
  };
  const extra = events.map((event) => id(event.id));
  const extraEnds = extra.map(((at) => (part) => (at += part.length))(0));
  const dictionary = encoder.encode(JSON.stringify([streams, types]));
  const micros = events.map((event) => Date.parse(event.time) * 1000);
  // An id of its own, and a time of three digits.
  const flags = events.map((event) => 1 | (event.metadata === null ? 1024 : 0) | (2 << 11));
  const parts = [
    new Uint32Array([0x31504246, events.length, data.bytes.length, metadata.bytes.length, extra.flat().length, dictionary.length, 0, 0]),
    new Float64Array(events.map((event) => event.position)),
    new Float64Array(events.map((event) => event.revision)),
    new Float64Array(micros),
    ...["stream", "type"].map((name) => new Uint32Array(columns.map((one) => one[name]))),
    ...[data.ends, metadata.ends, extraEnds].map((ends) => new Uint32Array(ends)),
    new Uint16Array(flags),
    new Uint8Array(events.length * 16),
    ...[data.bytes, metadata.bytes, new Uint8Array(extra.flat()), dictionary],
  ];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + ((part.byteLength + 7) & ~7), 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += (part.byteLength + 7) & ~7;
  }
  return whole.buffer;
}

/** A client of an engine that hands out what it is given, and keeps what it is told. */
function played(work, answers = {}) {
  const calls = [];
  const told = () => calls.filter(({ name }) => name === "handled" || name === "handlersFailed");
  const pages = work.length;
  let wake;
  const idle = new Promise((resolve) => (wake = resolve));
  const client = {
    isBroken: false,
    async send(call, { bytes, signal } = {}) {
      const [[name, takes]] = Object.entries(call);
      if (name === "work") {
        const next = work.shift();
        if (next) return { answer: { job: 1, projections: ["p"], kind: "fold", from: 0, end: false, ...next.answer }, bytes: next.events && page(next.events) };
        if (pages === 0) wake();
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
      }
      calls.push({ name, takes, told: bytes && read(bytes) });
      if (told().length === pages) setImmediate(wake);
      return answers[name]?.(takes) ?? { answer: { name: takes.projection } };
    },
    async ask(call) {
      return (await client.send(call)).answer;
    },
  };
  return { client, calls, idle, told };
}

function read(bytes) {
  const [head, ...rest] = new TextDecoder().decode(bytes).split("\n");
  return { ...JSON.parse(head), lines: lines(rest.join("\n")) };
}

const counting = fromAll().when({ $init: () => ({ n: 0 }), A: (s, e) => { s.n += e.data.by; } });
const byStream = () => fromCategory("a").foreachStream().when({ $init: () => ({ n: 0 }), A: (s) => { s.n++; }, B: () => { throw new Error("no B"); } });
const some = (count, type = "A") => log(...Array.from({ length: count }, (_, n) => [`a-${n % 2}`, type, { by: n }]));

describe("the driver", () => {
  const run = async (t, source, work, { answers, options, keeping } = {}) => {
    const engine = played(work, answers);
    const driver = new Driver(engine.client, "log", { startRealm, ...options });
    t.after(() => driver.close());
    const defined = await driver.define({ name: "p", ...source }, keeping);
    await engine.idle;
    return { ...engine, driver, defined };
  };

  test("says what a projection is, and folds what it is handed", async (t) => {
    const events = some(5);
    const { calls, told, defined } = await run(t, { projection: byStream() }, [{ answer: { job: 3 }, events: events.slice(0, 3) }, { answer: { job: 4, from: 3 }, events: events.slice(3) }], {
      keeping: { identity: "v1", snapshots: { events: 10 }, budget: 99 },
    });
    assert.deepEqual(calls[0].takes, {
      ...{ log: "log", projection: "p", source: "handlers", filter: { streamPrefixes: ["a-"], streams: [] }, types: [], by: "stream", identity: "v1" },
      ...{ snapshots: { events: 10, ms: null }, budget: 99 },
    });
    assert.equal(defined.isPartitioned, true);
    assert.deepEqual(told().map(({ name, takes }) => [name, takes.job]), [["handled", 3], ["handled", 4]]);
    const [first, second] = told().map((one) => one.told);
    assert.deepEqual(first.lines, [[0, "a-0", [["", { n: 1 }]]], [1, "a-1", [["", { n: 1 }]]], [2, "a-0", [["/n", 2]]]]);
    assert.deepEqual(second.lines, [[3, "a-1", [["/n", 2]]], [4, "a-0", [["/n", 3]]]]);
    assert.deepEqual([first.handled, first.unhandled, second.handled], [3, {}, 2]);
  });

  test("tells results, what was emitted and logged, and types that nothing handles", async (t) => {
    const projection = fromAll().when({ A: (s, e) => { emit("out", "Seen", { n: e.data.by }); return { n: e.data.by }; } }).outputState();
    const { told } = await run(t, { projection }, [{ events: [...some(1), ...log(["a-0", "X", {}], ["a-0", "X", {}])] }]);
    const [{ told: { emitted, results, unhandled } }] = told();
    assert.deepEqual(emitted.map(({ streamId, type, data }) => [streamId, type, JSON.parse(data)]), [["out", "Seen", { n: 0 }]]);
    assert.deepEqual(results.map(({ result }) => JSON.parse(result)), [{ n: 0 }]);
    assert.deepEqual(unhandled, { X: 2 });
  });

  for (const [where, source] of Object.entries({
    "on this thread": { projection: counting },
    "of a text": { text: "fromAll().when({ $init() { return { n: 0 } }, A(s, e) { s.n += e.data.by } })" },
    "of a module": { module: moduleOf("export default fromAll().when({ $init: () => ({ n: 0 }), A: (s, e) => { s.n += e.data.by; } })") },
  })) {
    test(`a projection ${where} goes on from the states that come with a page`, async (t) => {
      const events = some(4);
      const work = [{ answer: { states: JSON.stringify({ "": '{"n":40}' }), from: 2 }, events: events.slice(2) }];
      const { told, defined } = await run(t, source, work);
      assert.equal(defined.isPartitioned, false);
      assert.deepEqual(told()[0].told.lines, [[2, "", [["/n", 42]]], [3, "", [["/n", 45]]]]);
    });
  }

  test("what is folded apart leaves the projection as it is, and may be of one partition", async (t) => {
    const events = some(6);
    const { told } = await run(t, { projection: byStream() }, [
      { answer: { job: 1 }, events: events.slice(0, 2) },
      { answer: { job: 2, kind: "again", states: JSON.stringify({ "a-1": '{"n":70}' }), only: "a-1" }, events: events.slice(0, 3) },
      { answer: { job: 2, kind: "again", from: 3, end: true }, events: events.slice(3, 4) },
      { answer: { job: 5, kind: "branch", end: true, states: "{}" }, events: events.slice(1, 2) },
      { answer: { job: 6, from: 2 }, events: events.slice(2, 4) },
    ]);
    assert.deepEqual(told().map((one) => one.told.lines.map(([position, partition, [[, value]]]) => [position, partition, value.n ?? value])), [
      [[0, "a-0", 1], [1, "a-1", 1]],
      [[1, "a-1", 71]],
      [[3, "a-1", 72]],
      [[1, "a-1", 1]],
      [[2, "a-0", 2], [3, "a-1", 2]],
    ]);
  });

  test("a failure says where, and brings what came before it", async (t) => {
    const events = log(["a-0", "A", {}], ["a-1", "A", {}], ["a-0", "B", {}], ["a-1", "A", {}]);
    const { told } = await run(t, { projection: byStream() }, [{ answer: { job: 9 }, events }]);
    const [{ name, takes, told: before }] = told();
    assert.equal(name, "handlersFailed");
    assert.deepEqual({ ...takes.error, message: "" }, { code: "HandlerFailed", message: "", position: 2, path: null });
    assert.match(takes.error.message, /no B/);
    assert.deepEqual([takes.job, before.lines.length, before.handled], [9, 2, 2]);
  });

  test("an endless loop is stopped, with the states that the engine has", async (t) => {
    const text = "fromAll().foreachStream().when({ $init() { return { n: 0 } }, A(s, e) { s.n++; while (s.n === 52); } })";
    const events = some(4);
    const asked = [];
    const answers = {
      states: (takes) => (asked.push(takes.at), { answer: {}, bytes: new TextEncoder().encode('{"a-0":{"n":51},"a-1":{"n":1}}').buffer }),
      state: (takes) => (asked.push(takes.partition), { answer: {} }),
    };
    const { told } = await run(t, { text }, [{ answer: { states: JSON.stringify({ "a-0": '{"n":50}' }) , from: 0 }, events: events.slice(0, 2) }, { answer: { from: 2, job: 2 }, events: events.slice(2) }], { answers });
    const [, { name, takes }] = told();
    assert.deepEqual([name, takes.error.code, takes.error.position], ["handlersFailed", "HandlerFailed", 2]);
    assert.deepEqual(asked, [1, SHARED]);
  });

  test("links are folded as what they lead to", async (t) => {
    const all = log(["a-0", "A", { by: 5 }], ["links", "$>", '"0@a-0"'], ["links", "$>", '"7@gone-1"']);
    all[1].data = "0@a-0";
    all[1].contentType = all[2].contentType = "text/plain";
    const reads = [];
    const answers = {
      read: ({ stream, from }) => {
        reads.push([stream, from]);
        if (stream === "gone-1") throw Object.assign(new Error("none"), { code: "StreamNotFound" });
        return { answer: { next: null }, bytes: page([all[0]]) };
      },
    };
    const projection = fromAll().when({ $init: () => ({ n: 0 }), A: (s, e) => { s.n += e.data.by; } });
    projection[Symbol.for("foldback.projection")].set({ $includeLinks: true });
    const { told } = await run(t, { projection }, [{ events: all }], { answers });
    assert.deepEqual(told()[0].told.lines.map(([position, , writes]) => [position, writes]), [[0, [["", { n: 5 }]]], [1, [["/n", 10]]]]);
    assert.deepEqual(reads.slice(0, 1), [["a-0", 0]]);
  });

  test("events are upcast before handlers see them", async (t) => {
    const upcasters = { A: [({ data }) => ({ data: { by: data.by * 100 } })] };
    const { told } = await run(t, { projection: counting, upcasters }, [{ events: some(3) }]);
    assert.deepEqual(told()[0].told.lines.at(-1), [2, "", [["/n", 300]]]);
  });

  test("what is found unsteady is warned of once, and kept", async (t) => {
    const warned = [];
    t.mock.method(console, "warn", (...words) => warned.push(words[0]));
    const projection = fromAll().when({ A: () => ({ at: Math.random() }) });
    const events = some(4);
    const { driver } = await run(t, { projection, watch: { share: 1 } }, [{ events: events.slice(0, 2) }, { answer: { from: 2 }, events: events.slice(2) }]);
    assert.equal(warned.length, 1);
    assert.match(warned[0], /"p".*\/at.*position 0/);
    const { checked, unsteady } = driver.watched("p");
    assert.deepEqual([checked, unsteady.length, unsteady[0].path], [4, 4, "/at"]);
  });

  test("the first page may begin behind events that are not for it", async (t) => {
    const { told } = await run(t, { projection: counting }, [{ answer: { from: 7 }, events: some(2) }]);
    assert.deepEqual(told()[0].told.lines.at(-1), [1, "", [["/n", 1]]]);
  });

  test("a definition in place of another ends that in the engine first; the same again stays as it is", async (t) => {
    const engine = played([{ answer: { job: 1 }, events: some(2) }]);
    const driver = new Driver(engine.client, "log");
    t.after(() => driver.close());
    await driver.define({ name: "p", projection: counting }, { identity: "1" });
    await driver.define({ name: "p", projection: byStream() }, { identity: "1" });
    await engine.idle;
    assert.deepEqual(engine.told()[0].told.lines.map(([, partition]) => partition), ["", ""]);
    await driver.define({ name: "p", projection: byStream() });
    await driver.define({ name: "p", projection: byStream() });
    const made = engine.calls.map(({ name }) => name).filter((name) => name !== "handled");
    assert.deepEqual(made, ["project", "project", "unproject", "project", "unproject", "project"]);
  });

  test("what cannot be defined is an error, and the engine does not hear of it", async (t) => {
    const engine = played([]);
    const driver = new Driver(engine.client, "log", { startRealm });
    t.after(() => driver.close());
    await assert.rejects(driver.define({ name: "p", text: "fromAll(" }), { code: "InvalidProjection" });
    await assert.rejects(driver.define({ name: "p", projection: fromAll().foreachStream().when({ $deleted: () => {}, $initShared: () => ({}) }) }), { code: "InvalidProjection" });
    await assert.rejects(new Driver(engine.client, "log").define({ name: "p", text: "fromAll()" }), /worker of its own/);
    assert.deepEqual(engine.calls, []);
  });

  test("a shared state is told as one of its own", async (t) => {
    const projection = fromAll().foreachStream().when({ $init: () => ({ n: 0 }), $initShared: () => ({ all: 0 }), A: ([s, shared]) => { s.n++; shared.all++; } });
    const { told } = await run(t, { projection }, [{ events: some(2) }]);
    assert.deepEqual(told()[0].told.lines.map(([, partition]) => partition), ["a-0", SHARED, "a-1", SHARED]);
  });
});
