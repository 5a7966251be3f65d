// What calls of a store take and answer, besides events.

import type { EventShape } from "./events.js";
import type { ExpectedRevision } from "./errors.js";
import type { Upcasters } from "./projection/upcast.js";

/** When an append is acknowledged: `"relaxed"`, as soon as the browser has handed it to the system, or `"strict"`, when it is on the disk. */
export type Durability = "relaxed" | "strict";

/** What ends a long call before it is done. */
export interface Cancellable {
  /** Its abort ends the call with {@link Aborted}. */
  signal?: AbortSignal;
}

/** How far a long call has got. */
export interface Progress {
  /** Bytes done. */
  bytes: number;
  /** Bytes in all; 0 while it is not known. */
  total: number;
  /** Events so far. */
  events: number;
}

/** What can be watched. */
export interface Watchable {
  /** Called now and then while the call is under way. */
  onProgress?: (progress: Progress) => void;
}

/** How a store is opened. */
export interface OpenOptions {
  /** The durability of appends that do not say theirs; `"relaxed"` when absent. */
  durability?: Durability;
  /** Whether the engine runs in a worker of its own: `true` where there are workers. With `false` it runs on this thread. */
  worker?: boolean;
  /** Where events are stored: in `"indexeddb"`, or in `"memory"` for as long as the page or process lives. IndexedDB where there is one. */
  storage?: "indexeddb" | "memory";
  /**
   * What old events go through when they are read, by event type: a chain of functions, each from one version to the next. What
   * is stored stays as it is; a read event has it as `stored`. Filters by type are about events as they are stored, and so are
   * built-in folds and jq.
   */
  upcasters?: Upcasters;
  /** What tells the upcasters from what they were before: without it, no states of projections with upcasters are kept in the store. */
  upcastersVersion?: string | number;
  /** The folder from which `worker.js` and the engine's wasm are loaded, for a build that does not copy them next to the code. */
  assets?: string | URL;
}

/** How an append is done. */
export interface AppendOptions extends Cancellable {
  /** When it is acknowledged; the store's when absent. */
  durability?: Durability;
}

/** How an append to one stream is done. */
export interface AppendToStreamOptions extends AppendOptions {
  /** Where the stream must be: `ANY` when absent, `NO_STREAM`, `STREAM_EXISTS`, or the revision of its last event. */
  expectedRevision?: ExpectedRevision | number;
}

/** Events of any of these types, or of every type; with all of these tags. */
export interface Criterion<E extends EventShape = EventShape> {
  /** Any of them. */
  types?: readonly E["type"][];
  /** All of them. */
  tags?: readonly string[];
}

/** How an append to several streams is done. */
export interface AppendConditionOptions<E extends EventShape = EventShape> extends AppendOptions {
  /** Where streams must be, by their names. */
  expectedRevisions?: Readonly<Record<string, ExpectedRevision | number>>;
  /** The append fails when an event matches any of these: a dynamic consistency boundary. */
  failIfEventsMatch?: readonly Criterion<E>[];
  /** Of which only events behind this position count: that of the last event which the decision has seen. */
  after?: bigint | number;
}

/** What became of an append. */
export interface AppendResult {
  /** Always true; whatever else is thrown. */
  success: true;
  /** The revision of the last event in its stream: what the next append expects. */
  nextExpectedRevision: bigint;
  /** The position of the first event. */
  firstPosition: bigint;
  /** The position of the last event. */
  position: bigint;
  /** False when the events were there already, by their ids, so that nothing was written. */
  written: boolean;
}

/** Which events. What is absent asks nothing. */
export interface EventFilter<E extends EventShape = EventShape> {
  /** Any of these types. */
  types?: readonly E["type"][];
  /** Streams whose names begin with any of these. */
  streamPrefixes?: readonly string[];
  /** All of these tags. */
  tags?: readonly string[];
}

/** Which way events are read. */
export type Direction = "forwards" | "backwards";

/** What every read takes. */
export interface ReadOptions<E extends EventShape = EventShape> extends Cancellable {
  /** `"forwards"` when absent. */
  direction?: Direction;
  /** Only events that match. */
  filter?: EventFilter<E>;
  /** How many events at most. */
  maxCount?: number;
}

/** How a stream is read. */
export interface ReadStreamOptions<E extends EventShape = EventShape> extends ReadOptions<E> {
  /** The first revision to read; the start forwards and the end backwards when absent. */
  fromRevision?: bigint | number | "start" | "end";
}

/** How the whole log is read. */
export interface ReadAllOptions<E extends EventShape = EventShape> extends ReadOptions<E> {
  /** The first position to read; the start forwards and the end backwards when absent. */
  fromPosition?: bigint | number | "start" | "end";
  /** Instead of a position: the first event that is not earlier (backwards: not later) than this. */
  fromTime?: Date;
}

/** How a stream is subscribed to. */
export interface SubscribeToStreamOptions<E extends EventShape = EventShape> extends Cancellable {
  /** The last revision that was seen, so that the next one comes first; `"start"` when absent; `"end"` for what is new only. */
  fromRevision?: bigint | number | "start" | "end";
  /** Only events that match. */
  filter?: EventFilter<E>;
}

/** How the whole log is subscribed to. */
export interface SubscribeToAllOptions<E extends EventShape = EventShape> extends Cancellable {
  /** The last position that was seen, so that the next one comes first; `"start"` when absent; `"end"` for what is new only. */
  fromPosition?: bigint | number | "start" | "end";
  /** Only events that match. */
  filter?: EventFilter<E>;
}

/** How far a store reaches. */
export interface Head {
  /** The position of its last event; `-1n` when it is empty. */
  position: bigint;
  /** The hash chain over all events, as hex. */
  hash: string;
}

/** Which streams are listed. */
export interface StreamsOptions {
  /** How their names begin. */
  prefix?: string;
  /** How many at most. */
  limit?: number;
}

/** A stream. */
export interface StreamInfo {
  /** Its name. */
  streamId: string;
  /** How many events it holds. */
  count: number;
  /** The position of its first event. */
  firstPosition: bigint;
  /** The position of its last event. */
  lastPosition: bigint;
  /** The type of its last event. */
  lastType: string;
  /** Deleted; an append makes it anew. */
  deleted: boolean;
  /** Deleted for good. */
  tombstoned: boolean;
}

/** What a stream keeps, and whatever else the app says of it. */
export interface StreamMetadata {
  /** Only its last so many events are kept. */
  maxCount?: number;
  /** Only events younger than this are kept, in seconds. */
  maxAge?: number;
  /** Only events from this revision on are kept. */
  truncateBefore?: bigint | number;
  /** The app's own: anything that JSON can say. */
  [custom: string]: unknown;
}

/** A stream's metadata. */
export interface StreamMetadataResult {
  /** The stream. */
  streamId: string;
  /** Its metadata; empty when they were never set. */
  metadata: StreamMetadata;
  /** What the next setting of them expects; `null` when they were never set. */
  revision: bigint | null;
  /** The stream is deleted; an append makes it anew. */
  deleted: boolean;
  /** The stream is deleted for good. */
  tombstoned: boolean;
}

/** What a deletion expects. */
export interface DeleteOptions extends Cancellable {
  /** Where the stream must be; `ANY` when absent. */
  expectedRevision?: ExpectedRevision | number;
}

/** What a deletion did. */
export interface DeleteResult {
  /** Always true; whatever else is thrown. */
  success: true;
}

/** What a change of a stream's metadata did. */
export interface MetadataWritten {
  /** Always true; whatever else is thrown. */
  success: true;
  /** The revision of the metadata now: what the next setting of them expects. */
  nextExpectedRevision: bigint;
}

/** What `scavenge()` freed. */
export interface ScavengeResult {
  /** Events that are gone. */
  eventsRemoved: number;
  /** Bytes that are free again. */
  bytesFreed: number;
}

/** What `verify()` found. */
export interface VerifyResult {
  /** Nothing is damaged. */
  ok: boolean;
  /** How many events were checked. */
  events: number;
  /** The hash chain over all events, as hex. */
  hash: string;
  /** What is damaged; everything else stays readable. */
  damaged: {
    /** The position of the segment's first event; `null` when it is not a segment. */
    firstPosition: bigint | null;
    /** What does not fit. */
    reason: string;
  }[];
}

/** What a store takes up. */
export interface Estimate {
  /** Its events. */
  events: number;
  /** Its streams. */
  streams: number;
  /** Its bytes at rest. */
  bytes: number;
  /** Bytes at rest for each event. */
  bytesPerEvent: number;
  /** Bytes of memory that its index takes. */
  indexBytes: number;
  /** Bytes that the whole origin takes up; `null` where the browser does not say. */
  usage: number | null;
  /** Bytes that it may take up; `null` where the browser does not say. */
  quota: number | null;
  /** Whether the browser has promised not to clear it on its own; `null` where it does not say. */
  persisted: boolean | null;
}

/** A store of this origin. */
export interface StoreInfo {
  /** Its name. */
  name: string;
  /** How many events it holds. */
  events: number;
  /** How many streams. */
  streams: number;
  /** Its bytes at rest. */
  bytes: number;
}

/** What can be imported: a log, or a zip archive of logs. */
export type ImportSource =
  | string
  | Blob
  | Uint8Array
  | ArrayBuffer
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>;

/** How a log is imported. */
export interface ImportOptions extends Cancellable, Watchable {
  /**
   * What the records are: `"auto"`, which looks at the content, or a name that {@link ImportReport.candidates} has, such as
   * `"maxwell"`, or `"plain"` for fields that are told by their names.
   */
  format?: "auto" | (string & {});
  /** Which fields play which role, where the fields of the records do not say so by their names or {@link NeedsMapping} was thrown. */
  mapping?: FieldMapping;
  /** What the log is called: streams of records that name none are called after it. The file's name when absent. */
  name?: string;
  /** What becomes of records, and of files among several, that cannot be read: each a warning, or the end of the import. `"keep"` when absent. */
  onBad?: "keep" | "refuse";
}

/** Where a field stands in a record: its name, or the names that lead to it. */
export type FieldPath = string | readonly string[];

/** Which field plays which role. A role that is left out is absent from the events. */
export interface FieldMapping {
  /** The stream. */
  streamId?: FieldPath;
  /** The event type. */
  type?: FieldPath;
  /** The time. */
  time?: FieldPath;
  /** The payload; all that plays no other role when absent. */
  data?: FieldPath;
  /** The event id. */
  id?: FieldPath;
  /** The metadata. */
  metadata?: FieldPath;
  /** The id of the conversation. */
  correlationId?: FieldPath;
  /** The id of the cause. */
  causationId?: FieldPath;
  /** The revision that it had where it came from. */
  revision?: FieldPath;
  /** The position that it had where it came from. */
  position?: FieldPath;
  /** The tags. */
  tags?: FieldPath;
  /** The stream of records that name none; the log's name when absent. */
  defaultStreamId?: string;
  /** The type of records that name none. */
  defaultType?: string;
}

/** Warnings of one kind. */
export interface ImportWarning {
  /** The kind. */
  code: string;
  /** How many. */
  count: number;
  /** How many records were left out because of them. */
  skipped: number;
  /** The first of them. */
  first: {
    /** The line, from 1; 0 for a file as a whole. */
    line: number;
    /** The byte, from 0, after decompression. */
    byte: number;
    /** What was there. */
    message: string;
    /** The file, where several were imported together. */
    file?: string;
  }[];
}

/** Something that the records of a log can be read as. */
export interface ImportCandidate {
  /** Its stable name, for {@link ImportOptions.format}. */
  format: string;
  /** Its name for people. */
  name: string;
}

/** What became of one of several files. */
export interface ImportedFile {
  /** Its name, with the folders and the archive that it lies in. Its events have the tag `file:` and this name. */
  name: string;
  /** The format, in words. */
  format: string;
  /** Why that format. */
  reason: string;
  /** Events that were imported. */
  events: number;
  /** Records that were left out. */
  skipped: number;
  /** Warnings by kind. */
  warnings: ImportWarning[];
  /** Its bytes, packed as they are. */
  bytes: number;
  /** Why it, or the rest of it, was left out; `null` when it was not. */
  leftOut: string | null;
}

/** What putting the events of several files on one time axis did to their order. Each file keeps its own. */
export interface ImportOrder {
  /** How often the log goes on with another file. */
  switches: number;
  /** Events without a time: each stands at the latest time that its file had reached. */
  untimed: number;
  /** Events with a time before that, which stand there too. */
  late: number;
  /** How often the position that an event had where it came from is lower than that of the event before it. */
  positionsBackwards: number;
}

/** What an import did. */
export interface ImportReport {
  /** The format, in words. */
  format: string;
  /** Why that format. */
  reason: string;
  /** What else the records could be read as, likeliest first, by the name that {@link ImportOptions.format} takes. */
  candidates: ImportCandidate[];
  /** How trustworthy the result is. */
  grade: "fine" | "risky" | "impossible";
  /** Events that were imported. */
  events: number;
  /** Records that were left out. */
  skipped: number;
  /** Streams among the events. */
  streams: number;
  /** Warnings by kind. */
  warnings: ImportWarning[];
  /** Bytes that were read. */
  bytes: number;
  /** The position of the first event; `null` when there was none. */
  firstPosition: bigint | null;
  /** The position of the last event; `null` when there was none. */
  lastPosition: bigint | null;
  /** The files, where several were imported together; empty when it was one. */
  files: ImportedFile[];
  /** What became of their order; `null` when it was one. */
  order: ImportOrder | null;
}

/** The forms in which a log is written. */
export type ExportFormat = "ndjson" | "cloudevents" | "kurrentdb" | "csv";

/** How a log is exported. */
export interface ExportOptions<E extends EventShape = EventShape> extends Cancellable, Watchable {
  /**
   * - `"ndjson"`, when absent: one JSON object a line, Foldback's own form.
   * - `"cloudevents"`: a batch of [CloudEvents 1.0](https://cloudevents.io) in JSON, `application/cloudevents-batch+json`. The
   *   stream is `subject` and, as a URI, `source`; the position is `sequence`.
   * - `"kurrentdb"`: an array of events with KurrentDB's names.
   * - `"csv"`: a table by RFC 4180. A cell that a spreadsheet would take for a formula has an apostrophe in front.
   *
   * Each of them is read back as the same events.
   */
  format?: ExportFormat;
  /** Only events that match. */
  filter?: EventFilter<E>;
  /** The first position, or the time from which on; the first event when absent. */
  from?: bigint | number | Date;
  /** The last position, or the time up to which; the last event when absent. */
  to?: bigint | number | Date;
  /** What is hidden, for a log that others are to see. */
  redact?: Redaction;
  /** Called at the end: how much it was, and what each rule has found. */
  onReport?: (report: ExportReport) => void;
}

/** What is hidden in an export. */
export interface Redaction {
  /** What is hidden. Of two rules about one value the first one counts. */
  rules: readonly RedactionRule[];
  /**
   * The key of hashes; a random one, which nobody knows afterwards, when absent. Exports with the same key have the same hashes.
   * Who has the key can try out what a hashed value was.
   */
  key?: string | Uint8Array;
}

/** Which values are hidden, and how. Types and times of events are never changed. */
export interface RedactionRule {
  /**
   * Where: in the payload, the metadata, the names of streams, event ids, tags, or where imported events came from, which can only
   * be dropped. `"data"` when absent.
   */
  in?: "data" | "metadata" | "stream" | "id" | "tags" | "source";
  /**
   * For data and metadata: a JSON Pointer (RFC 6901) in which `*` stands for any member or element, and `**` for any number of
   * them, none as well: `"/customer/email"`, `"/notes/*"`, `"/**"` and then `"/email"` for all of that name wherever they are. The
   * whole when absent. `~2` is an asterisk in a name.
   */
  path?: string;
  /**
   * - `"drop"`: it is taken out.
   * - `"hash"`: a keyed hash stands in its place, a UUID: equal values, wherever they are, have equal ones.
   * - `"mask"`: letters become `x`, digits `0`. How long it is stays to be seen.
   */
  action: "drop" | "hash" | "mask";
  /** Of streams, what stands before the first `-` stays, of tags, what stands before the first `:`. */
  keepPrefix?: boolean;
}

/** What an export did. */
export interface ExportReport {
  /** Events that were written. */
  events: number;
  /** Bytes that were written. */
  bytes: number;
  /** For each rule, how many values it has changed. One that has changed none may be misspelt. */
  redacted: {
    /** The rule. */
    rule: RedactionRule;
    /** How many values. */
    count: number;
  }[];
  /** Payloads and metadata that a rule was to look into, and that are no JSON: they are as they were. */
  unread: number;
}
