// An event as the runner is given it, and as handlers see it: with the names that it has in KurrentDB.

/** JSON text or its bytes, as they were received. */
export type Raw = string | Uint8Array;

/** An event to fold, with its payload as it is stored. */
export interface StoredEvent {
  position: number;
  streamId: string;
  /** Its number within the stream; that of the system that it was imported from, where it has one. */
  revision: number;
  type: string;
  id: string;
  /** As received. */
  time: string | null;
  contentType: string;
  data: Raw;
  metadata: Raw | null;
  /** Of an event that was reached by a link: the link itself. */
  link?: { streamId: string; revision: number; metadata: Raw | null };
}

const decoder = new TextDecoder();

/** The text of what was received. */
export function textOf(raw: Raw): string {
  return typeof raw === "string" ? raw : decoder.decode(raw);
}

/** Whether a payload is said to be JSON. */
export function isJsonType(contentType: string): boolean {
  return contentType === "application/json" || /^application\/(?:json(?:;.*)?|[\w.+-]+\+json)$/i.test(contentType);
}

/** The type of an event that is a link; its payload is `NUMBER@STREAM`. */
export const LINK = "$>";

/** The type of an event that refers to a whole stream. */
export const STREAM_REFERENCE = "$@";

/** What handlers get. */
export class EventView {
  /** Whether its payload is JSON. */
  readonly isJson: boolean;
  /** The payload, decoded; `undefined` when it is no JSON. */
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** The same object. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** The payload as text. */
  readonly bodyRaw: string;
  /** Its number within its stream. */
  readonly sequenceNumber: number;
  /** Its stream. */
  readonly streamId: string;
  /** Its type. */
  readonly eventType: string;
  /** Its id. */
  readonly eventId: string;
  /** The partition whose state the handler gets; empty while it is being found out, and where there are none. */
  partition = "";
  /** The category that the projection selects; null when it selects none. */
  readonly category: string | null;
  readonly #event: StoredEvent;
  /** What was decoded on first use. */
  #decoded: { metadata?: unknown; linkMetadata?: unknown } | undefined;

  /** @internal */
  constructor(event: StoredEvent, bodyRaw: string, category: string | null) {
    this.data = this.body = isJsonType(event.contentType) ? json(bodyRaw) : undefined;
    this.isJson = this.data !== undefined;
    this.bodyRaw = bodyRaw;
    this.sequenceNumber = event.revision;
    this.streamId = event.streamId;
    this.eventType = event.type;
    this.eventId = event.id;
    this.category = category;
    this.#event = event;
  }

  /** When it happened: in UTC, with seven digits of the second. */
  get created(): string | null {
    return created(this.#event.time);
  }

  /** The metadata as text; `null` when there are none. */
  get metadataRaw(): string | null {
    return rawOrNull(this.#event.metadata);
  }

  /** The metadata, decoded; `null` when there are none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  get metadata(): any {
    return ((this.#decoded ??= {}).metadata ??= parsed(this.metadataRaw));
  }

  /** The metadata of the link that it was reached by, as text. */
  get linkMetadataRaw(): string | null {
    return rawOrNull(this.#event.link?.metadata ?? null);
  }

  /** The same, decoded. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  get linkMetadata(): any {
    return ((this.#decoded ??= {}).linkMetadata ??= parsed(this.linkMetadataRaw));
  }

  /** All of it, as it is when it is written or kept in a state. */
  toJSON(): Record<string, unknown> {
    const { partition, created, bodyRaw, metadataRaw, streamId, eventId, eventType, linkMetadataRaw, isJson, category, sequenceNumber } = this;
    const { metadata, linkMetadata, data } = this;
    return {
      ...{ partition, created, bodyRaw, metadataRaw, streamId, eventId, eventType, linkMetadataRaw, isJson, category, sequenceNumber },
      ...(isJson ? { body: data as unknown, data: data as unknown } : {}),
      ...{ metadata: metadata as unknown, linkMetadata: linkMetadata as unknown },
    };
  }
}

function rawOrNull(raw: Raw | null): string | null {
  if (raw === null) return null;
  const text = textOf(raw);
  return text === "" ? null : text;
}

/** What a text says; `undefined` when it is no JSON, whatever it is said to be. */
function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parsed(text: string | null): unknown {
  return text === null ? null : (json(text) ?? null);
}

const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7})\d*)?Z$/;

function created(time: string | null): string | null {
  if (time === null) return null;
  // A Date would lose what is smaller than a millisecond.
  const exact = UTC.exec(time);
  if (exact) return `${exact[1]}.${(exact[2] ?? "").padEnd(7, "0")}Z`;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, -1)}0000Z`;
}
