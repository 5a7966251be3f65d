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
  MalformedLog,
  NeedsMapping,
  NewerFormat,
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
export { BranchNotFound, InvalidEdit, InvalidJq, InvalidPath, ProjectionNotFound, ProjectionStopped, RevertImpossible } from "./time/errors.js";
export { HandlerFailed, InvalidProjection } from "./projection/failed.js";
export { emit, linkStreamTo, linkTo, log } from "./projection/captured.js";
export { fromAll, fromCategories, fromCategory, fromStream, fromStreams } from "./projection/language.js";
export type {
  HandledEvent,
  Handled,
  Handler,
  Handlers,
  Names,
  Output,
  Partitioned,
  Projection,
  Selected,
  SelectedStreams,
  SharedHandlers,
  SpecialHandlers,
  Transformed,
  TypeHandlers,
} from "./projection/language.js";
export type { ProjectionOptions } from "./projection/definition.js";
export type { EventView } from "./projection/event.js";
export type { Upcast, Upcaster, Upcasters } from "./projection/upcast.js";
export type { WatchOptions } from "./projection/watch.js";
export type * from "./time/options.js";
export type { AsOf, Branch, Questions, Since, Timeline } from "./timeline.js";
export type { Store } from "./store.js";
export type { EventIterator } from "./store.js";
