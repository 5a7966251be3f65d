// What every entry of the package offers besides the functions that open stores.

export { ANY, END, NO_STREAM, START, STREAM_EXISTS } from "./expected.js";
export { binaryEvent, jsonEvent } from "./events.js";
export type {
  AnyEvent,
  EventInput,
  EventOptions,
  EventShape,
  EventSource,
  MadeEvent,
  NewEvent,
  NewStreamEvent,
  RecordedEvent,
  RecordedFields,
} from "./events.js";
export {
  Aborted,
  AppendConditionFailed,
  Conflict,
  CorruptSegment,
  EmptyLog,
  EngineUnavailable,
  FoldbackError,
  InvalidBackup,
  InvalidEvent,
  InvalidPath,
  MalformedLog,
  NeedsMapping,
  NewerFormat,
  ProjectionNotFound,
  QuotaExceeded,
  Scavenged,
  SourceFailed,
  StoreBlocked,
  StoreClosed,
  StoreUnavailable,
  StreamDeleted,
  StreamNotFound,
  UnknownFormat,
  WrongExpectedRevision,
} from "./errors.js";
export type { ErrorInfo, ExpectedRevision } from "./errors.js";
export type * from "./options.js";
export type {
  BlameOptions,
  BuiltInFold,
  DiffOperation,
  Moment,
  ProjectionSource,
  StateOptions,
} from "./projections.js";
export type { Store } from "./store.js";
export type { Blame, EventIterator } from "./store.js";
