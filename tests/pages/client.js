// Foldback's engine as tests and benchmarks speak to it: the messages of crates/protocol, in plain JavaScript.
// Positions and revisions are numbers here.
//
//   const client = await connect();
//   const store = await client.open("shop");
//   await store.append([{ streamId: "cart-1", type: "ItemAdded", data: { sku: "tea" } }]);
//   for await (const page of store.read()) for (const event of page.events()) console.log(event.data);

const encoder = new TextEncoder();
// A byte order mark is kept, so that it fails in a page as it does alone.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What the engine answers when it cannot do what it was asked: `code` and whatever fields the code has. */
export class FoldbackError extends Error {
  constructor({ message, ...fields }) {
    super(message);
    for (const [name, value] of Object.entries(fields)) if (value != null) this[name] = value;
    this.name = this.code;
  }
}

/** Starts an engine in a worker of its own. */
export function connect(url = "/engine_loader.js") {
  return attach(new Worker(url));
}

/** Speaks to an engine at whatever has `postMessage` and `onmessage`. */
export function attach(port) {
  return new Promise((resolve, reject) => {
    const client = new Client(port, () => resolve(client));
    client.failed = reject;
  });
}

class Client {
  #port;
  #calls = new Map();
  #last = 0;
  #broken;

  constructor(port, ready) {
    this.#port = port;
    const take = (message) => {
      if (message.ready) return ready();
      if (message.crashed !== undefined) return this.#fail("Internal", message.crashed);
      const call = this.#calls.get(message.id);
      if (message.progress !== undefined) return call?.onProgress?.(message.progress);
      this.#calls.delete(message.id);
      if (message.error) call?.reject(new FoldbackError(message.error));
      else call?.resolve(message);
    };
    port.onmessage = ({ data }) => (Array.isArray(data) ? data.forEach(take) : take(data));
    port.onerror = (event) => this.#fail("Internal", event.message ?? "the engine cannot be loaded");
  }

  #fail(code, message) {
    this.#broken = new FoldbackError({ code, message });
    for (const call of this.#calls.values()) call.reject(this.#broken);
    this.#calls.clear();
    this.failed(this.#broken);
  }

  /** Sends a call. The promise is of the whole answer, and can be cancelled: `promise.cancel()`. */
  send(call, { file, bytes, onProgress } = {}) {
    const id = ++this.#last;
    const promise = new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      this.#calls.set(id, { resolve, reject, onProgress });
      // As the engine takes it: under its name what it takes, or the name alone.
      const { op, ...takes } = call;
      const message = { id, call: Object.keys(takes).length > 0 ? { [op]: takes } : op };
      if (file) message.file = file;
      if (bytes) message.bytes = bytes;
      this.#port.postMessage(message, bytes ? [bytes] : []);
    });
    promise.cancel = () => this.#calls.has(id) && this.#port.postMessage({ cancel: id });
    return promise;
  }

  async ask(call, more) {
    return (await this.send(call, more)).answer;
  }

  async open(name) {
    await this.ask({ op: "openStore", log: name });
    return new Store(this, name);
  }

  stores() {
    return this.ask({ op: "logs" });
  }

  deleteStore(name) {
    return this.ask({ op: "delete", log: name });
  }

  /** Imports a file into a new store; `report.log` is its name. */
  importBlob(blob, { name = blob.name ?? "import", mapping = null, onBad = "keep", onProgress } = {}) {
    return this.ask({ op: "import", name, mapping, onBad }, { file: blob, onProgress });
  }

  /** Ends the engine. */
  close() {
    this.#fail("StoreClosed", "the client was closed");
    (this.#port.terminate ?? this.#port.close).call(this.#port);
  }
}

class Store {
  #client;
  #frame = new Frame();
  #waiting = [];

  constructor(client, name) {
    this.#client = client;
    this.name = name;
  }

  #ask(op, fields, more) {
    return this.#client.ask({ op, log: this.name, ...fields }, more);
  }

  /**
   * Appends events, all or none. Whatever is appended before the next turn travels in one message. Options: `expected`,
   * a list of `[stream, "any" | "noStream" | "streamExists" | revision]`; `failIfEventsMatch`, a list of `{ types, tags }`,
   * of which only what lies behind the position `after` counts; `durability`, `"relaxed"` or `"strict"`.
   */
  append(events, options = {}) {
    return new Promise((resolve, reject) => {
      this.#frame.push(events, options);
      if (this.#waiting.push({ resolve, reject }) === 1) queueMicrotask(() => this.#flush());
    });
  }

  async #flush() {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const { answer, bytes } = await this.#client.send(
        { op: "append", log: this.name },
        { bytes: this.#frame.finish(waiting.length) },
      );
      const results = new Float64Array(bytes);
      const errors = new Map(answer.errors);
      waiting.forEach(({ resolve, reject }, at) => {
        if (errors.size && errors.has(at)) return reject(new FoldbackError(errors.get(at)));
        const from = at * 4;
        const [first, last, revision] = [results[from], results[from + 1], results[from + 2]];
        resolve({ first, last, revision, written: results[from + 3] === 1 });
      });
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  /** Pages of events. `from` is a position, or a revision with `stream`, or `"start"` or `"end"`; `fromTime` a `Date` or milliseconds. */
  read({ maxCount = Infinity, ...options } = {}) {
    return new Pages((next) => this.#page(options, next), maxCount, options.pageSize);
  }

  /** Pages of what is there and then of what comes, without end. `checkpoint` is where to go on later. */
  subscribePages(options = {}) {
    return new Pages((next) => this.#page({ ...options, wait: true }, next), Infinity, options.pageSize);
  }

  /** The same, event by event. */
  subscribe(options) {
    return new Events(this.subscribePages(options));
  }

  #page({ stream = null, direction = "forwards", from = null, fromTime, filter = {}, wait = false }, { next, until, count }) {
    // A Date counts in milliseconds, the log in microseconds.
    if (fromTime !== undefined) from = { time: Math.round(Number(fromTime) * 1000) };
    if (next !== undefined) from = next;
    const { types = [], streamPrefixes = [], tags = [] } = filter;
    const asked = { types, streamPrefixes, tags };
    const call = { op: "read", log: this.name, stream, filter: asked, direction, from, maxEvents: count, wait };
    return this.#client.send({ ...call, until: wait ? null : (until ?? null) });
  }

  /** `{ position, hash }`; the position of an empty store is null. */
  async head() {
    const { position, hash } = await this.#ask("head");
    return { position: position ?? null, hash };
  }

  streams({ prefix = "", limit = 0xffffffff } = {}) {
    return this.#ask("listStreams", { prefix, limit });
  }

  /** `{ revision, metadata: { maxCount, maxAge, truncateBefore, custom }, deleted, tombstoned }`. */
  async metadata(stream) {
    const { revision, metadata, deleted, tombstoned } = await this.#ask("streamMetadata", { stream });
    const { maxCount = null, maxAge = null, truncateBefore = null, custom } = metadata;
    const read = { maxCount, maxAge, truncateBefore, custom: custom ? JSON.parse(custom) : null };
    return { revision: revision ?? null, metadata: read, deleted, tombstoned };
  }

  setMetadata(stream, { custom, ...metadata }, { expectedRevision = null } = {}) {
    metadata.custom = custom == null ? null : JSON.stringify(custom);
    return this.#ask("setStreamMetadata", { stream, metadata, expectedRevision });
  }

  /** An append makes the stream anew. */
  deleteStream(stream, { expected = "any" } = {}) {
    return this.#ask("deleteStream", { stream, expected, tombstone: false });
  }

  /** No append makes the stream anew. */
  tombstone(stream, { expected = "any" } = {}) {
    return this.#ask("deleteStream", { stream, expected, tombstone: true });
  }

  scavenge() {
    return this.#ask("scavenge");
  }

  compact() {
    return this.#ask("compact");
  }

  verify() {
    return this.#ask("verify");
  }

  async backup() {
    return (await this.#client.send({ op: "backup", log: this.name })).file;
  }

  restore(blob) {
    return this.#ask("restore", {}, { file: blob });
  }

  estimate() {
    return this.#ask("estimate");
  }

  async persist() {
    return (await this.#client.ask({ op: "persist" })) ?? null;
  }

  close() {
    return this.#ask("closeStore");
  }
}

/** Iterates pages, and asks for the next while one is being looked at. One `next()` at a time, as `for await` does it. */
class Pages {
  #ask;
  #left;
  #size;
  #pending;
  #until;
  #ended = false;
  /** Where a later read goes on that is to begin behind the last page given; undefined at the end. */
  checkpoint;

  constructor(ask, left, size = 4096) {
    this.#ask = ask;
    this.#left = left;
    this.#size = size;
    this.#request(undefined);
  }

  #request(next) {
    if (this.#left <= 0) return (this.#ended = true);
    const count = Math.min(this.#left, this.#size);
    this.#pending = this.#ask({ next, until: this.#until, count });
    // It is awaited when someone asks; until then its failure is nobody's.
    this.#pending.catch(() => {});
  }

  async next() {
    while (!this.#ended) {
      let message;
      try {
        message = await this.#pending;
      } catch (error) {
        if (this.#ended) break;
        this.#ended = true;
        throw error;
      }
      if (this.#ended) break;
      const { next, until } = message.answer;
      const page = new Page(message.bytes);
      this.checkpoint = next ?? undefined;
      this.#until = until;
      this.#left -= page.count;
      if (next == null) this.#ended = true;
      else this.#request(next);
      if (page.count) return { value: page, done: false };
    }
    return { value: undefined, done: true };
  }

  async return() {
    if (!this.#ended) this.#pending.cancel();
    this.#ended = true;
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

class Events {
  #pages;
  #events = [];
  #at = 0;

  constructor(pages) {
    this.#pages = pages;
  }

  async next() {
    if (this.#at === this.#events.length) {
      const { value, done } = await this.#pages.next();
      if (done) return { value: undefined, done };
      this.#events = value.events();
      this.#at = 0;
    }
    return { value: this.#events[this.#at++], done: false };
  }

  return() {
    this.#at = this.#events.length;
    return this.#pages.return();
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

// --- Append requests: see crates/protocol/src/request.rs.

const KINDS = { any: 0, noStream: 1, streamExists: 2 };
// Room for the count of requests, a number of five bytes, which is known at the end.
const COUNT = 5;

/** A frame of append requests that grows as they come. */
export class Frame {
  #bytes = new Uint8Array(4096);
  #at = COUNT;

  /** Adds a request; one that cannot be written throws and leaves nothing behind. */
  push(events, { expected = [], after, failIfEventsMatch, durability = "relaxed" } = {}) {
    const start = this.#at;
    try {
      this.#byte(durability === "strict" ? 1 : 0);
      this.#list(expected, ([stream, revision]) => {
        this.#text(stream);
        const kind = typeof revision === "string" ? KINDS[revision] : 3;
        if (kind === undefined) throw new TypeError(`no such expected revision: ${revision}`);
        this.#byte(kind);
        if (kind === 3) this.#number(Number(revision));
      });
      this.#byte(failIfEventsMatch ? 1 : 0);
      if (failIfEventsMatch) {
        this.#byte(after == null ? 0 : 1);
        if (after != null) this.#number(Number(after));
        this.#list(failIfEventsMatch, ({ types = [], tags = [] }) => {
          this.#texts(types);
          this.#texts(tags);
        });
      }
      this.#number(events.length);
      for (let at = 0; at < events.length; at++) this.#event(events[at]);
    } catch (error) {
      this.#at = start;
      throw error;
    }
  }

  /** The frame, as a buffer of its own; afterwards this one is empty. */
  finish(count) {
    this.#padded(0, COUNT, count);
    const frame = this.#bytes.slice(0, this.#at).buffer;
    this.#at = COUNT;
    // One large frame does not hold its memory for good.
    if (this.#bytes.length > 1 << 24) this.#bytes = new Uint8Array(4096);
    return frame;
  }

  #event({ streamId, type, id = crypto.randomUUID(), time, contentType = "", data, metadata, tags }) {
    this.#text(streamId);
    this.#text(type);
    this.#text(id);
    this.#byte(time == null ? 0 : 1);
    if (time != null) this.#text(time instanceof Date ? time.toISOString() : time);
    this.#text(contentType);
    if (data instanceof Uint8Array) this.#run(data);
    else if (isJson(contentType)) this.#text(data === undefined ? "" : JSON.stringify(data));
    else this.#text(data);
    if (metadata instanceof Uint8Array) this.#run(metadata);
    else this.#text(metadata == null ? "" : JSON.stringify(metadata));
    if (tags) this.#texts(tags);
    else this.#byte(0);
  }

  #list(list, write) {
    this.#number(list.length);
    for (const item of list) write(item);
  }

  #texts(list) {
    this.#number(list.length);
    for (const text of list) this.#text(text);
  }

  #room(length) {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }

  #byte(value) {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  #number(value) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`no count, position or revision: ${value}`);
    this.#room(8);
    // No shifts: they end at 32 bits.
    for (; value >= 0x80; value = Math.floor(value / 0x80)) this.#bytes[this.#at++] = (value % 0x80) | 0x80;
    this.#bytes[this.#at++] = value;
  }

  /** Writes a number into room kept for it, with zeros up to its end. */
  #padded(at, width, value) {
    for (let left = width; left > 1; left--, value = Math.floor(value / 0x80)) this.#bytes[at++] = (value % 0x80) | 0x80;
    this.#bytes[at] = value;
  }

  #run(bytes) {
    this.#number(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #text(text) {
    if (typeof text !== "string") throw new TypeError(`no text: ${typeof text}`);
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
  #ascii(text, start) {
    const bytes = this.#bytes;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return -1;
      bytes[start + at] = code;
    }
    return text.length;
  }
}

function isJson(contentType) {
  if (contentType === "") return true;
  const kind = contentType.split(";")[0].trimEnd();
  return kind.toLowerCase() === "application/json" || kind.endsWith("+json");
}

// --- Pages of events: see crates/protocol/src/page.rs.

const MAGIC = 0x31504246;
const [ID, TIME, CONTENT_TYPE, DATA, METADATA, SOURCE_REVISION, SOURCE_POSITION, PLACE] = [1, 2, 4, 8, 16, 32, 64, 128];
const [NO_DATA, NO_METADATA, UTC_SHIFT] = [512, 1024, 11];
// Those that say that something of the event is in extra; the last of them is that of tags.
const EXTRA = 0x1ff;
const NONE = Object.freeze({ tags: Object.freeze([]) });
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Tags and the like are short and ASCII; calling the decoder costs more than reading them. */
function short(bytes) {
  if (bytes.length > 24) return decoder.decode(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(bytes[at]);
  }
  return text;
}

/** A page of events as it arrived; nothing of it is decoded before someone asks. */
export class Page {
  #names;
  #data;
  #metadata;

  constructor(buffer) {
    const [magic, count, data, metadata, extra, dictionary] = new Uint32Array(buffer, 0, 8);
    if (magic !== MAGIC) throw new TypeError("page and engine are of different versions; reload the page");
    let at = 32;
    const column = (Type, length = count) => {
      const section = new Type(buffer, at, length);
      at += (section.byteLength + 7) & ~7;
      return section;
    };
    this.bytes = buffer;
    this.count = count;
    this.positions = column(Float64Array);
    this.revisions = column(Float64Array);
    /** Microseconds since 1970; NaN: none. */
    this.created = column(Float64Array);
    this.streamIndexes = column(Uint32Array);
    this.typeIndexes = column(Uint32Array);
    this.dataEnds = column(Uint32Array);
    this.metadataEnds = column(Uint32Array);
    this.extraEnds = column(Uint32Array);
    this.flags = column(Uint16Array);
    this.ids = column(Uint8Array, count * 16);
    this.data = column(Uint8Array, data);
    this.metadata = column(Uint8Array, metadata);
    this.extra = column(Uint8Array, extra);
    this.dictionary = column(Uint8Array, dictionary);
  }

  /** `[streams, types]`, into which the columns point. */
  get names() {
    return (this.#names ??= JSON.parse(decoder.decode(this.dictionary)));
  }

  /** The payloads; what is no JSON comes as its bytes, and what is empty as null. */
  get values() {
    return (this.#data ??= this.#parse(this.data, this.dataEnds, DATA));
  }

  get metadatas() {
    return (this.#metadata ??= this.#parse(this.metadata, this.metadataEnds, METADATA));
  }

  events() {
    const events = new Array(this.count);
    for (let at = 0; at < events.length; at++) events[at] = new RecordedEvent(this, at);
    return events;
  }

  /** The element of a section that belongs to an event. */
  part(section, ends, at) {
    return section.subarray(at ? ends[at - 1] + 1 : 0, ends[at]);
  }

  #parse(section, ends, outside) {
    if (!section.length) return new Array(this.count).fill(null);
    let values;
    try {
      values = JSON.parse(`[${decoder.decode(section)}]`);
    } catch {
      values = Array.from({ length: this.count }, (_, at) => {
        const bytes = this.part(section, ends, at);
        try {
          return JSON.parse(decoder.decode(bytes));
        } catch {
          return bytes;
        }
      });
    }
    const { flags } = this;
    for (let at = 0; at < flags.length; at++) {
      if (flags[at] & outside) values[at] = this.details(at)[outside === DATA ? "data" : "metadata"];
    }
    return values;
  }

  /** What an event has in the extra section. */
  details(at) {
    const flags = this.flags[at];
    if (!(flags & EXTRA)) return NONE;
    const bytes = this.extra;
    const end = this.extraEnds[at];
    let from = at ? this.extraEnds[at - 1] : 0;
    const number = () => {
      let value = 0;
      for (let unit = 1; ; unit *= 0x80) {
        const byte = bytes[from++];
        value += (byte & 0x7f) * unit;
        if (!(byte & 0x80)) return value;
      }
    };
    const run = () => {
      const length = number();
      return bytes.subarray(from, (from += length));
    };
    const text = (flag) => (flags & flag ? short(run()) : undefined);
    const details = { id: text(ID), time: text(TIME), contentType: text(CONTENT_TYPE), tags: [] };
    if (flags & DATA) details.data = run();
    if (flags & METADATA) details.metadata = run();
    const [revision, position] = [text(SOURCE_REVISION), text(SOURCE_POSITION)];
    if (flags & PLACE) details.source = { revision: revision ?? null, position: position ?? null, place: number() };
    while (from < end) details.tags.push(short(run()));
    return details;
  }
}

/** An event of a page. It decodes what is asked for, and keeps its page in memory. */
class RecordedEvent {
  #page;
  #at;
  #more;

  constructor(page, at) {
    this.#page = page;
    this.#at = at;
  }

  get #details() {
    return (this.#more ??= this.#page.details(this.#at));
  }

  get position() {
    return this.#page.positions[this.#at];
  }

  get revision() {
    return this.#page.revisions[this.#at];
  }

  get streamId() {
    return this.#page.names[0][this.#page.streamIndexes[this.#at]];
  }

  get type() {
    return this.#page.names[1][this.#page.typeIndexes[this.#at]];
  }

  get id() {
    const flags = this.#page.flags[this.#at];
    if (flags & ID) return this.#details.id;
    const start = this.#at * 16;
    let id = "";
    for (let at = 0; at < 16; at++) {
      if (at === 4 || at === 6 || at === 8 || at === 10) id += "-";
      id += HEX[this.#page.ids[start + at]];
    }
    return id;
  }

  get created() {
    const micros = this.#page.created[this.#at];
    return Number.isNaN(micros) ? null : new Date(Math.floor(micros / 1000));
  }

  /** As it was received, with every digit. */
  get time() {
    const flags = this.#page.flags[this.#at];
    if (flags & TIME) return this.#details.time;
    const form = (flags >> UTC_SHIFT) & 3;
    if (!form) return null;
    const text = this.created.toISOString();
    if (form === 2) return text;
    const seconds = text.slice(0, -5);
    if (form === 1) return `${seconds}Z`;
    const micros = this.#page.created[this.#at] % 1e6;
    return `${seconds}.${String(micros < 0 ? micros + 1e6 : micros).padStart(6, "0")}Z`;
  }

  get contentType() {
    return this.#details.contentType ?? "application/json";
  }

  get data() {
    return this.#page.values[this.#at];
  }

  get metadata() {
    return this.#page.metadatas[this.#at];
  }

  get tags() {
    return this.#details.tags;
  }

  get source() {
    return this.#details.source;
  }

  /** The payload's bytes, as they were appended. */
  rawData() {
    const page = this.#page;
    const flags = page.flags[this.#at];
    if (flags & NO_DATA) return new Uint8Array();
    return flags & DATA ? this.#details.data : page.part(page.data, page.dataEnds, this.#at);
  }

  rawMetadata() {
    const page = this.#page;
    const flags = page.flags[this.#at];
    if (flags & NO_METADATA) return new Uint8Array();
    return flags & METADATA ? this.#details.metadata : page.part(page.metadata, page.metadataEnds, this.#at);
  }

  /** All fields as a plain object. */
  toJSON() {
    const { streamId, revision, position, id, type, created, time, contentType, data, metadata, tags, source } = this;
    return { streamId, revision, position, id, type, created, time, contentType, data, metadata, tags, ...(source && { source }) };
  }
}
