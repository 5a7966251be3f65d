// Streams as a whole: their list, their metadata, what is deleted and what is removed for good.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";

import { NO_STREAM, STREAM_EXISTS, StreamDeleted, StreamNotFound, WrongExpectedRevision } from "foldback";

import { failure, freshIn, ns, numbered, numbers } from "./fixture.mjs";

/** So many events of a kilobyte that no compression makes smaller. */
const pages = (count) =>
  Array.from({ length: count }, (_, n) => numbered(n, { metadata: { page: randomBytes(1024).toString("base64") } }));

export function streams(storage) {
  const fresh = freshIn(storage);

  describe("streams", () => {
    test("are listed in the order of their first events", async (t) => {
      const store = await fresh(t);
      assert.deepEqual(await store.streams(), []);
      await store.appendToStream("cart-2", numbered(0));
      await store.appendToStream("order-1", numbered(1));
      await store.appendToStream("cart-1", [numbered(2), { type: "CheckedOut", data: {} }]);
      await store.appendToStream("cart-2", numbered(4));
      const listed = await store.streams();
      assert.deepEqual(listed.map(({ streamId }) => streamId), ["cart-2", "order-1", "cart-1"]);
      assert.deepEqual(listed[2], {
        ...{ streamId: "cart-1", count: 2, firstPosition: 2n, lastPosition: 3n },
        ...{ lastType: "CheckedOut", deleted: false, tombstoned: false },
      });
      const names = async (options) => (await store.streams(options)).map(({ streamId }) => streamId);
      assert.deepEqual(await names({ prefix: "cart-" }), ["cart-2", "cart-1"]);
      assert.deepEqual(await names({ prefix: "cart-", limit: 1 }), ["cart-2"]);
      assert.deepEqual(await names({ limit: 0 }), []);
      assert.deepEqual(await names({ prefix: "x" }), []);
    });

    test("that are deleted are not read, and go on when something is appended", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(3));
      const wrong = failure(WrongExpectedRevision, { streamId: "a-1", expected: 7n, actual: 2n });
      await assert.rejects(store.deleteStream("a-1", { expectedRevision: 7n }), wrong);
      assert.deepEqual(await store.deleteStream("a-1", { expectedRevision: 2n }), { success: true });
      await assert.rejects(store.readStream("a-1").toArray(), failure(StreamNotFound, { streamId: "a-1" }));
      // The whole log keeps its events until they are scavenged.
      assert.deepEqual(ns(await store.readAll().toArray()), [0, 1, 2]);
      assert.equal((await store.getStreamMetadata("a-1")).deleted, true);
      await assert.rejects(store.appendToStream("a-1", numbered(3), { expectedRevision: STREAM_EXISTS }), failure(WrongExpectedRevision));
      const { nextExpectedRevision } = await store.appendToStream("a-1", numbered(3), { expectedRevision: NO_STREAM });
      assert.equal(nextExpectedRevision, 3n);
      assert.deepEqual(ns(await store.readStream("a-1").toArray()), [3]);
      assert.equal((await store.getStreamMetadata("a-1")).deleted, false);
      await assert.rejects(store.deleteStream("b-1"), failure(StreamNotFound, { streamId: "b-1" }));
    });

    test("that are tombstoned stay so", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(2));
      const wrong = failure(WrongExpectedRevision, { streamId: "a-1", expected: "noStream", actual: 1n });
      await assert.rejects(store.tombstoneStream("a-1", { expectedRevision: NO_STREAM }), wrong);
      assert.deepEqual(await store.tombstoneStream("a-1", { expectedRevision: 1 }), { success: true });
      const gone = failure(StreamDeleted, { streamId: "a-1" });
      await assert.rejects(store.readStream("a-1").toArray(), gone);
      await assert.rejects(store.appendToStream("a-1", numbered(2)), gone);
      await assert.rejects(store.deleteStream("a-1"), gone);
      assert.equal((await store.getStreamMetadata("a-1")).tombstoned, true);
      assert.deepEqual((await store.streams()).map(({ tombstoned }) => tombstoned), [true]);
    });
  });

  describe("metadata", () => {
    test("are what was set last", async (t) => {
      const store = await fresh(t);
      const none = { streamId: "a-1", metadata: {}, revision: null, deleted: false, tombstoned: false };
      assert.deepEqual(await store.getStreamMetadata("a-1"), none);
      const metadata = { maxCount: 10, maxAge: 3600, truncateBefore: 2n, owner: "ann", more: { deep: [1] } };
      const first = await store.setStreamMetadata("a-1", metadata, { expectedRevision: NO_STREAM });
      assert.deepEqual(first, { success: true, nextExpectedRevision: 0n });
      assert.deepEqual(await store.getStreamMetadata("a-1"), { ...none, metadata, revision: 0n });
      await assert.rejects(store.setStreamMetadata("a-1", {}, { expectedRevision: NO_STREAM }), failure(WrongExpectedRevision));
      const second = await store.setStreamMetadata("a-1", { truncateBefore: 1, owner: "bob" }, { expectedRevision: 0n });
      assert.equal(second.nextExpectedRevision, 1n);
      assert.deepEqual((await store.getStreamMetadata("a-1")).metadata, { truncateBefore: 1n, owner: "bob" });
      await store.setStreamMetadata("a-1", {});
      assert.deepEqual(await store.getStreamMetadata("a-1"), { ...none, revision: 2n });
    });

    test("decide what is read", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(6));
      const read = async () => ns(await store.readStream("a-1").toArray());
      await store.setStreamMetadata("a-1", { maxCount: 2 });
      assert.deepEqual(await read(), [4, 5]);
      await store.setStreamMetadata("a-1", { truncateBefore: 3n });
      assert.deepEqual(await read(), [3, 4, 5]);
      await store.setStreamMetadata("a-1", {});
      assert.deepEqual(await read(), [0, 1, 2, 3, 4, 5]);
      await store.appendToStream("b-1", [numbered(0, { time: new Date(Date.now() - 86_400_000) }), numbered(1)]);
      await store.setStreamMetadata("b-1", { maxAge: 3600 });
      assert.deepEqual(ns(await store.readStream("b-1").toArray()), [1]);
    });
  });

  describe("scavenge", () => {
    test("removes what is deleted, and nothing else", async (t) => {
      const store = await fresh(t);
      assert.deepEqual(await store.scavenge(), { eventsRemoved: 0, bytesFreed: 0 });
      for (const stream of ["a-1", "b-1", "c-1"]) await store.appendToStream(stream, pages(100));
      await store.deleteStream("a-1");
      await store.setStreamMetadata("b-1", { truncateBefore: 90n });
      const { hash } = await store.head();
      const progress = [];
      const { eventsRemoved, bytesFreed } = await store.scavenge({ onProgress: (one) => progress.push(one) });
      assert.equal(eventsRemoved, 190);
      assert.ok(bytesFreed > 0);
      for (const one of progress) assert.deepEqual(Object.keys(one).sort(), ["bytes", "events", "total"]);
      await assert.rejects(store.readStream("a-1").toArray(), failure(StreamNotFound));
      assert.deepEqual(ns(await store.readStream("b-1").toArray()), Array.from({ length: 10 }, (_, n) => n + 90));
      assert.equal((await store.readStream("c-1").toArray()).length, 100);
      assert.equal((await store.head()).hash, hash);
      assert.deepEqual({ ...(await store.verify()), events: 0 }, { ok: true, events: 0, hash, damaged: [] });
      const { nextExpectedRevision } = await store.appendToStream("a-1", numbered(0));
      assert.equal(nextExpectedRevision, 100n);
    });
  });
}
