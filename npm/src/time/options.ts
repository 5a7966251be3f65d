// What questions to projections take and answer.

import type { AnyEvent, EventShape, NewStreamEvent, RecordedEvent } from "../events.js";
import type { Cancellable } from "../options.js";
import type { ProjectionOptions } from "../projection/definition.js";
import type { WatchOptions } from "../projection/watch.js";

/**
 * The folds that the engine has. `"merge"` takes each event's JSON object as a merge patch (RFC 7396) of the state, `"json-patch"` as a
 * JSON Patch (RFC 6902), `"crud"` as what was created, updated or deleted, `"redux"` as an action with the state that it led to;
 * `"count"` counts events by type.
 */
export type BuiltInFold = "merge" | "json-patch" | "crud" | "redux" | "count";

/**
 * A fold in jq: the state comes in, `{}` at first, and what comes out is the next state; nothing leaves it as it is. `$event` has
 * `type`, `stream`, `position`, `data` and `metadata`.
 */
export interface JqFold {
  /** The filter, as in `".total += $event.data.amount"`. */
  jq: string;
}

/** A projection in a module, which runs in a worker of its own. */
export interface ModuleProjection {
  /** The module's address. Its default export is a projection; it may export `upcasters` of its own. */
  module: string | URL;
}

/** Which streams a projection folds; all when nothing is said. Projections of handlers say it themselves. */
export interface ProjectionSource {
  /** Streams of these categories: the part of the name before the first `-`. */
  categories?: readonly string[];
  /** These streams. */
  streams?: readonly string[];
}

/** When the states of a projection are written to the store, besides by `checkpoint()`. */
export interface SnapshotPolicy {
  /** After so many events; 100,000 when absent, never when 0. */
  events?: number;
  /** After so many milliseconds in which events came; not by time when absent. */
  ms?: number;
}

/** How a projection is defined. */
export interface ProjectOptions extends ProjectionSource {
  /** Of built-in folds and jq: a state for each `"stream"`, which is the default, or one of `"all"` events. */
  by?: "stream" | "all";
  /**
   * What tells the code of closures and modules from what it was before. With one, states are kept in the store and used at the
   * next start; change it whenever a handler changes. Texts, built-in folds and jq are told by what they say.
   */
  version?: string | number;
  /** When states are written to the store. */
  snapshots?: SnapshotPolicy;
  /** How much memory its history may take, in bytes; 256 MB when absent. What does not fit is folded again when it is asked about. */
  budget?: number;
  /** KurrentDB's options, for chains. A text says its own by `options()`. */
  options?: ProjectionOptions;
  /** How much of a state one event may change, in characters of JSON; 16 MiB when absent. */
  maxPatchBytes?: number;
  /** How many of the events are folded twice to see whether handlers are deterministic. */
  watch?: WatchOptions;
}

/** A moment: after the event at that position, or after the last event that is not later. Now, when absent. */
export type Moment = bigint | number | Date;

/** Which state. */
export interface StateOptions extends Cancellable {
  /** The partition whose state it is; an object from partition to state when absent. */
  partition?: string;
  /** When. */
  at?: Moment;
}

/** Which differences. */
export interface DiffOptions extends Cancellable {
  /** Of this partition only. */
  partition?: string;
}

/** Which writes. */
export interface BlameOptions extends Cancellable {
  /** Only events up to then. */
  at?: Moment;
  /** How many positions at most, the latest first; 1000 when absent. */
  limit?: number;
}

/** An operation of JSON Patch (RFC 6902), with what stood there before. */
export interface DiffOperation {
  /** What it does. */
  op: "add" | "replace" | "remove";
  /** JSON Pointer (RFC 6901); it begins with the partition where there are partitions. */
  path: string;
  /** What stands there now, unless it was removed. */
  value?: unknown;
  /** What stood there before, unless it was added. */
  old?: unknown;
}

/** Which events wrote a value. */
export interface Blame<E extends EventShape = AnyEvent> {
  /** The event that wrote it last; `undefined` when none did. */
  lastWrite: RecordedEvent<E> | undefined;
  /** How many events wrote it. */
  total: number;
  /** The positions of those that did, newest first. */
  writes: bigint[];
}

/** A stretch of the log, with both its ends. */
export interface Stretch extends Cancellable {
  /** The first position, or a time: from the first event that is not earlier. From the beginning when absent. */
  from?: Moment;
  /** The last position, or a time: up to the last event that is not later. Up to now when absent. */
  to?: Moment;
  /** How many are listed at most, the first ones; 1000 when absent. */
  limit?: number;
}

/** One write of a value. */
export interface Change {
  /** The event that did it. */
  position: bigint;
  /** What stood there before; `undefined` when nothing did. */
  old: unknown;
  /** What stands there from then on; `undefined` when it was removed. */
  new: unknown;
}

/** The writes of a value, in the order of the log. */
export interface Changes extends Array<Change> {
  /** How many there are, listed or not. */
  readonly total: number;
}

/** Which part of a series. */
export interface SeriesOptions extends Cancellable {
  /** The first position or time; from the beginning when absent. */
  from?: Moment;
  /** The last position or time; up to now when absent. */
  to?: Moment;
  /** Into how many parts of equal length the stretch is divided, of each of which the least, the greatest and the last value are given; 1000 when absent. */
  width?: number;
}

/** The numbers that stood at a path. */
export interface Series {
  /** What stood there before the stretch; `null` when it was no number. */
  before: number | null;
  /** How many events changed it. */
  total: number;
  /** The events from which on it was what `values` says: all of them, or of each part the least, the greatest and the last. */
  positions: bigint[];
  /** The numbers; `null` where it was none, or nothing stood there. */
  values: (number | null)[];
}

/** What is asked of a state: jq text, which is true when its first output is neither `false` nor `null`, or a function of the state, which must not change it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Predicate = string | ((state: any, partition: string) => unknown);

/** Where flips are looked for. */
export interface FlipsOptions extends Stretch {
  /** In this partition; in all of them when absent. */
  partition?: string;
}

/** An event with which the answer to a predicate became another one. */
export interface Flip {
  /** The event. */
  position: bigint;
  /** The partition whose state it is about. */
  partition: string;
  /** What the answer is from there on. */
  value: boolean;
}

/** Flips in the order of the log. */
export interface Flips extends Array<Flip> {
  /** How many there are, listed or not. */
  readonly total: number;
  /** Whether it was so before the stretch; of several partitions, of any of them. */
  readonly before: boolean;
  /** Of which partitions it was so before the stretch. */
  readonly soBefore: readonly string[];
  /** How often the predicate was asked. */
  readonly tests: number;
  /** How often it failed, which counts as no. */
  readonly failures: number;
  /** The first of these. */
  readonly failure: { position: bigint | undefined; partition: string; why: string } | undefined;
}

/** Which states are asked. */
export interface QueryOptions extends Cancellable {
  /** The states at this moment. */
  at?: Moment;
  /** How many outputs are given at most; 1000 when absent. */
  limit?: number;
}

/** One output of a query. */
export interface QueryResult {
  /** The partition that it is about; `null` when it is about several. */
  partition: string | null;
  /** The output. */
  value: unknown;
}

/** The outputs of a query. */
export interface QueryResults extends Array<QueryResult> {
  /** How many there are, given or not. */
  readonly total: number;
  /** How often it failed. */
  readonly failures: number;
  /** The first hundred of these: the partition, where it can be told, and why. */
  readonly errors: readonly { partition: string | null; why: string }[];
  /** How many partitions were looked at: fewer than there are where a declared index knows about the others. */
  readonly asked: number;
}

/** What is looked for at a path of all states: one of these. */
export interface FindOptions extends Cancellable {
  /** This value. */
  equal?: unknown;
  /** What is greater, in jq's order of values. */
  above?: unknown;
  /** What is less. */
  below?: unknown;
  /** Values that several partitions have, as where something should be unique. */
  shared?: true;
  /** How many values at most; 1000 when absent. */
  limit?: number;
}

/** A value and who has it. */
export interface FoundValue {
  /** The value. */
  value: unknown;
  /** The partitions in whose states it stands. */
  partitions: string[];
}

/** Values in jq's order. */
export interface Found extends Array<FoundValue> {
  /** How many there are, listed or not. */
  readonly total: number;
}

/** An event of a branch. */
export type BranchEvent<E extends EventShape = AnyEvent> = NewStreamEvent<E>;

/** One edit of a branch. Positions are those of the log. */
export type BranchEdit<E extends EventShape = AnyEvent> =
  | { /** The event at this position does not happen. */ skip: bigint | number }
  | { /** In place of the event at this position … */ edit: bigint | number; /** … this one happens. */ event: BranchEvent<E> }
  | { /** Just before the event at this position (or, at the number of events, at the end) … */ insert: bigint | number; /** … this one happens. */ event: BranchEvent<E> }
  | { /** The event at this position … */ move: bigint | number; /** … happens just before this one instead. */ to: bigint | number };

/** A branch as the engine has it. */
export interface BranchInfo {
  /** The first position at which it differs from the log; `undefined` when it does not. */
  first: bigint | undefined;
  /** How many events it has. */
  events: number;
}

/** What is compared with. */
export interface CompareOptions extends Cancellable {
  /** Another projection; the same when absent. */
  projection?: string;
  /** A branch of it; the log itself when absent. */
  branch?: { readonly name: string } | string;
  /** Another store, opened in the same place; the same when absent. It must have defined the projection. */
  store?: object;
  /** How many partitions are listed at most; 1000 when absent. */
  limit?: number;
}

/** What is different between two histories. */
export interface Comparison {
  /** The first position after which states differ; `undefined` when none do. */
  first: bigint | undefined;
  /** How many partitions differ. */
  total: number;
  /** Those that do. */
  partitions: {
    /** Its name. */
    partition: string;
    /** The first position after which it differs. */
    first: bigint | undefined;
    /** What leads from this one's last state to the other's; nothing when they have become the same again. */
    head: DiffOperation[];
  }[];
}

/** What makes up for an event: other events, or `null` when nothing has to be done. */
export type Compensation<E extends EventShape = AnyEvent> = (event: RecordedEvent<E>) => NewStreamEvent | readonly NewStreamEvent[] | null | undefined;

/** How events are reverted. */
export interface RevertOptions<E extends EventShape = AnyEvent> extends Cancellable {
  /** In whose states their values go back. */
  projection: string;
  /** Says what would be done, and does nothing. */
  dryRun?: boolean;
  /** The app's own, by event type. An event whose type has one is made up for by that alone. */
  compensations?: Readonly<Record<string, Compensation<E>>>;
  /** The type of the events that put values back; `"Reverted"` when absent. */
  type?: string;
}

/** A value that was written again after a reverted event: it stays as it is. */
export interface RevertConflict {
  /** JSON Pointer; it begins with the partition where there are partitions. */
  path: string;
  /** What stands there. */
  now: unknown;
  /** What would, had the reverted events not happened. */
  wouldBe: unknown;
  /** The event that wrote it last. */
  by: bigint | undefined;
  /** Why it is not put back. */
  why: string;
}

/** What reverting does to one partition. */
export interface RevertedPartition {
  /** Its name. */
  partition: string;
  /** What goes back. */
  operations: DiffOperation[];
  /** What does not. */
  conflicts: RevertConflict[];
  /** Why it cannot be done; `undefined` when it can. */
  impossible: string | undefined;
}

/** What reverting does. */
export interface Reverted {
  /** Partition by partition. */
  partitions: RevertedPartition[];
  /** The events that make up for the chosen ones. */
  events: NewStreamEvent[];
  /** The position of the last of them; `undefined` when none was appended. */
  position: bigint | undefined;
}

/** How far a projection is. */
export interface ProjectionInfo {
  /** Its name. */
  name: string;
  /** The position of the next event to be folded. */
  next: bigint;
  /** How many events the log has. */
  events: number;
  /** How many events changed or confirmed a state. */
  handled: number;
  /** How many events nothing handles, by type. */
  unhandled: Record<string, number>;
  /** Why it does not go on, or could not be defined. */
  failed: Error | undefined;
  /** How many partitions it has. */
  partitions: number;
  /** How much memory its history takes, in bytes. */
  weight: number;
  /** Behind which event its states were written to the store. */
  snapshot: bigint | undefined;
  /** While it is rebuilt: the position of the next event. */
  rebuilding: bigint | undefined;
  /** How many events and links its handlers emitted. */
  emitted: number;
  /** How many results it gave. */
  results: number;
  /** How many lines its handlers logged. */
  logs: number;
  /** How often folding anew gave other states than the first time. */
  differs: number;
  /** How many events were folded twice to see whether handlers are deterministic. */
  checked: number;
  /** Those of them that had two outcomes, the first hundred. */
  unsteady: UnsteadyEvent[];
}

/** An event with two outcomes. */
export interface UnsteadyEvent {
  /** Its position. */
  position: bigint;
  /** Its stream. */
  streamId: string;
  /** Its type. */
  type: string;
  /** The partition whose state it changed. */
  partition: string;
  /** Where the states differ, as a JSON Pointer; `undefined` when something emitted does. */
  path: string | undefined;
  /** What came first there, as JSON text; `undefined` where there was nothing. */
  first: string | undefined;
  /** What came the second time. */
  second: string | undefined;
}

/** Which of what handlers gave. */
export interface GivenOptions extends Cancellable {
  /** How many to leave out, counted from the first that was ever given. */
  from?: number;
  /** How many at most; 1000 when absent. */
  limit?: number;
}

/** What handlers gave, in order. The newest 100,000 are kept. */
export interface Given<T> extends Array<T> {
  /** How many were given before the first of these. */
  readonly before: number;
}

/** An event or link that a handler emitted. It is written nowhere unless `appendEmitted` is called. */
export interface EmittedEvent {
  /** The event that was being handled. */
  position: bigint;
  /** The stream that it is for. */
  streamId: string;
  /** Its type: `$>` for a link, whose data are `NUMBER@STREAM`; `$@` for a reference to a stream. */
  type: string;
  /** Its data: decoded where they are JSON, text otherwise. */
  data: unknown;
  /** Its metadata; `null` when there are none. */
  metadata: unknown;
}

/** A result that has become another one. */
export interface ProjectionResult {
  /** The event with which it did. */
  position: bigint;
  /** The partition; empty where there are none. */
  partition: string;
  /** The stream that KurrentDB would write it to. */
  streamId: string;
  /** The result; `null` where there is none any more. */
  result: unknown;
}

/** A line that a handler logged. */
export interface LoggedLine {
  /** The event that was being handled. */
  position: bigint;
  /** The line. */
  text: string;
}

/** What was appended of what handlers emitted. */
export interface EmittedAppended {
  /** How many events were appended, by this call or by another at the same time. */
  appended: number;
  /** How many were there already. */
  present: number;
}

/** What rebuilding a projection showed. */
export interface Rebuilt {
  /** How many events it was folded from. */
  events: number;
  /** The partitions whose states have become others, the first hundred. */
  differs: string[];
}

/** Where a projection stands now that its states were written to the store. */
export interface Checkpoint {
  /** The last event in them; `undefined` when there is none, or when nothing was written because its code has no `version`. */
  position: bigint | undefined;
}
