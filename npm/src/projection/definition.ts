// What a projection says of itself: which events, which states, what is done with them. Both the chained functions and the
// text of a projection end in one of these.

import { into } from "./captured.js";
import type { EventView } from "./event.js";
import { InvalidProjection } from "./failed.js";

/* eslint-disable @typescript-eslint/no-explicit-any */

/** Takes a state and an event; changes the state, or returns another one. */
export type AnyHandler = (...args: any[]) => any;

/** Options of a projection, as KurrentDB calls them. */
export interface ProjectionOptions {
  /** The state is an array of two: that of the partition, and one that all partitions share. */
  biState?: boolean;
  /** Whether `fromAll()` sees events through links too, and links themselves. */
  $includeLinks?: boolean;
  /** Events of several streams come in the order of the log. Here they always do. */
  reorderEvents?: boolean;
  /** How long events would be held back for that, in milliseconds. Here nothing has to wait. */
  processingLag?: number;
  /** The stream of results; `$projections-NAME-result` when absent. */
  resultStreamName?: string;
}

/** What is done with a state to have the result. */
export type Transform = { kind: "transform" | "filter"; by: (state: any) => unknown };

export class Definition {
  /** Every stream, but for the system's. */
  all = false;
  readonly categories: string[] = [];
  readonly streams: string[] = [];
  byStream = false;
  partitionBy: ((event: EventView) => unknown) | undefined;
  readonly handlers = new Map<string, AnyHandler>();
  any: AnyHandler | undefined;
  init: (() => unknown) | undefined;
  initShared: (() => unknown) | undefined;
  readonly created: AnyHandler[] = [];
  deleted: AnyHandler | undefined;
  readonly transforms: Transform[] = [];
  /** Whether results are written. */
  outputs = false;
  partitionResultStream: string | undefined;
  readonly options: ProjectionOptions = {};
  /** Whether it was made of text, in which code need not be strict. */
  isText = false;
  #strict: boolean | undefined;
  /** How its handlers are called. A module brings its own copy of this code, in which its `emit` has to find the sink. */
  readonly into = into;

  /** Whether there is a state beside those of the partitions. */
  get isBiState(): boolean {
    return this.options.biState === true || this.initShared !== undefined;
  }

  /**
   * Whether handlers that write what is frozen are sure to fail, instead of going on as if they had. Functions that are
   * told not to be strict have a `caller`; of others it is not known in a text, and certain in a module.
   */
  get isStrict(): boolean {
    return (this.#strict ??= this.#isStrict());
  }

  #isStrict(): boolean {
    if (this.isText || this.isBiState || this.created.length > 0 || this.deleted) return false;
    const all = [...this.handlers.values(), ...(this.any ? [this.any] : [])];
    return all.every((handler) => !Object.hasOwn(handler, "caller"));
  }

  /** What handles events of a type; none when they are not for this projection. */
  handlerOf(type: string): AnyHandler | undefined {
    return this.handlers.get(type) ?? this.any ?? (this.handlers.size === 0 ? asState : undefined);
  }

  set(options: ProjectionOptions): void {
    for (const [name, value] of Object.entries(options)) {
      const option = Object.keys(KINDS).find((known) => known.toLowerCase() === name.toLowerCase());
      if (option === undefined) {
        throw new InvalidProjection(`options: there is no option "${name}". There are: ${Object.keys(KINDS).join(", ")}.`);
      }
      const kind = KINDS[option as keyof ProjectionOptions];
      if (typeof value !== kind) throw new InvalidProjection(`options: "${option}" must be a ${kind}.`);
      (this.options as Record<string, unknown>)[option] = value;
    }
  }

  handle(name: string, handler: AnyHandler): void {
    switch (name) {
      case "$init":
        this.init = handler as () => unknown;
        break;
      case "$initShared":
        this.initShared = handler as () => unknown;
        break;
      case "$any":
        this.any = handler;
        break;
      case "$created":
        this.created.push(handler);
        break;
      case "$deleted":
        this.deleted = handler;
        break;
      default:
        this.handlers.set(name, handler);
    }
  }

  /** Looks at it once it is whole. */
  check(): this {
    const { all, categories, streams, options } = this;
    if (!all && categories.length + streams.length === 0) {
      throw new InvalidProjection("The projection selects nothing: begin with fromAll(), fromStream(), fromStreams() or fromCategory().");
    }
    if (this.deleted && this.isBiState) throw new InvalidProjection("$deleted cannot be handled where there is a shared state.");
    if (this.deleted && !this.byStream) throw new InvalidProjection("$deleted can only be handled with foreachStream().");
    if (options.reorderEvents) {
      if (streams.length < 2) throw new InvalidProjection("reorderEvents is for fromStreams() with more than one stream.");
      if ((options.processingLag ?? 500) < 50) throw new InvalidProjection("reorderEvents needs a processingLag of 50 ms or more.");
    }
    return this;
  }

  /** The stream into which a result would be written. */
  resultStream(projection: string, partition: string): string {
    if (partition === "") return this.options.resultStreamName ?? `$projections-${projection}-result`;
    return (this.partitionResultStream ?? `$projections-${projection}-{0}-result`).replaceAll("{0}", () => partition);
  }
}

const KINDS = {
  biState: "boolean",
  $includeLinks: "boolean",
  reorderEvents: "boolean",
  processingLag: "number",
  resultStreamName: "string",
} as const satisfies Record<keyof ProjectionOptions, string>;

/** Without any handler the state is the event that came last. */
function asState(_: unknown, event: EventView): unknown {
  return event.isJson ? (event.data as unknown) : event.bodyRaw;
}
