// Options: their names and values are known, and so are the event types that filters and conditions name.

import {
  ANY,
  deleteStore,
  END,
  jsonEvent,
  listStores,
  NO_STREAM,
  openStore,
  START,
  STREAM_EXISTS,
  WrongExpectedRevision,
  type AppendResult,
  type DiffOperation,
  type ErrorInfo,
  type ExpectedRevision,
  type FoldbackError,
  type Head,
  type ImportReport,
  type StoreInfo,
} from "foldback";

import type { Equal, Expect } from "./equal.js";

type ShopEvents = { type: "ItemAdded"; data: { sku: string; qty: number } } | { type: "CheckedOut"; data: { total: number } };

const store = await openStore<ShopEvents>("shop", { durability: "strict", worker: false, storage: "memory", assets: new URL("https://a.example/") });
await openStore("shop", {});
await openStore("shop", { assets: "/assets/" });
// @ts-expect-error: without a name.
await openStore();
// @ts-expect-error: no such durability.
await openStore("shop", { durability: "fast" });
// @ts-expect-error: no such option.
await openStore("shop", { durabilty: "strict" });
// @ts-expect-error: no such storage.
await openStore("shop", { storage: "disk" });
// @ts-expect-error: events have a type.
await openStore<{ data: 1 }>("shop");

const event = jsonEvent({ type: "ItemAdded", data: { sku: "tea", qty: 1 } });

// --- Appends

const result = await store.appendToStream("a", event, { expectedRevision: NO_STREAM, durability: "relaxed", signal: AbortSignal.timeout(1) });
export type Result = [Expect<Equal<typeof result, AppendResult>>, Expect<Equal<typeof result.nextExpectedRevision, bigint>>];
for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 1n, 1] as const) await store.appendToStream("a", event, { expectedRevision });
declare const somewhere: ExpectedRevision;
await store.appendToStream("a", event, { expectedRevision: somewhere });
// @ts-expect-error: no such word.
await store.appendToStream("a", event, { expectedRevision: "nostream" });
// @ts-expect-error: no such option.
await store.appendToStream("a", event, { expectedVersion: 1n });
// @ts-expect-error: conditions are for append().
await store.appendToStream("a", event, { failIfEventsMatch: [] });

await store.append([{ streamId: "a", ...event }], {
  after: result.position,
  failIfEventsMatch: [{ types: ["ItemAdded"], tags: ["sku:tea"] }, { types: ["CheckedOut"] }],
  expectedRevisions: { a: NO_STREAM, b: 1n },
});
// @ts-expect-error: no such type.
await store.append({ streamId: "a", ...event }, { failIfEventsMatch: [{ types: ["ItemRemoved"] }] });
// @ts-expect-error: no such word.
await store.append({ streamId: "a", ...event }, { expectedRevisions: { a: "none" } });
// @ts-expect-error: one revision is for appendToStream().
await store.append({ streamId: "a", ...event }, { expectedRevision: 1n });

// --- Reads and subscriptions

store.readStream("a", { direction: "backwards", fromRevision: END, maxCount: 1, filter: { types: ["ItemAdded"], tags: ["x"] } });
store.readAll({ direction: "forwards", fromPosition: START, filter: { streamPrefixes: ["cart-"] } });
store.readAll({ fromTime: new Date() });
store.subscribeToAll({ fromPosition: 1n, filter: { types: ["CheckedOut"] } });
store.subscribeToStream("a", { fromRevision: 1 });
// @ts-expect-error: no such type.
store.readAll({ filter: { types: ["ItemRemoved"] } });
// @ts-expect-error: no such type.
store.readStream("a", { filter: { types: ["ItemAdded", "ItemRemoved"] } });
// @ts-expect-error: no such type.
store.subscribeToAll({ filter: { types: ["ItemRemoved"] } });
// @ts-expect-error: no such type.
store.subscribeToStream("a", { filter: { types: ["ItemRemoved"] } });
// @ts-expect-error: no such type.
store.exportLog({ filter: { types: ["ItemRemoved"] } });
// @ts-expect-error: no such direction.
store.readAll({ direction: "up" });
// @ts-expect-error: a stream has revisions.
store.readStream("a", { fromPosition: 1n });
// @ts-expect-error: the log has positions.
store.readAll({ fromRevision: 1n });
// @ts-expect-error: subscriptions run one way.
store.subscribeToAll({ direction: "backwards" });
// @ts-expect-error: subscriptions have no end.
store.subscribeToAll({ maxCount: 1 });
// @ts-expect-error: no such word.
store.readAll({ fromPosition: "begin" });
const untyped = await openStore("any");
untyped.readAll({ filter: { types: ["Whatever"] } });
// @ts-expect-error: a list.
untyped.readAll({ filter: { types: "Whatever" } });

// --- Everything else

const head = await store.head();
export type HeadIs = [Expect<Equal<typeof head, Head>>, Expect<Equal<typeof head.position, bigint>>, Expect<Equal<typeof head.hash, string>>];
(await store.streams({ prefix: "a", limit: 1 }))[0]?.lastPosition satisfies bigint | undefined;
await store.setStreamMetadata("a", { maxCount: 1, maxAge: 1, truncateBefore: 1n, owner: "ann" }, { expectedRevision: NO_STREAM });
// @ts-expect-error: a number.
await store.setStreamMetadata("a", { maxCount: "1" });
(await store.getStreamMetadata("a")).revision satisfies bigint | null;

store.project("carts", "merge", { categories: ["cart"] });
// @ts-expect-error: no fold. What is a text may be that of a projection.
store.project("carts", 7);
const state = await store.state<{ items: string[] }>("carts", { partition: "a", at: 1n });
export type StateIs = Expect<Equal<typeof state, { items: string[] } | undefined>>;
const unknownState = await store.state("carts", { at: new Date() });
export type UnknownStateIs = Expect<Equal<typeof unknownState, unknown>>;
const diff = await store.diff("carts", 1n, 2, { signal: AbortSignal.timeout(1) });
export type DiffIs = Expect<Equal<typeof diff, DiffOperation[]>>;
// @ts-expect-error: text is no moment.
await store.diff("carts", "yesterday");
(await store.blame("carts", "/a/items", { limit: 1, at: 1 })).writes satisfies bigint[];

const report = await store.importLog("{}", { onBad: "refuse", name: "log", onProgress: ({ events }) => events satisfies number });
export type ReportIs = Expect<Equal<typeof report, ImportReport>>;
await store.importLog(new Blob([]));
await store.importLog(new Response());
await store.importLog(new Response().body!);
await store.importLog(new Uint8Array());
await store.importLog([new Blob([]), "{}"]);
report.files[0]?.leftOut satisfies string | null | undefined;
report.order?.switches satisfies number | undefined;
// @ts-expect-error: numbers are no logs.
await store.importLog([1]);
await store.importLog("{}", { format: "maxwell" });
report.candidates[0]?.format satisfies string | undefined;
// @ts-expect-error: the name of a format is a text.
await store.importLog("{}", { format: 1 });
// @ts-expect-error: a number is no log.
await store.importLog(1);
for await (const bytes of store.exportLog({ format: "ndjson" })) bytes satisfies Uint8Array;
store.exportLog({ format: "kurrentdb", from: 1n, to: new Date(), redact: { rules: [{ in: "stream", action: "hash", keepPrefix: true }], key: "k" } });
store.exportLog({ onReport: ({ redacted }) => redacted[0]?.count satisfies number | undefined });
// @ts-expect-error: no such action.
store.exportLog({ redact: { rules: [{ path: "/a", action: "hide" }] } });
// @ts-expect-error: no such form.
store.exportLog({ format: "xml" });
await store.importLog("{}", { mapping: { streamId: ["who", "id"], type: "what" } });
// @ts-expect-error: no such role.
await store.importLog("{}", { mapping: { who: "x" } });
(await store.backup({ onProgress: ({ bytes, total }) => bytes / total })) satisfies Blob;
(await store.restore(new Uint8Array())) satisfies Head;
(await store.verify()).damaged[0]?.reason satisfies string | undefined;
(await store.scavenge()).bytesFreed satisfies number;
(await store.estimate()).quota satisfies number | null;
(await store.persist()) satisfies boolean | null;
(await listStores()) satisfies StoreInfo[];
(await deleteStore("shop")) satisfies void;

// @ts-expect-error: stores are not made but opened.
new (store.constructor as typeof import("foldback").Store)("shop");

{
  await using scoped = await openStore("scoped");
  await scoped.head();
}

try {
  await store.head();
} catch (error) {
  if (error instanceof WrongExpectedRevision) {
    error satisfies FoldbackError;
    export_(error.expected, error.actual, error.streamId, error.code);
  }
}
declare function export_(expected: ExpectedRevision, actual: ExpectedRevision, streamId: string, code: string): void;
export type InfoIs = Expect<Equal<ErrorInfo["code"], string>>;
