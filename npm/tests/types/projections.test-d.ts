// Projections: handlers know the events of a store by their types, states come from $init, and each step offers what may follow it.

import {
  fromAll,
  fromCategory,
  fromStream,
  fromStreams,
  openStore,
  type AsOf,
  type Blame,
  type Branch,
  type Changes,
  type DiffOperation,
  type Flips,
  type HandledEvent,
  type HandlerFailed,
  type Moment,
  type Output,
  type ProjectionInfo,
  type QueryResults,
  type RecordedEvent,
  type Reverted,
  type Upcasters,
} from "foldback";

import type { Equal, Expect } from "./equal.js";

type ItemAdded = { type: "ItemAdded"; data: { sku: string; qty: number } };
type CheckedOut = { type: "CheckedOut"; data: { total: number }; metadata: { userId: string } };
type ShopEvents = ItemAdded | CheckedOut;

const store = await openStore<ShopEvents>("shop");

// --- Handlers

const carts = fromCategory<ShopEvents>("cart")
  .foreachStream()
  .when({
    $init: () => ({ items: {} as Record<string, number>, paid: false }),
    ItemAdded(state, event, partition) {
      const sku: Expect<Equal<typeof event.data.sku, string>> = true;
      const type: Expect<Equal<typeof event.eventType, "ItemAdded">> = true;
      const items: Expect<Equal<typeof state.items, Record<string, number>>> = true;
      const named: Expect<Equal<typeof partition, string>> = true;
      const number: Expect<Equal<typeof event.sequenceNumber, number>> = true;
      void [sku, type, items, named, number];
      state.items[event.data.sku] = event.data.qty;
    },
    CheckedOut: (state, event) => ({ ...state, paid: event.data.total > 0 && event.metadata.userId !== "" }),
    $any(state, event) {
      const any: Expect<Equal<typeof event.eventType, "ItemAdded" | "CheckedOut">> = true;
      if (event.eventType === "CheckedOut") event.data.total.toFixed();
      void [state, any];
    },
    $created: (state, event) => [state.paid, event.streamId],
    $deleted: (state, event, partition) => [state.paid, event, partition.length],
  });
store.project("carts", carts);
store.project("carts", carts, { version: 1, snapshots: { events: 10, ms: 1000 }, budget: 1e6, options: { $includeLinks: true }, watch: { share: 0.1 } });

// @ts-expect-error: no such type of event.
fromAll<ShopEvents>().when({ $init: () => ({}), ItemRemoved: () => {} });
// @ts-expect-error: it has no such member.
fromAll<ShopEvents>().when({ $init: () => ({ n: 0 }), ItemAdded: (s, e) => void (s.n += e.data.total) });
// @ts-expect-error: the state has no such member.
fromAll<ShopEvents>().when({ $init: () => ({ n: 0 }), ItemAdded: (s, e) => void (s.m = e.data.qty) });
// @ts-expect-error: a state is not a number here.
fromAll<ShopEvents>().when({ $init: () => ({ n: 0 }), ItemAdded: (s) => s.n++ });
fromAll<ShopEvents>().when({ $init: () => ({ n: 0 }), ItemAdded: (s) => (s.n > 3 ? null : s) });

// Without types of events all is as it comes.
fromAll().when({ $init: () => ({ n: 0 }), Whatever: (s, e) => { s.n += e.data.anything.at.all; }, Other: (s) => s });
fromAll().when({ Whatever: (s, e) => { s.n = e.body; } });
fromAll().when<{ n: number }>({ Whatever: (s) => { s.n++; } });

// --- Shared states

fromAll<ShopEvents>()
  .foreachStream()
  .when({
    $init: () => ({ n: 0 }),
    $initShared: () => ({ all: 0 }),
    ItemAdded([state, shared], event) {
      const pair: Expect<Equal<[typeof state, typeof shared], [{ n: number }, { all: number }]>> = true;
      void pair;
      state.n++;
      shared.all += event.data.qty;
    },
  })
  .transformBy(([state, shared]) => state.n + shared.all);

// --- Chains

const made = fromStream<ShopEvents>("cart-1").when({ $init: () => ({ n: 1 }), $any: (s) => s }).transformBy((state) => [state.n]).filterBy((list) => list.length > 0);
export type Chained = Expect<Equal<Parameters<Parameters<typeof made.transformBy>[0]>[0], number[]>>;
const out: Output<{ n: number }> = fromStream("cart-1").when({ $init: () => ({ n: 1 }) }).outputState();
out.outputTo("results", "results-{0}");
fromStreams<ShopEvents>(["cart-1", "cart-2"]).partitionBy((event) => event.data && event.streamId).when({});
fromStreams("cart-1", "cart-2").when({});
fromCategory(["cart", "order"]).partitionBy(({ data }) => data.customer).when({});
// @ts-expect-error: one stream has no others.
fromStream("cart-1").foreachStream();
// @ts-expect-error: a partition is a text or a number.
fromAll<ShopEvents>().partitionBy(() => ({}));
// @ts-expect-error: handlers come before results.
fromAll().transformBy(() => 1);
// @ts-expect-error: it ends there.
out.outputTo("results").transformBy(() => 1);
// @ts-expect-error: which category?
fromCategory();

const event = null as unknown as HandledEvent<CheckedOut>;
export type Seen = Expect<Equal<typeof event.metadata, { userId: string }>>;

// --- What can be projected

store.project("a", "merge", { categories: ["cart"], by: "all" });
for (const fold of ["json-patch", "crud", "redux", "count"] as const) store.project("a", fold);
store.project("a", "fromAll().when({})");
store.project("a", { jq: ". + 1" }, { streams: ["cart-1"] });
store.project("a", { module: new URL("./carts.js", import.meta.url) }, { version: "2" });
// @ts-expect-error: handlers alone are no projection.
store.project("a", { $init: () => ({}) });
// @ts-expect-error: no such way.
store.project("a", "merge", { by: "category" });

// --- Questions

const moment: Moment = new Date();
const info: ProjectionInfo = await store.projection("carts");
const failed: HandlerFailed | undefined = info.failed as HandlerFailed | undefined;
void [failed, info.unhandled["X"]];
const state = await store.state<{ paid: boolean }>("carts", { partition: "cart-1", at: moment });
const diff = await store.diff("carts", 1n, 2, { partition: "cart-1" });
const blame = await store.blame("carts", "/cart-1/paid");
const changes = await store.changes("carts", "/cart-1/paid", { from: 1n, to: moment, limit: 1 });
const flips = await store.flips("carts", (cart) => cart.paid, { partition: "cart-1" });
const found = await store.query("carts", ".[] | .paid");
const reverted = await store.revert([1n, 2], { projection: "carts", dryRun: true, compensations: { ItemAdded: (e) => ({ streamId: e.streamId, type: "ItemRemoved", data: e.data }) } });
export type Answers = [
  Expect<Equal<typeof state, { paid: boolean } | undefined>>,
  Expect<Equal<typeof diff, DiffOperation[]>>,
  Expect<Equal<typeof blame, Blame<ShopEvents>>>,
  Expect<Equal<typeof blame.lastWrite, RecordedEvent<ShopEvents> | undefined>>,
  Expect<Equal<typeof changes, Changes>>,
  Expect<Equal<(typeof changes)[0]["position"], bigint>>,
  Expect<Equal<typeof flips, Flips>>,
  Expect<Equal<typeof found, QueryResults>>,
  Expect<Equal<typeof reverted, Reverted>>,
];
await store.find("carts", "/owner", { equal: "ann" });
await store.find("carts", "/owner", { shared: true, limit: 3 });
// @ts-expect-error: what is looked for?
await store.find("carts", "/owner");
// @ts-expect-error: of which projection?
await store.revert([1n]);

// --- Views

const branch = store.branch("b", [
  { skip: 1n },
  { edit: 2, event: { streamId: "cart-1", type: "ItemAdded", data: { sku: "tea", qty: 1 } } },
  { insert: 3n, event: { streamId: "cart-1", type: "CheckedOut", data: { total: 1 } } },
  { move: 4n, to: 1n },
]);
// @ts-expect-error: an event of the store.
store.branch("b", [{ insert: 1n, event: { streamId: "cart-1", type: "Nothing", data: {} } }]);
await branch.compare("carts", { projection: "carts-v2", branch: "other" });
await branch.info();
export type Named = [Expect<Equal<typeof branch, Branch<ShopEvents>>>, Expect<Equal<typeof branch.name, string>>];
// @ts-expect-error: a branch is not written to.
void branch.append;
const past = store.asOf(41n);
export type Past = Expect<Equal<typeof past, AsOf<ShopEvents>>>;
for await (const one of past.readAll({ maxCount: 1 })) if (one.type === "ItemAdded") one.data.sku.trim();
for await (const one of store.since(moment).subscribeToAll()) void one.position;
await store.since(41n).diff("carts");
// @ts-expect-error: what came since has no state.
void store.since(41n).state;
await store.with({ streamId: "cart-1", type: "CheckedOut", data: { total: 1 } }).state("carts");

// --- Upcasters

const upcasters: Upcasters = { ItemAdded: [({ data }) => ({ data: { ...data, qty: 1 } }), () => null, () => undefined, () => {}] };
await openStore("shop", { upcasters, upcastersVersion: 2 });
// @ts-expect-error: a chain is an array.
await openStore("shop", { upcasters: { ItemAdded: () => null } });
const [read] = await store.readAll().toArray();
export type Stored = Expect<Equal<NonNullable<typeof read>["stored"]["type"], string>>;
