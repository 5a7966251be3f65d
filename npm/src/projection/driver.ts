// Runs the projections of one log whose handlers are JavaScript: takes work from the engine, folds it, brings what it gave.

import type { Answer, EngineClient } from "../engine/client.js";
import { FoldbackError } from "../errors.js";
import type { StoredEvent } from "./event.js";
import { SHARED } from "./output.js";
import { foldedBefore, Runnable, type HandlerSource, type Runner, type StartRealm, type States } from "./runner.js";
import type { Folded } from "./serve.js";
import { Finder, storedEvents } from "./stored.js";
import type { Unsteady } from "./watch.js";

export { definitionOf } from "./language.js";
export { sourceHash } from "./text.js";
export type { HandlerSource, StartRealm } from "./runner.js";

/** How a projection is to be kept, in the engine's words. */
export interface Keeping {
  /** What tells its code from another; without one nothing of it is kept in the store. */
  identity?: string | null;
  snapshots?: { events?: number | null; ms?: number | null };
  budget?: number | null;
}

/** A piece of work: a page of events for some projections. */
interface Work {
  job: number;
  projections: string[];
  /** `fold` for what a projection stands at; the others are folded apart from it, and forgotten at their end. */
  kind: "fold" | "again" | "branch";
  from: number;
  /** Of one partition alone; of all when absent. */
  only?: string | null;
  /** The states to begin with, as JSON: an object from partition to JSON text. */
  states?: string | null;
  /** Whether it is the last page of its job. */
  end: boolean;
}

interface Standing {
  runnable: Runnable;
  identity: string | null;
  /** What is folded by; absent before the first page. */
  runner: Runner | undefined;
  /** Where the page begins that is being folded. */
  at: number;
  /** Of jobs that are folded apart. */
  apart: Map<number, Runner>;
  hasWarned: boolean;
  /** What was found by folding twice. */
  watched: Watched;
}

/** Which events were folded twice, and what came of it. */
export interface Watched {
  checked: number;
  unsteady: readonly Unsteady[];
}

export interface DriverOptions {
  /** Starts a realm for a text or a module; absent where none can be started. */
  startRealm?: StartRealm;
}

/** The projections of one log. One driver has a log's work: it gets all that its port has defined. */
export class Driver {
  readonly #client: EngineClient;
  readonly #log: string;
  readonly #startRealm: StartRealm;
  readonly #finder: Finder;
  readonly #standing = new Map<string, Standing>();
  #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(client: EngineClient, log: string, { startRealm }: DriverOptions = {}) {
    this.#client = client;
    this.#log = log;
    this.#startRealm = startRealm;
    this.#finder = new Finder(client, log);
  }

  /**
   * Defines a projection, or defines it anew. Answers what the engine says of it, and whether it has partitions; fails when
   * its code cannot be read.
   */
  async define(source: HandlerSource, { identity = null, snapshots = {}, budget = null }: Keeping = {}): Promise<{ info: unknown; isPartitioned: boolean }> {
    const { name } = source;
    const runnable = new Runnable(source, this.#startRealm);
    try {
      const { filter, isPartitioned } = await runnable.shape();
      const before = this.#standing.get(name);
      // The same stays as it is, here and in the engine. Of another one no page may come that was meant for this one.
      if (before && (identity === null || before.identity !== identity)) {
        this.#let(name);
        await this.#client.ask({ unproject: { log: this.#log, projection: name, forget: false } });
      }
      if (this.#standing.has(name)) runnable.end();
      else this.#standing.set(name, { runnable, identity, runner: undefined, at: 0, apart: new Map(), hasWarned: false, watched: { checked: 0, unsteady: [] } });
      const project = {
        ...{ log: this.#log, projection: name, source: "handlers", filter, types: [], by: isPartitioned ? "stream" : "all", identity },
        snapshots: { events: snapshots.events ?? null, ms: snapshots.ms ?? null },
        budget,
      };
      const info = await this.#client.ask({ project });
      this.#go();
      return { info, isPartitioned };
    } catch (error) {
      runnable.end();
      if (this.#standing.get(name)?.runnable === runnable) this.#let(name);
      throw error;
    }
  }

  /** What was found by folding events of a projection twice. */
  watched(name: string): Watched | undefined {
    return this.#standing.get(name)?.watched;
  }

  /** Lets go of a projection. The engine has to be told by whoever does this. */
  remove(name: string): void {
    this.#let(name);
    if (this.#standing.size === 0) this.close();
  }

  /** Stops, with everything that is under way. */
  close(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#running = undefined;
    for (const name of [...this.#standing.keys()]) this.#let(name);
  }

  #let(name: string): void {
    const standing = this.#standing.get(name);
    if (!standing) return;
    this.#standing.delete(name);
    standing.runner?.end();
    for (const runner of standing.apart.values()) runner.end();
    standing.runnable.end();
  }

  #go(): void {
    this.#running ??= this.#work(this.#stop.signal);
  }

  async #work(signal: AbortSignal): Promise<void> {
    try {
      let next = this.#next(signal);
      while (!signal.aborted) {
        const [work, standing] = await next;
        // The engine reads the next page while this one is folded.
        next = this.#next(signal);
        await this.#do(work, standing, signal);
      }
    } catch {
      // The engine, the log or this driver has gone. Whoever asks a question hears of it.
    } finally {
      if (this.#stop.signal === signal) this.#running = undefined;
    }
  }

  /** The next page, and whom it is for: who is defined later has nothing to do with it. */
  #next(signal: AbortSignal): Promise<[Answer<Work>, (Standing | undefined)[]]> {
    const next = this.#client.send<Work>({ work: { log: this.#log } }, { signal });
    const found = next.then((work): [Answer<Work>, (Standing | undefined)[]] => [work, work.answer.projections.map((name) => this.#standing.get(name))]);
    // Whoever waits for it hears of its failure.
    found.catch(() => {});
    return found;
  }

  async #do({ answer, bytes }: Answer<Work>, standing: (Standing | undefined)[], signal: AbortSignal): Promise<void> {
    const events = bytes ? await this.#finder.resolve(storedEvents(bytes)) : [];
    const runs = answer.projections.map((name, at) => {
      const one = standing[at];
      return one && this.#standing.get(name) === one && this.#fold(name, one, answer, events, signal);
    });
    await Promise.all(runs);
  }

  async #fold(name: string, standing: Standing, work: Work, events: StoredEvent[], signal: AbortSignal): Promise<void> {
    const runner = this.#runner(name, standing, work);
    const { job } = work;
    const told = { log: this.#log, projection: name, job };
    try {
      const folded = await runner.run(events, signal);
      if (this.#standing.get(name) !== standing) return;
      if (work.kind === "fold") this.#warn(name, standing, folded);
      await this.#tell({ handled: told }, folded);
    } catch (error) {
      if (signal.aborted || this.#standing.get(name) !== standing) return;
      await this.#tell({ handlersFailed: { ...told, error: failure(error) } }, foldedBefore(error));
    } finally {
      if (work.end && work.kind !== "fold") {
        standing.apart.delete(job);
        runner.end();
      }
    }
  }

  /** What folds a page: with the states that come with it, from the beginning, or on from where it is. */
  #runner(name: string, standing: Standing, { job, kind, from, only, states }: Work): Runner {
    const { runnable, apart } = standing;
    const given = states == null ? undefined : (JSON.parse(states) as States);
    if (kind !== "fold") {
      const known = apart.get(job);
      if (known) return known;
      const runner = runnable.apart(given ?? {}, only ?? undefined);
      apart.set(job, runner);
      return runner;
    }
    standing.at = from;
    if (!given && standing.runner && from > 0) return standing.runner;
    standing.runner?.end();
    standing.runner = runnable.standing(given ?? {}, () => this.#states(name, standing));
    return standing.runner;
  }

  /** The states at the beginning of the page that is being folded, as the engine has them. */
  async #states(name: string, { at }: Standing): Promise<States> {
    if (at === 0) return {};
    const asked = { log: this.#log, projection: name, at: at - 1 };
    const { bytes } = await this.#client.send({ states: { ...asked, filter: {} } });
    const all = parsed(bytes) as Record<string, unknown> | undefined;
    const states = Object.entries(all ?? {}).map(([partition, state]) => [partition, JSON.stringify(state)] as const);
    const shared = await this.#client.send({ state: { ...asked, partition: SHARED } }).then(
      (answer) => parsed(answer.bytes),
      (error: unknown) => {
        if (error instanceof FoldbackError) return undefined;
        throw error;
      },
    );
    return Object.fromEntries(shared === undefined ? states : [...states, [SHARED, JSON.stringify(shared)]]);
  }

  async #tell(call: { [name: string]: Record<string, unknown> }, folded: Folded | undefined): Promise<void> {
    const { lines = "", ...rest } = folded ?? {};
    const bytes = encoder.encode(`${JSON.stringify(rest)}\n${lines}`).buffer;
    // What was folded for a definition that is not there any more is not missed. Anything else shows with the next work.
    await this.#client.send(call, { bytes }).catch(() => {});
  }

  #warn(name: string, standing: Standing, { checked, found, unsteady }: Folded): void {
    standing.watched = { checked, unsteady };
    const [first] = unsteady;
    if (found === 0 || standing.hasWarned || !first) return;
    standing.hasWarned = true;
    const { position, type, streamId, path } = first;
    const what = path === undefined ? "what it emits" : path === "" ? "its state" : path;
    console.warn(
      `The projection "${name}" gives different states for the same events: ${what} is another one when ${type} in ${streamId} ` +
        `(position ${position}) is folded a second time. Its handlers read a clock, random numbers or something else that is not ` +
        `in the event. Its information lists all such events.`,
      first,
    );
  }
}

const encoder = new TextEncoder();

function parsed(bytes: ArrayBuffer | undefined): unknown {
  return bytes?.byteLength ? (JSON.parse(new TextDecoder().decode(bytes)) as unknown) : undefined;
}

/** An error as the engine takes it. */
function failure(error: unknown): Record<string, unknown> {
  const { code, message, position, path } = error as { code?: string; message?: string; position?: bigint; path?: string };
  return {
    code: code === "InvalidProjection" ? code : "HandlerFailed",
    message: message ?? String(error),
    position: position === undefined ? null : Number(position),
    path: path ?? null,
  };
}
