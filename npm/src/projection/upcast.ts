// Old events in the shape that handlers know today: for each type a chain of functions, each from one version to the next.
// They run when an event is read; what is stored stays as it is.

import { textOf, type StoredEvent } from "./event.js";
import { failedAt, reason } from "./failed.js";

/* eslint-disable @typescript-eslint/no-explicit-any */

/** What upcasters see of an event, and give back. */
export interface Upcast {
  /** The event type. */
  type: string;
  /** The payload, decoded; `null` when it is empty. */
  data: any;
  /** The metadata, decoded; `null` when there are none. */
  metadata: any;
}

/** Gives the parts that are otherwise in the next version; nothing when the event is of that version already. */
export type Upcaster = (event: Readonly<Upcast>) => Partial<Upcast> | null | undefined | void;

/** The chains, by event type. */
export type Upcasters = Readonly<Record<string, readonly Upcaster[]>>;

/** An event as it is stored, and as it is seen. They are the same object when nothing was changed. */
export interface SeenEvent {
  stored: StoredEvent;
  seen: StoredEvent;
  /** The types that it went through, when it got another one. */
  types: string[];
}

/** Types may lead to types, but not for ever. */
const MOST_TYPES = 32;

/** Takes an event through the chain of its type, and of each type that it becomes. */
export function upcast(stored: StoredEvent, upcasters: Upcasters, projection = ""): SeenEvent {
  const types = [stored.type];
  if (!Object.hasOwn(upcasters, stored.type)) return { stored, seen: stored, types };
  const failed = (why: string, cause?: unknown) => failedAt(projection, stored.position, `upcasting ${stored.type} in ${stored.streamId}: ${why}`, cause);
  const parsed = (raw: StoredEvent["data"] | null): unknown => {
    const text = raw === null ? "" : textOf(raw);
    if (text.trim() === "") return null;
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw failed(`it is no JSON: ${reason(error)}`, error);
    }
  };
  let event: Upcast = { type: stored.type, data: parsed(stored.data), metadata: parsed(stored.metadata) };
  let isChanged = false;
  for (let at = 0; ; ) {
    const chain: readonly Upcaster[] = Object.hasOwn(upcasters, event.type) ? upcasters[event.type]! : [];
    const one = chain[at++];
    if (one === undefined) break;
    let given: ReturnType<Upcaster>;
    try {
      given = one(event);
    } catch (error) {
      throw failed(`step ${at} of ${event.type} fails: ${reason(error)}`, error);
    }
    if (given === undefined || given === null) continue;
    isChanged = true;
    const { type } = event;
    event = { ...event, ...given };
    if (event.type === type) continue;
    types.push(event.type);
    if (types.length > MOST_TYPES) throw failed(`the types lead in a circle: ${types.slice(0, 4).join(", ")}, ...`);
    at = 0;
  }
  if (!isChanged) return { stored, seen: stored, types };
  const text = (value: unknown, old: StoredEvent["metadata"]) => (value === null && old === null ? null : (JSON.stringify(value) ?? "null"));
  const data = text(event.data, stored.data)!;
  const metadata = text(event.metadata, stored.metadata);
  return { stored, seen: { ...stored, type: event.type, contentType: "application/json", data, metadata }, types };
}
