// Whether a projection gives the same state for the same events, whenever it is folded. Some of the events are folded a second
// time, from the same state, with another clock and other random numbers; of a text, with nothing that it kept for itself.

import type { Definition } from "./definition.js";
import type { StoredEvent } from "./event.js";
import { reason } from "./failed.js";
import { Fold } from "./fold.js";
import { SHARED, type Handling } from "./output.js";
import { step } from "./state/json.js";

/** One event with two outcomes. */
export interface Unsteady {
  position: number;
  streamId: string;
  type: string;
  partition: string;
  /** Where the states differ, as a JSON Pointer in the state; `undefined` when something emitted does. */
  path: string | undefined;
  /** What came first there, and what came the second time, as JSON text; `undefined` where there is nothing. */
  first: string | undefined;
  second: string | undefined;
}

/** Which events are folded twice. */
export interface WatchOptions {
  /** What is drawn from. The same seed looks at the same events. */
  seed?: number;
  /** How many of the events, from 0 to 1; 1 % when absent. The first of every type comes to them. */
  share?: number;
}

/** As many are kept. */
const KEPT = 100;

/** Folds a second time. */
export class Watch {
  readonly unsteady: Unsteady[] = [];
  /** How many events were folded twice. */
  checked = 0;
  /** How many of them had two outcomes. */
  found = 0;
  readonly #again: (run: (definition: Definition) => void) => void;
  readonly #name: string;
  readonly #seed: number;
  readonly #share: number;
  readonly #types = new Set<string>();

  /** `again` calls with a definition to fold with a second time, in a setting of its own. */
  constructor(name: string, again: (run: (definition: Definition) => void) => void, options: WatchOptions = {}) {
    this.#name = name;
    this.#again = again;
    this.#seed = options.seed ?? 1;
    this.#share = options.share ?? 0.01;
  }

  /** What to call when an event was handled; `undefined` when it is not one of those that are looked at. */
  lookAt(event: StoredEvent): ((handling: Handling) => void) | undefined {
    const isDrawn = drawn(this.#seed, event.position) < this.#share;
    if (!isDrawn && this.#types.has(event.type)) return undefined;
    return (handling) => {
      this.#types.add(event.type);
      this.#check(event, handling);
    };
  }

  #check(event: StoredEvent, first: Handling): void {
    const [own, shared] = first.before;
    // A state that was ended cannot be given again: it would be a new one.
    if (!first.isNew && own === undefined) return;
    this.checked++;
    const states: Record<string, string> = {};
    if (own !== undefined) states[first.partition] = own;
    if (shared !== undefined) states[SHARED] = shared;
    let second: Handling | undefined;
    let failure: string | undefined;
    try {
      this.#again((definition) => new Fold(definition, { name: this.#name, states }).fold(event, (handling) => (second = handling)));
    } catch (error) {
      failure = `it fails: ${reason(error)}`;
    }
    const { position, streamId, type } = event;
    const told = { position, streamId, type, partition: first.partition };
    if (second === undefined || second.partition !== first.partition) {
      this.#tell({ ...told, path: undefined, first: JSON.stringify(first.partition), second: failure ?? JSON.stringify(second?.partition) });
      return;
    }
    for (const which of [0, 1] as const) {
      const difference = firstDifference(parsed(first.after[which]), parsed(second.after[which]), which === 0 ? "" : step(SHARED));
      if (difference) return this.#tell({ ...told, ...difference });
    }
    const emitted = [JSON.stringify(first.emitted), JSON.stringify(second.emitted)];
    if (emitted[0] !== emitted[1]) this.#tell({ ...told, path: undefined, first: emitted[0], second: emitted[1] });
  }

  #tell(difference: Unsteady): void {
    this.found++;
    if (this.unsteady.length < KEPT) this.unsteady.push(difference);
  }
}

/** Calls with another clock and other random numbers for as long as the call takes, which must not wait for anything. */
export function elsewhere<T>(call: () => T): T {
  const kept = { Date: globalThis.Date, random: Math.random, now: performance.now };
  const other = otherRealm();
  globalThis.Date = other.Date;
  Math.random = other.Math.random;
  performance.now = () => kept.now.call(performance) + SKEW;
  try {
    return call();
  } finally {
    globalThis.Date = kept.Date;
    Math.random = kept.random;
    performance.now = kept.now;
  }
}

/** A day, an hour, a minute, a second and a millisecond: no part of a time stays as it is. */
const SKEW = 90_061_001;

/** What a text finds in place of its clock and its random numbers when it is folded the second time. */
export function otherRealm(): { Date: DateConstructor; Math: Math } {
  const real = globalThis.Date;
  const random = Math.random;
  const Date: DateConstructor = new Proxy(real, {
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [real.now() + SKEW] : args, made === Date ? target : made) as object,
    apply: () => new real(real.now() + SKEW).toString(),
    get: (target, key) => (key === "now" ? () => real.now() + SKEW : (Reflect.get(target, key) as unknown)),
  });
  const other = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math)) as Math;
  // Not the number that the real one gives, whatever it is.
  Object.defineProperty(other, "random", { value: () => (random() + 0.5) % 1, writable: true, configurable: true });
  return { Date, Math: other };
}

function drawn(seed: number, position: number): number {
  let mixed = Math.imul((position >>> 0) ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

function firstDifference(a: unknown, b: unknown, path: string): Pick<Unsteady, "path" | "first" | "second"> | undefined {
  if (a === b) return undefined;
  const isPair = typeof a === "object" && typeof b === "object" && a !== null && b !== null && Array.isArray(a) === Array.isArray(b);
  if (!isPair) return { path: JSON.parse(`"${path}"`) as string, first: JSON.stringify(a), second: JSON.stringify(b) };
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const difference = firstDifference(left[key], right[key], path + step(key));
    if (difference) return difference;
  }
  return undefined;
}
