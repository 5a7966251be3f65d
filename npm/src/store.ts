/// <reference lib="esnext.disposable" preserve="true" />
// A store as an app holds it. Every call goes to the engine; nothing that was recorded is kept or decided here.

// For the declarations, where an app's own settings name an older library.
/// <reference lib="esnext.disposable" preserve="true" />

import { durability as durabilityOf, invalid, oneOf, options as checkedOptions, optionalFunction, optionalSignal, text, texts, whole } from "./arguments.js";
import { Appending } from "./appending.js";
import type { EngineCall, EngineClient, CallOptions } from "./engine/client.js";
import { checkedExpected, checkedItems, type FrameEvent, type FrameOptions } from "./engine/frame.js";
import { Reading, type AskPage } from "./engine/reading.js";
import { closed, type ExpectedRevision } from "./errors.js";
import type { AnyEvent, EventShape, NewEvent, NewStreamEvent, RecordedEvent } from "./events.js";
import type {
  AppendConditionOptions,
  AppendOptions,
  AppendResult,
  AppendToStreamOptions,
  Cancellable,
  DeleteOptions,
  DeleteResult,
  Durability,
  Estimate,
  EventFilter,
  ExportOptions,
  ExportReport,
  Head,
  ImportOptions,
  ImportReport,
  ImportSource,
  MetadataWritten,
  Progress,
  ReadAllOptions,
  ReadOptions,
  ReadStreamOptions,
  ScavengeResult,
  StreamInfo,
  StreamMetadata,
  StreamMetadataResult,
  StreamsOptions,
  SubscribeToAllOptions,
  SubscribeToStreamOptions,
  VerifyResult,
  Watchable,
} from "./options.js";
import type { Recorded } from "./engine/recorded.js";
import type { StartRealm } from "./projection/runner.js";
import type { Upcasters } from "./projection/upcast.js";
import type { Time } from "./projections.js";
import type { EngineHead, Held } from "./upkeep.js";
import { CALL, FOLDING, READ, Timed, type Part, type View } from "./timeline.js";

/** Events as they come: an async iterator. `break` lets go of everything that it holds. */
export interface EventIterator<E extends EventShape = AnyEvent> extends AsyncIterableIterator<RecordedEvent<E>, undefined> {
  /** All events that are left, as an array. */
  toArray(): Promise<RecordedEvent<E>[]>;
  /** The same events in arrays of some thousands, as they come from the engine: the fastest way to go through many. */
  batches(): AsyncIterableIterator<RecordedEvent<E>[], undefined>;
  /** Ends it, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** See transfer.ts. */
export type Transfer = typeof import("./transfer.js");
/** See upkeep.ts. */
type Upkeep = Omit<Transfer["upkeep"], "headOf">;
type Given<Name extends keyof Upkeep> = Parameters<Upkeep[Name]> extends [unknown, ...infer Rest] ? Rest : never;
/** See projections.ts. */
export type ProjectionCode = typeof import("./projections.js");

/** What runs the handlers of projections, and starts realms for texts and modules where there are workers. */
export type HandlerCode = typeof import("./projection/driver.js") & { realms(assets: string | undefined): StartRealm };

/** What a store needs of whoever opened it. */
export interface StoreSetting {
  client: EngineClient;
  durability: Durability;
  /** What is loaded when it is first used: what reads and writes files, what asks projections, and what runs their handlers. */
  transfer(): Promise<Transfer>;
  projections(): Promise<ProjectionCode>;
  handlers(): Promise<HandlerCode>;
  /** The engine that folds, in which this store is open, which may be another one. */
  folding(): Promise<EngineClient>;
  /** Where the files of the package lie, if it was said. */
  assets: string | undefined;
  /** What old events go through, the same for events that are read, and what tells it from what it was before. */
  upcasters: Upcasters | undefined;
  seen: ((event: Recorded) => Recorded) | undefined;
  upcastersVersion: string | number | undefined;
  /** Calls an engine that can import into this store and write it in every form, which may be another one. */
  importing<T>(call: (client: EngineClient) => Promise<T>): Promise<T>;
  /** Lets go of the store. */
  close(): Promise<void>;
}

/**
 * An event store. Get one from `openStore`.
 *
 * @example
 * const store = await openStore("shop");
 * await store.appendToStream("cart-1", jsonEvent({ type: "ItemAdded", data: { sku: "tea", qty: 2 } }));
 * for await (const event of store.readStream("cart-1")) console.log(event.revision, event.type, event.data);
 * await store.close();
 *
 * @typeParam Events - What the store's events are, as a union of {@link EventShape}s.
 */
export class Store<Events extends EventShape = AnyEvent> extends Timed<Events> {
  /** The store's name. */
  readonly name: string;
  readonly #setting: StoreSetting;
  readonly #appending: Appending;
  #code: Promise<ProjectionCode> | undefined;
  #time: Time | undefined;
  readonly #readings = new Set<Reading>();
  readonly #stop = new AbortController();
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(name: string, setting: StoreSetting) {
    super();
    this.name = name;
    this.#setting = setting;
    this.#appending = new Appending(setting.client, name);
  }

  // --- Writing

  /**
   * Appends events to a stream, all or none.
   *
   * @example
   * const { nextExpectedRevision } = await store.appendToStream("cart-1", jsonEvent({ type: "Opened", data: {} }), { expectedRevision: NO_STREAM });
   *
   * @throws {@link WrongExpectedRevision} when the stream is not where `expectedRevision` says.
   * @throws {@link StreamDeleted} when the stream is tombstoned.
   * @throws {@link InvalidEvent} when an event or the batch is too large.
   * @throws {@link QuotaExceeded} when the browser gives no more room.
   */
  async appendToStream(
    streamId: string,
    events: NewEvent<Events> | readonly NewEvent<Events>[],
    options?: AppendToStreamOptions,
  ): Promise<AppendResult> {
    const method = "appendToStream";
    text(method, "streamId", streamId);
    const given = checkedOptions(method, options);
    const expected = given.expectedRevision;
    const revision = expected === undefined ? "any" : checkedExpected(method, "expectedRevision", expected);
    const asked = revision === "any" ? [] : [[streamId, revision] as const];
    return this.#append(method, streamId, events, given, asked, undefined);
  }

  /**
   * Appends events to any number of streams, all or none. With `failIfEventsMatch` only when nothing was recorded meanwhile
   * that would have changed the decision.
   *
   * @example
   * await store.append([{ streamId: "seat-7", type: "SeatTaken", data: { by: "ann" }, tags: ["seat:7"] }], {
   *   after: lastSeen.position,
   *   failIfEventsMatch: [{ types: ["SeatTaken"], tags: ["seat:7"] }],
   * });
   *
   * @throws {@link AppendConditionFailed} when an event matches. Otherwise as {@link Store.appendToStream}.
   */
  async append(
    events: NewStreamEvent<Events> | readonly NewStreamEvent<Events>[],
    options?: AppendConditionOptions<Events>,
  ): Promise<AppendResult> {
    const method = "append";
    const given = checkedOptions(method, options);
    const revisions = checkedOptions<Record<string, unknown>>(method, given.expectedRevisions, "expectedRevisions");
    const expected = Object.entries(revisions).map(
      ([stream, revision]) => [stream, checkedExpected(method, `expectedRevisions["${stream}"]`, revision)] as const,
    );
    const { failIfEventsMatch, after } = given;
    if (after !== undefined && failIfEventsMatch === undefined) {
      throw new TypeError(`append: "after" says which events "failIfEventsMatch" looks at, but that is absent.`);
    }
    const condition = failIfEventsMatch && {
      // An empty log has been seen up to -1.
      after: after === undefined || after == -1 ? undefined : whole(method, "after", after),
      items: checkedItems(method, "failIfEventsMatch", failIfEventsMatch),
    };
    return this.#append(method, undefined, events, given, expected, condition);
  }

  /**
   * Deletes a stream. It is no longer read; the whole log has its events until {@link Store.scavenge} removes them. An append
   * makes the stream anew, and its revisions go on.
   *
   * @throws {@link WrongExpectedRevision}, {@link StreamDeleted}, {@link StreamNotFound}
   */
  async deleteStream(streamId: string, options?: DeleteOptions): Promise<DeleteResult> {
    return this.#delete("deleteStream", streamId, options, false);
  }

  /**
   * Deletes a stream for good: no append makes it anew.
   *
   * @throws {@link WrongExpectedRevision}, {@link StreamDeleted}
   */
  async tombstoneStream(streamId: string, options?: DeleteOptions): Promise<DeleteResult> {
    return this.#delete("tombstoneStream", streamId, options, true);
  }

  /**
   * Sets all metadata of a stream. `maxCount`, `maxAge` (seconds) and `truncateBefore` decide which of its events are read,
   * and which `scavenge()` removes; everything else is the app's own.
   */
  setStreamMetadata(
    streamId: string,
    metadata: StreamMetadata,
    options?: DeleteOptions,
  ): Promise<MetadataWritten> {
    return this.#upkeep("setStreamMetadata", streamId, metadata, options);
  }

  /** The metadata of a stream, also of one that never was. */
  getStreamMetadata(streamId: string, options?: Cancellable): Promise<StreamMetadataResult> {
    return this.#upkeep("getStreamMetadata", streamId, options);
  }

  // --- Reading

  /**
   * Reads a stream. What is appended meanwhile does not show.
   *
   * @example
   * for await (const event of store.readStream("cart-1", { direction: "backwards", maxCount: 10 })) console.log(event.data);
   *
   * @throws {@link StreamNotFound}, {@link StreamDeleted} when the first event is asked for.
   */
  readStream<E extends Events = Events>(streamId: string, options?: ReadStreamOptions<Events>): EventIterator<E> {
    const method = "readStream";
    text(method, "streamId", streamId);
    const given = checkedOptions(method, options);
    const from = place(method, "fromRevision", given.fromRevision);
    return this.#read<E>(method, { stream: streamId, from }, given, false);
  }

  /** Reads the whole log, in the order in which it was written. What is appended meanwhile does not show. */
  readAll<E extends Events = Events>(options?: ReadAllOptions<Events>): EventIterator<E> {
    return this[READ](options, {}) as EventIterator<E>;
  }

  /**
   * The events of a stream and then what comes, from every tab and worker, in order, without gap or repeat. The stream
   * need not be there yet. It ends when its `signal` aborts, on `break`, and quietly when the store is closed.
   */
  subscribeToStream<E extends Events = Events>(streamId: string, options?: SubscribeToStreamOptions<Events>): EventIterator<E> {
    const method = "subscribeToStream";
    text(method, "streamId", streamId);
    const given = checkedOptions(method, options);
    const from = behind(place(method, "fromRevision", given.fromRevision));
    return this.#read<E>(method, { stream: streamId, from }, given, true);
  }

  /**
   * All events and then what comes, from every tab and worker, in order, without gap or repeat. To go on later, keep the
   * last event's position and give it as `fromPosition`.
   *
   * @example
   * for await (const event of store.subscribeToAll({ fromPosition: checkpoint, filter: { types: ["ItemAdded"] } })) {
   *   await handle(event);
   *   checkpoint = event.position;
   * }
   */
  subscribeToAll<E extends Events = Events>(options?: SubscribeToAllOptions<Events>): EventIterator<E> {
    return this[READ](options, { live: true }) as EventIterator<E>;
  }

  /** How far the log reaches. */
  async head(options?: Cancellable): Promise<Head> {
    const { signal } = checkedOptions("head", options);
    const { position, hash } = await this.#ask<EngineHead>("head", {}, { signal: optionalSignal("head", signal) });
    return { position: position == null ? -1n : BigInt(position), hash };
  }

  /** The streams, in the order of their first events. */
  async streams(options?: StreamsOptions & Cancellable): Promise<StreamInfo[]> {
    const method = "streams";
    const { prefix = "", limit, signal } = checkedOptions(method, options);
    if (typeof prefix !== "string") throw invalid(method, "prefix", "a string", prefix);
    const most = limit === undefined || limit === Infinity ? 0xffffffff : Math.min(whole(method, "limit", limit), 0xffffffff);
    type Found = Omit<StreamInfo, "firstPosition" | "lastPosition"> & { firstPosition: number; lastPosition: number };
    const found = await this.#ask<Found[]>("listStreams", { prefix, limit: most }, { signal: optionalSignal(method, signal) });
    return found.map((stream) => ({
      ...stream,
      firstPosition: BigInt(stream.firstPosition),
      lastPosition: BigInt(stream.lastPosition),
    }));
  }

  // --- Whole logs

  /**
   * Appends the events of a log: what is given as text, bytes, file, response or stream, plain or gzip. It is written in
   * batches, each whole or not at all; what was written before a failure or an abort stays.
   *
   * Several sources, or the files in a zip archive, are put on one time axis: their events are appended in the order of their
   * times, those of one file in the order of the file. Each has the tag `file:` and the name of its file.
   *
   * @example
   * const report = await store.importLog(file, { onProgress: ({ events }) => console.log(events) });
   *
   * @throws {@link UnknownFormat}, {@link MalformedLog}, {@link EmptyLog}, {@link QuotaExceeded}
   */
  async importLog(source: ImportSource | readonly ImportSource[], options?: ImportOptions): Promise<ImportReport> {
    const method = "importLog";
    this.#check();
    const given = checkedOptions(method, options);
    const watch = this.#watch(method, given.onProgress, given.signal);
    const { imported } = await this.#setting.transfer();
    return imported(this.name, source, given, watch, this.#setting.importing);
  }

  /**
   * The log, or a part of it, as a file in pieces: NDJSON, CloudEvents, KurrentDB's JSON or CSV. What is imported again from
   * the whole of it, in whatever form, into an empty store, has the same hash chain. What was scavenged is left out, and so is
   * what is said of streams: their metadata, and that they are deleted. For all of that there is {@link Store.backup}.
   *
   * With `redact`, values are hidden, and the chain is another one. Which rules have found something is in the report.
   *
   * @example
   * const parts = [];
   * for await (const bytes of store.exportLog()) parts.push(bytes);
   * const file = new Blob(parts, { type: "application/x-ndjson" });
   *
   * @example
   * const redact = { rules: [{ path: "/customer/email", action: "hash" }] };
   * for await (const bytes of store.exportLog({ format: "csv", redact, onReport: console.log })) parts.push(bytes);
   */
  exportLog(options?: ExportOptions<Events>): AsyncIterableIterator<Uint8Array<ArrayBuffer>, ExportReport, undefined> {
    const method = "exportLog";
    this.#check();
    const { format = "ndjson", filter, from, to, redact, onProgress, onReport, signal } = checkedOptions(method, options);
    oneOf(method, "format", format, ["ndjson", "cloudevents", "kurrentdb", "csv"]);
    const asked = {
      ...{ log: this.name, format, filter: checkedFilter(method, filter), from, to, redact },
      onProgress: optionalFunction(method, "onProgress", onProgress),
      onReport: optionalFunction(method, "onReport", onReport),
      signal: this.#until(optionalSignal(method, signal)),
    };
    const { client, transfer, importing } = this.#setting;
    return (async function* () {
      return yield* (await transfer()).exported(client, asked, importing);
    })();
  }

  /** A copy of the store as one file, for {@link Store.restore}. */
  backup(options?: Cancellable & Watchable): Promise<Blob> {
    return this.#upkeep("backup", options);
  }

  /**
   * Makes this store, which must be empty, what the copy is, bit for bit.
   *
   * @throws {@link InvalidBackup} when it is no copy, or not whole; the store is empty then as before.
   * @throws {@link Conflict} when the store is not empty.
   */
  restore(copy: Blob | Uint8Array | ArrayBuffer, options?: Cancellable & Watchable): Promise<Head> {
    return this.#upkeep("restore", copy, options);
  }

  // --- Upkeep

  /** Reads everything and checks it against its checksums and the hash chain. Names all that is damaged. */
  verify(options?: Cancellable & Watchable): Promise<VerifyResult> {
    return this.#upkeep("verify", options);
  }

  /**
   * Frees what deleted streams and expired events take up. The projections that are named here keep where they stand first, where
   * they have a version or need none; others that have to be folded anew from removed events are {@link Scavenged} then.
   */
  async scavenge(options?: Cancellable & Watchable): Promise<ScavengeResult> {
    this.#check();
    // They may be folded by another engine, for which what is removed is gone too.
    await this.#time?.keep();
    return this.#upkeep("scavenge", options);
  }

  /** Joins small segments, which happens by itself in the background too: appends that come one by one make many. */
  compact(options?: Cancellable): Promise<void> {
    return this.#upkeep("compact", options);
  }

  /** What the store takes up, and what the browser gives. */
  estimate(options?: Cancellable): Promise<Estimate> {
    return this.#upkeep("estimate", options);
  }

  /** Asks the browser not to clear this origin on its own. Whether it promised; `null` where it cannot be asked. */
  async persist(): Promise<boolean | null> {
    this.#check();
    // Workers can ask whether it was promised, but not for it.
    const storage = globalThis.navigator?.storage;
    return storage && "persist" in storage ? storage.persist() : null;
  }

  /**
   * Closes the store. Appends that are under way get their answers first; everything else that is under way ends with
   * {@link StoreClosed}, but for subscriptions, which end quietly.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const reading of [...this.#readings]) reading.close();
    this.#stop.abort(closed(`The store "${this.name}" was closed while this was under way.`));
    await this.#appending.settled();
    await this.#time?.close();
    await this.#setting.close();
  }

  /** Closes the store at the end of `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // --- How

  /** @internal */
  [FOLDING](): Promise<EngineClient> {
    return this.#setting.folding();
  }

  /** @internal */
  async [CALL](call: string, given: unknown[], view?: View): Promise<unknown> {
    this.#check();
    // One promise for all: calls go on in the order in which they were made, and a projection is named before it is asked.
    this.#code ??= this.#setting.projections().catch((error: unknown) => ((this.#code = undefined), Promise.reject(error as Error)));
    const { Time } = await this.#code;
    this.#check();
    this.#time ??= new Time({ ...this.#setting, store: this as unknown as Store, until: (signal) => this.#until(signal) });
    return this.#time.call(call, given, view);
  }

  /** @internal */
  [READ](options: ReadAllOptions<Events> | undefined, { live = false, since, until }: Part): EventIterator<Events> {
    const method = live ? "subscribeToAll" : "readAll";
    const given = checkedOptions(method, options);
    const { fromTime } = given;
    let from: number | string | null | { time: number } = place(method, "fromPosition", given.fromPosition);
    if (live) from = behind(from);
    if (fromTime !== undefined && from !== null) throw new TypeError(`readAll: "fromPosition" and "fromTime" exclude each other.`);
    // A Date counts in milliseconds, the log in microseconds. Backwards, the engine begins before the time that it is given.
    if (fromTime !== undefined) from = time(method, "fromTime", fromTime, given.direction === "backwards");
    else if (since !== undefined) from = since instanceof Date ? time(method, "since", since, true) : whole(method, "since", since) + 1;
    return this.#read<Events>(method, { stream: null, from }, given, live, until);
  }

  async #upkeep<Name extends keyof Upkeep>(name: Name, ...given: Given<Name>): Promise<Awaited<ReturnType<Upkeep[Name]>>> {
    this.#check();
    const { upkeep } = await this.#setting.transfer();
    const held: Held = {
      send: (call, takes, options) => (this.#check(), this.#setting.client.send({ [call]: { log: this.name, ...takes } }, options)),
      until: (signal) => this.#until(signal),
    };
    const call = upkeep[name] as unknown as (held: Held, ...given: Given<Name>) => unknown;
    return call(held, ...given) as Awaited<ReturnType<Upkeep[Name]>>;
  }

  #check(): void {
    if (this.#closing) throw closed(`The store "${this.name}" is closed. Open it again with openStore("${this.name}").`);
  }

  #ask<T>(op: string, takes: Record<string, unknown>, options?: CallOptions): Promise<T> {
    this.#check();
    const call: EngineCall = { [op]: { log: this.name, ...takes } };
    return this.#setting.client.ask<T>(call, options);
  }

  /** What ends a long call: its caller's signal, or the store's being closed. */
  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
  }

  #watch(method: string, onProgress: ((progress: Progress) => void) | undefined, signal: AbortSignal | undefined) {
    const watched = optionalFunction(method, "onProgress", onProgress);
    return {
      signal: this.#until(optionalSignal(method, signal)),
      onProgress: watched && (({ bytes, total, events }: Progress) => watched({ bytes, total, events })),
    };
  }

  #append(
    method: string,
    streamId: string | undefined,
    events: unknown,
    { durability, signal }: AppendOptions,
    expected: FrameOptions["expected"],
    condition: FrameOptions["condition"],
  ): Promise<AppendResult> {
    this.#check();
    const list = Array.isArray(events) ? (events as FrameEvent[]) : [events as FrameEvent];
    if (list.length === 0) throw new TypeError(`${method}: "events" is empty; give at least one event.`);
    const kind = durabilityOf(method, durability, this.#setting.durability);
    const options = { expected, condition, strict: kind === "strict" };
    return this.#appending.append(method, list, streamId, options, optionalSignal(method, signal));
  }

  async #delete(method: string, stream: string, options: DeleteOptions | undefined, tombstone: boolean): Promise<DeleteResult> {
    text(method, "streamId", stream);
    const { expectedRevision, signal } = checkedOptions(method, options);
    const expected = expectedRevision === undefined ? "any" : checkedExpected(method, "expectedRevision", expectedRevision);
    await this.#ask("deleteStream", { stream, expected, tombstone }, { signal: optionalSignal(method, signal) });
    return { success: true };
  }

  #read<E extends EventShape>(
    method: string,
    what: { stream: string | null; from: number | string | null | { time: number } },
    { direction = "forwards", filter, maxCount, signal }: ReadOptions,
    live: boolean,
    bound?: () => Promise<number>,
  ): EventIterator<E> {
    this.#check();
    oneOf(method, "direction", direction, ["forwards", "backwards"]);
    const asked = { log: this.name, stream: what.stream, filter: checkedFilter(method, filter), direction, wait: live };
    const most = maxCount === undefined || maxCount === Infinity ? Infinity : whole(method, "maxCount", maxCount);
    const ask: AskPage = ({ next, until, count, signal: stop }) => {
      const send: (end?: number) => ReturnType<AskPage> = (end) =>
        this.#setting.client.send({ read: { ...asked, from: next ?? what.from, until: live ? null : (end ?? null), maxEvents: count } }, { signal: stop });
      return bound && until === undefined ? bound().then(send) : send(until);
    };
    const options = { maxCount: most, live, signal: optionalSignal(method, signal), seen: this.#setting.seen };
    const reading = new Reading(ask, options, (ended) => this.#readings.delete(ended));
    this.#readings.add(reading);
    // What a page holds is of the types that the caller says its events are of.
    return reading as unknown as EventIterator<E>;
  }
}

function time(method: string, argument: string, date: Date, isAfter: boolean): { time: number } {
  const millis = date instanceof Date ? date.getTime() : NaN;
  if (Number.isNaN(millis)) throw invalid(method, argument, "a valid Date", date);
  return { time: (isAfter ? millis + 1 : millis) * 1000 };
}

function place(method: string, argument: string, given: bigint | number | "start" | "end" | undefined): number | string | null {
  if (given === undefined) return null;
  return given === "start" || given === "end" ? given : whole(method, argument, given);
}

/** Of a subscription: behind what was seen last. */
function behind(from: number | string | null): number | string | null {
  return typeof from === "number" ? from + 1 : from;
}

function checkedFilter(method: string, filter: EventFilter | undefined): { types: string[]; streamPrefixes: string[]; tags: string[] } {
  const given = filter === undefined ? {} : checkedOptions<EventFilter>(method, filter, "filter");
  return {
    types: texts(method, "filter.types", given.types),
    streamPrefixes: texts(method, "filter.streamPrefixes", given.streamPrefixes),
    tags: texts(method, "filter.tags", given.tags),
  };
}

export type { ExpectedRevision };
