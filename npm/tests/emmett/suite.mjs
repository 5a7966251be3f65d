// What Emmett expects of an event store, run with Emmett itself on a store of either kind.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  CommandHandler,
  DeciderCommandHandler,
  ExpectedVersionConflictError,
  IllegalStateError,
  NO_CONCURRENCY_CHECK,
  STREAM_DOES_NOT_EXIST,
  STREAM_EXISTS,
  forwardToMessageBus,
  getInMemoryMessageBus,
  isExpectedVersionConflictError,
} from "@event-driven-io/emmett";
import { deleteStore, openStore } from "foldback";
import { FoldbackEventStoreDefaultStreamVersion, getFoldbackEventStore } from "foldback/emmett";

// --- A shopping cart

const initialState = () => ({ status: "empty", items: {} });

function evolve(cart, { type, data }) {
  switch (type) {
    case "ItemAdded":
      return { status: "open", items: { ...cart.items, [data.sku]: (cart.items[data.sku] ?? 0) + data.qty } };
    case "CheckedOut":
      return { ...cart, status: "paid" };
    default:
      return cart;
  }
}

function decide({ type, data }, cart) {
  if (cart.status === "paid") throw new IllegalStateError("The cart was paid.");
  switch (type) {
    case "AddItem":
      return { type: "ItemAdded", data };
    case "CheckOut":
      return [{ type: "CheckedOut", data: { items: Object.keys(cart.items).length } }];
    default:
      return [];
  }
}

const add = (sku, qty = 1) => ({ type: "AddItem", data: { sku, qty } });
const added = (sku, qty = 1, metadata) => ({ type: "ItemAdded", data: { sku, qty }, ...(metadata && { metadata }) });
const quickly = { retries: 3, minTimeout: 1, factor: 1, shouldRetryError: isExpectedVersionConflictError };

/** Calls that wait until so many of them are there. */
function meeting(count) {
  let [here, open] = [0, undefined];
  const all = new Promise((resolve) => (open = resolve));
  return async () => {
    if (++here === count) open();
    await all;
  };
}

export function emmettSuite(storage) {
  describe(`Emmett on ${storage}`, () => {
    const name = `emmett-${storage}`;
    let store;
    let eventStore;
    let streams = 0;
    const cart = () => `cart-${++streams}`;

    before(async () => {
      store = await openStore(name, { storage });
      eventStore = getFoldbackEventStore(store);
    });
    after(async () => {
      await store.close();
      await deleteStore(name, { storage });
    });

    const conflict = (current, expected) => (error) => {
      assert.ok(error instanceof ExpectedVersionConflictError, String(error));
      assert.ok(isExpectedVersionConflictError(error));
      assert.deepEqual([error.current, error.expected], [current, expected]);
      return true;
    };

    describe("DeciderCommandHandler", () => {
      const handle = DeciderCommandHandler({ decide, evolve, initialState });

      test("appends what a command leads to, in a stream that was not there", async () => {
        const id = cart();
        const result = await handle(eventStore, id, add("tea", 2));
        const { position } = await store.head();
        assert.deepEqual(result, {
          nextExpectedStreamVersion: 0n,
          createdNewStream: true,
          lastEventGlobalPosition: position,
          newEvents: [added("tea", 2)],
          newState: { status: "open", items: { tea: 2 } },
        });
      });

      test("sees what was appended before", async () => {
        const id = cart();
        await handle(eventStore, id, [add("tea"), add("cup", 3)]);
        const result = await handle(eventStore, id, [add("tea"), { type: "CheckOut" }]);
        assert.equal(result.nextExpectedStreamVersion, 3n);
        assert.equal(result.createdNewStream, false);
        assert.deepEqual(result.newState, { status: "paid", items: { tea: 2, cup: 3 } });
        await assert.rejects(handle(eventStore, id, add("pot")), IllegalStateError);
        assert.equal((await eventStore.readStream(id)).events.length, 4);
      });

      test("appends nothing when nothing is decided", async () => {
        const id = cart();
        await handle(eventStore, id, add("tea"));
        const { position } = await store.head();
        const result = await handle(eventStore, id, { type: "Look" });
        assert.equal(result.nextExpectedStreamVersion, 0n);
        assert.deepEqual(result.newEvents, []);
        assert.equal((await store.head()).position, position);
        const none = await handle(eventStore, cart(), { type: "Look" });
        assert.equal(none.nextExpectedStreamVersion, FoldbackEventStoreDefaultStreamVersion);
      });

      test("maps ids to streams", async () => {
        const mapped = DeciderCommandHandler({ decide, evolve, initialState, mapToStreamId: (id) => `mapped-${id}` });
        await mapped(eventStore, "1", add("tea"));
        assert.equal(await eventStore.streamExists("mapped-1"), true);
        assert.equal(await eventStore.streamExists("1"), false);
      });
    });

    describe("CommandHandler", () => {
      test("a handler that was overtaken tries again on what is there then", async () => {
        const handle = CommandHandler({ evolve, initialState, retry: { onVersionConflict: quickly } });
        const id = cart();
        await eventStore.appendToStream(id, [added("tea")]);
        const [meet, seen] = [meeting(2), []];
        const buy = (sku) => handle(eventStore, id, async (state) => {
          seen.push(Object.keys(state.items).length);
          if (seen.length <= 2) await meet();
          return added(sku);
        });
        const results = await Promise.all([buy("cup"), buy("pot")]);
        assert.deepEqual(seen, [1, 1, 2]);
        assert.deepEqual(results.map((result) => result.nextExpectedStreamVersion).sort(), [1n, 2n]);
        const { state } = await eventStore.aggregateStream(id, { evolve, initialState });
        assert.deepEqual(state.items, { tea: 1, cup: 1, pot: 1 });
      });

      test("of two that both make a stream one tries again", async () => {
        const handle = CommandHandler({ evolve, initialState, retry: { onVersionConflict: quickly } });
        const [id, meet] = [cart(), meeting(2)];
        let calls = 0;
        const buy = (sku) => handle(eventStore, id, async () => (++calls <= 2 && (await meet()), added(sku)));
        const results = await Promise.all([buy("cup"), buy("pot")]);
        assert.equal(calls, 3);
        assert.deepEqual(results.map((result) => result.createdNewStream).sort(), [false, true]);
      });

      test("without retries, whoever was overtaken hears of it", async () => {
        const handle = CommandHandler({ evolve, initialState });
        const [id, meet] = [cart(), meeting(2)];
        const buy = (sku) => handle(eventStore, id, async () => (await meet(), added(sku)));
        const results = await Promise.allSettled([buy("cup"), buy("pot")]);
        const [failed, ...others] = results.filter(({ status }) => status === "rejected");
        assert.equal(others.length, 0);
        conflict("0", "STREAM_DOES_NOT_EXIST")(failed.reason);
        assert.equal((await eventStore.readStream(id)).events.length, 1);
      });

      test("many at once, each of which counts", async () => {
        const handle = CommandHandler({ evolve, initialState, retry: { onVersionConflict: { ...quickly, retries: 50 } } });
        const id = cart();
        await Promise.all(Array.from({ length: 10 }, () => handle(eventStore, id, () => added("tea"))));
        const { state } = await eventStore.aggregateStream(id, { evolve, initialState });
        assert.deepEqual(state.items, { tea: 10 });
      });

      test("an expected version that is wrong fails before anything is decided", async () => {
        const handle = CommandHandler({ evolve, initialState });
        const id = cart();
        const decided = () => assert.fail("it was decided");
        await assert.rejects(handle(eventStore, id, decided, { expectedStreamVersion: STREAM_EXISTS }), conflict("-1", "STREAM_EXISTS"));
        await eventStore.appendToStream(id, [added("tea")]);
        await assert.rejects(handle(eventStore, id, decided, { expectedStreamVersion: 4n }), conflict("0", "4"));
        const result = await handle(eventStore, id, () => added("cup"), { expectedStreamVersion: 0n });
        assert.equal(result.nextExpectedStreamVersion, 1n);
      });

      test("events are stored as they were, and read as they are", async () => {
        const versioning = {
          downcast: ({ data, ...event }) => ({ ...event, data: { sku: data.sku, qty: String(data.qty) } }),
          upcast: ({ data, ...event }) => ({ ...event, data: { sku: data.sku, qty: Number(data.qty) } }),
        };
        const handle = CommandHandler({ evolve, initialState, schema: { versioning } });
        const id = cart();
        await eventStore.appendToStream(id, [added("tea", 2)], { schema: { versioning } });
        const [stored] = await store.readStream(id).toArray();
        assert.deepEqual(stored.data, { sku: "tea", qty: "2" });
        const { newState } = await handle(eventStore, id, () => added("tea", 1));
        assert.deepEqual(newState.items, { tea: 3 });
        const { events } = await eventStore.readStream(id, { schema: { versioning }, maxCount: 1n });
        assert.deepEqual(events[0].data, { sku: "tea", qty: 2 });
        assert.equal(events[0].metadata.streamPosition, 0n);
      });
    });

    describe("appendToStream", () => {
      test("expects what it is told to", async () => {
        const id = cart();
        const append = (expectedStreamVersion) => eventStore.appendToStream(id, [added("tea")], { expectedStreamVersion });
        await assert.rejects(append(STREAM_EXISTS), conflict("-1", "STREAM_EXISTS"));
        await assert.rejects(append(0n), conflict("-1", "0"));
        assert.equal((await append(STREAM_DOES_NOT_EXIST)).nextExpectedStreamVersion, 0n);
        await assert.rejects(append(STREAM_DOES_NOT_EXIST), conflict("0", "STREAM_DOES_NOT_EXIST"));
        await assert.rejects(append(FoldbackEventStoreDefaultStreamVersion), conflict("0", "-1"));
        assert.equal((await append(0n)).nextExpectedStreamVersion, 1n);
        assert.equal((await append(STREAM_EXISTS)).nextExpectedStreamVersion, 2n);
        assert.equal((await append(NO_CONCURRENCY_CHECK)).nextExpectedStreamVersion, 3n);
        assert.equal((await append(undefined)).nextExpectedStreamVersion, 4n);
        await assert.rejects(append(3n), (error) => {
          assert.equal(error.cause.code, "WrongExpectedRevision");
          assert.equal(error.cause.streamId, id);
          return conflict("4", "3")(error);
        });
        assert.equal((await store.readStream(id).toArray()).length, 5);
      });

      test("the version of a stream that is not there can be expected", async () => {
        const id = cart();
        const { currentStreamVersion } = await eventStore.readStream(id);
        const result = await eventStore.appendToStream(id, [added("tea")], { expectedStreamVersion: currentStreamVersion });
        assert.deepEqual([result.createdNewStream, result.nextExpectedStreamVersion], [true, 0n]);
      });

      test("says where the last event stands in the store", async () => {
        const result = await eventStore.appendToStream(cart(), [added("tea"), added("cup")]);
        const { position } = await store.head();
        assert.deepEqual(result, { nextExpectedStreamVersion: 1n, createdNewStream: true, lastEventGlobalPosition: position });
      });

      test("an event that is there already is not written again", async () => {
        const id = cart();
        const messageId = "8f2d5a3e-6f0f-4c1e-9a57-0d5c1f1f7a10";
        const append = () => eventStore.appendToStream(id, [added("tea", 1, { messageId })], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
        const first = await append();
        assert.deepEqual(await append(), first);
        const { events } = await eventStore.readStream(id);
        assert.deepEqual(events.map((event) => event.metadata.messageId), [messageId]);
      });

      test("fails as a whole", async () => {
        const id = cart();
        const bad = { type: "ItemAdded", data: { qty: 2n } };
        await assert.rejects(eventStore.appendToStream(id, [added("tea"), bad]), { name: "TypeError", message: /events\[1\]\.data/ });
        assert.equal(await eventStore.streamExists(id), false);
      });

      test("what is wrong with the stream otherwise is said in the store's own words", async () => {
        const id = cart();
        await eventStore.appendToStream(id, [added("tea")]);
        await store.tombstoneStream(id);
        await assert.rejects(eventStore.appendToStream(id, [added("tea")]), { code: "StreamDeleted" });
        assert.equal(await eventStore.streamExists(id), false);
      });

      test("hooks get what was written, once", async () => {
        const [heard, id] = [[], cart()];
        const hooked = getFoldbackEventStore(store, { hooks: { onAfterCommit: (events) => void heard.push(...events) } });
        const given = [added("tea", 1, { userId: "ann" }), added("cup", 2)];
        await hooked.appendToStream(id, given);
        const { events } = await hooked.readStream(id);
        assert.deepEqual(heard, events);
        const again = { expectedStreamVersion: STREAM_DOES_NOT_EXIST };
        const repeated = events.map(({ type, data, metadata }) => ({ type, data, metadata }));
        await hooked.appendToStream(id, repeated, again);
        assert.equal(heard.length, 2);
        await assert.rejects(hooked.appendToStream(id, given, again));
        assert.equal(heard.length, 2);
      });

      test("hooks can feed Emmett's message bus", async () => {
        const [bus, heard] = [getInMemoryMessageBus(), []];
        bus.subscribe((event) => void heard.push(event.data.sku), "ItemAdded");
        const hooked = getFoldbackEventStore(store, { hooks: { onAfterCommit: forwardToMessageBus(bus) } });
        await hooked.appendToStream(cart(), [added("tea"), { type: "CheckedOut", data: {} }, added("cup")]);
        assert.deepEqual(heard, ["tea", "cup"]);
      });
    });

    describe("readStream", () => {
      test("of a stream that is not there", async () => {
        const expected = { currentStreamVersion: -1n, events: [], streamExists: false };
        const id = cart();
        assert.deepEqual(await eventStore.readStream(id), expected);
        assert.deepEqual(await eventStore.readStream(id, { from: 3n, to: 5n, maxCount: 2n }), expected);
        assert.deepEqual(await eventStore.readStream(id, { expectedStreamVersion: STREAM_DOES_NOT_EXIST }), expected);
        await assert.rejects(eventStore.readStream(id, { expectedStreamVersion: STREAM_EXISTS }), conflict("-1", "STREAM_EXISTS"));
        await assert.rejects(eventStore.readStream(id, { expectedStreamVersion: 0n }), conflict("-1", "0"));
      });

      test("gives events with their metadata", async () => {
        const id = cart();
        const { lastEventGlobalPosition: last } = await eventStore.appendToStream(id, [
          added("tea", 2, { userId: "ann", $correlationId: "c1" }),
          added("cup"),
        ]);
        const stored = await store.readStream(id).toArray();
        const { events } = await eventStore.readStream(id);
        assert.deepEqual(events, [
          {
            type: "ItemAdded",
            data: { sku: "tea", qty: 2 },
            kind: "Event",
            metadata: {
              ...{ userId: "ann", $correlationId: "c1", streamName: id },
              ...{ messageId: stored[0].id, streamPosition: 0n, globalPosition: last - 1n },
            },
          },
          {
            type: "ItemAdded",
            data: { sku: "cup", qty: 1 },
            kind: "Event",
            metadata: { streamName: id, messageId: stored[1].id, streamPosition: 1n, globalPosition: last },
          },
        ]);
        assert.deepEqual(stored[0].metadata, { userId: "ann", $correlationId: "c1" });
        assert.equal(stored[1].metadata, null);
      });

      test("a read event can be appended to another stream", async () => {
        const [from, to] = [cart(), cart()];
        await eventStore.appendToStream(from, [added("tea"), added("cup", 1, { userId: "ann" })]);
        const { events } = await eventStore.readStream(from);
        await eventStore.appendToStream(to, events);
        const copies = (await eventStore.readStream(to)).events;
        assert.deepEqual(copies.map((event) => event.metadata.messageId), events.map((event) => event.metadata.messageId));
        assert.deepEqual(copies.map((event) => event.metadata.streamName), [to, to]);
        const [first, second] = await store.readStream(to).toArray();
        assert.equal(first.metadata, null);
        assert.deepEqual(second.metadata, { userId: "ann" });
      });

      test("a part of a stream", async () => {
        const id = cart();
        await eventStore.appendToStream(id, Array.from({ length: 10 }, (_, at) => added("tea", at)));
        const read = async (options) => {
          const { events, currentStreamVersion, streamExists } = await eventStore.readStream(id, options);
          assert.equal(streamExists, true);
          return [events.map((event) => event.data.qty), currentStreamVersion];
        };
        assert.deepEqual(await read({ from: 7n }), [[7, 8, 9], 9n]);
        assert.deepEqual(await read({ to: 2n }), [[0, 1, 2], 2n]);
        assert.deepEqual(await read({ from: 3n, to: 4n }), [[3, 4], 4n]);
        assert.deepEqual(await read({ from: 3n, maxCount: 3n }), [[3, 4, 5], 5n]);
        assert.deepEqual(await read({ from: 3n, to: 4n, maxCount: 9n }), [[3, 4], 4n]);
        assert.deepEqual(await read({ from: 3n, to: 9n, maxCount: 1n }), [[3], 3n]);
        assert.deepEqual(await read({ to: 99n }), [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 9n]);
        // Where nothing is read, the version is the stream's.
        assert.deepEqual(await read({ from: 10n }), [[], 9n]);
        assert.deepEqual(await read({ maxCount: 0n }), [[], 9n]);
        assert.deepEqual(await read({ from: 5n, to: 4n }), [[], 9n]);
        // What is expected is expected of the stream.
        assert.deepEqual(await read({ to: 2n, expectedStreamVersion: 9n }), [[0, 1, 2], 2n]);
        await assert.rejects(read({ to: 2n, expectedStreamVersion: 2n }), conflict("9", "2"));
        await assert.rejects(read({ maxCount: 2n, expectedStreamVersion: STREAM_DOES_NOT_EXIST }), conflict("9", "STREAM_DOES_NOT_EXIST"));
        await assert.rejects(read({ expectedStreamVersion: 8n }), conflict("9", "8"));
      });

      test("more events than come at once", async () => {
        const id = cart();
        const events = Array.from({ length: 5000 }, (_, at) => added("tea", at));
        await eventStore.appendToStream(id, events);
        const read = await eventStore.readStream(id);
        assert.deepEqual(read.events.map((event) => event.data.qty), events.map((event) => event.data.qty));
        assert.equal(read.currentStreamVersion, 4999n);
      });

      test("a deleted stream is as one that never was, and its versions go on", async () => {
        const id = cart();
        await eventStore.appendToStream(id, [added("tea"), added("cup")]);
        await store.deleteStream(id);
        assert.deepEqual(await eventStore.readStream(id), { currentStreamVersion: -1n, events: [], streamExists: false });
        assert.equal(await eventStore.streamExists(id), false);
        const handle = DeciderCommandHandler({ decide, evolve, initialState });
        const result = await handle(eventStore, id, add("pot"));
        assert.deepEqual(result.newState.items, { pot: 1 });
        assert.deepEqual([result.createdNewStream, result.nextExpectedStreamVersion], [true, 2n]);
        assert.equal((await handle(eventStore, id, add("pot"))).nextExpectedStreamVersion, 3n);
      });

      test("a stream whose events have all expired has its version still", async () => {
        const id = cart();
        await eventStore.appendToStream(id, [added("tea"), added("cup")]);
        await store.setStreamMetadata(id, { truncateBefore: 2n });
        const { position } = await store.head();
        assert.deepEqual(await eventStore.readStream(id), { currentStreamVersion: 1n, events: [], streamExists: true });
        assert.deepEqual(await eventStore.aggregateStream(id, { evolve, initialState }), {
          ...{ currentStreamVersion: 1n, streamExists: true, state: initialState() },
        });
        assert.equal((await store.head()).position, position);
        const handle = DeciderCommandHandler({ decide, evolve, initialState });
        assert.equal((await handle(eventStore, id, add("pot"))).nextExpectedStreamVersion, 2n);
      });
    });

    describe("aggregateStream", () => {
      test("folds what was read, and says where it stands", async () => {
        const id = cart();
        const { lastEventGlobalPosition } = await eventStore.appendToStream(id, [added("tea"), added("cup"), added("tea", 3)]);
        const whole = await eventStore.aggregateStream(id, { evolve, initialState });
        assert.deepEqual(whole, {
          ...{ currentStreamVersion: 2n, streamExists: true, lastEventGlobalPosition },
          state: { status: "open", items: { tea: 4, cup: 1 } },
        });
        const then = await eventStore.aggregateStream(id, { evolve, initialState, read: { to: 0n } });
        assert.deepEqual(then.state.items, { tea: 1 });
        assert.deepEqual([then.currentStreamVersion, then.lastEventGlobalPosition], [0n, lastEventGlobalPosition - 2n]);
        const part = await eventStore.aggregateStream(id, { evolve, initialState, read: { from: 1n, maxCount: 1n } });
        assert.deepEqual(part.state.items, { cup: 1 });
        await assert.rejects(
          eventStore.aggregateStream(id, { evolve, initialState, read: { expectedStreamVersion: 1n } }),
          conflict("2", "1"),
        );
      });

      test("of a stream that is not there", async () => {
        assert.deepEqual(await eventStore.aggregateStream(cart(), { evolve, initialState }), {
          ...{ currentStreamVersion: -1n, streamExists: false, state: initialState() },
        });
      });

      test("evolve gets events with their metadata", async () => {
        const id = cart();
        await eventStore.appendToStream(id, [added("tea"), added("cup")]);
        const { state } = await eventStore.aggregateStream(id, {
          evolve: (seen, event) => [...seen, event.metadata.streamPosition],
          initialState: () => [],
        });
        assert.deepEqual(state, [0n, 1n]);
      });
    });

    test("what the store was closed for is said", async () => {
      const other = await openStore(`${name}-closed`, { storage });
      const closed = getFoldbackEventStore(other);
      await other.close();
      await assert.rejects(closed.readStream("cart-1"), { code: "StoreClosed" });
      await assert.rejects(closed.appendToStream("cart-1", [added("tea")]), { code: "StoreClosed" });
      await deleteStore(`${name}-closed`, { storage });
    });
  });
}
