// The calls of a store that are about time. What they do is loaded when the first of them is made.

import type { AnyEvent, EventShape, NewStreamEvent } from "./events.js";
import type { Cancellable, ReadAllOptions, SubscribeToAllOptions, Watchable } from "./options.js";
import type { Projection } from "./projection/language.js";
import type { EventIterator } from "./store.js";
import type {
  Blame,
  BlameOptions,
  BranchEdit,
  BranchInfo,
  BuiltInFold,
  Changes,
  Checkpoint,
  CompareOptions,
  Comparison,
  DiffOperation,
  DiffOptions,
  EmittedAppended,
  EmittedEvent,
  FindOptions,
  Flips,
  FlipsOptions,
  Found,
  Given,
  GivenOptions,
  JqFold,
  LoggedLine,
  ModuleProjection,
  Moment,
  Predicate,
  ProjectionInfo,
  ProjectionResult,
  ProjectOptions,
  QueryOptions,
  QueryResults,
  Rebuilt,
  Reverted,
  RevertOptions,
  Series,
  SeriesOptions,
  StateOptions,
  Stretch,
} from "./time/options.js";

/** Questions to the states of projections: of a store, of a branch, or as of a moment. */
export interface Questions<Events extends EventShape = AnyEvent> {
  /**
   * A state of a projection at a moment: of one partition, or an object from partition to state. A projection without
   * partitions has one state. `undefined` before the first event.
   *
   * @throws {@link HandlerFailed} when the projection's handlers failed at an event before that moment.
   */
  state<T = unknown>(projection: string, options?: StateOptions): Promise<T | undefined>;

  /**
   * What is different between two moments, over all partitions. `to` is now when absent.
   *
   * @example
   * await store.diff("carts", 41n, 42n); // [{ op: "replace", path: "/cart-1/items/tea", old: 2, value: 3 }]
   */
  diff(projection: string, from: Moment, to?: Moment, options?: DiffOptions): Promise<DiffOperation[]>;

  /**
   * Which events wrote a value. The path begins with the partition, where there are partitions.
   *
   * @example
   * const { lastWrite, writes } = await store.blame("carts", "/cart-1/items/tea");
   */
  blame(projection: string, path: string, options?: BlameOptions): Promise<Blame<Events>>;

  /** Every write of a value, with what stood there before and after. The path begins with the partition, where there are partitions. */
  changes(projection: string, path: string, options?: Stretch): Promise<Changes>;

  /** The numbers that stood at a path, for a chart. The path begins with the partition, where there are partitions. */
  series(projection: string, path: string, options?: SeriesOptions): Promise<Series>;

  /**
   * The events with which something became true of a state, or stopped being so. A predicate is asked again only where something
   * was written that it has read. Without `partition`, of each partition.
   *
   * @example
   * await store.flips("carts", ".items.tea > 1", { partition: "cart-1" }); // [{ position: 2n, partition: "cart-1", value: true }]
   * await store.flips("carts", (cart) => cart.items.tea > 1);
   */
  flips(projection: string, predicate: Predicate, options?: FlipsOptions): Promise<Flips>;

  /**
   * Asks the states of all partitions by a jq filter. Its input is the object from partition to state; what begins with `.[] |`
   * is asked state by state.
   *
   * @example
   * await store.query("carts", ".[] | select(.items.tea > 1)"); // [{ partition: "cart-1", value: { items: { tea: 2 } } }]
   *
   * @throws {@link InvalidJq} when the filter cannot be read.
   */
  query(projection: string, jq: string, options?: QueryOptions): Promise<QueryResults>;

  /**
   * Compares with the same projection of the log itself, or with another one: the first difference, and those that are left.
   *
   * @example
   * const { first, partitions } = await store.branch("without-42", [{ skip: 42n }]).compare("carts");
   * await store.compare("carts", { projection: "carts-v2" });
   */
  compare(projection: string, options?: CompareOptions): Promise<Comparison>;
}

/** A log that differs from the store's by some edits. Nothing of it is written. */
export interface Branch<Events extends EventShape = AnyEvent> extends Questions<Events> {
  /** What it is called. */
  readonly name: string;
  /** What it came to. Fails when an edit cannot be made. */
  info(options?: Cancellable): Promise<BranchInfo>;
  /** Forgets it. */
  close(): Promise<void>;
  /** Forgets it at the end of `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A store as it was at a moment. */
export interface AsOf<Events extends EventShape = AnyEvent> extends Questions<Events> {
  /** The events up to then. */
  readAll<E extends Events = Events>(options?: ReadAllOptions<Events>): EventIterator<E>;
}

/** What came after a moment. */
export interface Since<Events extends EventShape = AnyEvent> extends Pick<Questions<Events>, "changes" | "series" | "flips"> {
  /** What is different since then. */
  diff(projection: string, options?: DiffOptions): Promise<DiffOperation[]>;
  /** The events since then, forwards. */
  readAll<E extends Events = Events>(options?: Omit<ReadAllOptions<Events>, "direction" | "fromPosition" | "fromTime">): EventIterator<E>;
  /** The events since then, and what comes. */
  subscribeToAll<E extends Events = Events>(options?: Omit<SubscribeToAllOptions<Events>, "fromPosition">): EventIterator<E>;
}

/** What a store says of projections and time. */
export interface Timeline<Events extends EventShape = AnyEvent> extends Questions<Events> {
  /**
   * Names a projection: handlers that `fromAll()` and the like begin, the text of a KurrentDB projection, a module with one, a
   * fold that the engine has, or one in jq. It is folded in the background from then on. A name is one projection for all
   * handles of a page: the last definition counts.
   *
   * Handlers that are functions run on this thread, between its other work; texts and modules run in a worker of their own,
   * without network, storage or timers, where an endless loop is stopped within two seconds.
   *
   * There is no need to wait for it: whoever asks waits, and gets the error if it cannot be defined.
   *
   * @example
   * store.project("carts", fromCategory("cart").foreachStream().when({
   *   $init: () => ({ items: {} }),
   *   ItemAdded: (s, e) => { s.items[e.data.sku] = (s.items[e.data.sku] ?? 0) + e.data.qty; },
   * }), { version: 1 });
   * await store.state("carts", { partition: "cart-1", at: 41n });
   *
   * @throws {@link InvalidProjection}, {@link InvalidJq}
   */
  project(
    name: string,
    fold: Projection | BuiltInFold | JqFold | ModuleProjection | (string & {}),
    options?: ProjectOptions,
  ): Promise<ProjectionInfo>;

  /** Lets go of a projection. With `forget`, also of the states that were written to the store. */
  unproject(name: string, options?: Cancellable & { /** Whether what is in the store is deleted too. */ forget?: boolean }): Promise<void>;

  /** How far a projection is, and what was noticed of it. */
  projection(name: string, options?: Cancellable): Promise<ProjectionInfo>;

  /** The same of all that were defined on this handle. */
  projections(options?: Cancellable): Promise<ProjectionInfo[]>;

  /** Folds a projection from the first event on, while its states so far still answer. */
  rebuild(projection: string, options?: Cancellable & Watchable): Promise<Rebuilt>;

  /** Folds a projection up to now and writes its states to the store, from which it goes on at the next start. */
  checkpoint(projection: string, options?: Cancellable): Promise<Checkpoint>;

  /**
   * Keeps what stands at a path of every state in order, so that `find` and queries like `.[] | select(.total > 100)` look up
   * what they would otherwise search for. The path is a JSON Pointer in the states.
   */
  declareIndex(projection: string, path: string, options?: Cancellable): Promise<void>;

  /**
   * Which partitions have a value at a path of their states.
   *
   * @example
   * await store.find("carts", "/owner", { equal: "ann" }); // [{ value: "ann", partitions: ["cart-1", "cart-7"] }]
   * await store.find("users", "/email", { shared: true }); // those that are not unique
   */
  find(projection: string, path: string, options: FindOptions): Promise<Found>;

  /** The events and links that handlers emitted. */
  emitted(projection: string, options?: GivenOptions): Promise<Given<EmittedEvent>>;

  /** The results of a projection: each time that one has become another. */
  results(projection: string, options?: GivenOptions): Promise<Given<ProjectionResult>>;

  /** The lines that handlers logged. */
  logs(projection: string, options?: GivenOptions): Promise<Given<LoggedLine>>;

  /** Appends what handlers emitted to the streams that it is for. What is there already is not appended again, however often it is called. */
  appendEmitted(projection: string, options?: Cancellable): Promise<EmittedAppended>;

  /**
   * A log in which some events did not happen, or others did. It is folded when it is first asked about, from the first
   * difference on.
   *
   * @example
   * const b = store.branch("without-42", [{ skip: 42n }, { insert: 60n, event: { streamId: "cart-1", type: "Opened", data: {} } }]);
   * await b.state("carts");
   *
   * @throws {@link InvalidEdit} when it is first asked.
   */
  branch(name: string, edits: readonly BranchEdit<Events>[]): Branch<Events>;

  /** The store as it was after the event at a position, or at a time. */
  asOf(moment: Moment): AsOf<Events>;

  /** What came after a moment. */
  since(moment: Moment): Since<Events>;

  /** The store as it would be with some more events, of which nothing is written. */
  with(events: NewStreamEvent<Events> | readonly NewStreamEvent<Events>[]): Questions<Events>;

  /**
   * Makes up for events: values that they were the last to write go back to what they would be without them. A value that was
   * written again since is a conflict, and stays. Begin with `dryRun`.
   *
   * @example
   * const { partitions } = await store.revert([42n, 43n], { projection: "carts", dryRun: true });
   *
   * @throws {@link RevertImpossible} when there is no event that would do it; nothing is appended then.
   */
  revert(positions: readonly (bigint | number)[], options: RevertOptions<Events>): Promise<Reverted>;
}

/** What is asked about in place of the store as it is. */
export interface View {
  branch?: string;
  edits?: readonly BranchEdit[];
  at?: Moment;
  since?: Moment;
  with?: NewStreamEvent | readonly NewStreamEvent[];
}

/** How a call is made: by its name, with what it was given. */
export const CALL: unique symbol = Symbol();
/** How the whole log is read: behind a moment, or up to a position that is found out when the first event is asked for. */
export const READ: unique symbol = Symbol();

/** The engine that folds a store. */
export const FOLDING: unique symbol = Symbol();

/** Which part of the log is read. */
export interface Part {
  live?: boolean;
  since?: Moment;
  until?: () => Promise<number>;
}

const CALLS =
  "state diff blame changes series flips query compare project unproject projection projections rebuild checkpoint declareIndex find emitted results logs appendEmitted revert info";

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface Timed<Events extends EventShape = AnyEvent> extends Timeline<Events> {}

/** What has these calls, however they are made. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export abstract class Timed<Events extends EventShape = AnyEvent> {
  /** @internal */
  abstract [CALL](call: string, given: unknown[], view?: View): Promise<unknown>;
  /** @internal */
  abstract [READ](options: ReadAllOptions<Events> | undefined, part: Part): EventIterator<Events>;
}

const prototype = Timed.prototype as unknown as Record<string, unknown>;
for (const call of CALLS.split(" ")) {
  prototype[call] = function (this: Timed, ...given: unknown[]) {
    const told = this[CALL](call, given);
    // Whoever asks hears of it as well.
    if (call === "project" && given[0]) told.catch(() => {});
    return told;
  };
}
prototype["branch"] = function (this: Timed, branch: string, edits: readonly BranchEdit[]) {
  return new Viewed(this, { branch, edits });
};
for (const of of ["at", "since", "with"] as const) {
  prototype[of === "at" ? "asOf" : of] = function (this: Timed, what: never) {
    return new Viewed(this, { [of]: what });
  };
}

/** A store seen otherwise. */
class Viewed extends Timed {
  readonly #store: Timed;
  readonly #view: View;

  constructor(store: Timed, view: View) {
    super();
    this.#store = store;
    this.#view = view;
  }

  get name(): string | undefined {
    return this.#view.branch;
  }

  [CALL](call: string, given: unknown[]): Promise<unknown> {
    return this.#store[CALL](call, given, this.#view);
  }

  [READ](options: ReadAllOptions<AnyEvent> | undefined, part: Part): EventIterator {
    return this.#store[READ](options, part);
  }

  readAll(options?: ReadAllOptions<AnyEvent>): EventIterator {
    const { at, since } = this.#view;
    return this[READ](options, at === undefined ? { since: since! } : { until: () => this[CALL]("until", []) as Promise<number> });
  }

  subscribeToAll(options?: SubscribeToAllOptions<AnyEvent>): EventIterator {
    return this[READ](options, { since: this.#view.since!, live: true });
  }

  async close(): Promise<void> {
    await this[CALL]("unbranch", []);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
