// What handlers give out beside their state: events and links that they emit, and what they log. It is captured with the
// position of the event that was being handled, and written nowhere.

import { LINK, STREAM_REFERENCE, type EventView } from "./event.js";

/** An event or link that a handler emitted. */
export interface Emitted {
  /** The event that was being handled. */
  position: number;
  streamId: string;
  /** Its type: `$>` for a link, whose data is `NUMBER@STREAM`; `$@` for a reference to a stream. */
  type: string;
  isJson: boolean;
  /** As text. */
  data: string;
  /** JSON text of an object; `null` when none was given. */
  metadata: string | null;
}

/** A line that a handler logged. */
export interface Logged {
  position: number;
  text: string;
}

/** Takes what is given out while an event is handled. */
export class Sink {
  position = 0;
  emitted: Emitted[] = [];
  logs: Logged[] = [];
}

let current: Sink | undefined;

/** Calls a handler, so that what it gives out goes to the sink. */
export function into<T>(sink: Sink, call: () => T): T {
  const before = current;
  current = sink;
  try {
    return call();
  } finally {
    current = before;
  }
}

function sink(word: string): Sink {
  if (current === undefined) throw new TypeError(`${word}: only a handler of a projection can call it, while it handles an event.`);
  return current;
}

/** Appends an event to a stream. It is captured, not written. */
export function emit(streamId: string, eventType: string, eventBody: object, metadata?: object): void {
  const { position, emitted } = sink("emit");
  text("emit", "streamId", streamId);
  text("emit", "eventType", eventType);
  object("emit", "eventBody", eventBody);
  if (metadata !== undefined) object("emit", "metadata", metadata);
  emitted.push({ position, streamId, type: eventType, isJson: true, data: JSON.stringify(eventBody), metadata: json(metadata) });
}

/** Appends a link to an event. It is captured, not written. */
export function linkTo(streamId: string, event: Pick<EventView, "sequenceNumber" | "streamId">, metadata?: object): void {
  const { position, emitted } = sink("linkTo");
  text("linkTo", "streamId", streamId);
  object("linkTo", "event", event);
  if (metadata !== undefined) object("linkTo", "metadata", metadata);
  const { sequenceNumber, streamId: source } = event;
  if (typeof sequenceNumber !== "number" || typeof source !== "string") {
    throw new TypeError('linkTo: "event" must be an event, with a sequenceNumber and a streamId.');
  }
  emitted.push({ position, streamId, type: LINK, isJson: false, data: `${sequenceNumber}@${source}`, metadata: json(metadata) });
}

/** Appends a reference to a stream. It is captured, not written. */
export function linkStreamTo(streamId: string, linkedStreamId: string, metadata?: object): void {
  const { position, emitted } = sink("linkStreamTo");
  text("linkStreamTo", "streamId", streamId);
  text("linkStreamTo", "linkedStreamId", linkedStreamId);
  if (metadata !== undefined) object("linkStreamTo", "metadata", metadata);
  emitted.push({ position, streamId, type: STREAM_REFERENCE, isJson: false, data: linkedStreamId, metadata: json(metadata) });
}

/** Does nothing, as in KurrentDB, which has the word and no meaning for it. */
export function copyTo(..._: unknown[]): void {
  sink("copyTo");
}

/** Keeps a line beside the event: each value as it is when it is text, as JSON otherwise. */
export function log(...values: unknown[]): void {
  const { position, logs } = sink("log");
  if (values.length === 0) return;
  logs.push({ position, text: values.map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value))).join(" ,") });
}

function json(metadata: object | undefined): string | null {
  return metadata === undefined ? null : JSON.stringify(metadata);
}

function text(word: string, name: string, value: unknown): void {
  if (typeof value !== "string" || value.trim() === "") throw new TypeError(`${word}: "${name}" must be a text that is not empty.`);
}

function object(word: string, name: string, value: unknown): void {
  if (typeof value !== "object" || value === null) throw new TypeError(`${word}: "${name}" must be an object.`);
}
