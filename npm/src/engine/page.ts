// A page of events as it arrived from the engine. Nothing of it is decoded before someone asks.

const MAGIC = 0x31504246;
const [ID, TIME, CONTENT_TYPE, DATA, METADATA, SOURCE_REVISION, SOURCE_POSITION, PLACE] = [1, 2, 4, 8, 16, 32, 64, 128];
const [NO_DATA, NO_METADATA, UTC_SHIFT] = [512, 1024, 11];
// Those that say that something of the event is in extra; the last of them is that of tags.
const EXTRA = 0x1ff;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

// A byte order mark is kept, so that it fails in a page as it does alone.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What an event has besides what every event has. */
export interface Details {
  id?: string | undefined;
  time?: string | undefined;
  contentType?: string | undefined;
  data?: Uint8Array<ArrayBuffer>;
  metadata?: Uint8Array<ArrayBuffer>;
  source?: { revision: string | null; position: string | null; place: number };
  tags: readonly string[];
}

const NONE: Details = Object.freeze({ tags: Object.freeze([]) as readonly string[] });

/** Tags and the like are short and ASCII; calling the decoder costs more than reading them. */
function short(bytes: Uint8Array): string {
  if (bytes.length > 24) return decoder.decode(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(bytes[at]!);
  }
  return text;
}

/** The columns of a page: an element each for every event. */
export class Page {
  readonly count: number;
  readonly positions: Float64Array;
  readonly revisions: Float64Array;
  /** Microseconds since 1970; NaN: none. */
  readonly created: Float64Array;
  readonly #streams: Uint32Array;
  readonly #types: Uint32Array;
  readonly #dataEnds: Uint32Array;
  readonly #metadataEnds: Uint32Array;
  readonly #extraEnds: Uint32Array;
  readonly #flags: Uint16Array;
  readonly #ids: Uint8Array<ArrayBuffer>;
  readonly #data: Uint8Array<ArrayBuffer>;
  readonly #metadata: Uint8Array<ArrayBuffer>;
  readonly #extra: Uint8Array<ArrayBuffer>;
  readonly #dictionary: Uint8Array<ArrayBuffer>;
  #names: [string[], string[]] | undefined;
  #values: unknown[] | undefined;
  #metadatas: unknown[] | undefined;

  constructor(buffer: ArrayBuffer) {
    const [magic, count, data, metadata, extra, dictionary] = new Uint32Array(buffer, 0, 8) as unknown as number[];
    if (magic !== MAGIC) throw new TypeError("The engine is of another version than this page: reload it.");
    let at = 32;
    type Column = { byteLength: number };
    const column = <C extends Column>(Type: new (buffer: ArrayBuffer, at: number, length: number) => C, length: number) => {
      const section = new Type(buffer, at, length);
      at += (section.byteLength + 7) & ~7;
      return section;
    };
    this.count = count!;
    this.positions = column(Float64Array, this.count);
    this.revisions = column(Float64Array, this.count);
    this.created = column(Float64Array, this.count);
    this.#streams = column(Uint32Array, this.count);
    this.#types = column(Uint32Array, this.count);
    this.#dataEnds = column(Uint32Array, this.count);
    this.#metadataEnds = column(Uint32Array, this.count);
    this.#extraEnds = column(Uint32Array, this.count);
    this.#flags = column(Uint16Array, this.count);
    this.#ids = column(Uint8Array, this.count * 16);
    this.#data = column(Uint8Array, data!);
    this.#metadata = column(Uint8Array, metadata!);
    this.#extra = column(Uint8Array, extra!);
    this.#dictionary = column(Uint8Array, dictionary!);
  }

  streamId(at: number): string {
    return this.#name(0)[this.#streams[at]!]!;
  }

  type(at: number): string {
    return this.#name(1)[this.#types[at]!]!;
  }

  id(at: number): string {
    if (this.#flags[at]! & ID) return this.details(at).id!;
    const start = at * 16;
    let id = "";
    for (let byte = 0; byte < 16; byte++) {
      if (byte === 4 || byte === 6 || byte === 8 || byte === 10) id += "-";
      id += HEX[this.#ids[start + byte]!];
    }
    return id;
  }

  date(at: number): Date | null {
    const micros = this.created[at]!;
    return Number.isNaN(micros) ? null : new Date(Math.floor(micros / 1000));
  }

  /** As it was received, with every digit. */
  time(at: number): string | null {
    const flags = this.#flags[at]!;
    if (flags & TIME) return this.details(at).time!;
    const form = (flags >> UTC_SHIFT) & 3;
    if (!form) return null;
    const micros = this.created[at]!;
    const text = new Date(Math.floor(micros / 1000)).toISOString();
    if (form === 2) return text;
    const seconds = text.slice(0, -5);
    if (form === 1) return `${seconds}Z`;
    const part = micros % 1e6;
    return `${seconds}.${String(part < 0 ? part + 1e6 : part).padStart(6, "0")}Z`;
  }

  contentType(at: number): string {
    return (this.#flags[at]! & CONTENT_TYPE && this.details(at).contentType) || "application/json";
  }

  /** The payload; what is no JSON comes as its bytes, and what is empty as null. */
  data(at: number): unknown {
    return (this.#values ??= this.#parse(this.#data, this.#dataEnds, DATA))[at];
  }

  metadata(at: number): unknown {
    return (this.#metadatas ??= this.#parse(this.#metadata, this.#metadataEnds, METADATA))[at];
  }

  rawData(at: number): Uint8Array<ArrayBuffer> {
    const flags = this.#flags[at]!;
    if (flags & NO_DATA) return new Uint8Array();
    return flags & DATA ? this.details(at).data! : part(this.#data, this.#dataEnds, at);
  }

  rawMetadata(at: number): Uint8Array<ArrayBuffer> {
    const flags = this.#flags[at]!;
    if (flags & NO_METADATA) return new Uint8Array();
    return flags & METADATA ? this.details(at).metadata! : part(this.#metadata, this.#metadataEnds, at);
  }

  /** What an event has in the extra section. */
  details(at: number): Details {
    const flags = this.#flags[at]!;
    if (!(flags & EXTRA)) return NONE;
    const bytes = this.#extra;
    const end = this.#extraEnds[at]!;
    let from = at ? this.#extraEnds[at - 1]! : 0;
    const number = () => {
      let value = 0;
      for (let unit = 1; ; unit *= 0x80) {
        const byte = bytes[from++]!;
        value += (byte & 0x7f) * unit;
        if (!(byte & 0x80)) return value;
      }
    };
    const run = () => {
      const length = number();
      return bytes.subarray(from, (from += length));
    };
    const text = (flag: number) => (flags & flag ? short(run()) : undefined);
    const details: Details = { id: text(ID), time: text(TIME), contentType: text(CONTENT_TYPE), tags: [] };
    if (flags & DATA) details.data = run();
    if (flags & METADATA) details.metadata = run();
    const [revision, position] = [text(SOURCE_REVISION), text(SOURCE_POSITION)];
    if (flags & PLACE) details.source = { revision: revision ?? null, position: position ?? null, place: number() };
    const tags: string[] = [];
    while (from < end) tags.push(short(run()));
    details.tags = tags;
    return details;
  }

  #name(which: 0 | 1): string[] {
    return (this.#names ??= JSON.parse(decoder.decode(this.#dictionary)) as [string[], string[]])[which];
  }

  /** All values of a section in one go: a parser that is started for each event takes twice as long. */
  #parse(section: Uint8Array<ArrayBuffer>, ends: Uint32Array, outside: number): unknown[] {
    if (!section.length) return new Array<unknown>(this.count).fill(null);
    let values: unknown[];
    try {
      values = JSON.parse(`[${decoder.decode(section)}]`) as unknown[];
    } catch {
      values = Array.from({ length: this.count }, (_, at) => {
        const bytes = part(section, ends, at);
        try {
          return JSON.parse(decoder.decode(bytes)) as unknown;
        } catch {
          return bytes;
        }
      });
    }
    for (let at = 0; at < this.count; at++) {
      if (this.#flags[at]! & outside) values[at] = this.details(at)[outside === DATA ? "data" : "metadata"];
    }
    return values;
  }
}

/** The element of a section that belongs to an event. */
function part(section: Uint8Array<ArrayBuffer>, ends: Uint32Array, at: number): Uint8Array<ArrayBuffer> {
  return section.subarray(at ? ends[at - 1]! + 1 : 0, ends[at]);
}
