// Events on their way in and as every read gives them.

import { invalid, described } from "./arguments.js";

/**
 * What an app says of one kind of its events. A store's type parameter is a union of these:
 *
 * ```ts
 * type ShopEvents =
 *   | { type: "ItemAdded"; data: { sku: string; qty: number } }
 *   | { type: "CheckedOut"; data: { total: number }; metadata: { userId: string } };
 * const store = await openStore<ShopEvents>("shop");
 * ```
 */
export interface EventShape {
  /** The event type. */
  type: string;
  /** The payload: whatever JSON can say, or bytes. */
  data?: unknown;
  /** What is said about the event, beside the payload. */
  metadata?: unknown;
}

/** The events of a store of which no type is given. */
export interface AnyEvent {
  /** The event type. */
  type: string;
  /** As `JSON.parse` gives it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  /** As `JSON.parse` gives it. */
  metadata: any;
}

type DataOf<E> = E extends { data: infer D } ? D : unknown;
type MetadataOf<E> = E extends { metadata: infer M } ? M : unknown;

/** What an event has besides its type, data and metadata. */
export interface EventOptions {
  /** Its id; a new UUID when absent. An id that the stream already holds at the place where the event would go makes the append a success that writes nothing. */
  id?: string;
  /** When it happened: kept as given, or as the date's ISO form. Now, when absent. */
  time?: Date | string;
  /** What the payload is; `application/json` when absent, `application/octet-stream` for bytes. */
  contentType?: string;
  /** What it can be found by in conditions and filters: `["sku:tea"]`. */
  tags?: readonly string[];
}

/** An event to append: `{ type, data, metadata?, id?, time?, contentType?, tags? }`. */
export type NewEvent<E extends EventShape = AnyEvent> = E extends EventShape
  ? EventOptions & {
      /** The event type. */
      type: E["type"];
      /** What is said about the event, beside the payload. */
      metadata?: MetadataOf<E>;
    } & ("data" extends keyof E
        ? {
            /** The payload: what JSON can say, or bytes. */
            data: DataOf<E>;
          }
        : {
            /** The payload: what JSON can say, or bytes. */
            data?: unknown;
          })
  : never;

/** An event to append, with the stream that it goes to. */
export type NewStreamEvent<E extends EventShape = AnyEvent> = NewEvent<E> & {
  /** The stream. */
  streamId: string;
};

/** Where an imported event stood in the file or server that it came from. */
export interface EventSource {
  /** Its revision there, as received. */
  revision: string | null;
  /** Its position there, as received. */
  position: string | null;
  /** Where its record began in the file: a byte, from 0, after decompression. */
  place: number;
}

/** What every recorded event has, whatever its type. */
export interface RecordedFields<Type extends string, Data, Metadata> {
  /** The stream that it belongs to. */
  readonly streamId: string;
  /** Its number within the stream, from 0. */
  readonly revision: bigint;
  /** Its number within the store, from 0. */
  readonly position: bigint;
  /** Its id, unique within the store unless it was imported otherwise. */
  readonly id: string;
  /** The event type. */
  readonly type: Type;
  /** When it happened; `null` when it has no time, or one that could not be read. */
  readonly created: Date | null;
  /** The time as received, with every digit. */
  readonly time: string | null;
  /** What the payload is: `application/json` unless it was said. */
  readonly contentType: string;
  /** The payload: decoded on first use when it is JSON, its bytes otherwise. */
  readonly data: Data;
  /** The metadata, decoded on first use; `null` when there are none. */
  readonly metadata: Metadata;
  /** Its tags. */
  readonly tags: readonly string[];
  /** Of an imported event: where it stood before. */
  readonly source: EventSource | undefined;
  /** The event as it is stored: this one, unless upcasters have made another of it. */
  readonly stored: RecordedFields<string, unknown, unknown>;
  /** The bytes of the payload, exactly as they were appended. A view: copy it to keep it apart from its page. */
  rawData(): Uint8Array<ArrayBuffer>;
  /** The bytes of the metadata, exactly as they were appended. */
  rawMetadata(): Uint8Array<ArrayBuffer>;
  /** All fields as a plain object. Positions and revisions become decimal text, which JSON can say. */
  toJSON(): Record<string, unknown>;
}

/** An event as every read gives it. Of a union, each member: `event.type === "ItemAdded"` tells TypeScript what `event.data` is. */
export type RecordedEvent<E extends EventShape = AnyEvent> = E extends EventShape
  ? RecordedFields<E["type"], DataOf<E>, MetadataOf<E>>
  : never;

/** What {@link jsonEvent} and {@link binaryEvent} take. */
export interface EventInput<Type extends string, Data, Metadata> extends EventOptions {
  /** The event type. */
  type: Type;
  /** The payload. */
  data: Data;
  /** The metadata. */
  metadata?: Metadata;
}

/** What {@link jsonEvent} and {@link binaryEvent} make: an event with an id of its own. */
export interface MadeEvent<Type extends string, Data, Metadata> extends EventInput<Type, Data, Metadata> {
  /** Its id, as given or a new UUID. */
  id: string;
  /** What the payload is. */
  contentType: string;
}

/**
 * An event whose payload is JSON. It gets an id here, so that appending the same object twice writes it once.
 *
 * @example
 * await store.appendToStream("cart-1", jsonEvent({ type: "ItemAdded", data: { sku: "tea", qty: 2 }, tags: ["sku:tea"] }));
 */
export function jsonEvent<const Type extends string, Data>(event: EventInput<Type, Data, never>): MadeEvent<Type, Data, never>;
export function jsonEvent<const Type extends string, Data, Metadata>(
  event: EventInput<Type, Data, Metadata>,
): MadeEvent<Type, Data, Metadata>;
// Two of them, as what is said of no metadata would be taken from wherever the event goes.
export function jsonEvent<Type extends string, Data, Metadata>(event: EventInput<Type, Data, Metadata>): MadeEvent<Type, Data, Metadata> {
  const given = checked("jsonEvent", event);
  return { ...given, id: given.id ?? newId(), contentType: given.contentType ?? "application/json" };
}

/**
 * An event whose payload is bytes.
 *
 * @example
 * binaryEvent({ type: "Photo", contentType: "image/png", data: bytes });
 */
export function binaryEvent<const Type extends string>(
  event: EventInput<Type, Uint8Array | ArrayBuffer, never>,
): MadeEvent<Type, Uint8Array, never>;
export function binaryEvent<const Type extends string, Metadata>(
  event: EventInput<Type, Uint8Array | ArrayBuffer, Metadata>,
): MadeEvent<Type, Uint8Array, Metadata>;
export function binaryEvent<Type extends string, Metadata>(
  event: EventInput<Type, Uint8Array | ArrayBuffer, Metadata>,
): MadeEvent<Type, Uint8Array, Metadata> {
  const given = checked("binaryEvent", event);
  const data = given.data instanceof ArrayBuffer ? new Uint8Array(given.data) : given.data;
  if (!(data instanceof Uint8Array)) throw invalid("binaryEvent", "data", "a Uint8Array or an ArrayBuffer", data);
  return { ...given, data, id: given.id ?? newId(), contentType: given.contentType ?? "application/octet-stream" };
}

function checked<T extends { type: string }>(name: string, event: T): T {
  if (typeof event !== "object" || event === null) {
    throw new TypeError(`${name} takes an object { type, data }, but got ${described(event)}.`);
  }
  if (typeof event.type !== "string" || event.type === "") throw invalid(name, "type", "a non-empty string", event.type);
  return event;
}

/** A random UUID (RFC 9562, version 4). */
export function newId(): string {
  // Pages that were not loaded over HTTPS have no randomUUID.
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
