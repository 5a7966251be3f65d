// A projection in a realm of its own, from outside: batches go in, what they give comes out. Who does not say anything for too
// long is ended, and the batch is run again event by event in another realm, so that it is known which of them has no end.

import { aborted } from "../errors.js";
import type { RunOptions } from "./closure.js";
import type { StoredEvent } from "./event.js";
import { failedAt, InvalidProjection } from "./failed.js";
import type { Failure, Folded, Order, Report, Task } from "./serve.js";
import type { Shape } from "./shape.js";

/** A realm: a worker, or the port of one that lies elsewhere. */
export interface Realm {
  postMessage(order: Order): void;
  onmessage: ((event: { data: Report }) => void) | null;
  /** Called when it could not be started. */
  onerror: ((event: { message?: string }) => void) | null;
  /** Ends it, whatever it is doing. */
  terminate(): unknown;
}

/** How long nothing may be heard of a realm that works, in milliseconds: twice that is less than two seconds. */
export const SILENCE = 700;

const GRACE = 50;

/** How long a realm may take to start, which may have to be loaded. */
const START = 30_000;

export interface IsolatedOptions {
  /** Starts a realm. */
  start: () => Realm;
  task: Task;
  /** The states after all that was folded so far, as JSON text by partition: a realm that was ended has taken its own along. */
  states?: () => Record<string, string> | Promise<Record<string, string>>;
}

interface Waiting {
  take(report: Report): void;
  fail(error: Error): void;
}

export class Isolated {
  readonly #options: IsolatedOptions;
  #realm: Promise<Realm> | undefined;
  #waiting: Waiting | undefined;
  #number = 0;
  #failure: Error | undefined;
  #shape: Shape | undefined;

  constructor(options: IsolatedOptions) {
    this.#options = options;
  }

  /** What the projection says of itself. Fails as {@link run} would when it cannot be defined. */
  async shape(): Promise<Shape> {
    await this.#started();
    return this.#shape!;
  }

  /** Folds a batch. Aborted, it ends the realm; the batch is then as if it had never been given. */
  async run(events: StoredEvent[], options: RunOptions = {}): Promise<Folded> {
    if (this.#failure) throw this.#failure;
    const { signal } = options;
    if (signal?.aborted) throw aborted(signal);
    try {
      return await this.#fold(events, false, options);
    } catch (error) {
      if (!(error instanceof Silent)) throw error;
    }
    // What it was at, it was at: only when it comes to it again by itself it is known to be that.
    try {
      return await this.#fold(events, true, options);
    } catch (error) {
      if (!(error instanceof Silent)) throw error;
      const event = events.find(({ position }) => position === error.at) ?? events[0]!;
      const why = `the handler of ${event.type} in ${event.streamId} does not come to an end, and was stopped`;
      const failure = failedAt(this.#options.task.name, event.position, why);
      // What came before it went with its realm.
      const folded = await this.#before(events, event, options);
      throw (this.#failure = Object.assign(failure, { folded }));
    }
  }

  /** What the events before one give. */
  async #before(events: StoredEvent[], event: StoredEvent, { signal }: RunOptions): Promise<Folded | undefined> {
    const before = events.slice(0, events.indexOf(event));
    if (before.length === 0) return undefined;
    try {
      return await this.#fold(before, false, { signal });
    } catch (error) {
      if (error instanceof Silent) return undefined;
      throw error;
    } finally {
      this.end();
    }
  }

  /** The result of a partition, as JSON text. */
  async resultOf(partition: string): Promise<string | undefined> {
    const realm = await this.#started();
    const number = ++this.#number;
    return this.#ask(realm, { resultOf: partition, number }, SILENCE, (report, done) => {
      if ("result" in report && report.number === number) done(report.result);
    });
  }

  /** Ends the realm. */
  end(): void {
    const realm = this.#realm;
    this.#realm = undefined;
    this.#waiting?.fail(new Error("The projection was ended."));
    realm?.then(
      (one) => one.terminate(),
      () => {},
    );
  }

  async #fold(events: StoredEvent[], singly: boolean, { signal, onProgress }: RunOptions): Promise<Folded> {
    const realm = await this.#started();
    const number = ++this.#number;
    const stop = () => this.#waiting?.fail(aborted(signal!));
    signal?.addEventListener("abort", stop);
    try {
      // Progress is by position, of which the realm speaks.
      const places = onProgress && new Map(events.map(({ position }, index) => [position, index]));
      const folded = await this.#ask<Folded>(realm, { fold: events, number, singly }, SILENCE, (report, done, fail) => {
        if ("at" in report && !singly) onProgress?.(places!.get(report.at) ?? 0);
        if ("folded" in report && report.number === number) done(report.folded);
        if ("failed" in report && report.number === number) fail((this.#failure = this.#error(report.failed)));
      });
      onProgress?.(events.length);
      return folded;
    } catch (error) {
      // Whatever it is at, nobody waits for it any more.
      if (error !== this.#failure) this.#drop(realm);
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  #started(): Promise<Realm> {
    return (this.#realm ??= this.#start());
  }

  async #start(): Promise<Realm> {
    const { start, states, task } = this.#options;
    const realm = start();
    try {
      await this.#ask<void>(realm, undefined, START, (report, done) => {
        if ("ready" in report) done();
      });
      const order: Order = { define: task, states: (await states?.()) ?? {} };
      // A module has to be loaded; a text has only to be read.
      this.#shape = await this.#ask<Shape>(realm, order, task.text === undefined ? START : 2 * SILENCE, (report, done, fail) => {
        if ("defined" in report) done(report.defined);
        if ("failed" in report) fail(this.#error(report.failed));
      });
    } catch (error) {
      this.#drop(realm);
      if (!(error instanceof Silent)) throw error;
      throw new InvalidProjection("The text of the projection does not come to an end before any event, and was stopped.");
    }
    return realm;
  }

  #drop(realm: Realm): void {
    this.#realm = undefined;
    realm.onmessage = realm.onerror = null;
    realm.terminate();
  }

  /** Sends an order and waits for its answer, as long as anything is heard. */
  #ask<T>(realm: Realm, order: Order | undefined, silence: number, hear: (report: Report, done: (value: T) => void, fail: (error: Error) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let at: number | undefined;
      // Who was busy on this side hears late what was said in time: that comes before the second timer.
      const silent = () => {
        timer = setTimeout(() => fail(new Silent(at)), GRACE);
      };
      let timer = setTimeout(silent, silence);
      const ended = () => {
        clearTimeout(timer);
        this.#waiting = undefined;
      };
      const done = (value: T) => {
        ended();
        resolve(value);
      };
      const fail = (error: Error) => {
        ended();
        reject(error);
      };
      const take = (report: Report) => {
        if ("at" in report) at = report.at;
        clearTimeout(timer);
        timer = setTimeout(silent, silence);
        hear(report, done, fail);
      };
      this.#waiting = { take, fail };
      realm.onmessage = ({ data }) => this.#waiting?.take(data);
      realm.onerror = ({ message }) => fail(new InvalidProjection(`The realm of the projection could not be started: ${message ?? "the browser does not say why"}.`));
      if (order) realm.postMessage(order);
    });
  }

  #error({ code, message, why, position, path, place, folded }: Failure): Error {
    if (code !== "HandlerFailed") return Object.assign(new InvalidProjection(message), { place });
    const error = failedAt(this.#options.task.name, position, "", new Error(why), path);
    error.message = message;
    // What came before it is not lost.
    return Object.assign(error, { folded, place });
  }
}

/** Nothing was heard for too long. */
class Silent extends Error {
  readonly at: number | undefined;

  constructor(at: number | undefined) {
    super("nothing was heard");
    this.at = at;
  }
}

