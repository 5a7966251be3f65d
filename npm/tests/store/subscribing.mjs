// Subscriptions: what was there, then what comes, until they are left, stopped, or the store is closed.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Aborted, deleteStore, openStore, StoreClosed } from "foldback";

import { failure, freshIn, keepAlive, ns, numbered, numbers, take } from "./fixture.mjs";

export function subscribing(storage) {
  const fresh = freshIn(storage);

  describe("subscriptions", () => {
    keepAlive();

    test("give what was there and then what comes, without gap or repeat", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(1000));
      const all = take(store.subscribeToAll(), 1300);
      const one = take(store.subscribeToStream("a-1"), 1200);
      for (let n = 1000; n < 1300; n++) await store.appendToStream(n % 3 === 0 ? "b-1" : "a-1", numbered(n));
      assert.deepEqual(ns(await all), Array.from({ length: 1300 }, (_, n) => n));
      const wanted = Array.from({ length: 1300 }, (_, n) => n).filter((n) => n < 1000 || n % 3 !== 0);
      assert.deepEqual(ns(await one), wanted);
    });

    test("wait for what is not there yet", async (t) => {
      const store = await fresh(t);
      const [all, one] = [store.subscribeToAll(), store.subscribeToStream("a-1")];
      const first = [all.next(), one.next()];
      await store.appendToStream("a-1", numbered(1));
      const results = await Promise.all(first);
      assert.deepEqual(results.map(({ value }) => value.data.n), [1, 1]);
    });

    test("go on behind what was seen", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("b-1", numbered(-1));
      await store.appendToStream("a-1", numbers(5));
      assert.deepEqual(ns(await take(store.subscribeToAll({ fromPosition: 3n }), 2)), [3, 4]);
      assert.deepEqual(ns(await take(store.subscribeToStream("a-1", { fromRevision: 3 }), 1)), [4]);
      assert.deepEqual(ns(await take(store.subscribeToStream("a-1", { fromRevision: "start" }), 2)), [0, 1]);
      assert.deepEqual(ns(await take(store.subscribeToAll({ fromPosition: "start" }), 2)), [-1, 0]);
      const latest = store.subscribeToAll({ fromPosition: 5n }).next();
      await store.appendToStream("a-1", numbered(5));
      assert.equal((await latest).value.data.n, 5);
    });

    test("give what is new only", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(5));
      const [all, one] = [store.subscribeToAll({ fromPosition: "end" }), store.subscribeToStream("a-1", { fromRevision: "end" })];
      const first = [all.next(), one.next()];
      // What the end is, is known when the engine has begun.
      await store.head();
      await store.appendToStream("b-1", numbered(6));
      await store.appendToStream("a-1", numbered(7));
      const [inAll, inOne] = await Promise.all(first);
      assert.deepEqual([inAll.value.data.n, inOne.value.data.n], [6, 7]);
      assert.equal((await all.next()).value.data.n, 7);
    });

    test("give only what matches", async (t) => {
      const store = await fresh(t);
      const events = take(store.subscribeToAll({ filter: { types: ["Odd"], streamPrefixes: ["a-"], tags: ["x"] } }), 3);
      for (let n = 0; n < 12; n++) {
        await store.appendToStream(n < 2 ? "b-1" : "a-1", { ...numbered(n, { tags: n === 3 ? [] : ["x"] }), type: n % 2 ? "Odd" : "Even" });
      }
      assert.deepEqual(ns(await events), [5, 7, 9]);
      const inStream = take(store.subscribeToStream("a-1", { filter: { types: ["Odd"] } }), 4);
      assert.deepEqual(ns(await inStream), [3, 5, 7, 9]);
    });

    test("hear of what other handles append", async (t) => {
      const store = await fresh(t);
      const other = await openStore(store.name, { storage });
      const events = take(other.subscribeToAll(), 2);
      await store.appendToStream("a-1", numbered(1));
      await other.appendToStream("a-1", numbered(2));
      assert.deepEqual(ns(await events), [1, 2]);
      await other.close();
    });

    test("many at once each get everything", async (t) => {
      const store = await fresh(t);
      const subscriptions = Array.from({ length: 20 }, () => take(store.subscribeToAll(), 50));
      for (const event of numbers(50)) await store.appendToStream("a-1", event);
      for (const events of await Promise.all(subscriptions)) assert.equal(events.length, 50);
    });

    test("can be left", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(3));
      const seen = [];
      const events = store.subscribeToAll();
      for await (const event of events) {
        seen.push(event.data.n);
        if (seen.length === 3) break;
      }
      await store.appendToStream("a-1", numbered(3));
      assert.deepEqual(await events.next(), { value: undefined, done: true });
      assert.deepEqual(seen, [0, 1, 2]);
    });

    test("can be left while they wait", async (t) => {
      const store = await fresh(t);
      const events = store.subscribeToStream("a-1");
      const waiting = [events.next(), events.next()];
      await store.head();
      assert.deepEqual(await events.return(), { value: undefined, done: true });
      assert.deepEqual(await Promise.all(waiting), [
        { value: undefined, done: true },
        { value: undefined, done: true },
      ]);
    });

    test("end with Aborted when their signal aborts, also while they wait", async (t) => {
      const store = await fresh(t);
      const reason = new Error("enough");
      await assert.rejects(
        store.subscribeToAll({ signal: AbortSignal.abort(reason) }).next(),
        failure(Aborted, { cause: reason }),
      );
      const stop = new AbortController();
      const events = store.subscribeToStream("a-1", { signal: stop.signal });
      const waiting = assert.rejects(events.next(), failure(Aborted, { cause: reason }));
      await store.head();
      stop.abort(reason);
      await waiting;
      assert.deepEqual(await events.next(), { value: undefined, done: true });
      await store.appendToStream("a-1", numbered(0));
      assert.equal((await store.head()).position, 0n);
    });

    test("that are ended by another's signal leave the others alone", async (t) => {
      const store = await fresh(t);
      const stop = new AbortController();
      const [stopped, other] = [store.subscribeToAll({ signal: stop.signal }).next(), store.subscribeToAll().next()];
      const aborted = assert.rejects(stopped, failure(Aborted));
      stop.abort();
      await aborted;
      await store.appendToStream("a-1", numbered(1));
      assert.equal((await other).value.data.n, 1);
    });

    test("end quietly when the store is closed", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(2));
      const seen = [];
      const loop = (async () => {
        for await (const event of store.subscribeToAll()) {
          seen.push(event.data.n);
          if (seen.length === 2) queueMicrotask(() => void store.close());
        }
        return "quietly";
      })();
      const waiting = store.subscribeToStream("b-1").next();
      const unasked = store.subscribeToStream("c-1");
      assert.equal(await loop, "quietly");
      assert.deepEqual(seen, [0, 1]);
      assert.deepEqual(await waiting, { value: undefined, done: true });
      assert.deepEqual(await unasked.next(), { value: undefined, done: true });
    });

    test("of one handle go on when another is closed", async (t) => {
      const store = await fresh(t);
      const other = await openStore(store.name, { storage });
      const waiting = store.subscribeToAll().next();
      await other.close();
      await store.appendToStream("a-1", numbered(1));
      assert.equal((await waiting).value.data.n, 1);
    });

    test("end with StoreClosed when the store is deleted", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbered(0));
      const events = store.subscribeToAll();
      await take(events, 1);
      const waiting = assert.rejects(events.next(), failure(StoreClosed));
      await deleteStore(store.name);
      await waiting;
    });

    test("see what is recorded behind a deletion", async (t) => {
      const store = await fresh(t);
      const events = store.subscribeToStream("a-1");
      await store.appendToStream("a-1", numbered(0));
      assert.deepEqual(ns(await take(events, 1)), [0]);
      await store.deleteStream("a-1");
      await store.appendToStream("a-1", numbered(1));
      assert.deepEqual(ns(await take(events, 1)), [1]);
    });
  });
}
