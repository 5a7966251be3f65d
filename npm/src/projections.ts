// Projections of one store: a name for a fold over some of its streams, a state for each stream. Loaded when one is asked.

import { invalid, options as checkedOptions, optionalSignal, text, whole } from "./arguments.js";
import type { EngineClient } from "./engine/client.js";
import { FoldbackError, ProjectionNotFound } from "./errors.js";
import type { Cancellable } from "./options.js";

/** The folds that the engine has: `"merge"` takes each event's JSON object as a merge patch (RFC 7396) of the state. */
export type BuiltInFold = "merge";

/** Which streams a projection folds; all when nothing is said. */
export interface ProjectionSource {
  /** Streams of these categories: the part of the name before the first `-`. */
  categories?: readonly string[];
  /** These streams. */
  streams?: readonly string[];
}

/** A moment: after the event at that position, or after the last event that is not later. Now, when absent. */
export type Moment = bigint | number | Date;

/** Which state. */
export interface StateOptions extends Cancellable {
  /** The stream whose state it is; an object from stream to state when absent. */
  partition?: string;
  /** When. */
  at?: Moment;
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
  /** JSON Pointer (RFC 6901); it begins with the partition. */
  path: string;
  /** What stands there now, unless it was removed. */
  value?: unknown;
  /** What stood there before, unless it was added. */
  old?: unknown;
}

/** The events that wrote a value, as positions. */
export interface Writes {
  /** The position of the latest; `undefined` when none did. */
  last: bigint | undefined;
  /** How many there are. */
  total: number;
  /** The latest, newest first. */
  positions: bigint[];
}

interface ChangeText {
  path: string;
  old?: string | null;
  new?: string | null;
}

type EngineMoment = number | { time: number } | null;

/** What projections are called, and what they fold. */
export type NamedProjections = ReadonlyMap<string, Required<ProjectionSource>>;

/** The projections of a store. */
export class Projections {
  readonly #client: EngineClient;
  readonly #log: string;
  readonly #named: NamedProjections;

  constructor(client: EngineClient, log: string, named: NamedProjections) {
    this.#client = client;
    this.#log = log;
    this.#named = named;
  }

  async state(name: string, options: StateOptions | undefined): Promise<unknown> {
    const source = this.#source("state", name);
    const { partition, at, signal } = checkedOptions("state", options);
    const log = this.#log;
    const moment = engineMoment("state", "at", at);
    const given = { signal: optionalSignal("state", signal) };
    if (partition === undefined) {
      const { bytes } = await this.#client.send({ states: { log, filter: filter(source), at: moment } }, given);
      return parsed(bytes);
    }
    text("state", "partition", partition);
    if (!covers(source, partition)) return undefined;
    try {
      const { bytes } = await this.#client.send({ state: { log, stream: partition, at: moment } }, given);
      return parsed(bytes);
    } catch (error) {
      // A state before its first event is as one that never was.
      if (error instanceof FoldbackError && error.code === "StreamNotFound") return undefined;
      throw error;
    }
  }

  async diff(name: string, from: Moment, to: Moment | undefined, options: Cancellable | undefined): Promise<DiffOperation[]> {
    const source = this.#source("diff", name);
    const { signal } = checkedOptions("diff", options);
    const [first, last] = [engineMoment("diff", "from", from), engineMoment("diff", "to", to)];
    const changes = await this.#client.ask<ChangeText[]>(
      { diffs: { log: this.#log, filter: filter(source), from: first, to: last } },
      { signal: optionalSignal("diff", signal) },
    );
    return changes.map(operation);
  }

  async blame(name: string, path: string, options: BlameOptions | undefined): Promise<Writes> {
    const source = this.#source("blame", name);
    const { at, limit = 1000, signal } = checkedOptions("blame", options);
    if (typeof path !== "string" || !path.startsWith("/")) {
      throw invalid("blame", "path", "a JSON Pointer that begins with the partition, as in \"/cart-1/items/tea\"", path);
    }
    const [, head = "", ...rest] = path.split("/");
    const stream = head.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!covers(source, stream)) return { last: undefined, total: 0, positions: [] };
    const pointer = rest.map((part) => `/${part}`).join("");
    const moment = engineMoment("blame", "at", at);
    const most = whole("blame", "limit", limit);
    try {
      const { total, writes } = await this.#client.ask<{ total: number; writes: { position: number }[] }>(
        { blame: { log: this.#log, stream, path: pointer, at: moment, limit: Math.max(most, 1) } },
        { signal: optionalSignal("blame", signal) },
      );
      const positions = writes.map(({ position }) => BigInt(position));
      return { last: positions[0], total, positions: positions.slice(0, most) };
    } catch (error) {
      if (error instanceof FoldbackError && error.code === "StreamNotFound") return { last: undefined, total: 0, positions: [] };
      throw error;
    }
  }

  #source(method: string, name: string): Required<ProjectionSource> {
    const source = this.#named.get(text(method, "name", name));
    if (source) return source;
    const known = [...this.#named.keys()].map((one) => `"${one}"`).join(", ") || "none";
    const message = `${method}: there is no projection "${name}" here. Define it with project() first; there are: ${known}.`;
    throw new ProjectionNotFound({ code: "ProjectionNotFound", message });
  }
}

function covers({ categories, streams }: Required<ProjectionSource>, stream: string): boolean {
  if (categories.length + streams.length === 0) return true;
  return streams.includes(stream) || categories.includes(stream.split("-", 1)[0]!);
}

/** The same in the engine's words: a category is all streams that begin with it and a `-`, and the one that is called so. */
function filter({ categories, streams }: Required<ProjectionSource>): { streamPrefixes: string[]; streams: string[] } {
  return { streamPrefixes: categories.map((category) => `${category}-`), streams: [...streams, ...categories] };
}

function engineMoment(method: string, argument: string, moment: Moment | undefined): EngineMoment {
  if (moment === undefined) return null;
  if (!(moment instanceof Date)) return whole(method, argument, moment);
  if (Number.isNaN(moment.getTime())) throw invalid(method, argument, "a valid Date", moment);
  // A Date counts in milliseconds, the log in microseconds. What happened within that millisecond is not later than it.
  return { time: moment.getTime() * 1000 + 999 };
}

function operation({ path, old, new: now }: ChangeText): DiffOperation {
  const [before, after] = [old ?? undefined, now ?? undefined];
  if (after === undefined) return { op: "remove", path, old: value(before) };
  if (before === undefined) return { op: "add", path, value: value(after) };
  return { op: "replace", path, value: value(after), old: value(before) };
}

function value(json: string | undefined): unknown {
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}

function parsed(bytes: ArrayBuffer | undefined): unknown {
  return bytes?.byteLength ? (JSON.parse(new TextDecoder().decode(bytes)) as unknown) : undefined;
}
