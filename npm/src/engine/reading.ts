/// <reference lib="esnext.disposable" preserve="true" />
// Reads and subscriptions: pages come one ahead of the reader, and the reader gets them event by event.

import { aborted, closed } from "../errors.js";
import type { Answer } from "./client.js";
import { Page } from "./page.js";
import { Recorded } from "./recorded.js";

/** What asks for a page of events. */
export type AskPage = (asked: PageRequest) => Promise<Answer<{ next: number | null; until: number }>>;

/** Which page. */
export interface PageRequest {
  /** Where it begins; nothing for the first. */
  next: number | undefined;
  /** Where what the first page saw ended. */
  until: number | undefined;
  /** How many events at most. */
  count: number;
  /** Aborted when nobody waits for the page any more. */
  signal: AbortSignal;
}

/** What kind of reading it is. */
export interface ReadingOptions {
  /** How many events at most. */
  maxCount: number;
  /** Goes on with what comes. It ends quietly when the store is closed, as there is nothing missing then. */
  live: boolean;
  /** The caller's signal. */
  signal: AbortSignal | undefined;
  /** Which of the events that come are wanted; all, when absent. */
  fits: ((event: Recorded) => boolean) | undefined;
}

const PAGE = 4096;
// Whoever wants ten events should not wait for thousands, nor should the engine read them.
const FIRST_PAGE = 256;

/** The events of a read, as an async iterator. Leaving the loop lets go of everything that it holds. */
export class Reading implements AsyncIterableIterator<Recorded> {
  readonly #ask: AskPage;
  readonly #live: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #fits: ((event: Recorded) => boolean) | undefined;
  readonly #stop = new AbortController();
  readonly #onEnd: (reading: Reading) => void;
  /** How many events are still to be given. */
  #left: number;
  /** Whether there are pages behind this one. */
  #goesOn = true;
  #size = FIRST_PAGE;
  #pending: Promise<Answer<{ next: number | null; until: number }>> | undefined;
  #until: number | undefined;
  #page: Page | undefined;
  #at = 0;
  #ended = false;
  #failure: unknown;
  /** Calls of `next` that come while others are under way wait for them. */
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #abort = () => this.fail(aborted(this.#signal!));

  constructor(ask: AskPage, { maxCount, live, signal, fits }: ReadingOptions, onEnd: (reading: Reading) => void) {
    this.#ask = ask;
    this.#left = maxCount;
    this.#live = live;
    this.#signal = signal;
    this.#fits = fits;
    this.#onEnd = onEnd;
    if (signal?.aborted) this.#failure = aborted(signal);
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  next(): Promise<IteratorResult<Recorded, undefined>> {
    // The usual case: the event is here already.
    if (this.#waiting === 0 && this.#failure === undefined && !this.#fits && this.#page && this.#at < this.#page.count) {
      this.#left--;
      return Promise.resolve({ value: new Recorded(this.#page, this.#at++), done: false });
    }
    this.#waiting++;
    const turn = this.#after(this.#turn);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  return(): Promise<IteratorResult<Recorded, undefined>> {
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** All events that are left, as an array. Of a subscription it never ends. */
  async toArray(): Promise<Recorded[]> {
    const events: Recorded[] = [];
    for await (const event of this) events.push(event);
    return events;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Ends it: with an error, or quietly. */
  fail(error: unknown): void {
    if (this.#ended) return;
    this.#failure = error;
    // Whoever waits for a page hears of it now; nobody else does before they ask.
    this.#stop.abort();
  }

  /** The store is being closed. */
  close(): void {
    if (this.#live) this.#end();
    else this.fail(closed("The store was closed while it was being read."));
  }

  async #after(others: Promise<unknown>): Promise<IteratorResult<Recorded, undefined>> {
    await others;
    try {
      return await this.#advance();
    } finally {
      this.#waiting--;
    }
  }

  async #advance(): Promise<IteratorResult<Recorded, undefined>> {
    for (;;) {
      if (this.#failure !== undefined && !this.#ended) {
        this.#end();
        throw this.#failure;
      }
      if (this.#ended) return { value: undefined, done: true };
      if (this.#page && this.#at < this.#page.count && this.#left > 0) {
        const event = new Recorded(this.#page, this.#at++);
        if (this.#fits && !this.#fits(event)) continue;
        this.#left--;
        return { value: event, done: false };
      }
      this.#page = undefined;
      if (this.#left <= 0 || !this.#goesOn) {
        this.#end();
        continue;
      }
      this.#pending ??= this.#request(undefined, this.#left);
      let message: Answer<{ next: number | null; until: number }>;
      try {
        message = await this.#pending;
      } catch (error) {
        if (this.#ended) continue;
        // Its own stopping of a page is not what went wrong.
        this.#failure ??= error;
        continue;
      }
      this.#pending = undefined;
      const { next, until } = message.answer;
      const page = new Page(message.bytes!);
      [this.#page, this.#at, this.#until] = [page, 0, until];
      this.#size = PAGE;
      // Of those that have to fit, nobody knows yet how many do.
      const left = this.#fits ? this.#left : this.#left - page.count;
      this.#goesOn = next !== null && next !== undefined && left > 0;
      if (this.#goesOn && !this.#ended && this.#failure === undefined) this.#pending = this.#request(next!, left);
    }
  }

  #request(next: number | undefined, left: number): Promise<Answer<{ next: number | null; until: number }>> {
    const count = this.#fits ? this.#size : Math.min(left, this.#size);
    const pending = this.#ask({ next, until: this.#until, count, signal: this.#stop.signal });
    // It is awaited when someone asks; until then its failure is nobody's.
    pending.catch(() => {});
    return pending;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#page = undefined;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#stop.abort();
    this.#onEnd(this);
  }
}
