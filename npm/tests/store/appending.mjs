// Appends: where streams must be, conditions, ids that are there already, payloads of all kinds, many at once.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  Aborted,
  ANY,
  AppendConditionFailed,
  binaryEvent,
  InvalidEvent,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeleted,
  WrongExpectedRevision,
} from "foldback";

import { failure, freshIn, ns, numbered, numbers } from "./fixture.mjs";

export function appending(storage) {
  const fresh = freshIn(storage);

  describe("appendToStream", () => {
    test("says where the events are", async (t) => {
      const store = await fresh(t);
      const result = { success: true, written: true };
      assert.deepEqual(await store.appendToStream("a-1", numbered(0)), {
        ...{ ...result, firstPosition: 0n, position: 0n, nextExpectedRevision: 0n },
      });
      assert.deepEqual(await store.appendToStream("b-1", [numbered(1), numbered(2)]), {
        ...{ ...result, firstPosition: 1n, position: 2n, nextExpectedRevision: 1n },
      });
      assert.deepEqual(await store.appendToStream("a-1", numbered(3), { durability: "strict" }), {
        ...{ ...result, firstPosition: 3n, position: 3n, nextExpectedRevision: 1n },
      });
      assert.deepEqual(ns(await store.readAll().toArray()), [0, 1, 2, 3]);
    });

    test("only where the stream is as expected", async (t) => {
      const store = await fresh(t);
      const append = (expectedRevision) => store.appendToStream("a-1", numbered(0), { expectedRevision });
      const wrong = (expected, actual) => failure(WrongExpectedRevision, { streamId: "a-1", expected, actual });
      await assert.rejects(append(STREAM_EXISTS), wrong("streamExists", "noStream"));
      await assert.rejects(append(0n), wrong(0n, "noStream"));
      assert.equal((await append(NO_STREAM)).nextExpectedRevision, 0n);
      await assert.rejects(append(NO_STREAM), wrong("noStream", 0n));
      await assert.rejects(append(1n), wrong(1n, 0n));
      await assert.rejects(append(7), wrong(7n, 0n));
      assert.equal((await append(0n)).nextExpectedRevision, 1n);
      assert.equal((await append(1)).nextExpectedRevision, 2n);
      assert.equal((await append(STREAM_EXISTS)).nextExpectedRevision, 3n);
      assert.equal((await append(ANY)).nextExpectedRevision, 4n);
      await assert.rejects(append(3n), wrong(3n, 4n));
      assert.equal((await store.readStream("a-1").toArray()).length, 5);
    });

    test("the same event twice is written once", async (t) => {
      const store = await fresh(t);
      const events = [numbered(0), numbered(1)];
      const first = await store.appendToStream("a-1", events, { expectedRevision: NO_STREAM });
      assert.equal(first.written, true);
      await store.appendToStream("b-1", numbered(9));
      const again = await store.appendToStream("a-1", events, { expectedRevision: NO_STREAM });
      assert.deepEqual(again, { ...first, written: false });
      assert.deepEqual(ns(await store.readAll().toArray()), [0, 1, 9]);
      // With the same ids elsewhere they are other events.
      assert.equal((await store.appendToStream("c-1", events)).written, true);
      const next = await store.appendToStream("a-1", numbered(2), { expectedRevision: 1n });
      assert.equal(next.written, true);
    });

    test("an event without an id gets one, and is another event each time", async (t) => {
      const store = await fresh(t);
      const event = { type: "Plain", data: 1 };
      await store.appendToStream("a-1", event);
      await store.appendToStream("a-1", event);
      const ids = (await store.readAll().toArray()).map(({ id }) => id);
      assert.equal(new Set(ids).size, 2);
      for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });

    test("all or none", async (t) => {
      const store = await fresh(t);
      const circular = {};
      circular.self = circular;
      for (const bad of [{ type: "Bad", data: 1n }, { type: "Bad", data: circular }, { type: "Bad", data: () => {} }]) {
        await assert.rejects(store.appendToStream("a-1", [numbered(0), bad]), { name: "TypeError", message: /"events\[1\]\.data"/ });
      }
      await assert.rejects(store.appendToStream("a-1", [numbered(0), numbered(1, { type: "x".repeat(2000) })]), failure(InvalidEvent));
      assert.equal((await store.head()).position, -1n);
      // What could not be written leaves nothing in the way of what can.
      await store.appendToStream("a-1", numbered(5));
      assert.deepEqual(ns(await store.readAll().toArray()), [5]);
    });

    test("what was decided before is not stopped by a signal later; what is stopped before is not written", async (t) => {
      const store = await fresh(t);
      const reason = new Error("enough");
      await assert.rejects(
        store.appendToStream("a-1", numbered(0), { signal: AbortSignal.abort(reason) }),
        failure(Aborted, { cause: reason }),
      );
      assert.equal((await store.head()).position, -1n);
      const stop = new AbortController();
      const appended = store.appendToStream("a-1", numbered(1), { signal: stop.signal });
      stop.abort();
      assert.equal((await appended).position, 0n);
    });

    test("to a tombstone it fails", async (t) => {
      const store = await fresh(t);
      await store.tombstoneStream("a-1");
      await assert.rejects(store.appendToStream("a-1", numbered(0)), failure(StreamDeleted, { streamId: "a-1" }));
    });
  });

  describe("what is appended is what is read", () => {
    /** The event that comes back when this one is appended. */
    async function back(t, event) {
      const store = await fresh(t);
      await store.appendToStream("a-1", event);
      const [read] = await store.readAll().toArray();
      return read;
    }

    test("values of all kinds", async (t) => {
      const store = await fresh(t);
      const values = [0, -1.5, "", "tea", true, false, null, [], {}, [1, [2]], { a: { b: null } }, "\u{1f375} \u0000 \" \\ \n", { "": 1 }];
      await store.appendToStream("a-1", values.map((data) => jsonEvent({ type: "Value", data, metadata: { data } })));
      const events = await store.readStream("a-1").toArray();
      assert.deepEqual(events.map(({ data }) => data), values);
      assert.deepEqual(events.map(({ metadata }) => metadata), values.map((data) => ({ data })));
      assert.deepEqual(events.map((event) => new TextDecoder().decode(event.rawData())), values.map((value) => JSON.stringify(value)));
    });

    test("without data and metadata", async (t) => {
      const event = await back(t, { type: "Bare" });
      assert.deepEqual([event.data, event.metadata, event.rawData().length, event.rawMetadata().length], [null, null, 0, 0]);
      assert.equal(event.contentType, "application/json");
    });

    test("bytes", async (t) => {
      const store = await fresh(t);
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      const part = new Uint8Array(bytes.buffer, 10, 5);
      await store.appendToStream("a-1", [
        binaryEvent({ type: "Photo", data: bytes, contentType: "image/png", metadata: { by: "ann" } }),
        binaryEvent({ type: "Photo", data: part }),
        binaryEvent({ type: "Photo", data: bytes.slice(0, 3).buffer }),
        { type: "Photo", data: bytes.slice(0, 2).buffer },
        binaryEvent({ type: "Photo", data: new Uint8Array() }),
        numbered(1),
      ]);
      const events = await store.readStream("a-1").toArray();
      assert.deepEqual(events.slice(0, 4).map((event) => [...event.data]), [[...bytes], [10, 11, 12, 13, 14], [0, 1, 2], [0, 1]]);
      assert.ok(events[0].data instanceof Uint8Array);
      assert.deepEqual([...events[0].rawData()], [...bytes]);
      assert.deepEqual(events[0].metadata, { by: "ann" });
      const octets = "application/octet-stream";
      assert.deepEqual(events.map(({ contentType }) => contentType), ["image/png", octets, octets, octets, octets, "application/json"]);
      assert.equal(events[4].rawData().length, 0);
      assert.deepEqual(events[5].data, { n: 1 });
    });

    test("JSON that comes as bytes, byte for byte", async (t) => {
      const text = '{ "n" : 1.0, "big": 12345678901234567890 }';
      const event = await back(t, { type: "Raw", data: new TextEncoder().encode(text), contentType: "application/json" });
      assert.equal(new TextDecoder().decode(event.rawData()), text);
      assert.equal(event.data.n, 1);
    });

    test("text of another type", async (t) => {
      const event = await back(t, { type: "Note", data: "<a/>", contentType: "application/xml" });
      assert.equal(event.contentType, "application/xml");
      assert.equal(new TextDecoder().decode(event.data), "<a/>");
    });

    test("JSON of a type of its own", async (t) => {
      const event = await back(t, { type: "Note", data: { n: 1 }, contentType: "application/vnd.shop+json" });
      assert.deepEqual([event.contentType, event.data], ["application/vnd.shop+json", { n: 1 }]);
    });

    test("ids, times and tags", async (t) => {
      const time = "2024-02-29T23:59:59.123456789+02:00";
      const event = await back(t, numbered(1, { id: "no uuid", time, tags: ["sku:tea", "sku:täa"] }));
      assert.deepEqual([event.id, event.time, event.tags], ["no uuid", time, ["sku:tea", "sku:täa"]]);
      assert.equal(event.created.toISOString(), "2024-02-29T21:59:59.123Z");
    });

    test("a date as a time, and a time that is none", async (t) => {
      const store = await fresh(t);
      const date = new Date("2024-05-06T07:08:09.010Z");
      await store.appendToStream("a-1", [numbered(0, { time: date }), numbered(1, { time: "yesterday" })]);
      const [dated, undated] = await store.readAll().toArray();
      assert.deepEqual([dated.created, dated.time], [date, "2024-05-06T07:08:09.010Z"]);
      assert.deepEqual([undated.created, undated.time], [null, "yesterday"]);
    });

    test("an event that says no time has that of its append", async (t) => {
      const from = Date.now();
      const event = await back(t, numbered(0));
      assert.ok(event.created.getTime() >= from && event.created.getTime() <= Date.now());
    });
  });

  describe("append", () => {
    test("to several streams", async (t) => {
      const store = await fresh(t);
      const events = [0, 1, 2].map((n) => ({ streamId: n === 1 ? "b-1" : "a-1", ...numbered(n) }));
      const result = await store.append(events, { expectedRevisions: { "a-1": NO_STREAM, "b-1": NO_STREAM } });
      assert.deepEqual(result, { success: true, written: true, firstPosition: 0n, position: 2n, nextExpectedRevision: 1n });
      assert.deepEqual(ns(await store.readAll().toArray()), [0, 1, 2]);
      assert.deepEqual(ns(await store.readStream("a-1").toArray()), [0, 2]);
      const one = { streamId: "a-1", ...numbered(3) };
      await assert.rejects(
        store.append(one, { expectedRevisions: { "a-1": 1n, "b-1": 5n } }),
        failure(WrongExpectedRevision, { streamId: "b-1", expected: 5n, actual: 0n }),
      );
      assert.equal((await store.append(one, { expectedRevisions: { "a-1": 1, "b-1": STREAM_EXISTS } })).position, 3n);
    });

    test("only when nothing was recorded that would have changed the decision", async (t) => {
      const store = await fresh(t);
      const take = (by, options) =>
        store.append([{ streamId: `seat-${by}`, type: "SeatTaken", data: { by }, tags: ["seat:7", `by:${by}`] }], options);
      const condition = [{ types: ["SeatTaken"], tags: ["seat:7"] }];
      await take("ann", { after: -1n, failIfEventsMatch: condition });
      const failed = (position) => failure(AppendConditionFailed, { position });
      await assert.rejects(take("bob", { after: -1, failIfEventsMatch: condition }), failed(0n));
      await assert.rejects(take("bob", { failIfEventsMatch: condition }), failed(0n));
      assert.equal((await store.head()).position, 0n);
      await store.append({ streamId: "seat-x", ...numbered(0, { tags: ["seat:7"] }) });
      await take("bob", { after: 0n, failIfEventsMatch: condition });
      await assert.rejects(take("cy", { after: 1, failIfEventsMatch: condition }), failed(2n));
      // Items are alternatives; within one, any of the types and all of the tags.
      const passes = (items) => take("dan", { failIfEventsMatch: items });
      await passes([{ types: ["Other"] }, { tags: ["seat:8"] }]);
      await passes([{ tags: ["by:ann", "by:bob"] }]);
      await assert.rejects(passes([{ types: ["Other"] }, { tags: ["seat:7", "by:bob"] }]), failed(2n));
      await assert.rejects(passes([{ types: ["Other", "Numbered"] }]), failed(1n));
    });
  });

  describe("many at once", () => {
    test("all are there, in the order of the calls", async (t) => {
      const store = await fresh(t);
      const results = await Promise.all(numbers(500).map((event, n) => store.appendToStream(`s-${n % 7}`, event)));
      assert.deepEqual(results.map(({ position }) => position), Array.from({ length: 500 }, (_, n) => BigInt(n)));
      assert.deepEqual(ns(await store.readAll().toArray()), Array.from({ length: 500 }, (_, n) => n));
    });

    test("one that fails leaves the others alone", async (t) => {
      const store = await fresh(t);
      const results = await Promise.allSettled([
        store.appendToStream("a-1", numbered(0)),
        store.appendToStream("a-1", numbered(1), { expectedRevision: 9n }),
        store.appendToStream("a-1", { type: "Bad", data: 1n }),
        store.append({ streamId: "b-1", ...numbered(2) }, { failIfEventsMatch: [{ types: ["Numbered"] }] }),
        store.appendToStream("a-1", numbered(3), { durability: "strict", expectedRevision: 0n }),
      ]);
      const codes = results.map(({ value, reason }) => value?.position ?? reason.code ?? reason.name);
      assert.deepEqual(codes, [0n, "WrongExpectedRevision", "TypeError", "AppendConditionFailed", 1n]);
      assert.deepEqual(ns(await store.readAll().toArray()), [0, 3]);
    });

    test("of those that expect the same one is written", async (t) => {
      const store = await fresh(t);
      const results = await Promise.allSettled(
        numbers(10).map((event) => store.appendToStream("a-1", event, { expectedRevision: NO_STREAM })),
      );
      assert.deepEqual(results.map(({ status }) => status), ["fulfilled", ...Array.from({ length: 9 }, () => "rejected")]);
    });

    test("events that are changed after the call are written as they were", async (t) => {
      const store = await fresh(t);
      const [data, bytes] = [{ n: 1 }, new Uint8Array([1])];
      const appended = store.appendToStream("a-1", [jsonEvent({ type: "A", data }), binaryEvent({ type: "B", data: bytes })]);
      data.n = 2;
      bytes[0] = 2;
      await appended;
      const [json, binary] = await store.readAll().toArray();
      assert.deepEqual([json.data, [...binary.data]], [{ n: 1 }, [1]]);
      assert.deepEqual([...bytes], [2]);
    });
  });
}
