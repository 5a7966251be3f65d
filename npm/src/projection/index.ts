// The runtime of JavaScript projections, loaded when a store first has one: definitions in, events in; states, results and what
// was emitted out.

export type { Emitted, Logged } from "./captured.js";
export { foldInSlices, type RunOptions } from "./closure.js";
export type { Definition, ProjectionOptions } from "./definition.js";
export type { EventView, StoredEvent } from "./event.js";
export { HandlerFailed, InvalidProjection } from "./failed.js";
export { Fold } from "./fold.js";
export { Isolated, type IsolatedOptions, type Realm } from "./isolated.js";
export { definitionOf, type Handler, type Handlers, type Projection } from "./language.js";
export { resolved, target, type FindEvent } from "./links.js";
export { SHARED, type FoldOptions, type Output, type Result } from "./output.js";
export type { Folded, Task } from "./serve.js";
export { workerRealm } from "./start.js";
export { compiled, sourceHash } from "./text.js";
export { upcast, type SeenEvent, type Upcast, type Upcaster, type Upcasters } from "./upcast.js";
export { elsewhere, Watch, type Unsteady, type WatchOptions } from "./watch.js";
