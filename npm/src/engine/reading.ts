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
  /** What is made of each event before it is given. */
  seen: ((event: Recorded) => Recorded) | undefined;
}

const PAGE = 4096;
// Whoever wants ten events should not wait for thousands, nor should the engine read them.
const FIRST_PAGE = 256;

/** The events of a read, as an async iterator. Leaving the loop lets go of everything that it holds. */
export class Reading implements AsyncIterableIterator<Recorded> {
  readonly #ask: AskPage;
  readonly #live: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #stop = new AbortController();
  readonly #onEnd: (reading: Reading) => void;
  readonly #seen: ReadingOptions["seen"];
  #left: number;
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

  constructor(ask: AskPage, { maxCount, live, signal, seen }: ReadingOptions, onEnd: (reading: Reading) => void) {
    this.#ask = ask;
    this.#left = maxCount;
    this.#live = live;
    this.#signal = signal;
    this.#onEnd = onEnd;
    this.#seen = seen;
    if (signal?.aborted) this.#failure = aborted(signal);
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  next(): Promise<IteratorResult<Recorded, undefined>> {
    // The usual case: the event is here already.
    if (this.#waiting === 0 && this.#failure === undefined && this.#page && this.#at < this.#page.count) {
      return Promise.resolve({ value: this.#event(this.#page), done: false });
    }
    return this.#inTurn((page) => this.#event(page));
  }

  return(): Promise<IteratorResult<Recorded, undefined>> {
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** All events that are left, as an array. Of a subscription it never ends. */
  async toArray(): Promise<Recorded[]> {
    const events: Recorded[] = [];
    for await (const batch of this.batches()) for (const event of batch) events.push(event);
    return events;
  }

  /** The same events in arrays, as they came from the engine. */
  batches(): AsyncIterableIterator<Recorded[], undefined> {
    const rest = (page: Page) => {
      const events: Recorded[] = [];
      while (this.#at < page.count) events.push(this.#event(page));
      return events;
    };
    return {
      next: () => this.#inTurn(rest),
      return: async () => (await this.return(), { value: undefined, done: true }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
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

  #event(page: Page): Recorded {
    const event = new Recorded(page, this.#at++);
    return this.#seen ? this.#seen(event) : event;
  }

  /** Takes something of the page with the next events, after all that was asked for before. */
  #inTurn<T>(take: (page: Page) => T): Promise<IteratorResult<T, undefined>> {
    this.#waiting++;
    const turn = this.#after(this.#turn, take);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #after<T>(others: Promise<unknown>, take: (page: Page) => T): Promise<IteratorResult<T, undefined>> {
    await others;
    try {
      const page = await this.#advance();
      return page ? { value: take(page), done: false } : { value: undefined, done: true };
    } finally {
      this.#waiting--;
    }
  }

  /** The page with the next event; nothing at the end. */
  async #advance(): Promise<Page | undefined> {
    for (;;) {
      if (this.#failure !== undefined && !this.#ended) {
        this.#end();
        throw this.#failure;
      }
      if (this.#ended) return undefined;
      if (this.#page && this.#at < this.#page.count) return this.#page;
      this.#page = undefined;
      if (this.#left <= 0) {
        this.#end();
        continue;
      }
      this.#pending ??= this.#request(undefined);
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
      this.#left -= page.count;
      this.#size = PAGE;
      if (next === null || next === undefined) this.#left = 0;
      else if (this.#left > 0 && !this.#ended && this.#failure === undefined) this.#pending = this.#request(next);
    }
  }

  #request(next: number | undefined): Promise<Answer<{ next: number | null; until: number }>> {
    const count = Math.min(this.#left, this.#size);
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
