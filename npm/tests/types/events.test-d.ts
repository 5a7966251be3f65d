// What TypeScript knows of the events of a store: by type in reads and subscriptions, and on their way in.

import { binaryEvent, jsonEvent, openStore, type NewEvent, type RecordedEvent, type Store } from "foldback";

import type { Equal, Expect } from "./equal.js";

type ShopEvents =
  | { type: "ItemAdded"; data: { sku: string; qty: number } }
  | { type: "CheckedOut"; data: { total: number }; metadata: { userId: string } }
  | { type: "Photo"; data: Uint8Array }
  | { type: "Touched" };

const shop = await openStore<ShopEvents>("shop");
const any = await openStore("any");

// --- A typed store, read

export type ShopIs = Expect<Equal<typeof shop, Store<ShopEvents>>>;

for await (const event of shop.readStream("cart-1")) {
  type Types = Expect<Equal<typeof event.type, "ItemAdded" | "CheckedOut" | "Photo" | "Touched">>;
  switch (event.type) {
    case "ItemAdded": {
      type Data = Expect<Equal<typeof event.data, { sku: string; qty: number }>>;
      type Metadata = Expect<Equal<typeof event.metadata, unknown>>;
      // @ts-expect-error: it has no total.
      event.data.total;
      break;
    }
    case "CheckedOut": {
      type Data = Expect<Equal<typeof event.data, { total: number }>>;
      type Metadata = Expect<Equal<typeof event.metadata, { userId: string }>>;
      break;
    }
    case "Photo": {
      type Data = Expect<Equal<typeof event.data, Uint8Array>>;
      break;
    }
    case "Touched": {
      type Data = Expect<Equal<typeof event.data, unknown>>;
      break;
    }
    // @ts-expect-error: there is no such type.
    case "ItemRemoved":
      break;
  }
  type Fields = [
    Expect<Equal<typeof event.revision, bigint>>,
    Expect<Equal<typeof event.position, bigint>>,
    Expect<Equal<typeof event.created, Date | null>>,
    Expect<Equal<typeof event.time, string | null>>,
    Expect<Equal<typeof event.tags, readonly string[]>>,
    Expect<Equal<ReturnType<typeof event.rawData>, Uint8Array<ArrayBuffer>>>,
  ];
  // @ts-expect-error: events are not changed.
  event.type = "Touched";
  // @ts-expect-error: before it is known which event it is, its data may be anything of any.
  event.data.sku;
}

for await (const event of shop.readAll()) if (event.type === "ItemAdded") event.data.sku satisfies string;
for await (const event of shop.subscribeToAll()) if (event.type === "CheckedOut") event.data.total satisfies number;
for await (const event of shop.subscribeToStream("cart-1")) if (event.type === "ItemAdded") event.data.qty satisfies number;

const all: RecordedEvent<ShopEvents>[] = await shop.readAll().toArray();
all.filter((event) => event.type === "ItemAdded").map((event) => event.data.qty satisfies number);

const { lastWrite } = await shop.blame("carts", "/cart-1/items");
if (lastWrite?.type === "ItemAdded") lastWrite.data.sku satisfies string;

// Who knows that a stream has only some of them says so.
type Added = Extract<ShopEvents, { type: "ItemAdded" }>;
for await (const event of shop.readStream<Added>("cart-1")) event.data.sku satisfies string;
// @ts-expect-error: those are no events of this store.
shop.readStream<{ type: "Other"; data: 1 }>("cart-1");

// --- A typed store, written

await shop.appendToStream("cart-1", { type: "ItemAdded", data: { sku: "tea", qty: 1 } });
await shop.appendToStream("cart-1", { type: "CheckedOut", data: { total: 1 }, metadata: { userId: "ann" }, tags: ["x"], time: new Date() });
await shop.appendToStream("cart-1", { type: "Touched" });
await shop.appendToStream("cart-1", [{ type: "Touched" }, { type: "Photo", data: new Uint8Array() }]);
await shop.append({ streamId: "cart-1", type: "ItemAdded", data: { sku: "tea", qty: 1 } });
await shop.append([{ streamId: "cart-1", ...jsonEvent({ type: "ItemAdded", data: { sku: "tea", qty: 1 } }) }]);

// @ts-expect-error: no such type.
await shop.appendToStream("cart-1", { type: "ItemRemoved", data: { sku: "tea", qty: 1 } });
// @ts-expect-error: the data of another type.
await shop.appendToStream("cart-1", { type: "ItemAdded", data: { total: 1 } });
// @ts-expect-error: the data are missing.
await shop.appendToStream("cart-1", { type: "ItemAdded" });
// @ts-expect-error: qty is a number.
await shop.appendToStream("cart-1", [{ type: "ItemAdded", data: { sku: "tea", qty: "1" } }]);
// @ts-expect-error: userId is missing.
await shop.appendToStream("cart-1", { type: "CheckedOut", data: { total: 1 }, metadata: {} });
// @ts-expect-error: no field is called so.
await shop.appendToStream("cart-1", { type: "Touched", tag: "x" });
// @ts-expect-error: the stream is missing.
await shop.append({ type: "Touched" });
// @ts-expect-error: one of many is wrong.
await shop.append([{ streamId: "a", type: "Touched" }, { streamId: "a", type: "Touche" }]);

// --- What makes events

const added = jsonEvent({ type: "ItemAdded", data: { sku: "tea", qty: 1 } });
export type AddedType = Expect<Equal<typeof added.type, "ItemAdded">>;
export type AddedData = Expect<Equal<typeof added.data, { sku: string; qty: number }>>;
added.id satisfies string;
await shop.appendToStream("cart-1", added);
await shop.appendToStream("cart-1", [added, jsonEvent({ type: "Touched", data: null })]);
await shop.appendToStream("cart-1", jsonEvent({ type: "CheckedOut", data: { total: 1 } }));
await shop.appendToStream("cart-1", jsonEvent({ type: "CheckedOut", data: { total: 1 }, metadata: { userId: "ann" } }));
await shop.appendToStream("cart-1", binaryEvent({ type: "Photo", data: new Uint8Array(), contentType: "image/png" }));
await shop.appendToStream("cart-1", binaryEvent({ type: "Photo", data: new ArrayBuffer(1) }));
await any.appendToStream("cart-1", [added, binaryEvent({ type: "B", data: new Uint8Array() })]);

// @ts-expect-error: no such type.
await shop.appendToStream("cart-1", jsonEvent({ type: "ItemRemoved", data: {} }));
// @ts-expect-error: not its data.
await shop.appendToStream("cart-1", jsonEvent({ type: "ItemAdded", data: { sku: 1 } }));
// @ts-expect-error: not its metadata.
await shop.appendToStream("cart-1", jsonEvent({ type: "CheckedOut", data: { total: 1 }, metadata: { by: "ann" } }));
// @ts-expect-error: an item is no photo.
await shop.appendToStream("cart-1", binaryEvent({ type: "ItemAdded", data: new Uint8Array() }));
// @ts-expect-error: text is no bytes.
binaryEvent({ type: "Photo", data: "text" });
// @ts-expect-error: without a type.
jsonEvent({ data: {} });
// @ts-expect-error: without data.
jsonEvent({ type: "A" });
// @ts-expect-error: tags are a list.
jsonEvent({ type: "A", data: 1, tags: "x" });

// What only may be one of some words is.
const paid = await openStore<{ type: "Paid"; data: { with: "card" | "cash" }; metadata: { by: "ann" | "bob" } }>("paid");
await paid.appendToStream("a", jsonEvent({ type: "Paid", data: { with: "card" }, metadata: { by: "ann" } }));
await paid.appendToStream("a", [jsonEvent({ type: "Paid", data: { with: "card" } })]);
// @ts-expect-error: not one of them.
await paid.appendToStream("a", jsonEvent({ type: "Paid", data: { with: "shells" } }));
// @ts-expect-error: not one of them.
await paid.appendToStream("a", jsonEvent({ type: "Paid", data: { with: "card" }, metadata: { by: "cy" } }));

const later: NewEvent<ShopEvents>[] = [];
later.push(added, { type: "Touched" });
await shop.appendToStream("cart-1", later);

// --- A store of which nothing is said

for await (const event of any.readAll()) {
  type Type = Expect<Equal<typeof event.type, string>>;
  type Data = Expect<Equal<typeof event.data, any>>;
  event.data.whatever.it.is;
}
await any.appendToStream("a", { type: "Whatever", data: [1, { n: 2 }], metadata: { m: 1 } });
await any.appendToStream("a", { type: "Bare", data: undefined });
// @ts-expect-error: even so it needs a type.
await any.appendToStream("a", { data: 1 });

/** Functions take stores of any events, and of some. */
declare function useAny(store: Store): void;
declare function useEvery(store: Store<any>): void;
useAny(any);
useEvery(any);
useEvery(shop);
