// Append requests as the engine takes them: many in one buffer, which is transferred. A request that cannot be written
// throws a TypeError that names what is wrong with it, and leaves nothing behind.

import { invalid, jsonText, texts, whole } from "../arguments.js";
import { newId } from "../events.js";

/** An event of a request, not checked yet. */
export interface FrameEvent {
  streamId: string;
  type: string;
  data?: unknown;
  id?: string;
  time?: Date | string;
  contentType?: string;
  metadata?: unknown;
  tags?: readonly string[];
}

/** Only events behind `after` count, or all. Items are alternatives; within one, any of the types and all of the tags. */
export interface FrameCondition {
  after: number | undefined;
  items: readonly { types: string[]; tags: string[] }[];
}

/** What a request asks besides its events. */
export interface FrameOptions {
  /** Streams, and where each must be. */
  expected: readonly (readonly [string, "any" | "noStream" | "streamExists" | number])[];
  condition: FrameCondition | undefined;
  strict: boolean;
}

const encoder = new TextEncoder();
const KINDS = { any: 0, noStream: 1, streamExists: 2 };
// Room for the count of requests, a number of five bytes, which is known at the end.
const COUNT = 5;
const FIRST_SIZE = 4096;
const LARGE = 1 << 24;

/** A frame that grows as requests come. */
export class Frame {
  #bytes = new Uint8Array(FIRST_SIZE);
  #at = COUNT;

  /** Adds a request. `method` is what the caller called, for messages. `streamId` is the stream of events that name none. */
  push(method: string, events: readonly FrameEvent[], streamId: string | undefined, options: FrameOptions): void {
    const start = this.#at;
    try {
      this.#byte(options.strict ? 1 : 0);
      this.#number(options.expected.length);
      for (const [stream, revision] of options.expected) {
        this.#text(stream);
        if (typeof revision === "string") this.#byte(KINDS[revision]);
        else {
          this.#byte(3);
          this.#number(revision);
        }
      }
      const { condition } = options;
      this.#byte(condition ? 1 : 0);
      if (condition) {
        this.#byte(condition.after === undefined ? 0 : 1);
        if (condition.after !== undefined) this.#number(condition.after);
        this.#number(condition.items.length);
        for (const { types, tags } of condition.items) {
          this.#texts(types);
          this.#texts(tags);
        }
      }
      this.#number(events.length);
      for (let at = 0; at < events.length; at++) {
        const event = events[at]!;
        if (typeof event !== "object" || event === null) {
          throw invalid(method, `events[${at}]`, "an object { type, data }", event);
        }
        this.#event(method, at, streamId ?? event.streamId, event);
      }
    } catch (error) {
      this.#at = start;
      throw error;
    }
  }

  /** The frame, as a buffer of its own; afterwards this one is empty. */
  finish(count: number): ArrayBuffer {
    this.#padded(0, COUNT, count);
    const frame = this.#bytes.slice(0, this.#at).buffer;
    this.#at = COUNT;
    // One large frame does not hold its memory for good.
    if (this.#bytes.length > LARGE) this.#bytes = new Uint8Array(FIRST_SIZE);
    return frame;
  }

  #event(method: string, at: number, streamId: string, event: FrameEvent): void {
    const { type, id, time, data, metadata, tags } = event;
    const wrong = (field: string, wanted: string, got: unknown) => invalid(method, `events[${at}].${field}`, wanted, got);
    if (typeof streamId !== "string" || streamId === "") throw wrong("streamId", "a non-empty string", streamId);
    if (typeof type !== "string" || type === "") throw wrong("type", "a non-empty string", type);
    if (id !== undefined && typeof id !== "string") throw wrong("id", "a string", id);
    this.#text(streamId);
    this.#text(type);
    this.#text(id ?? newId());
    if (time === undefined) this.#byte(0);
    else {
      this.#byte(1);
      if (typeof time === "string") this.#text(time);
      else if (time instanceof Date && !Number.isNaN(time.getTime())) this.#text(time.toISOString());
      else throw wrong("time", "a valid Date or a string", time);
    }
    const bytes = bytesOf(data);
    let { contentType } = event;
    if (contentType === undefined) contentType = bytes ? "application/octet-stream" : "";
    else if (typeof contentType !== "string") throw wrong("contentType", "a string", contentType);
    // What is not said is JSON.
    this.#text(contentType === "application/json" ? "" : contentType);
    if (bytes) this.#run(bytes);
    else if (isJson(contentType)) this.#json(method, `events[${at}].data`, data);
    else if (typeof data === "string") this.#text(data);
    else throw wrong("data", `a Uint8Array, an ArrayBuffer or a string, for its contentType is ${contentType}`, data);
    const metadataBytes = bytesOf(metadata);
    if (metadataBytes) this.#run(metadataBytes);
    else this.#json(method, `events[${at}].metadata`, metadata ?? undefined);
    if (tags === undefined) this.#byte(0);
    else this.#texts(texts(method, `events[${at}].tags`, tags));
  }

  /** A value as JSON text; `undefined` is nothing at all. */
  #json(method: string, argument: string, value: unknown): void {
    if (value === undefined) {
      this.#byte(0);
      return;
    }
    this.#text(jsonText(method, argument, value));
  }

  #texts(list: readonly string[]): void {
    this.#number(list.length);
    for (const text of list) this.#text(text);
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  #number(value: number): void {
    this.#room(8);
    // No shifts: they end at 32 bits.
    for (; value >= 0x80; value = Math.floor(value / 0x80)) this.#bytes[this.#at++] = (value % 0x80) | 0x80;
    this.#bytes[this.#at++] = value;
  }

  /** Writes a number into room kept for it, with zeros up to its end. */
  #padded(at: number, width: number, value: number): void {
    for (let left = width; left > 1; left--, value = Math.floor(value / 0x80)) this.#bytes[at++] = (value % 0x80) | 0x80;
    this.#bytes[at] = value;
  }

  #run(bytes: Uint8Array): void {
    this.#number(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #text(text: string): void {
    // A character takes three bytes at most; as the length comes first, room is kept for the longest.
    const longest = text.length * 3;
    this.#room(longest + COUNT);
    const width = longest < 1 << 7 ? 1 : longest < 1 << 14 ? 2 : longest < 2 ** 21 ? 3 : longest < 2 ** 28 ? 4 : 5;
    const start = this.#at + width;
    const written = text.length < 48 ? this.#ascii(text, start) : -1;
    const length = written < 0 ? encoder.encodeInto(text, this.#bytes.subarray(start)).written : written;
    this.#padded(this.#at, width, length);
    this.#at = start + length;
  }

  /** Names and ids are short and ASCII; calling the encoder costs more than writing them. */
  #ascii(text: string, start: number): number {
    const bytes = this.#bytes;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return -1;
      bytes[start + at] = code;
    }
    return text.length;
  }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** Whether a payload of that content type is JSON, as the engine sees it. */
function isJson(contentType: string): boolean {
  if (contentType === "") return true;
  const kind = contentType.split(";")[0]!.trimEnd();
  return kind.toLowerCase() === "application/json" || kind.endsWith("+json");
}

/** What a condition or a filter names, checked. */
export function checkedItems(method: string, argument: string, given: unknown): { types: string[]; tags: string[] }[] {
  if (!Array.isArray(given)) throw invalid(method, argument, "an array of { types, tags }", given);
  return given.map((item: { types?: unknown; tags?: unknown }, at) => {
    if (typeof item !== "object" || item === null) throw invalid(method, `${argument}[${at}]`, "an object { types, tags }", item);
    const types = texts(method, `${argument}[${at}].types`, item.types);
    const tags = texts(method, `${argument}[${at}].tags`, item.tags);
    if (types.length + tags.length === 0) {
      throw new TypeError(`${method}: "${argument}[${at}]" names neither types nor tags, so that every event would match.`);
    }
    return { types, tags };
  });
}

/** Where a stream must be, checked. */
export function checkedExpected(
  method: string,
  argument: string,
  value: unknown,
): "any" | "noStream" | "streamExists" | number {
  if (value === "any" || value === "noStream" || value === "streamExists") return value;
  if (typeof value === "string") {
    throw invalid(method, argument, 'ANY, NO_STREAM, STREAM_EXISTS ("any", "noStream", "streamExists") or a revision', value);
  }
  return whole(method, argument, value);
}
