// The time machine end to end: projections of handlers, texts and folds of the engine, and all that they are asked.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  Aborted,
  BranchNotFound,
  emit,
  fromAll,
  fromCategory,
  fromStream,
  HandlerFailed,
  InvalidEdit,
  InvalidJq,
  InvalidProjection,
  linkTo,
  log,
  openStore,
  ProjectionNotFound,
  RevertImpossible,
  Scavenged,
  StoreClosed,
} from "foldback";

import { failure, freshIn, take } from "./fixture.mjs";

const at = (hour) => new Date(Date.UTC(2024, 0, 1, hour));

/** Events of carts, one for each hour. */
const EVENTS = [
  ["cart-1", "ItemAdded", { sku: "tea", qty: 1 }],
  ["cart-2", "ItemAdded", { sku: "cup", qty: 5 }],
  ["cart-1", "ItemAdded", { sku: "tea", qty: 2 }],
  ["order-1", "Placed", { cart: "cart-2", total: 20 }],
  ["cart-1", "ItemRemoved", { sku: "tea", qty: 2 }],
  ["cart-1", "CheckedOut", { total: 7 }],
];

const carts = () =>
  fromCategory("cart")
    .foreachStream()
    .when({
      $init: () => ({ items: {}, paid: false }),
      ItemAdded: (s, e) => { s.items[e.data.sku] = (s.items[e.data.sku] ?? 0) + e.data.qty; },
      ItemRemoved: (s, e) => { s.items[e.data.sku] -= e.data.qty; },
      CheckedOut: (s) => ({ ...s, paid: true }),
    });

/** The same as KurrentDB runs it. */
const TEXT = `
  fromCategory("cart").foreachStream().when({
    $init: function () { return { items: {}, paid: false } },
    ItemAdded: function (s, e) { s.items[e.data.sku] = (s.items[e.data.sku] || 0) + e.data.qty; return s },
    ItemRemoved: function (s, e) { s.items[e.data.sku] -= e.data.qty; return s },
    CheckedOut: function (s, e) { s.paid = true; return s },
  })`;

const NOW = { "cart-1": { items: { tea: 1 }, paid: true }, "cart-2": { items: { cup: 5 }, paid: false } };

export function timeline(storage) {
  const fresh = freshIn(storage);

  async function filled(t, options) {
    const store = await fresh(t, options);
    for (const [hour, [streamId, type, data]] of EVENTS.entries()) await store.appendToStream(streamId, { type, data, time: at(hour) });
    return store;
  }

  /** A store whose events are merged. */
  async function merged(t, ...patches) {
    const store = await fresh(t);
    for (const [streamId, data] of patches) await store.appendToStream(streamId, { type: "Changed", data });
    store.project("all", "merge");
    return store;
  }

  for (const [kind, fold] of Object.entries({ functions: carts, "a text": () => TEXT })) {
    describe(`a projection of ${kind}`, () => {
      test("has a state for each partition, then and now", async (t) => {
        const store = await filled(t);
        store.project("carts", fold());
        assert.deepEqual(await store.state("carts"), NOW);
        assert.deepEqual(await store.state("carts", { partition: "cart-1", at: 2n }), { items: { tea: 3 }, paid: false });
        assert.deepEqual(await store.state("carts", { partition: "cart-1", at: at(4) }), { items: { tea: 1 }, paid: false });
        assert.deepEqual(await store.state("carts", { at: 0 }), { "cart-1": { items: { tea: 1 }, paid: false } });
        assert.equal(await store.state("carts", { partition: "cart-9" }), undefined);
        assert.equal(await store.state("carts", { partition: "cart-2", at: 0n }), undefined);
      });

      test("follows what is appended", async (t) => {
        const store = await filled(t);
        store.project("carts", fold());
        await store.state("carts");
        await store.appendToStream("cart-2", { type: "CheckedOut", data: { total: 1 } });
        assert.equal((await store.state("carts", { partition: "cart-2" })).paid, true);
      });

      test("answers diff, blame and changes", async (t) => {
        const store = await filled(t);
        store.project("carts", fold());
        assert.deepEqual(await store.diff("carts", 1n, 4n), [{ op: "add", path: "/cart-1/items/tea", value: 1, old: 1 }].slice(1));
        assert.deepEqual(await store.diff("carts", 2n, 4n), [{ op: "replace", path: "/cart-1/items/tea", old: 3, value: 1 }]);
        assert.deepEqual(await store.diff("carts", 2n, 4n, { partition: "cart-1" }), await store.diff("carts", 2n, 4n));
        const { lastWrite, writes, total } = await store.blame("carts", "/cart-1/items/tea");
        assert.deepEqual([lastWrite.type, writes, total], ["ItemRemoved", [4n, 2n, 0n], 3]);
        const changes = await store.changes("carts", "/cart-1/items/tea");
        assert.deepEqual(changes, [{ position: 0n, old: undefined, new: 1 }, { position: 2n, old: 1, new: 3 }, { position: 4n, old: 3, new: 1 }]);
        assert.equal(changes.total, 3);
        assert.equal((await store.changes("carts", "/cart-1/items/tea", { limit: 1 })).length, 1);
        assert.deepEqual((await store.changes("carts", "/cart-1/items/tea", { from: at(1), to: at(3) })).map(({ position }) => position), [2n]);
      });

      test("fails at an event, says which, and answers before it", async (t) => {
        const store = await filled(t);
        const text = "fromAll().when({ ItemAdded: function (s, e) { if (e.data.qty === 5) throw new Error('five'); s.n = e.data.qty; return s } })";
        store.project("bad", kind === "a text" ? text : fromAll().when({ ItemAdded: (s, e) => { if (e.data.qty === 5) throw new Error("five"); s.n = e.data.qty; } }));
        await assert.rejects(store.state("bad"), (error) => failure(HandlerFailed, { projection: "bad", position: 1n })(error) && /five/.test(error.message));
        assert.deepEqual(await store.state("bad", { at: 0n }), { n: 1 });
        const { failed } = await store.projection("bad");
        assert.ok(failed instanceof HandlerFailed);
        assert.deepEqual([failed.position, failed.projection], [1n, "bad"]);
        store.project("bad", fold());
        assert.deepEqual(await store.state("bad"), NOW);
      });
    });
  }

  describe("projections", () => {
    test("of an endless loop are stopped, and the event is named", async (t) => {
      const store = await filled(t);
      store.project("loop", "fromAll().when({ $init() { return { n: 0 } }, ItemAdded(s, e) { while (e.data.qty === 2); s.n++ } })");
      await assert.rejects(store.state("loop"), failure(HandlerFailed, { position: 2n }));
      assert.deepEqual(await store.state("loop", { at: 1n }), { n: 2 });
    });

    test("that cannot be defined say so to whoever waits or asks", async (t) => {
      const store = await filled(t);
      await assert.rejects(store.project("a", "fromAll("), failure(InvalidProjection));
      await assert.rejects(store.state("a"), failure(InvalidProjection));
      await assert.rejects(store.project("b", { jq: ". +" }), failure(InvalidJq));
      await assert.rejects(store.project("c", carts(), { by: "all" }), TypeError);
      const all = await store.projections();
      assert.deepEqual(all.map(({ name, failed }) => [name, failed?.name]), [["a", "InvalidProjection"], ["b", "InvalidJq"], ["c", "TypeError"]]);
    });

    test("that are folds of the engine, by stream or of all events", async (t) => {
      const store = await filled(t);
      store.project("by stream", "count", { categories: ["order"] });
      assert.deepEqual(await store.state("by stream"), { "order-1": { events: 1, types: { Placed: 1 } } });
      store.project("all", "count", { by: "all" });
      assert.equal((await store.state("all")).events, 6);
      assert.deepEqual(await store.diff("all", 4n, 5n), [
        { op: "replace", path: "/events", old: 5, value: 6 },
        { op: "add", path: "/types/CheckedOut", value: 1 },
      ]);
      assert.deepEqual((await store.blame("all", "/types/ItemAdded")).writes, [2n, 1n, 0n]);
      store.project("jq", { jq: ".total += ($event.data.qty // 0)" }, { by: "all" });
      assert.deepEqual(await store.state("jq"), { total: 10 });
      assert.deepEqual(await store.series("jq", "/total"), { before: null, total: 4, positions: [0n, 1n, 2n, 4n], values: [1, 6, 8, 10] });
    });

    test("give results, emitted events and logs, which are written when the app says so", async (t) => {
      const store = await filled(t);
      const projection = fromCategory("cart").foreachStream().when({
        $init: () => ({ n: 0 }),
        ItemAdded(s, e) {
          s.n++;
          log("seen", e.data.sku);
          emit("seen", "Seen", { sku: e.data.sku }, { by: "test" });
          linkTo("links", e);
        },
      });
      store.project("out", projection.outputState());
      await store.state("out");
      assert.deepEqual(await store.logs("out", { limit: 1 }), [{ position: 0n, text: "seen ,tea" }]);
      const results = await store.results("out", { from: 2 });
      assert.deepEqual([...results], [{ position: 2n, partition: "cart-1", streamId: "$projections-out-cart-1-result", result: { n: 2 } }]);
      assert.equal(results.before, 2);
      const emitted = await store.emitted("out");
      assert.equal(emitted.length, 6);
      assert.deepEqual(emitted[0], { position: 0n, streamId: "seen", type: "Seen", data: { sku: "tea" }, metadata: { by: "test" } });
      assert.deepEqual(emitted[1], { position: 0n, streamId: "links", type: "$>", data: "0@cart-1", metadata: null });
      assert.deepEqual(await store.appendEmitted("out"), { appended: 6, present: 0 });
      assert.deepEqual(await store.appendEmitted("out"), { appended: 0, present: 6 });
      await store.appendToStream("cart-3", { type: "ItemAdded", data: { sku: "jam", qty: 1 } });
      await store.state("out");
      // Two at the same time append each of them once.
      await Promise.all([store.appendEmitted("out"), store.appendEmitted("out")]);
      assert.equal((await store.readStream("links").toArray()).length, 4);
      assert.deepEqual((await store.readStream("seen").toArray()).map(({ type, data, metadata }) => [type, data.sku, metadata.by]), [
        ["Seen", "tea", "test"],
        ["Seen", "cup", "test"],
        ["Seen", "tea", "test"],
        ["Seen", "jam", "test"],
      ]);
      // A projection that reads links finds what they lead to.
      store.project("linked", fromStream("links").when({ $init: () => ({ skus: [] }), ItemAdded: (s, e) => void s.skus.push(e.data.sku) }));
      assert.deepEqual(await store.state("linked"), { skus: ["tea", "cup", "tea", "jam"] });
    });

    test("say what they know of themselves", async (t) => {
      const store = await filled(t);
      store.project("carts", fromAll().when({ $init: () => ({ n: 0 }), ItemAdded: (s) => { s.n++; } }));
      await store.state("carts");
      const { next, events, handled, unhandled, partitions, failed, checked, unsteady } = await store.projection("carts");
      assert.deepEqual({ next, events, handled, unhandled, partitions, failed, unsteady }, {
        ...{ next: 6n, events: 6, handled: 3, unhandled: { Placed: 1, ItemRemoved: 1, CheckedOut: 1 }, partitions: 1, failed: undefined, unsteady: [] },
      });
      assert.ok(checked >= 1);
    });

    test("that read a clock are told of", async (t) => {
      const store = await filled(t);
      const warned = t.mock.method(console, "warn", () => {});
      store.project("clock", fromAll().when({ $any: () => ({ at: Date.now() }) }));
      await store.state("clock");
      const { unsteady } = await store.projection("clock");
      assert.equal(unsteady[0].path, "/at");
      assert.equal(unsteady[0].position, 0n);
      assert.equal(warned.mock.callCount(), 1);
    });

    test("share a state among partitions", async (t) => {
      const store = await filled(t);
      const shared = fromCategory("cart").foreachStream().when({ $init: () => ({ n: 0 }), $initShared: () => ({ all: 0 }), ItemAdded: ([s, all]) => { s.n++; all.all++; } });
      store.project("shared", shared);
      const state = await store.state("shared");
      assert.deepEqual([state["cart-1"], state["cart-2"]], [{ n: 2 }, { n: 1 }]);
    });

    test("end when they are let go of, and with their handle", async (t) => {
      const store = await filled(t);
      await store.project("carts", carts());
      await store.unproject("carts");
      await assert.rejects(store.state("carts"), failure(ProjectionNotFound));
      await store.project("carts", carts());
      const again = await openStore(store.name, { storage });
      await again.project("carts", carts());
      await again.close();
      assert.deepEqual(await store.state("carts"), NOW);
      await assert.rejects(again.state("carts"), failure(StoreClosed));
    });

    test("are rebuilt while they answer", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      await store.state("carts");
      const told = [];
      const [{ events, differs }, state] = await Promise.all([store.rebuild("carts", { onProgress: ({ events }) => told.push(events) }), store.state("carts")]);
      assert.deepEqual([events, differs, state], [6, [], NOW]);
      assert.deepEqual(await store.state("carts"), NOW);
      await store.appendToStream("cart-2", { type: "ItemAdded", data: { sku: "cup", qty: 1 } });
      assert.equal((await store.state("carts", { partition: "cart-2" })).items.cup, 6);
    });
  });

  describe("snapshots", () => {
    /** A projection that counts how often its handler was called. */
    const counted = (calls) => fromAll().when({ $init: () => ({ n: 0 }), ItemAdded: (s, e) => { calls.push(e.sequenceNumber); s.n += e.data.qty; } });
    const reopened = async (store) => {
      await store.close();
      return openStore(store.name, { storage });
    };

    test("are gone on from after the store was opened again", async (t) => {
      const store = await filled(t);
      const [first, second] = [[], []];
      store.project("sum", counted(first), { version: 1, watch: { share: 0 } });
      assert.deepEqual(await store.checkpoint("sum"), { position: 5n });
      const again = await reopened(store);
      t.after(() => again.close());
      await again.appendToStream("cart-1", { type: "ItemAdded", data: { sku: "tea", qty: 30 } });
      again.project("sum", counted(second), { version: 1, watch: { share: 0 } });
      assert.deepEqual(await again.state("sum"), { n: 38 });
      // The first event of a type is looked at twice.
      assert.ok(second.length <= 2, `${second.length} calls`);
      assert.ok(second.every((revision) => revision === 4));
      // What was before it is folded when it is asked about.
      assert.deepEqual(await again.state("sum", { at: 1n }), { n: 6 });
    });

    test("of another version, or of none, are not trusted", async (t) => {
      const store = await filled(t);
      store.project("sum", counted([]), { version: 1 });
      await store.checkpoint("sum");
      const again = await reopened(store);
      t.after(() => again.close());
      again.project("sum", fromAll().when({ $init: () => ({ m: 0 }), ItemAdded: (s) => { s.m++; } }), { version: 2 });
      assert.deepEqual(await again.state("sum"), { m: 3 });
      again.project("none", counted([]));
      assert.deepEqual(await again.checkpoint("none"), { position: undefined });
    });

    test("of a text are of that text", async (t) => {
      const store = await filled(t);
      store.project("carts", TEXT);
      assert.deepEqual(await store.checkpoint("carts"), { position: 5n });
      const again = await reopened(store);
      t.after(() => again.close());
      again.project("carts", TEXT);
      await again.appendToStream("cart-2", { type: "CheckedOut", data: {} });
      assert.deepEqual(await again.state("carts"), { ...NOW, "cart-2": { items: { cup: 5 }, paid: true } });
      again.project("carts", TEXT.replace("paid = true", "paid = 'yes'"));
      assert.equal((await again.state("carts", { partition: "cart-2" })).paid, "yes");
    });

    test("are written before a scavenge, so that states go on; what led to them is gone", async (t) => {
      const store = await filled(t);
      store.project("carts", carts(), { version: 1 });
      store.project("none", carts());
      assert.deepEqual([await store.state("carts"), await store.state("none")], [NOW, NOW]);
      await store.deleteStream("cart-2");
      await store.scavenge();
      await store.appendToStream("cart-1", { type: "ItemAdded", data: { sku: "jam", qty: 1 } });
      const now = { ...NOW, "cart-1": { items: { tea: 1, jam: 1 }, paid: true } };
      assert.deepEqual([await store.state("carts"), await store.state("none")], [now, now]);
      const again = await reopened(store);
      t.after(() => again.close());
      again.project("carts", carts(), { version: 1 });
      again.project("none", carts());
      assert.deepEqual(await again.state("carts"), now);
      await assert.rejects(again.state("carts", { at: 1n }), failure(Scavenged));
      await assert.rejects(again.state("none"), failure(Scavenged));
    });
  });

  describe("flips", () => {
    const CARTS = [["cart-1", { n: 1 }], ["cart-2", { n: 5 }], ["cart-1", { n: 3 }], ["cart-1", { other: 1 }], ["cart-1", { n: 0 }], ["cart-2", { n: null }]];

    test("of jq and of a function are the same", async (t) => {
      const store = await merged(t, ...CARTS);
      const wanted = [
        { position: 1n, partition: "cart-2", value: true },
        { position: 2n, partition: "cart-1", value: true },
        { position: 4n, partition: "cart-1", value: false },
        { position: 5n, partition: "cart-2", value: false },
      ];
      const asked = [];
      const predicate = (state, partition) => (asked.push(partition), state.n > 2);
      for (const one of [".n > 2", predicate]) {
        assert.deepEqual(await store.flips("all", one), wanted);
        assert.deepEqual(await store.flips("all", one, { partition: "cart-1" }), wanted.slice(1, 3));
        const later = await store.flips("all", one, { from: 3n, limit: 1 });
        assert.deepEqual([[...later], later.before, later.total, [...later.soBefore].sort()], [[wanted[2]], true, 2, ["cart-1", "cart-2"]]);
      }
      const found = await store.flips("all", predicate, { partition: "cart-1" });
      // The event that wrote something else asks nobody.
      assert.equal(found.tests, 3);
    });

    test("of a function that fails are none, and it is told", async (t) => {
      const store = await merged(t, ...CARTS);
      const found = await store.flips("all", (state) => state.n.toFixed() > 2, { partition: "cart-2" });
      assert.deepEqual([[...found].map(({ position }) => position), found.failures, found.failure.position, found.failure.partition], [[1n, 5n], 1, 5n, "cart-2"]);
      const changed = await store.flips("all", (state) => { state.n = 7; }, { partition: "cart-2" });
      assert.match(changed.failure.why, /must not change/);
      assert.deepEqual(await store.state("all", { partition: "cart-2", at: 1n }), { n: 5 });
      await assert.rejects(store.flips("all", ".n >"), failure(InvalidJq));
    });
  });

  describe("query", () => {
    test("asks the states of all partitions, with an index and without", async (t) => {
      const store = await merged(t, ["cart-1", { owner: "ann", total: 7 }], ["cart-2", { owner: "bob", total: 120 }], ["cart-3", { owner: "ann", total: 130 }]);
      const rich = ".[] | select(.total > 100) | .owner";
      const wanted = [{ partition: "cart-2", value: "bob" }, { partition: "cart-3", value: "ann" }];
      const found = await store.query("all", rich);
      assert.deepEqual([[...found], found.total], [wanted, 2]);
      await store.declareIndex("all", "/total");
      assert.deepEqual(await store.query("all", rich), wanted);
      assert.deepEqual(await store.query("all", "length"), [{ partition: null, value: 3 }]);
      assert.deepEqual(await store.query("all", rich, { at: 1n, limit: 5 }), wanted.slice(0, 1));
      assert.deepEqual(await store.find("all", "/owner", { equal: "ann" }), [{ value: "ann", partitions: ["cart-1", "cart-3"] }]);
      assert.deepEqual(await store.find("all", "/owner", { shared: true }), [{ value: "ann", partitions: ["cart-1", "cart-3"] }]);
      assert.deepEqual((await store.find("all", "/total", { above: 100, below: 125 })).map(({ value }) => value), [120]);
      await assert.rejects(store.query("all", ".["), failure(InvalidJq));
    });
  });

  describe("what if", () => {
    for (const [kind, fold] of Object.entries({ functions: carts, "a text": () => TEXT })) {
      test(`events were otherwise, of ${kind}`, async (t) => {
        const store = await filled(t);
        store.project("carts", fold());
        const event = { streamId: "cart-2", type: "CheckedOut", data: { total: 1 } };
        const branch = store.branch("b", [{ skip: 2n }, { insert: 3n, event }, { edit: 4n, event: { streamId: "cart-1", type: "ItemAdded", data: { sku: "jam", qty: 1 } } }]);
        assert.deepEqual(await branch.state("carts"), { "cart-1": { items: { tea: 1, jam: 1 }, paid: true }, "cart-2": { items: { cup: 5 }, paid: true } });
        assert.deepEqual(await store.state("carts"), NOW);
        assert.deepEqual(await branch.info(), { first: 2n, events: 6 });
        const { first, total, partitions } = await branch.compare("carts");
        assert.deepEqual([first, total, partitions.map(({ partition }) => partition).sort()], [2n, 2, ["cart-1", "cart-2"]]);
        await branch.close();
        assert.equal((await store.readAll().toArray()).length, 6);
      });
    }

    test("an edit that cannot be made is an error of whoever asks", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      await assert.rejects(store.branch("b", [{ skip: 99n }]).state("carts"), failure(InvalidEdit));
      await assert.rejects(store.branch("b", [{ skip: 1n, edit: 2n }]).state("carts"), TypeError);
      await assert.rejects(store.compare("carts", { branch: "nowhere" }), failure(BranchNotFound));
    });

    test("another handler is compared with, and another store", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      store.project("carts-2", TEXT.replace("paid = true", "paid = 'yes'"));
      const { first, partitions } = await store.compare("carts", { projection: "carts-2" });
      assert.deepEqual([first, partitions.length, partitions[0].head.map(({ path }) => path)], [5n, 1, ["/paid"]]);
      const other = await filled(t);
      other.project("carts", carts());
      assert.deepEqual(await store.compare("carts", { store: other }), { first: undefined, total: 0, partitions: [] });
      await other.appendToStream("cart-2", { type: "CheckedOut", data: {} });
      assert.equal((await store.compare("carts", { store: other })).first, 6n);
    });

    test("some more events had happened", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      const more = store.with({ streamId: "cart-2", type: "CheckedOut", data: {} });
      assert.equal((await more.state("carts", { partition: "cart-2" })).paid, true);
      assert.equal((await store.state("carts", { partition: "cart-2" })).paid, false);
    });
  });

  describe("views in time", () => {
    test("as of a moment, by position and by time", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      for (const moment of [2n, 2, at(2)]) {
        const past = store.asOf(moment);
        assert.deepEqual(await past.state("carts", { partition: "cart-1" }), { items: { tea: 3 }, paid: false });
        assert.deepEqual((await past.blame("carts", "/cart-1/items/tea")).writes, [2n, 0n]);
        assert.deepEqual((await past.readAll().toArray()).map(({ position }) => position), [0n, 1n, 2n]);
        assert.deepEqual((await past.readAll({ direction: "backwards", maxCount: 2 }).toArray()).map(({ position }) => position), [2n, 1n]);
      }
      assert.deepEqual(await store.asOf(new Date(0)).readAll().toArray(), []);
    });

    test("since a moment", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      for (const moment of [3n, at(3)]) {
        const since = store.since(moment);
        assert.deepEqual((await since.readAll().toArray()).map(({ position }) => position), [4n, 5n]);
        assert.deepEqual(await since.diff("carts"), await store.diff("carts", 3n));
        assert.deepEqual((await since.changes("carts", "/cart-1/items/tea")).map(({ position }) => position), [4n]);
        const live = since.subscribeToAll();
        assert.deepEqual((await take(live, 2)).map(({ position }) => position), [4n, 5n]);
        await live.return();
      }
    });
  });

  describe("revert", () => {
    test("puts values back, and lists what was written since", async (t) => {
      const store = await merged(t, ["cart-1", { a: 1, b: 1 }], ["cart-1", { a: 2, b: 2, c: 2 }], ["cart-1", { b: 3 }]);
      const plan = await store.revert([1n], { projection: "all", dryRun: true });
      assert.deepEqual(plan.partitions.map(({ operations }) => operations), [[
        { op: "replace", path: "/cart-1/a", old: 2, value: 1 },
        { op: "remove", path: "/cart-1/c", old: 2 },
      ]]);
      const [{ conflicts }] = plan.partitions;
      assert.deepEqual(conflicts.map(({ path, now, by }) => [path, now, by]), [["/cart-1/b", 3, 2n]]);
      assert.deepEqual(plan.events.map(({ streamId, type, data }) => [streamId, type, data]), [["cart-1", "Reverted", { a: 1, c: null }]]);
      assert.equal(plan.position, undefined);
      assert.equal((await store.head()).position, 2n);
      assert.equal((await store.revert([1n], { projection: "all" })).position, 3n);
      assert.deepEqual(await store.state("all", { partition: "cart-1" }), { a: 1, b: 3 });
      const [reverted] = await store.readAll({ fromPosition: 3n }).toArray();
      assert.deepEqual(reverted.metadata, { $reverts: ["1"] });
    });

    test("by the app's own compensations", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      await assert.rejects(store.revert([1n], { projection: "carts" }), (error) => failure(RevertImpossible)(error) && error.reasons.length === 1);
      // What was written since stays as it is, and nothing else is to be done.
      const { events: none, partitions } = await store.revert([2n], { projection: "carts" });
      assert.deepEqual([none, partitions[0].conflicts.map(({ path, now, by }) => [path, now, by])], [[], [["/cart-1/items/tea", 1, 4n]]]);
      assert.equal((await store.head()).position, 5n);
      const compensations = { ItemAdded: ({ streamId, data }) => ({ streamId, type: "ItemRemoved", data }) };
      const { events, position } = await store.revert([2n], { projection: "carts", compensations });
      assert.deepEqual([events.length, position], [1, 6n]);
      assert.deepEqual((await store.state("carts", { partition: "cart-1" })).items, { tea: -1 });
    });
  });

  describe("upcasters", () => {
    const upcasters = { ItemPut: [({ data }) => ({ data: { sku: data.name } }), ({ data }) => ({ type: "ItemAdded", data: { ...data, qty: 1 } })] };

    test("change what is read, and what is stored is beside it", async (t) => {
      const store = await fresh(t, { upcasters });
      await store.appendToStream("cart-1", [{ type: "ItemPut", data: { name: "tea" }, metadata: { by: "ann" } }, { type: "ItemAdded", data: { sku: "tea", qty: 4 } }]);
      for (const read of [store.readStream("cart-1"), store.readAll()]) {
        const [first, second] = await read.toArray();
        assert.deepEqual([first.type, first.data, first.metadata], ["ItemAdded", { sku: "tea", qty: 1 }, { by: "ann" }]);
        assert.deepEqual([first.stored.type, first.stored.data], ["ItemPut", { name: "tea" }]);
        assert.deepEqual([first.position, first.revision, first.streamId, first.id], [0n, 0n, "cart-1", first.stored.id]);
        assert.deepEqual(JSON.parse(new TextDecoder().decode(first.rawData())), first.data);
        assert.equal(second.stored, second);
      }
      for (const fold of [carts(), TEXT]) {
        store.project("carts", fold);
        assert.deepEqual(await store.state("carts"), { "cart-1": { items: { tea: 5 }, paid: false } });
      }
    });

    test("that fail are told with the event", async (t) => {
      const store = await fresh(t, { upcasters: { A: [() => { throw new Error("no"); }] } });
      await store.appendToStream("a-1", { type: "A", data: {} });
      await assert.rejects(store.readAll().toArray(), failure(HandlerFailed, { position: 0n }));
      store.project("p", fromAll().when({ A: () => {} }));
      await assert.rejects(store.state("p"), failure(HandlerFailed, { position: 0n }));
    });
  });

  describe("questions", () => {
    test("end when their signal aborts, and when the store is closed", async (t) => {
      const store = await filled(t);
      store.project("carts", carts());
      const signal = AbortSignal.abort(new Error("enough"));
      for (const ask of [
        () => store.query("carts", ".", { signal }),
        () => store.flips("carts", () => true, { signal }),
        () => store.changes("carts", "/cart-1", { signal }),
        () => store.series("carts", "/cart-1", { signal }),
        () => store.compare("carts", { signal }),
        () => store.rebuild("carts", { signal }),
        () => store.checkpoint("carts", { signal }),
        () => store.emitted("carts", { signal }),
        () => store.find("carts", "/paid", { equal: true, signal }),
        () => store.revert([1n], { projection: "carts", signal }),
      ]) {
        await assert.rejects(ask(), failure(Aborted), String(ask));
      }
    });
  });
}
