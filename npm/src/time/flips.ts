// Flips of a predicate that is a function: it follows the states of partitions itself, and is asked where it may have changed.

import { keysOf, written, type Patch } from "./patches.js";
import { Reads } from "./reads.js";

/** Where a function flips in one partition. */
export interface Followed {
  before: boolean;
  flips: { position: number; value: boolean }[];
  tests: number;
  failures: number;
  failure: { position: number | undefined; why: string } | undefined;
}

/** Follows the state of one partition. */
export class Follower {
  readonly followed: Followed = { before: false, flips: [], tests: 0, failures: 0, failure: undefined };
  readonly #predicate: (state: unknown, partition: string) => unknown;
  readonly #partition: string;
  readonly #reads = new Reads();
  #state: unknown;
  #is: boolean;

  constructor(predicate: (state: unknown, partition: string) => unknown, partition: string, state: unknown) {
    this.#predicate = predicate;
    this.#partition = partition;
    this.#state = state;
    this.#is = this.followed.before = this.#ask(undefined);
  }

  /** Goes over an event. */
  follow([position, , writes]: Patch): void {
    let mayDiffer = false;
    for (const write of writes) {
      const keys = keysOf(write[0]);
      mayDiffer ||= this.#state === undefined || keys.length === 0 || this.#reads.touches(keys);
      this.#state = written(this.#state, write, keys);
    }
    if (!mayDiffer) return;
    const is = this.#ask(position);
    if (is === this.#is) return;
    this.#is = is;
    this.followed.flips.push({ position, value: is });
  }

  #ask(position: number | undefined): boolean {
    // Nothing is so of a state that is not there.
    if (this.#state === undefined) return false;
    const told = this.followed;
    told.tests++;
    try {
      return this.#reads.ask(this.#state, (view) => Boolean(this.#predicate(view, this.#partition)));
    } catch (error) {
      told.failures++;
      told.failure ??= { position, why: error instanceof Error ? error.message : String(error) };
      return false;
    }
  }
}
