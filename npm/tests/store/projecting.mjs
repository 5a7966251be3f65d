// Projections: states then and now, what changed between, which events wrote a value.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Aborted, ProjectionNotFound } from "foldback";

import { failure, freshIn } from "./fixture.mjs";

const at = (hour) => new Date(Date.UTC(2024, 0, 1, hour));

export function projecting(storage) {
  const fresh = freshIn(storage);

  /** Carts whose events are merged, one for each hour. */
  async function carts(t) {
    const store = await fresh(t);
    const events = [
      ["cart-1", { items: { tea: 1 } }],
      ["cart-2", { items: { cup: 5 } }],
      ["cart-1", { items: { tea: 2, "a/b~c": 1 } }],
      ["order-1", { total: 7 }],
      ["cart-1", { items: { tea: null }, paid: true }],
      ["cart/3-x", { odd: true }],
    ];
    for (const [hour, [streamId, data]] of events.entries()) {
      await store.appendToStream(streamId, { type: "Changed", data, time: at(hour) });
    }
    store.project("carts", "merge", { categories: ["cart"] });
    store.project("all", "merge");
    return store;
  }

  describe("state", () => {
    test("of a partition, at any moment", async (t) => {
      const store = await carts(t);
      const state = (moment) => store.state("carts", { partition: "cart-1", ...(moment === undefined ? {} : { at: moment }) });
      assert.deepEqual(await state(), { items: { "a/b~c": 1 }, paid: true });
      assert.deepEqual(await state(0n), { items: { tea: 1 } });
      assert.deepEqual(await state(1n), { items: { tea: 1 } });
      assert.deepEqual(await state(2), { items: { tea: 2, "a/b~c": 1 } });
      assert.deepEqual(await state(at(2)), { items: { tea: 2, "a/b~c": 1 } });
      assert.deepEqual(await state(new Date(at(2).getTime() - 1)), { items: { tea: 1 } });
      assert.equal(await state(new Date(0)), undefined);
      assert.equal(await store.state("carts", { partition: "cart-2", at: 0n }), undefined);
    });

    test("of a partition that is not there, or not the projection's, is undefined", async (t) => {
      const store = await carts(t);
      assert.equal(await store.state("carts", { partition: "cart-9" }), undefined);
      assert.equal(await store.state("carts", { partition: "order-1" }), undefined);
      assert.deepEqual(await store.state("all", { partition: "order-1" }), { total: 7 });
    });

    test("of all partitions", async (t) => {
      const store = await carts(t);
      assert.deepEqual(await store.state("carts"), {
        "cart-1": { items: { "a/b~c": 1 }, paid: true },
        "cart-2": { items: { cup: 5 } },
      });
      assert.deepEqual(await store.state("carts", { at: 0n }), { "cart-1": { items: { tea: 1 } } });
      assert.deepEqual(await store.state("carts", { at: at(1) }), { "cart-1": { items: { tea: 1 } }, "cart-2": { items: { cup: 5 } } });
      assert.deepEqual(Object.keys(await store.state("all")), ["cart-1", "cart-2", "order-1", "cart/3-x"]);
      assert.deepEqual(await store.state("carts", { at: new Date(0) }), {});
    });

    test("of named streams", async (t) => {
      const store = await carts(t);
      store.project("some", "merge", { streams: ["cart-2"], categories: ["order"] });
      assert.deepEqual(await store.state("some"), { "cart-2": { items: { cup: 5 } }, "order-1": { total: 7 } });
    });

    test("follows what is appended", async (t) => {
      const store = await carts(t);
      assert.deepEqual((await store.state("carts", { partition: "cart-2" })).items, { cup: 5 });
      await store.appendToStream("cart-2", { type: "Changed", data: { items: { pot: 1 } } });
      assert.deepEqual((await store.state("carts", { partition: "cart-2" })).items, { cup: 5, pot: 1 });
      assert.deepEqual((await store.state("carts"))["cart-2"].items, { cup: 5, pot: 1 });
    });
  });

  describe("diff", () => {
    test("is what an event changed", async (t) => {
      const store = await carts(t);
      assert.deepEqual(await store.diff("carts", 3n, 4n), [
        { op: "remove", path: "/cart-1/items/tea", old: 2 },
        { op: "add", path: "/cart-1/paid", value: true },
      ]);
      assert.deepEqual(await store.diff("carts", 0n, 2n), [
        { op: "replace", path: "/cart-1/items/tea", old: 1, value: 2 },
        { op: "add", path: "/cart-1/items/a~1b~0c", value: 1 },
        { op: "add", path: "/cart-2", value: { items: { cup: 5 } } },
      ]);
    });

    test("runs to now, and backwards", async (t) => {
      const store = await carts(t);
      assert.deepEqual(await store.diff("carts", 4n), []);
      assert.deepEqual(await store.diff("carts", 3n), await store.diff("carts", 3n, 5n));
      assert.deepEqual(await store.diff("carts", at(3), at(4)), await store.diff("carts", 3n, 4n));
      assert.deepEqual(await store.diff("carts", 4n, 3n), [
        { op: "add", path: "/cart-1/items/tea", value: 2 },
        { op: "remove", path: "/cart-1/paid", old: true },
      ]);
    });
  });

  describe("blame", () => {
    test("names the events that wrote a value", async (t) => {
      const store = await carts(t);
      const { lastWrite, total, writes } = await store.blame("carts", "/cart-1/items/tea");
      assert.deepEqual([total, writes], [3, [4n, 2n, 0n]]);
      assert.deepEqual([lastWrite.position, lastWrite.streamId, lastWrite.revision], [4n, "cart-1", 2n]);
      assert.deepEqual(lastWrite.data, { items: { tea: null }, paid: true });
    });

    test("up to a moment", async (t) => {
      const store = await carts(t);
      const then = await store.blame("carts", "/cart-1/items/tea", { at: 3n });
      assert.deepEqual([then.total, then.writes, then.lastWrite.position], [2, [2n, 0n], 2n]);
      const before = await store.blame("carts", "/cart-1/items/tea", { at: at(1) });
      assert.deepEqual(before.writes, [0n]);
      const never = await store.blame("carts", "/cart-1/items/tea", { at: new Date(0) });
      assert.deepEqual(never, { lastWrite: undefined, total: 0, writes: [] });
    });

    test("no more than asked for", async (t) => {
      const store = await carts(t);
      const { lastWrite, total, writes } = await store.blame("carts", "/cart-1/items/tea", { limit: 1 });
      assert.deepEqual([lastWrite.position, total, writes], [4n, 3, [4n]]);
      const none = await store.blame("carts", "/cart-1/items/tea", { limit: 0 });
      assert.deepEqual([none.lastWrite.position, none.total, none.writes], [4n, 3, []]);
    });

    test("of names that JSON Pointers escape", async (t) => {
      const store = await carts(t);
      assert.deepEqual((await store.blame("carts", "/cart-1/items/a~1b~0c")).writes, [2n]);
      assert.deepEqual((await store.blame("all", "/cart~13-x/odd")).writes, [5n]);
    });

    test("of what nothing wrote", async (t) => {
      const store = await carts(t);
      const none = { lastWrite: undefined, total: 0, writes: [] };
      assert.deepEqual(await store.blame("carts", "/cart-1/nothing"), none);
      assert.deepEqual(await store.blame("carts", "/cart-9/items"), none);
      assert.deepEqual(await store.blame("carts", "/order-1/total"), none);
    });
  });

  describe("projections", () => {
    test("that were not defined are not found", async (t) => {
      const store = await carts(t);
      const missing = (error) => failure(ProjectionNotFound)(error) && error.message.includes('"carts", "all"');
      await assert.rejects(store.state("Carts"), missing);
      await assert.rejects(store.diff("Carts", 0n), missing);
      await assert.rejects(store.blame("Carts", "/x"), missing);
    });

    test("can be defined anew", async (t) => {
      const store = await carts(t);
      store.project("carts", "merge", { categories: ["order"] });
      assert.deepEqual(await store.state("carts"), { "order-1": { total: 7 } });
    });

    test("end when their signal aborts", async (t) => {
      const store = await carts(t);
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      const aborted = failure(Aborted, { cause: reason });
      await assert.rejects(store.state("carts", { signal }), aborted);
      await assert.rejects(store.state("carts", { partition: "cart-1", signal }), aborted);
      await assert.rejects(store.diff("carts", 0n, 1n, { signal }), aborted);
      await assert.rejects(store.blame("carts", "/cart-1/items", { signal }), aborted);
    });
  });
}
