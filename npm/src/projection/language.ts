// The words by which a projection is defined, chained as in KurrentDB: which events, how they are partitioned, what handles
// them, what becomes of the state. Each step offers only what may follow it.

import { Definition, type AnyHandler, type ProjectionOptions } from "./definition.js";
import type { AnyEvent, EventShape } from "../events.js";
import type { EventView } from "./event.js";
import { InvalidProjection } from "./failed.js";

/* eslint-disable @typescript-eslint/no-explicit-any */

type PayloadOf<E> = E extends { data: infer D } ? D : any;
type MetadataOf<E> = E extends { metadata: infer M } ? M : any;

/** An event as handlers see it, with the names that it has in KurrentDB. Of a union of shapes, each member. */
export type HandledEvent<E extends EventShape = AnyEvent> = E extends EventShape
  ? Omit<EventView, "data" | "body" | "metadata" | "eventType"> & {
      /** The event type. */
      readonly eventType: E["type"];
      /** The payload, decoded; `undefined` when it is no JSON. */
      readonly data: PayloadOf<E>;
      /** The same object. */
      readonly body: PayloadOf<E>;
      /** The metadata, decoded; `null` when there are none. */
      readonly metadata: MetadataOf<E>;
    }
  : never;

/** Takes a state and an event; changes the state, or returns another one. `null` ends the state. */
export type Handler<S, E extends EventShape = AnyEvent> = (
  state: S,
  event: HandledEvent<E>,
  partition: string,
  isSoftDelete: boolean,
) => NoInfer<S> | null | void;

/** Handlers by event type: of the types that are known, or of any. */
export type TypeHandlers<S, E extends EventShape> = string extends E["type"]
  ? Record<string, ((state: S, event: HandledEvent<E>, partition: string, isSoftDelete: boolean) => any) | undefined>
  : { [Type in E["type"]]?: Handler<S, OfType<E, Type>> };

type OfType<E, Type> = Extract<E, { type: Type }>;

/** What handles which events, besides event types. */
export interface SpecialHandlers<S, E extends EventShape> {
  /** Events of types that have no handler of their own. */
  $any?: Handler<S, E>;
  /** Before the first event of a partition. What it returns does not matter. */
  $created?: (state: S, event: HandledEvent<E>) => any;
  /** After a stream was deleted; with `foreachStream()` only. What it returns does not matter. */
  $deleted?: (state: S, event: null, partition: string, isSoftDelete: boolean) => any;
}

/** What handles which events. Any other name is an event type. */
export type Handlers<S, E extends EventShape = AnyEvent> = SpecialHandlers<S, E> &
  TypeHandlers<S, E> & {
    /** The first state of each partition; `{}` when absent. */
    $init?: () => S;
    /** For handlers that share a state, see {@link SharedHandlers}. */
    $initShared?: undefined;
  };

/** The same where partitions share a state: handlers get `[state, shared]`. */
export type SharedHandlers<S, H, E extends EventShape = AnyEvent> = SpecialHandlers<[S, H], E> &
  TypeHandlers<[S, H], E> & {
    /** The first state of each partition; `{}` when absent. */
    $init?: () => S;
    /** The first state of what all partitions share. */
    $initShared: () => H;
  };

/** A projection that is defined as far as it has to be. */
export interface Projection {
  /** @internal */
  readonly [PROJECTION]: Definition;
}

/** Where a chain keeps what it has said so far. Known to every copy of this code: a module has its own. */
export const PROJECTION: unique symbol = Symbol.for("foldback.projection") as never;

/** What may follow where a state is complete. */
export interface Output<R> extends Projection {
  /** Makes another result of the state. */
  transformBy<T>(by: (state: R) => T): Transformed<T>;
  /** Lets a result be null where the answer is not true. */
  filterBy(by: (state: R) => boolean): Transformed<R>;
  /** Names the stream of results, and those of partitions, with `{0}` for the partition. */
  outputTo(resultStream: string, partitionResultStreamPattern?: string): Projection;
}

/** What may follow `transformBy` and `filterBy`. */
export interface Transformed<R> extends Output<R> {
  /** Gives each new result out. */
  outputState(): Output<R>;
}

/** What may follow `when`. */
export interface Handled<S> extends Transformed<S> {
  /** Gives each new state out as a result, though nothing is made of it. */
  $defines_state_transform(): Projection;
}

/** What may follow a partitioning. */
export interface Partitioned<E extends EventShape = AnyEvent> extends Projection {
  /** Says what handles which events, where partitions share a state. */
  when<S = any, H = any>(handlers: SharedHandlers<S, H, E>): Handled<[S, H]>;
  /** Says what handles which events. */
  when<S = any>(handlers: Handlers<S, E>): Handled<S>;
}

/** What may follow `fromStream` and `fromStreams`. */
export interface Selected<E extends EventShape = AnyEvent> extends Partitioned<E> {
  /** A state for each key that `by` gives; events for which it gives neither text nor number are passed over. */
  partitionBy(by: (event: HandledEvent<E>) => string | number | null | undefined): Partitioned<E>;
  /** Gives each new state out as a result. */
  outputState(): Output<any>;
}

/** What may follow `fromAll` and `fromCategory`. */
export interface SelectedStreams<E extends EventShape = AnyEvent> extends Selected<E> {
  /** A state for each stream. */
  foreachStream(): Partitioned<E>;
}

type Step = Handled<any> & SelectedStreams<any>;
type Word = Exclude<keyof Step, typeof PROJECTION>;

const AFTER = {
  stream: ["when", "partitionBy", "outputState"],
  streams: ["when", "partitionBy", "outputState", "foreachStream"],
  partitioned: ["when"],
  when: ["transformBy", "filterBy", "outputState", "outputTo", "$defines_state_transform"],
  transformed: ["transformBy", "filterBy", "outputState", "outputTo"],
  outputState: ["transformBy", "filterBy", "outputTo"],
  end: [],
} as const satisfies Record<string, readonly Word[]>;

/** Names, one by one or as one array. */
export type Names = readonly [string, ...string[]] | readonly [readonly string[]];

/** The words of one definition, which is `given()` when the first of them is said. */
export function words(given: () => Definition) {
  const categories = <T>(names: readonly unknown[]): T => {
    const definition = given();
    const listed = Array.isArray(names[0]) ? (names[0] as unknown[]) : names;
    definition.categories.push(...texts("fromCategory", listed));
    return step(definition, "streams");
  };
  return {
    /** Events of all streams, but for the system's own. */
    fromAll<E extends EventShape = AnyEvent>(): SelectedStreams<E> {
      const definition = given();
      definition.all = true;
      return step(definition, "streams");
    },

    /** Events of a stream. */
    fromStream<E extends EventShape = AnyEvent>(stream: string): Selected<E> {
      const definition = given();
      definition.streams.push(...texts("fromStream", [stream]));
      return step(definition, "stream");
    },

    /** Events of several streams, in the order of the log. */
    fromStreams<E extends EventShape = AnyEvent>(...streams: Names): Selected<E> {
      const definition = given();
      definition.streams.push(...texts("fromStreams", (Array.isArray(streams[0]) ? streams[0] : streams) as unknown[]));
      return step(definition, "stream");
    },

    /** Events of the streams of a category, or of several: those whose names begin with it and a `-`. */
    fromCategory<E extends EventShape = AnyEvent>(...names: Names): SelectedStreams<E> {
      return categories(names);
    },

    /** The same, as it was once called. */
    fromCategories<E extends EventShape = AnyEvent>(...names: Names): SelectedStreams<E> {
      return categories(names);
    },
  };
}

/** What may be said next. */
function step<T = Step>(definition: Definition, after: keyof typeof AFTER): T {
  const next = (state: keyof typeof AFTER) => step(definition, state);
  const transform = (kind: "transform" | "filter", name: string) => (by: unknown) => {
    definition.transforms.push({ kind, by: fn(name, by) as (state: any) => unknown });
    definition.outputs = true;
    return next("transformed");
  };
  const all: Record<Word, (...args: any[]) => unknown> = {
    when(handlers: unknown) {
      if (typeof handlers !== "object" || handlers === null) throw new InvalidProjection("when: it takes an object of handlers.");
      for (const [name, handler] of Object.entries(handlers)) if (typeof handler === "function") definition.handle(name, handler as AnyHandler);
      return next("when");
    },
    partitionBy(by: unknown) {
      definition.partitionBy = fn("partitionBy", by);
      return next("partitioned");
    },
    foreachStream() {
      definition.byStream = true;
      return next("partitioned");
    },
    transformBy: transform("transform", "transformBy"),
    filterBy: transform("filter", "filterBy"),
    outputState() {
      definition.outputs = true;
      return next("outputState");
    },
    outputTo(stream: unknown, pattern?: unknown) {
      const [name, of] = texts("outputTo", pattern === undefined ? [stream] : [stream, pattern]);
      definition.options.resultStreamName = name!;
      if (of !== undefined) definition.partitionResultStream = of;
      return next("end");
    },
    $defines_state_transform() {
      definition.outputs = true;
      return next("end");
    },
  };
  const offered: Record<string | symbol, unknown> = { [PROJECTION]: definition };
  for (const word of AFTER[after]) offered[word] = all[word];
  return offered as unknown as T;
}

function fn(word: string, value: unknown): AnyHandler {
  if (typeof value !== "function") throw new InvalidProjection(`${word}: it takes a function.`);
  return value as AnyHandler;
}

function texts(word: string, values: readonly unknown[]): string[] {
  if (values.length === 0 || values.some((value) => typeof value !== "string" || value === "")) {
    throw new InvalidProjection(`${word}: it takes names, each a text that is not empty.`);
  }
  return values as string[];
}

const own = /* @__PURE__ */ words(() => new Definition());

/**
 * Begins a projection of the events of all streams, but for the system's own.
 *
 * @example
 * store.project("sales", fromAll<ShopEvents>().when({ $init: () => ({ total: 0 }), CheckedOut: (s, e) => void (s.total += e.data.total) }));
 *
 * @typeParam E - What the store's events are; handlers then know the event of each type.
 * @function
 */
export const fromAll = /* @__PURE__ */ (() => own.fromAll)();

/**
 * Begins a projection of the events of a stream.
 *
 * @typeParam E - What the store's events are.
 * @function
 */
export const fromStream = /* @__PURE__ */ (() => own.fromStream)();

/**
 * Begins a projection of the events of several streams, in the order of the log.
 *
 * @typeParam E - What the store's events are.
 * @function
 */
export const fromStreams = /* @__PURE__ */ (() => own.fromStreams)();

/**
 * Begins a projection of the streams of a category, or of several: those whose names begin with it and a `-`.
 *
 * @example
 * const carts = fromCategory<ShopEvents>("cart").foreachStream().when({
 *   $init: () => ({ items: {} as Record<string, number> }),
 *   ItemAdded: (s, e) => { s.items[e.data.sku] = (s.items[e.data.sku] ?? 0) + e.data.qty; },
 * });
 *
 * @typeParam E - What the store's events are.
 * @function
 */
export const fromCategory = /* @__PURE__ */ (() => own.fromCategory)();

/**
 * The same as {@link fromCategory}, as it was once called.
 *
 * @typeParam E - What the store's events are.
 * @function
 */
export const fromCategories = /* @__PURE__ */ (() => own.fromCategories)();

/** What a chain has defined, with options beside it. */
export function definitionOf(projection: Projection, options?: ProjectionOptions): Definition {
  const definition = (projection as Projection | undefined)?.[PROJECTION];
  if (definition === undefined) throw new InvalidProjection("A projection begins with fromAll(), fromStream(), fromStreams() or fromCategory().");
  if (options) definition.set(options);
  return definition.check();
}
