// Handles of stores: several of one, closed ones, deleted ones, and what a store says of itself.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { transform } from "esbuild";
import { deleteStore, listStores, openStore, StoreClosed } from "foldback";

import { failure, freshIn, ns, numbered, numbers } from "./fixture.mjs";

export function handles(storage) {
  const fresh = freshIn(storage);
  const names = async () => (await listStores()).map(({ name }) => name);

  describe("a handle", () => {
    test("sees what another has appended", async (t) => {
      const store = await fresh(t);
      const other = await openStore(store.name, { storage });
      assert.equal(other.name, store.name);
      await store.appendToStream("a-1", numbered(1));
      await other.appendToStream("a-1", numbered(2), { expectedRevision: 0n });
      assert.deepEqual(ns(await store.readAll().toArray()), [1, 2]);
      assert.deepEqual(await store.head(), await other.head());
      await other.close();
      await store.appendToStream("a-1", numbered(3));
      assert.deepEqual(ns(await store.readAll().toArray()), [1, 2, 3]);
    });

    test("can be closed twice", async (t) => {
      const store = await fresh(t);
      await Promise.all([store.close(), store.close()]);
      await store.close();
    });

    test("says what was there when it is opened again", async (t) => {
      const store = await fresh(t, { durability: "strict" });
      await store.appendToStream("a-1", numbers(3));
      const head = await store.head();
      await store.close();
      const again = await openStore(store.name, { storage });
      assert.deepEqual(await again.head(), head);
      assert.deepEqual(ns(await again.readStream("a-1").toArray()), [0, 1, 2]);
      const { nextExpectedRevision } = await again.appendToStream("a-1", numbered(3), { expectedRevision: 2n });
      assert.equal(nextExpectedRevision, 3n);
      await again.close();
    });

    test("is no use when it is closed", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbered(0));
      store.project("p", "merge");
      await store.close();
      const calls = {
        appendToStream: () => store.appendToStream("a-1", numbered(1)),
        append: () => store.append({ streamId: "a-1", ...numbered(1) }),
        deleteStream: () => store.deleteStream("a-1"),
        tombstoneStream: () => store.tombstoneStream("a-1"),
        setStreamMetadata: () => store.setStreamMetadata("a-1", {}),
        getStreamMetadata: () => store.getStreamMetadata("a-1"),
        readStream: async () => store.readStream("a-1").toArray(),
        readAll: async () => store.readAll().toArray(),
        subscribeToStream: async () => store.subscribeToStream("a-1").next(),
        subscribeToAll: async () => store.subscribeToAll().next(),
        head: () => store.head(),
        streams: () => store.streams(),
        state: () => store.state("p"),
        diff: () => store.diff("p", 0n),
        blame: () => store.blame("p", "/a-1"),
        importLog: () => store.importLog("{}"),
        exportLog: async () => store.exportLog().next(),
        backup: () => store.backup(),
        restore: () => store.restore(new Uint8Array()),
        verify: () => store.verify(),
        scavenge: () => store.scavenge(),
        estimate: () => store.estimate(),
        persist: () => store.persist(),
      };
      const closed = failure(StoreClosed);
      for (const [name, call] of Object.entries(calls)) {
        await assert.rejects(call(), (error) => closed(error) && error.message.includes(`openStore("${store.name}")`), name);
      }
    });

    test("that is closed while it is opened elsewhere closes only itself", async (t) => {
      const store = await fresh(t);
      const [one, two] = await Promise.all([openStore(store.name, { storage }), openStore(store.name, { storage })]);
      const opening = openStore(store.name, { storage });
      await Promise.all([one.close(), two.close()]);
      const three = await opening;
      await three.appendToStream("a-1", numbered(1));
      assert.equal((await store.head()).position, 0n);
      await three.close();
    });

    test("keeps what was appended just before it is closed", async (t) => {
      const store = await fresh(t);
      const appended = store.appendToStream("a-1", numbered(1));
      await Promise.all([appended, store.close()]);
      const again = await openStore(store.name, { storage });
      assert.equal((await again.head()).position, (await appended).position);
      await again.close();
    });

    test("is closed at the end of `await using`", async (t) => {
      const store = await fresh(t);
      // This version of Node does not know the syntax yet.
      const source = `async function use(openStore, name, storage, event) {
        await using store = await openStore(name, { storage });
        await store.appendToStream("a-1", event);
        return store;
      }`;
      const { code } = await transform(source, { target: "node20", loader: "js" });
      const use = new Function(`${code}; return use;`)();
      const used = await use(openStore, store.name, storage, numbered(1));
      await assert.rejects(used.head(), failure(StoreClosed));
      assert.equal((await store.head()).position, 0n);
    });
  });

  describe("a store", () => {
    test("is listed until it is deleted", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(3));
      await store.appendToStream("b-1", numbered(3));
      const found = (await listStores()).find(({ name }) => name === store.name);
      assert.deepEqual(found, { name: store.name, events: 4, streams: 2, bytes: found.bytes });
      assert.ok(found.bytes > 0);
      await store.close();
      assert.ok((await names()).includes(store.name));
      await deleteStore(store.name);
      assert.ok(!(await names()).includes(store.name));
      const anew = await openStore(store.name, { storage });
      assert.equal((await anew.head()).position, -1n);
      await anew.close();
    });

    test("that never was can be deleted", async () => {
      await deleteStore("never");
    });

    test("that is deleted ends its handles", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(10_000));
      const events = store.readAll();
      await events.next();
      await deleteStore(store.name);
      const closed = failure(StoreClosed);
      await assert.rejects(store.head(), closed);
      await assert.rejects(store.appendToStream("a-1", numbered(0)), closed);
      await assert.rejects(store.readAll().toArray(), closed);
      await assert.rejects(events.toArray(), closed);
      assert.ok(!(await names()).includes(store.name));
    });

    test("keeps its events apart from another's", async (t) => {
      const [one, two] = [await fresh(t), await fresh(t)];
      await one.appendToStream("a-1", numbered(1));
      assert.equal((await two.head()).position, -1n);
      await two.appendToStream("a-1", numbered(2));
      assert.deepEqual(ns(await one.readAll().toArray()), [1]);
    });

    test("says how far it reaches", async (t) => {
      const [store, twin] = [await fresh(t), await fresh(t)];
      assert.deepEqual(await store.head(), { position: -1n, hash: "0".repeat(64) });
      const event = numbered(1, { time: "2024-01-01T00:00:00Z" });
      await store.appendToStream("a-1", event);
      const { position, hash } = await store.head();
      assert.equal(position, 0n);
      assert.match(hash, /^[0-9a-f]{64}$/);
      await twin.appendToStream("a-1", event);
      assert.equal((await twin.head()).hash, hash);
      await twin.appendToStream("a-1", numbered(2));
      assert.notEqual((await twin.head()).hash, hash);
    });

    test("verifies what it holds", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(500));
      const { hash } = await store.head();
      const progress = [];
      const result = await store.verify({ onProgress: (one) => progress.push(one) });
      assert.deepEqual(result, { ok: true, events: 500, hash, damaged: [] });
      assert.ok(progress.length > 0);
      for (const one of progress) assert.deepEqual(Object.keys(one).sort(), ["bytes", "events", "total"]);
    });

    test("says what it takes up", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(100));
      await store.appendToStream("b-1", numbers(100));
      const { events, streams, bytes, bytesPerEvent, indexBytes, usage, quota, persisted } = await store.estimate();
      assert.deepEqual([events, streams], [200, 2]);
      assert.ok(bytes > 0 && indexBytes > 0);
      assert.equal(bytesPerEvent, bytes / events);
      // There is no browser to ask here.
      assert.deepEqual([usage, quota, persisted], [null, null, null]);
      assert.equal(await store.persist(), null);
    });
  });
}
