// Folds events by a definition: states by partition, each change as a line of the wire; results, emitted events and logs beside.

import { Sink } from "./captured.js";
import type { AnyHandler, Definition } from "./definition.js";
import { EventView, textOf, type StoredEvent } from "./event.js";
import { failedAt, HandlerFailed, NotJson, reason } from "./failed.js";
import { SHARED, type FoldOptions, type Handling, type Output, type Result } from "./output.js";
import { deletedStream, isSelected, streamPartition, toldCategory } from "./selection.js";
import { step } from "./state/json.js";
import { MAX_PATCH_BYTES, Recorder } from "./state/recorder.js";
import { Returned, TRIALS } from "./state/returned.js";

interface Partition {
  /** Its name as JSON. */
  readonly label: string;
  recorder: Recorder | Returned;
  /** Whether there was a state, even if there is none any more. */
  begun: boolean;
  result: string | null;
}

export class Fold {
  readonly definition: Definition;
  readonly name: string;
  readonly #partitions = new Map<string, Partition>();
  readonly #most: number;
  readonly #only: string | undefined;
  readonly #sink = new Sink();
  /** Joined when they are asked for: a text that grows by additions is a tree of its parts for as long as it is kept. */
  #lines: string[] = [];
  #results: Result[] = [];
  #handled = 0;
  #unhandled = new Map<string, number>();
  #failure: HandlerFailed | undefined;
  /** How many events in a row a handler has answered with another state and left the one that it got alone; -1: not all do. */
  #returned = 0;

  constructor(definition: Definition, options: FoldOptions) {
    this.definition = definition;
    this.name = options.name;
    this.#most = options.maxPatchBytes ?? MAX_PATCH_BYTES;
    this.#only = options.only;
    for (const [partition, json] of Object.entries(options.states ?? {})) {
      const held: Partition = { label: JSON.stringify(partition), recorder: new Recorder(JSON.parse(json), this.#most), begun: true, result: null };
      this.#partitions.set(partition, held);
      // What has not changed since is no new result.
      if (this.definition.outputs && partition !== SHARED) held.result = this.resultOf(partition) ?? null;
    }
  }

  /** Whether handlers get states as they are, because they have only ever returned others. */
  get isTrusting(): boolean {
    return this.#returned >= TRIALS;
  }

  /** The state of a partition as JSON text. */
  stateOf(partition: string): string | undefined {
    return this.#partitions.get(partition)?.recorder.json;
  }

  /** The result of a partition as JSON text; `undefined` when there is none. */
  resultOf(partition: string): string | undefined {
    const held = this.#partitions.get(partition);
    const { transforms, isBiState } = this.definition;
    const state = held?.recorder.json;
    if (held === undefined || (state === undefined && !isBiState)) return undefined;
    if (transforms.length === 0) return state;
    const shared = isBiState ? this.stateOf(SHARED) : undefined;
    const parsed = (json: string | undefined): unknown => (json === undefined ? null : JSON.parse(json));
    let result: unknown = isBiState ? [parsed(state), parsed(shared)] : parsed(state);
    for (const { kind, by } of transforms) {
      const answer = by(result);
      if (kind === "transform") result = answer;
      else if (answer !== true) return undefined;
      if (result === null || result === undefined) return undefined;
    }
    return JSON.stringify(result);
  }

  /** Folds one event. Whether it was for this projection. `look` is told what it did. */
  fold(event: StoredEvent, look?: (handling: Handling) => void): boolean {
    if (this.#failure) throw this.#failure;
    const sink = this.#sink;
    sink.position = event.position;
    try {
      return this.definition.into(sink, () => this.#fold(event, look));
    } catch (error) {
      if (error instanceof Changed) return this.fold(event, look);
      throw (this.#failure = error instanceof HandlerFailed ? error : this.#failed(event, undefined, error));
    }
  }

  /** What has come together since it was last asked. */
  take(): Output {
    const { emitted, logs } = this.#sink;
    const output = { lines: this.#lines.join(""), results: this.#results, emitted, logs, handled: this.#handled };
    const unhandled = Object.fromEntries(this.#unhandled);
    this.#lines = [];
    this.#results = [];
    this.#handled = 0;
    this.#unhandled = new Map();
    this.#sink.emitted = [];
    this.#sink.logs = [];
    return { ...output, unhandled };
  }

  #fold(event: StoredEvent, look: ((handling: Handling) => void) | undefined): boolean {
    const { definition } = this;
    const deleted = deletedStream(event);
    if (deleted !== undefined) {
      if (!definition.deleted || !isSelected(definition, { ...event, streamId: deleted }) || !this.#wants(deleted)) return false;
      const { deleted: handler } = definition;
      // What is returned does not matter: the state is what it was made to be.
      this.#handle(event, deleted, (state: unknown) => void handler(state, null, deleted, false), look);
      return true;
    }
    if (!isSelected(definition, event)) return false;
    const handler = definition.handlerOf(event.type);
    if (handler === undefined) {
      this.#unhandled.set(event.type, (this.#unhandled.get(event.type) ?? 0) + 1);
      return false;
    }
    const view = viewOf(event, definition);
    const partition = this.#partitionOf(event, view);
    if (partition === undefined || !this.#wants(partition)) return false;
    if (view) view.partition = partition;
    this.#handle(event, partition, view && handler, look, view);
    return true;
  }

  #wants(partition: string): boolean {
    return this.#only === undefined || this.#only === partition;
  }

  #partitionOf(event: StoredEvent, view: EventView | undefined): string | undefined {
    const { byStream, partitionBy } = this.definition;
    if (byStream) return streamPartition(event);
    if (!partitionBy) return "";
    const key = view && partitionBy(view);
    return typeof key === "string" || typeof key === "number" ? String(key) : undefined;
  }

  /** Calls a handler with the state of a partition, and records what it did. Without a handler the event has no payload. */
  #handle(
    event: StoredEvent,
    partition: string,
    handler: AnyHandler | undefined,
    look: ((handling: Handling) => void) | undefined,
    view?: EventView,
  ): void {
    const { isBiState } = this.definition;
    const held = this.#held(partition);
    const shared = isBiState ? this.#held(SHARED) : undefined;
    const before: Handling["before"] | undefined = look && [held.recorder.json, shared?.recorder.json];
    const mark = this.#sink.emitted.length;
    const logged = this.#sink.logs.length;
    const isNew = !held.begun;
    let state: unknown;
    try {
      const own = this.#begin(held, this.definition.init);
      const all = shared && this.#begin(shared, this.definition.initShared);
      state = shared ? [own, all] : own;
      if (isNew && view) for (const created of this.definition.created) created(state, view);
      const returned: unknown = handler?.(state, view);
      if (returned !== undefined) state = returned;
    } catch (error) {
      if (held.recorder instanceof Returned && isTypeError(error)) this.#distrust(mark, logged);
      throw this.#failed(event, partition, error);
    }
    const pair = shared && Array.isArray(state) ? (state as unknown[]) : undefined;
    if (held.recorder instanceof Recorder) this.#learn(held.recorder, state);
    const writes = this.#end(held, event, partition, pair ? pair[0] : state);
    const position = event.position;
    this.#lines.push(["[", position, ",", held.label, ",[", writes, "]]\n"].join(""));
    if (shared) {
      const more = this.#end(shared, event, SHARED, pair ? pair[1] : (shared.recorder as Recorder).view);
      if (more !== "") this.#lines.push(`[${position},${shared.label},[${more}]]\n`);
    }
    this.#handled++;
    if (this.definition.outputs && (writes !== "" || isBiState)) this.#result(event, partition, held);
    look?.({ partition, isNew, before: before!, after: [held.recorder.json, shared?.recorder.json], emitted: this.#sink.emitted.slice(mark) });
  }

  #held(partition: string): Partition {
    let held = this.#partitions.get(partition);
    if (!held) {
      held = { label: JSON.stringify(partition), recorder: new Recorder(undefined, this.#most), begun: false, result: null };
      this.#partitions.set(partition, held);
    }
    return held;
  }

  /** What the handler gets as a state. */
  #begin(held: Partition, init: (() => unknown) | undefined): unknown {
    const { recorder, begun } = held;
    if (begun) {
      const isReturned = recorder instanceof Returned;
      if (this.isTrusting !== isReturned) held.recorder = new (isReturned ? Recorder : Returned)(recorder.copy(), this.#most);
      return held.recorder.begin() ?? null;
    }
    held.begun = true;
    const first = new Recorder(undefined, this.#most);
    first.begin();
    if (!this.isTrusting) return (held.recorder = first).seed(init?.(), init !== undefined);
    // Who returns another state gets this one as it is. With an init of its own it is looked at like every other.
    held.recorder = new Returned(undefined, this.#most);
    held.recorder.begin();
    if (!init) return {};
    first.seed(init(), true);
    return first.copy() ?? null;
  }

  /** Notes whether a handler has answered with another state without a change of the one that it got. */
  #learn(recorder: Recorder, state: unknown): void {
    if (this.#returned < 0 || !this.definition.isStrict) return;
    const isReturned = typeof state === "object" && state !== null && state !== recorder.view;
    this.#returned = recorder.dirty.length > 0 ? -1 : isReturned ? this.#returned + 1 : this.#returned;
  }

  /** A handler has tried to change a state that it was given as it is: from now on all get proxies, and this event comes again. */
  #distrust(emitted: number, logged: number): never {
    this.#returned = -1;
    this.#sink.emitted.length = emitted;
    this.#sink.logs.length = logged;
    throw new Changed();
  }

  #end({ recorder }: Partition, event: StoredEvent, partition: string, state: unknown): string {
    try {
      return recorder.end(state);
    } catch (error) {
      throw this.#failed(event, partition, error);
    }
  }

  #result({ position }: StoredEvent, partition: string, held: Partition): void {
    let result: string | null;
    try {
      result = this.resultOf(partition) ?? null;
    } catch (error) {
      throw failedAt(this.name, position, `what makes its result fails: ${reason(error)}`, error);
    }
    if (result === held.result) return;
    held.result = result;
    this.#results.push({ position, partition, streamId: this.definition.resultStream(this.name, partition), result });
  }

  #failed(event: StoredEvent, partition: string | undefined, error: unknown): HandlerFailed {
    const at = `${event.type} in ${event.streamId}`;
    if (!(error instanceof NotJson)) return failedAt(this.name, event.position, `the handler of ${at} fails: ${reason(error)}`, error);
    const isNamed = partition !== undefined && partition !== "" && partition !== SHARED;
    const path = JSON.parse(`"${isNamed ? step(partition) : ""}${error.path}"`) as string;
    return failedAt(this.name, event.position, `after ${at}, ${reason(error)}`, error, path);
  }
}

/** The event has to be folded again. */
class Changed extends Error {}

/** What is thrown where something frozen is written, in whichever realm. */
function isTypeError(error: unknown): boolean {
  return error instanceof Error && error.name === "TypeError";
}

/** An event as handlers see it; `undefined` when there is nothing in it: KurrentDB hands no handler such an event. */
function viewOf(event: StoredEvent, definition: Definition): EventView | undefined {
  const text = textOf(event.data);
  return BLANK.test(text) ? undefined : new EventView(event, text, toldCategory(definition, event));
}

const BLANK = /^\s*$/;
