/**
 * The event store of Emmett (`@event-driven-io/emmett`) on a store of Foldback, so that Emmett's `CommandHandler` and
 * `DeciderCommandHandler` run in the browser as they do on a server.
 *
 * Versions of streams are revisions, as with Emmett on EventStoreDB: the first event's is `0n`, and a stream that is not
 * there has `-1n`.
 *
 * @packageDocumentation
 */

import {
  assertExpectedVersionMatchesCurrent,
  downcastRecordedMessages,
  ExpectedVersionConflictError,
  NO_CONCURRENCY_CHECK,
  tryPublishMessagesAfterCommit,
  upcastRecordedMessage,
} from "@event-driven-io/emmett";
import type {
  AggregateStreamOptions,
  AggregateStreamResult,
  AppendToStreamOptions,
  AppendToStreamResultWithGlobalPosition,
  DefaultEventStoreOptions,
  Event,
  EventStore,
  ExpectedStreamVersion,
  ReadEvent,
  ReadEventMetadataWithGlobalPosition,
  ReadStreamOptions,
  ReadStreamResult,
} from "@event-driven-io/emmett";

import { WrongExpectedRevision, type ExpectedRevision } from "./errors.js";
import { jsonEvent, type MadeEvent, type RecordedEvent } from "./events.js";
import type { Store } from "./store.js";

/** The version of a stream that is not there. */
export const FoldbackEventStoreDefaultStreamVersion = -1n;

/** What a read event's metadata hold besides the event's own: `messageId`, `streamName`, `streamPosition`, `globalPosition`. */
export type FoldbackReadEventMetadata = ReadEventMetadataWithGlobalPosition;

/** An event as Emmett reads it. */
export type FoldbackReadEvent<EventType extends Event = Event> = ReadEvent<EventType, FoldbackReadEventMetadata>;

/** A state, and the stream that it was built from. */
export type FoldbackAggregateStreamResult<State> = AggregateStreamResult<State> & {
  /** Where the last event that was read stands in the store; absent when none was. */
  lastEventGlobalPosition?: bigint;
};

/** Emmett's event store on a store of Foldback. */
export interface FoldbackEventStore extends EventStore<FoldbackReadEventMetadata> {
  /**
   * Builds a state from a stream's events.
   *
   * @throws Emmett's `ExpectedVersionConflictError` when the stream is not at `read.expectedStreamVersion`.
   */
  aggregateStream<State, EventType extends Event, EventPayloadType extends Event = EventType>(
    streamName: string,
    options: AggregateStreamOptions<State, EventType, FoldbackReadEventMetadata, EventPayloadType>,
  ): Promise<FoldbackAggregateStreamResult<State>>;
  /**
   * Reads a stream, from the version `from` to the version `to`, both included. `currentStreamVersion` is that of the last
   * event that was read; of the stream, when none was.
   *
   * @throws Emmett's `ExpectedVersionConflictError` when the stream is not at `expectedStreamVersion`.
   */
  readStream<EventType extends Event, EventPayloadType extends Event = EventType>(
    streamName: string,
    options?: ReadStreamOptions<bigint, EventType, EventPayloadType>,
  ): Promise<ReadStreamResult<EventType, FoldbackReadEventMetadata>>;
  /**
   * Appends events, all or none. An event whose `metadata.messageId` is a text has it as its id; one whose id the stream
   * already holds at the place where it would go is not written again.
   *
   * @throws Emmett's `ExpectedVersionConflictError` when the stream is not at `expectedStreamVersion`.
   */
  appendToStream<EventType extends Event, EventPayloadType extends Event = EventType>(
    streamName: string,
    events: EventType[],
    options?: AppendToStreamOptions<bigint, EventType, EventPayloadType>,
  ): Promise<AppendToStreamResultWithGlobalPosition>;
}

/** Emmett's hooks: `onAfterCommit` gets the events that an append has written. */
export type FoldbackEventStoreOptions = DefaultEventStoreOptions<FoldbackEventStore>;

/**
 * Emmett's event store on a store of Foldback. Closing the store stays with whoever opened it.
 *
 * @example
 * const store = await openStore("shop");
 * const handle = DeciderCommandHandler({ decide, evolve, initialState, retry: { onVersionConflict: true } });
 * await handle(getFoldbackEventStore(store), "cart-1", { type: "AddItem", data: { sku: "tea", qty: 2 } });
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function getFoldbackEventStore(store: Store<any>, options?: FoldbackEventStoreOptions): FoldbackEventStore {
  return {
    async aggregateStream<State, EventType extends Event, EventPayloadType extends Event = EventType>(
      streamName: string,
      { evolve, initialState, read }: AggregateStreamOptions<State, EventType, FoldbackReadEventMetadata, EventPayloadType>,
    ): Promise<FoldbackAggregateStreamResult<State>> {
      const { events, lastPosition, currentStreamVersion, streamExists } = await readFrom(store, streamName, read);
      // Emmett's three kinds of `evolve` differ in how much of the event they look at.
      const fold = evolve as (state: State, event: FoldbackReadEvent<EventType>) => State;
      const state = events.reduce(fold, initialState());
      const result = { state, currentStreamVersion, streamExists };
      return lastPosition === undefined ? result : { ...result, lastEventGlobalPosition: lastPosition };
    },

    async readStream<EventType extends Event, EventPayloadType extends Event = EventType>(
      streamName: string,
      given?: ReadStreamOptions<bigint, EventType, EventPayloadType>,
    ): Promise<ReadStreamResult<EventType, FoldbackReadEventMetadata>> {
      const { events, currentStreamVersion, streamExists } = await readFrom(store, streamName, given);
      return { events, currentStreamVersion, streamExists };
    },

    async appendToStream<EventType extends Event, EventPayloadType extends Event = EventType>(
      streamName: string,
      events: EventType[],
      { expectedStreamVersion, schema }: AppendToStreamOptions<bigint, EventType, EventPayloadType> = {},
    ): Promise<AppendToStreamResultWithGlobalPosition> {
      const made = (downcastRecordedMessages(events, schema?.versioning) as Event[]).map(newEvent);
      const expectedRevision = toExpectedRevision(expectedStreamVersion);
      const result = await store.appendToStream(streamName, made, { expectedRevision }).catch((error: unknown) => {
        throw error instanceof WrongExpectedRevision ? conflict(error, expectedStreamVersion) : error;
      });
      const { nextExpectedRevision, firstPosition, position, written } = result;
      const firstRevision = nextExpectedRevision - BigInt(made.length - 1);
      if (written && options?.hooks?.onAfterCommit) {
        const committed = events.map((event, at) => {
          const [streamPosition, globalPosition] = [firstRevision + BigInt(at), firstPosition + BigInt(at)];
          return recordedMessage(event, { streamName, messageId: made[at]!.id, streamPosition, globalPosition });
        });
        await tryPublishMessagesAfterCommit<FoldbackEventStore>(committed, options.hooks);
      }
      return {
        nextExpectedStreamVersion: nextExpectedRevision,
        // The revisions of a stream that was deleted go on when it is made anew.
        createdNewStream: firstRevision === 0n || expectedRevision === "noStream",
        lastEventGlobalPosition: position,
      };
    },

    async streamExists(streamName: string): Promise<boolean> {
      try {
        await store.readStream(streamName, { maxCount: 1 }).toArray();
        return true;
      } catch (error) {
        if (isAbsent(error)) return false;
        throw error;
      }
    },
  };
}

/** What was read, and the position of its last event. */
interface Found<EventType extends Event> {
  events: FoldbackReadEvent<EventType>[];
  currentStreamVersion: bigint;
  streamExists: boolean;
  lastPosition: bigint | undefined;
}

async function readFrom<EventType extends Event, EventPayloadType extends Event>(
  store: Store,
  streamName: string,
  given: ReadStreamOptions<bigint, EventType, EventPayloadType> = {},
): Promise<Found<EventType>> {
  const { from = 0n, to, maxCount, expectedStreamVersion, schema } = given;
  const events: FoldbackReadEvent<EventType>[] = [];
  let last: RecordedEvent | undefined;
  let streamExists = true;
  try {
    const most = maxCount === undefined ? Infinity : Number(maxCount);
    for await (const event of store.readStream(streamName, { fromRevision: from, maxCount: most })) {
      if (to !== undefined && event.revision > to) break;
      const read = upcastRecordedMessage<EventType, EventPayloadType>(readEvent(event), schema?.versioning);
      events.push(read as FoldbackReadEvent<EventType>);
      last = event;
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
    streamExists = false;
  }
  const isUnchecked = expectedStreamVersion === undefined || expectedStreamVersion === "NO_CONCURRENCY_CHECK";
  const isWhole = to === undefined && maxCount === undefined;
  let version = FoldbackEventStoreDefaultStreamVersion;
  if (streamExists) version = last && (isWhole || isUnchecked) ? last.revision : await versionOf(store, streamName);
  assertExpectedVersionMatchesCurrent(version, expectedStreamVersion, FoldbackEventStoreDefaultStreamVersion);
  return { events, currentStreamVersion: last?.revision ?? version, streamExists, lastPosition: last?.position };
}

function conflict(error: WrongExpectedRevision, expected: ExpectedStreamVersion | undefined): ExpectedVersionConflictError {
  const actual = typeof error.actual === "bigint" ? error.actual : FoldbackEventStoreDefaultStreamVersion;
  const thrown = new ExpectedVersionConflictError(actual, expected ?? NO_CONCURRENCY_CHECK);
  thrown.cause = error;
  return thrown;
}

/** No stream has as many events. */
const BEYOND = BigInt(Number.MAX_SAFE_INTEGER);

/** The version of a stream, also of one whose events have all expired. */
async function versionOf(store: Store, streamName: string): Promise<bigint> {
  try {
    const [last] = await store.readStream(streamName, { direction: "backwards", maxCount: 1 }).toArray();
    if (last) return last.revision;
    // No read tells, but an append that cannot succeed does.
    await store.appendToStream(streamName, { type: "Probe", data: null }, { expectedRevision: BEYOND });
  } catch (error) {
    if (error instanceof WrongExpectedRevision && typeof error.actual === "bigint") return error.actual;
    if (!isAbsent(error) && !(error instanceof WrongExpectedRevision)) throw error;
  }
  return FoldbackEventStoreDefaultStreamVersion;
}

function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "StreamNotFound" || code === "StreamDeleted";
}

function toExpectedRevision(expected: ExpectedStreamVersion | undefined): ExpectedRevision {
  switch (expected) {
    case undefined:
    case "NO_CONCURRENCY_CHECK":
      return "any";
    case "STREAM_EXISTS":
      return "streamExists";
    case "STREAM_DOES_NOT_EXIST":
    // What a read says of a stream that is not there can be expected as well.
    case FoldbackEventStoreDefaultStreamVersion:
      return "noStream";
    default:
      return expected as bigint;
  }
}

/** What the store says of an event; whoever appends an event that was read does not append this. */
const RECORDED: readonly (keyof FoldbackReadEventMetadata)[] = ["messageId", "streamName", "streamPosition", "globalPosition"];

function newEvent(event: Event): MadeEvent<string, unknown, Record<string, unknown> | undefined> {
  const metadata = ownMetadata(event);
  const own = Object.entries(metadata).filter(([name]) => !(RECORDED as readonly string[]).includes(name));
  const made = { type: event.type, data: event.data, metadata: own.length > 0 ? Object.fromEntries(own) : undefined };
  const id = metadata["messageId"];
  return jsonEvent<string, unknown, Record<string, unknown> | undefined>(typeof id === "string" ? { ...made, id } : made);
}

function readEvent<EventType extends Event>(event: RecordedEvent): FoldbackReadEvent<EventType> {
  const { id, streamId, revision, position } = event;
  return recordedMessage(event, { messageId: id, streamName: streamId, streamPosition: revision, globalPosition: position });
}

function recordedMessage<EventType extends Event>(
  event: { type: string; data: unknown },
  recorded: FoldbackReadEventMetadata,
): FoldbackReadEvent<EventType> {
  const { type, data } = event;
  const made = { type, data, kind: "Event", metadata: { ...ownMetadata(event), ...recorded } };
  return made as unknown as FoldbackReadEvent<EventType>;
}

/** An event's metadata as an object; imported events may have others. */
function ownMetadata(event: object): Record<string, unknown> {
  const metadata = "metadata" in event ? event.metadata : undefined;
  const isObject = typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) && !(metadata instanceof Uint8Array);
  return isObject ? (metadata as Record<string, unknown>) : {};
}
