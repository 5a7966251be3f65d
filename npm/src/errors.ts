// Errors as they are thrown: a class for each code, made on this side of the worker, so that `instanceof` works.

/** What an append expects of a stream, or what is there instead. */
export type ExpectedRevision = "any" | "noStream" | "streamExists" | bigint;

/** An error as the engine says it. */
export interface ErrorInfo {
  /** Which error it is: the name of its class. */
  code: string;
  /** What happened, where, and what to do. */
  message: string;
  [field: string]: unknown;
}

/**
 * Every error that a store gives is one of these; `code` is stable and is also the name of its class. A code that has no
 * class is one that nobody can do anything about in code. The message says what happened, where, and what to do. A wrong
 * argument is a `TypeError` instead.
 */
export class FoldbackError extends Error {
  /** Which error it is. */
  readonly code: string;

  /** @internal */
  constructor(info: ErrorInfo, options?: ErrorOptions) {
    super(info.message, options);
    this.code = info.code;
    this.name = info.code;
  }
}

/** The stream is not where the append expected it. Read it again, decide again, and append again. */
export class WrongExpectedRevision extends FoldbackError {
  /** The stream. */
  readonly streamId: string;
  /** What the append expected. */
  readonly expected: ExpectedRevision;
  /** What is there: the revision of its last event, or `"noStream"`. */
  readonly actual: ExpectedRevision;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.streamId = String(info["streamId"]);
    this.expected = revision(info["expected"]);
    this.actual = revision(info["actual"]);
  }
}

/** An event that `failIfEventsMatch` names is there. Read again, decide again, and append again. */
export class AppendConditionFailed extends FoldbackError {
  /** The position of the first event that matches. */
  readonly position: bigint;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.position = BigInt(info["position"] as number);
  }
}

/** There is no such stream. */
export class StreamNotFound extends FoldbackError {
  /** The stream. */
  readonly streamId: string;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.streamId = String(info["streamId"] ?? "");
  }
}

/** The stream was deleted, for good if it is a tombstone. */
export class StreamDeleted extends FoldbackError {
  /** The stream. */
  readonly streamId: string;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.streamId = String(info["streamId"] ?? "");
  }
}

/** An event that the store does not take: too large, without a name, no JSON. Nothing of its batch was written. */
export class InvalidEvent extends FoldbackError {}

/** No decoder knows what it was given. */
export class UnknownFormat extends FoldbackError {}

/** What was given to import holds no event. */
export class EmptyLog extends FoldbackError {}

/** Which field plays which role cannot be guessed: say it with `mapping`. */
export class NeedsMapping extends FoldbackError {
  /** The fields of the first records. */
  readonly fields: {
    /** The names that lead to it, as `mapping` takes them. */
    path: string[];
    /** One of its values, as JSON, cut. */
    sample: string;
    /** In how many of the records that were looked at it was. */
    seen: number;
  }[];

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.fields = (info["fields"] as NeedsMapping["fields"] | undefined) ?? [];
  }
}

/** What was given to import cannot be read. */
export class MalformedLog extends FoldbackError {
  /** The line, from 1, where it is known. */
  readonly line: number | undefined;
  /** The byte, from 0, after decompression, where it is known. */
  readonly byte: number | undefined;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.line = number(info["line"]);
    this.byte = number(info["byte"]);
  }
}

/** What was to be read from could not be read. */
export class SourceFailed extends FoldbackError {}

/** The browser gives no more room. Nothing of the append was written. */
export class QuotaExceeded extends FoldbackError {
  /** Bytes that were to be written. */
  readonly needed: number | undefined;
  /** Bytes that the browser says are left. */
  readonly available: number | undefined;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.needed = number(info["needed"]);
    this.available = number(info["available"]);
  }
}

/** A stored segment is not what was written. Everything else stays readable; `verify()` names all that are damaged. */
export class CorruptSegment extends FoldbackError {
  /** The position of its first event. */
  readonly firstPosition: bigint | undefined;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.firstPosition = position(info["firstPosition"]);
  }
}

/** The store was written by a newer version of this package. */
export class NewerFormat extends FoldbackError {
  /** The format version found. */
  readonly found: number | undefined;
  /** The newest format version that this package reads. */
  readonly supported: number | undefined;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.found = number(info["found"]);
    this.supported = number(info["supported"]);
  }
}

/** Another tab holds the store open in an older version and does not let go of it. */
export class StoreBlocked extends FoldbackError {}

/** The store was closed, by `close()`, because it was deleted, or because the engine ended. Open it again. */
export class StoreClosed extends FoldbackError {}

/** The store is not free for this: not empty, being filled by another tab, or open from the other place to store in. */
export class Conflict extends FoldbackError {}

/** There is nothing to store in: no IndexedDB here. `{ storage: "memory" }` keeps a store for as long as the page lives. */
export class StoreUnavailable extends FoldbackError {}

/** The engine cannot be loaded. */
export class EngineUnavailable extends FoldbackError {}

/** The caller's `signal` ended it; `cause` is the signal's reason. */
export class Aborted extends FoldbackError {}

/** What was to be restored is no backup, or not whole. */
export class InvalidBackup extends FoldbackError {}

/** The event was removed by `scavenge()`. */
export class Scavenged extends FoldbackError {
  /** Its position. */
  readonly position: bigint | undefined;

  /** @internal */
  constructor(info: ErrorInfo) {
    super(info);
    this.position = position(info["position"]);
  }
}

const CLASSES: Record<string, new (info: ErrorInfo) => FoldbackError> = {
  WrongExpectedRevision,
  AppendConditionFailed,
  StreamNotFound,
  StreamDeleted,
  InvalidEvent,
  UnknownFormat,
  EmptyLog,
  NeedsMapping,
  MalformedLog,
  SourceFailed,
  QuotaExceeded,
  CorruptSegment,
  NewerFormat,
  StoreBlocked,
  StoreClosed,
  Conflict,
  StoreUnavailable,
  Aborted,
  InvalidBackup,
  Scavenged,
};

/** Makes classes known that come with code that is loaded later. */
export function known(classes: typeof CLASSES): void {
  Object.assign(CLASSES, classes);
}

const GONE =
  "The store is not there any more: it was deleted, here or in another tab, or the browser has cleared it. Opening it again makes a new one.";

/** The engine's error as one to throw. */
export function toError(info: ErrorInfo): FoldbackError {
  // All that an app can ask of is stores that it has opened.
  if (info.code === "LogNotFound") return closed(GONE);
  const Class = CLASSES[info.code] ?? FoldbackError;
  return new Class(info);
}

/** What a call ends with that was given up: by its caller, or because its store was closed. */
export function aborted(signal: AbortSignal): FoldbackError {
  if (signal.reason instanceof StoreClosed) return signal.reason;
  return new Aborted({ code: "Aborted", message: "It was cancelled by its signal." }, { cause: signal.reason });
}

/** What everything ends with that a store still has to answer when it is closed. */
export function closed(message: string): StoreClosed {
  return new StoreClosed({ code: "StoreClosed", message });
}

function revision(value: unknown): ExpectedRevision {
  return typeof value === "number" ? BigInt(value) : (value as ExpectedRevision);
}

function position(value: unknown): bigint | undefined {
  return typeof value === "number" ? BigInt(value) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
