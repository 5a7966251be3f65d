// The adapter for Emmett has Emmett's types.

import {
  CommandHandler,
  DeciderCommandHandler,
  STREAM_DOES_NOT_EXIST,
  type Command,
  type Event,
  type EventStore,
  type GlobalPositionTypeOfEventStore,
  type ReadEventMetadataWithGlobalPosition,
  type StreamPositionTypeOfEventStore,
} from "@event-driven-io/emmett";
import { openStore } from "foldback";
import { openStore as openInline } from "foldback/inline";
import { getFoldbackEventStore, type FoldbackEventStore, type FoldbackReadEvent } from "foldback/emmett";

import type { Equal, Expect } from "./equal.js";

type ItemAdded = Event<"ItemAdded", { sku: string; qty: number }>;
type CheckedOut = Event<"CheckedOut", { total: number }, { userId: string }>;
type CartEvent = ItemAdded | CheckedOut;
type AddItem = Command<"AddItem", { sku: string; qty: number }>;
interface Cart {
  items: Record<string, number>;
}

const eventStore = getFoldbackEventStore(await openStore("shop"));
getFoldbackEventStore(await openStore<{ type: "Other"; data: { n: number } }>("shop"));
getFoldbackEventStore(await openInline("shop"));
// @ts-expect-error: a name is no store.
getFoldbackEventStore("shop");

eventStore satisfies EventStore<ReadEventMetadataWithGlobalPosition>;
eventStore satisfies EventStore;
export type Versions = [
  Expect<Equal<StreamPositionTypeOfEventStore<FoldbackEventStore>, bigint>>,
  Expect<Equal<GlobalPositionTypeOfEventStore<FoldbackEventStore>, bigint>>,
];

const evolve = (cart: Cart, event: CartEvent): Cart =>
  event.type === "ItemAdded" ? { items: { ...cart.items, [event.data.sku]: event.data.qty } } : cart;
const initialState = (): Cart => ({ items: {} });

// --- Command handlers

const handle = CommandHandler<Cart, CartEvent>({ evolve, initialState, retry: { onVersionConflict: true } });
const result = await handle(eventStore, "cart-1", (cart) => ({ type: "ItemAdded", data: { sku: "tea", qty: Object.keys(cart.items).length } }), {
  expectedStreamVersion: STREAM_DOES_NOT_EXIST,
});
result.nextExpectedStreamVersion satisfies bigint;
result.lastEventGlobalPosition satisfies bigint;
result.newState satisfies Cart;
result.newEvents satisfies CartEvent[];
// @ts-expect-error: no such event.
await handle(eventStore, "cart-1", () => ({ type: "ItemRemoved", data: {} }));
// @ts-expect-error: not its data.
await handle(eventStore, "cart-1", () => ({ type: "ItemAdded", data: { sku: 1 } }));

const decide = ({ data }: AddItem, cart: Cart): CartEvent[] => (cart.items[data.sku] ? [] : [{ type: "ItemAdded", data }]);
const handleCommand = DeciderCommandHandler<Cart, AddItem, CartEvent>({ decide, evolve, initialState });
(await handleCommand(eventStore, "cart-1", { type: "AddItem", data: { sku: "tea", qty: 1 } })).newState satisfies Cart;
// @ts-expect-error: no such command.
await handleCommand(eventStore, "cart-1", { type: "RemoveItem", data: {} });

// --- The event store

const { events, currentStreamVersion, streamExists } = await eventStore.readStream<CartEvent>("cart-1", { from: 1n, to: 2n, maxCount: 3n });
currentStreamVersion satisfies bigint;
streamExists satisfies boolean;
for (const event of events) {
  event.metadata.streamPosition satisfies bigint;
  event.metadata.globalPosition satisfies bigint;
  event.metadata.messageId satisfies string;
  if (event.type === "CheckedOut") event.metadata.userId satisfies string;
  if (event.type === "ItemAdded") event.data.sku satisfies string;
  // @ts-expect-error: no such type.
  event.type === "ItemRemoved";
}
// @ts-expect-error: a number is no version.
await eventStore.readStream("cart-1", { from: 1 });

const aggregate = await eventStore.aggregateStream<Cart, CartEvent>("cart-1", { evolve, initialState, read: { expectedStreamVersion: 1n } });
aggregate.state satisfies Cart;
aggregate.currentStreamVersion satisfies bigint;
export type LastPosition = Expect<Equal<typeof aggregate.lastEventGlobalPosition, bigint | undefined>>;
await eventStore.aggregateStream("cart-1", {
  evolve: (last: bigint, event: FoldbackReadEvent<CartEvent>) => event.metadata.globalPosition ?? last,
  initialState: () => -1n,
});

const appended = await eventStore.appendToStream<CartEvent>("cart-1", [{ type: "ItemAdded", data: { sku: "tea", qty: 1 } }], { expectedStreamVersion: 1n });
appended.lastEventGlobalPosition satisfies bigint;
appended.createdNewStream satisfies boolean;
// @ts-expect-error: no such word.
await eventStore.appendToStream<CartEvent>("cart-1", [], { expectedStreamVersion: "ANY" });
(await eventStore.streamExists("cart-1")) satisfies boolean;

getFoldbackEventStore(await openStore("shop"), {
  hooks: {
    onAfterCommit: (committed) => {
      for (const { metadata } of committed) metadata.globalPosition satisfies bigint;
    },
  },
});
