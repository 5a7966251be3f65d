// Reads, both ways, of a stream and of the whole log.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";

import { Aborted, StoreClosed, StreamDeleted, StreamNotFound } from "foldback";

import { failure, freshIn, ns, numbered, numbers, take } from "./fixture.mjs";

export function reading(storage) {
  const fresh = freshIn(storage);

  describe("readStream", () => {
    test("from anywhere, both ways", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("b-1", numbered(99));
      await store.appendToStream("a-1", numbers(6));
      const read = async (options) => ns(await store.readStream("a-1", options).toArray());
      const backwards = { direction: "backwards" };
      assert.deepEqual(await read(), [0, 1, 2, 3, 4, 5]);
      assert.deepEqual(await read({ direction: "forwards", fromRevision: "start" }), [0, 1, 2, 3, 4, 5]);
      assert.deepEqual(await read({ fromRevision: 4n }), [4, 5]);
      assert.deepEqual(await read({ fromRevision: 4 }), [4, 5]);
      assert.deepEqual(await read({ fromRevision: 6n }), []);
      assert.deepEqual(await read({ fromRevision: "end" }), []);
      assert.deepEqual(await read({ maxCount: 2 }), [0, 1]);
      assert.deepEqual(await read({ maxCount: 0 }), []);
      assert.deepEqual(await read({ maxCount: Infinity, fromRevision: 5 }), [5]);
      assert.deepEqual(await read({ fromRevision: 1n, maxCount: 3 }), [1, 2, 3]);
      assert.deepEqual(await read(backwards), [5, 4, 3, 2, 1, 0]);
      assert.deepEqual(await read({ ...backwards, fromRevision: "end", maxCount: 2 }), [5, 4]);
      assert.deepEqual(await read({ ...backwards, fromRevision: 1n }), [1, 0]);
      assert.deepEqual(await read({ ...backwards, fromRevision: 100n, maxCount: 1 }), [5]);
      assert.deepEqual(await read({ ...backwards, fromRevision: "start" }), [0]);
    });

    test("only events that match", async (t) => {
      const store = await fresh(t);
      const event = (n, type, tags) => ({ ...numbered(n, { tags }), type });
      await store.appendToStream("a-1", [event(0, "A", []), event(1, "B", ["x"]), event(2, "A", ["x", "y"]), event(3, "C", ["y"])]);
      const read = async (filter, more) => ns(await store.readStream("a-1", { filter, ...more }).toArray());
      assert.deepEqual(await read({}), [0, 1, 2, 3]);
      assert.deepEqual(await read({ types: ["A"] }), [0, 2]);
      assert.deepEqual(await read({ types: ["A", "C"] }), [0, 2, 3]);
      assert.deepEqual(await read({ tags: ["x"] }), [1, 2]);
      assert.deepEqual(await read({ tags: ["x", "y"] }), [2]);
      assert.deepEqual(await read({ types: ["A"], tags: ["x"] }), [2]);
      assert.deepEqual(await read({ types: ["A"] }, { maxCount: 1 }), [0]);
      assert.deepEqual(await read({ types: ["A"] }, { maxCount: 1, direction: "backwards" }), [2]);
      assert.deepEqual(await read({ types: ["A", "C"] }, { maxCount: 2 }), [0, 2]);
      assert.deepEqual(await read({ types: ["C"] }, { fromRevision: 1n, maxCount: 5 }), [3]);
      assert.deepEqual(await read({ streamPrefixes: ["a-"], types: ["B"] }), [1]);
      assert.deepEqual(await read({ streamPrefixes: ["b-"] }), []);
      assert.deepEqual(await read({ types: ["Nothing"] }), []);
    });

    test("of a stream that is not there fails when the first event is asked for", async (t) => {
      const store = await fresh(t);
      const missing = store.readStream("a-1");
      await assert.rejects(missing.next(), failure(StreamNotFound, { streamId: "a-1" }));
      assert.deepEqual(await missing.next(), { value: undefined, done: true });
      await assert.rejects(store.readStream("a-1", { direction: "backwards", maxCount: 1 }).toArray(), failure(StreamNotFound));
      await store.tombstoneStream("b-1");
      await assert.rejects(store.readStream("b-1").toArray(), failure(StreamDeleted, { streamId: "b-1" }));
      // A read that nobody asks is nobody's failure.
      store.readStream("c-1");
    });
  });

  describe("readAll", () => {
    test("of an empty store", async (t) => {
      const store = await fresh(t);
      assert.deepEqual(await store.readAll().toArray(), []);
      assert.deepEqual(await store.readAll({ direction: "backwards" }).toArray(), []);
      assert.deepEqual(await store.readAll({ fromPosition: 7n }).toArray(), []);
    });

    test("from anywhere, both ways", async (t) => {
      const store = await fresh(t);
      for (let n = 0; n < 6; n++) await store.appendToStream(`s-${n % 2}`, numbered(n));
      const read = async (options) => ns(await store.readAll(options).toArray());
      const backwards = { direction: "backwards" };
      assert.deepEqual(await read(), [0, 1, 2, 3, 4, 5]);
      assert.deepEqual(await read({ fromPosition: 4n }), [4, 5]);
      assert.deepEqual(await read({ fromPosition: "start", maxCount: 1 }), [0]);
      assert.deepEqual(await read({ fromPosition: "end" }), []);
      assert.deepEqual(await read(backwards), [5, 4, 3, 2, 1, 0]);
      assert.deepEqual(await read({ ...backwards, fromPosition: 2 }), [2, 1, 0]);
      assert.deepEqual(await read({ ...backwards, fromPosition: "end", maxCount: 2 }), [5, 4]);
    });

    test("only events that match", async (t) => {
      const store = await fresh(t);
      const append = (streamId, n, type, tags) => store.appendToStream(streamId, { ...numbered(n, { tags }), type });
      await append("cart-1", 0, "Added", ["sku:tea"]);
      await append("order-1", 1, "Placed", ["sku:tea"]);
      await append("cart-2", 2, "Added", ["sku:cup"]);
      await append("carton", 3, "Added", []);
      const read = async (filter, more) => ns(await store.readAll({ filter, ...more }).toArray());
      assert.deepEqual(await read({ streamPrefixes: ["cart-"] }), [0, 2]);
      assert.deepEqual(await read({ streamPrefixes: ["cart"] }), [0, 2, 3]);
      assert.deepEqual(await read({ streamPrefixes: ["order-", "cart-2"] }), [1, 2]);
      assert.deepEqual(await read({ streamPrefixes: ["cart-"], types: ["Added"], tags: ["sku:cup"] }), [2]);
      assert.deepEqual(await read({ tags: ["sku:tea"] }, { direction: "backwards" }), [1, 0]);
      assert.deepEqual(await read({ types: ["Added"] }, { fromPosition: 1n, maxCount: 1 }), [2]);
    });

    test("from a time", async (t) => {
      const store = await fresh(t);
      const at = (n) => new Date(Date.UTC(2024, 0, 1, n));
      await store.appendToStream("a-1", [1, 2, 3].map((n) => numbered(n, { time: at(n) })));
      const read = async (options) => ns(await store.readAll(options).toArray());
      assert.deepEqual(await read({ fromTime: at(2) }), [2, 3]);
      assert.deepEqual(await read({ fromTime: new Date(at(2).getTime() + 1) }), [3]);
      assert.deepEqual(await read({ fromTime: at(0) }), [1, 2, 3]);
      assert.deepEqual(await read({ fromTime: at(9) }), []);
      assert.deepEqual(await read({ fromTime: at(2), direction: "backwards" }), [2, 1]);
    });

    test("more events than come at once", async (t) => {
      const store = await fresh(t);
      const count = 10_000;
      await store.appendToStream("a-1", numbers(count));
      const wanted = Array.from({ length: count }, (_, n) => n);
      assert.deepEqual(ns(await store.readAll().toArray()), wanted);
      assert.deepEqual(ns(await store.readStream("a-1", { direction: "backwards" }).toArray()), wanted.reverse());
      assert.equal((await store.readAll({ maxCount: 5001 }).toArray()).length, 5001);
      await store.appendToStream("a-1", { type: "Last", data: { n: count } });
      assert.deepEqual(ns(await store.readStream("a-1", { filter: { types: ["Last"] } }).toArray()), [count]);
      const some = await store.readStream("a-1", { filter: { types: ["Numbered"] }, maxCount: 7000 }).toArray();
      assert.deepEqual(ns(some), wanted.reverse().slice(0, 7000));
    });
  });

  describe("an iterator", () => {
    test("does not show what is appended meanwhile", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(300));
      const events = store.readAll();
      const seen = ns(await take(events, 1));
      await store.appendToStream("a-1", numbered(-1));
      seen.push(...ns(await events.toArray()));
      assert.deepEqual(seen, Array.from({ length: 300 }, (_, n) => n));
      assert.equal((await store.readAll().toArray()).length, 301);
    });

    test("can be left, and is at its end then", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(1000));
      const events = store.readAll();
      for await (const event of events) if (event.data.n === 3) break;
      assert.deepEqual(await events.next(), { value: undefined, done: true });
      assert.deepEqual(await events.toArray(), []);
      const other = store.readAll();
      await take(other, 1);
      await other[Symbol.asyncDispose]();
      assert.deepEqual(await other.next(), { value: undefined, done: true });
    });

    test("can be asked before it has answered", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(600));
      const events = store.readAll();
      const results = await Promise.all(Array.from({ length: 602 }, () => events.next()));
      assert.deepEqual(results.slice(0, 600).map(({ value }) => value.data.n), Array.from({ length: 600 }, (_, n) => n));
      assert.deepEqual(results.slice(600).map(({ done }) => done), [true, true]);
    });

    test("ends with Aborted when its signal aborts", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(1000));
      const reason = new Error("enough");
      const before = store.readAll({ signal: AbortSignal.abort(reason) });
      await assert.rejects(before.next(), failure(Aborted, { cause: reason }));
      assert.deepEqual(await before.next(), { value: undefined, done: true });
      const stop = new AbortController();
      const events = store.readStream("a-1", { signal: stop.signal });
      await take(events, 2);
      stop.abort(reason);
      await assert.rejects(events.toArray(), failure(Aborted, { cause: reason }));
    });

    test("that is under way when the store is closed ends with StoreClosed", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(1000));
      const [begun, waiting, unasked] = [store.readAll(), store.readAll(), store.readAll()];
      await take(begun, 2);
      const next = assert.rejects(waiting.next(), failure(StoreClosed));
      await store.close();
      await next;
      await assert.rejects(begun.toArray(), failure(StoreClosed));
      await assert.rejects(unasked.next(), failure(StoreClosed));
    });
  });

  describe("an event", () => {
    test("has its fields", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("b-1", numbered(0));
      const given = { id: "8f2d5a3e-6f0f-4c1e-9a57-0d5c1f1f7a10", time: "2024-05-06T07:08:09Z", tags: ["x"], metadata: { by: "ann" } };
      await store.appendToStream("a-1", [numbered(1), numbered(2, given)]);
      const event = (await store.readStream("a-1").toArray())[1];
      const { id, time, tags, metadata } = given;
      const fields = { streamId: "a-1", revision: 1n, position: 2n, id, type: "Numbered", time, data: { n: 2 }, metadata, tags };
      for (const [name, value] of Object.entries(fields)) assert.deepEqual(event[name], value, name);
      assert.deepEqual(event.created, new Date(time));
      assert.equal(event.contentType, "application/json");
      assert.equal(event.source, undefined);
      assert.equal(event.data, event.data);
      assert.equal(new TextDecoder().decode(event.rawMetadata()), '{"by":"ann"}');
      const text = { ...fields, revision: "1", position: "2", created: "2024-05-06T07:08:09.000Z", contentType: "application/json" };
      assert.deepEqual(JSON.parse(JSON.stringify(event)), text);
    });

    test("shows its fields in Node's console", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbered(7, { tags: ["x"] }));
      const [event] = await store.readAll().toArray();
      const shown = inspect(event);
      for (const part of ["streamId: 'a-1'", "revision: 0n", "position: 0n", "type: 'Numbered'", "data: { n: 7 }", "tags: [ 'x' ]"]) {
        assert.ok(shown.includes(part), `${part} is not in ${shown}`);
      }
    });
  });
}
