// What the recorder knows of one object or array of a state: where it stands, and what the handler has changed of it so far.

import type { Recorder } from "./recorder.js";

/** Where an object keeps its node. A symbol on the object itself: a WeakMap of every object costs several times as much. */
export const NODE: unique symbol = Symbol("foldback.node");

/** An object of a state. */
export interface PlainObject {
  [key: string]: unknown;
  [NODE]?: Node;
}

/** An array of a state. */
export type PlainArray = unknown[] & { [NODE]?: Node };

/** What has members or elements. */
export type Container = PlainObject | PlainArray;

/** A place of a value: under a key of a node. */
export interface Place {
  parent: Node;
  key: string;
}

/** A member or element that is not what it was before the event. */
export interface Change {
  key: string;
  old: unknown;
  now: unknown;
}

/** As many keys are looked through one by one. */
const FEW = 16;

/** Of a node that has nothing noted. Nothing is ever put in here. */
const NO_KEYS: string[] = [];
const NO_OLDS: unknown[] = [];

/** Room for notes goes from node to node: there may be a million of them, of which few are written in an event. */
const spareKeys: string[][] = [];
const spareOlds: unknown[][] = [];

export class Node {
  readonly raw: Container;
  readonly of: Recorder;
  /** What the handler holds of it. */
  proxy: object | undefined;
  /** Where it stands; the root, and what stands nowhere, has no parent. */
  parent: Node | undefined;
  key = "";
  /** At how many places it stands. */
  held = 0;
  /** How a write of one of its members begins, the first of an event and another one, up to the member's name. */
  first = "";
  next = "";
  /** When that was found: it is right until anything in the state has moved. */
  pathFound = -1;
  /** The other places of one that stands at several. */
  more: Place[] | undefined;
  /** Whether what is below it is counted as standing here. */
  live = false;
  /** Whether it is being looked through: who meets it again has found a cycle. */
  entered = false;
  /** The event in which it came into the state. */
  born = 0;
  /** The event in which it was last written. What follows is about that event only. */
  written = 0;
  /** How many keys were written; which, and what stood under each before the event. */
  count = 0;
  keys: string[] = NO_KEYS;
  olds: unknown[] = NO_OLDS;
  /** Where a key stands in those, once they are many. */
  #places: Map<string, number> | undefined;
  /** Of an array of which anything may have moved: all of it, as it was. */
  whole: unknown[] | undefined;
  /** The array's length before the event. */
  oldLength = 0;
  /** What is different now, once the event is over. */
  changes: Change[] | undefined;
  /** Of one that came with this event in the place of another: the keys under which both hold the same object. */
  kept: Set<string> | undefined;
  /** The event in which all of it was written, with all that is below it. */
  wholly = 0;

  constructor(raw: Container, of: Recorder) {
    this.raw = raw;
    this.of = of;
    raw[NODE] = this;
  }

  /** Notes what stands under a key before it is written. */
  note(key: string, old: unknown): void {
    if (this.written !== this.of.event) this.#begin();
    if (this.whole !== undefined || this.#noted(key) >= 0) return;
    if (this.count >= FEW) {
      this.#places ??= new Map(this.keys.slice(0, this.count).map((one, index) => [one, index]));
      this.#places.set(key, this.count);
    }
    if (this.keys === NO_KEYS) {
      this.keys = spareKeys.pop() ?? [];
      this.olds = spareOlds.pop() ?? [];
    }
    this.keys[this.count] = key;
    this.olds[this.count++] = old;
  }

  /** Forgets what was noted, once the event is over. */
  forget(): void {
    if (this.keys !== NO_KEYS) {
      for (let index = 0; index < this.count; index++) this.olds[index] = undefined;
      if (this.count <= FEW) {
        spareKeys.push(this.keys);
        spareOlds.push(this.olds);
      }
      this.keys = NO_KEYS;
      this.olds = NO_OLDS;
    }
    this.count = this.written = 0;
    this.whole = this.changes = this.#places = undefined;
  }

  /** Notes that an array is about to grow at its end. */
  noteGrowth(): void {
    if (this.written !== this.of.event) this.#begin();
  }

  /** Notes all of an array before anything in it may move. */
  noteAll(): void {
    if (this.written !== this.of.event) this.#begin();
    if (this.whole !== undefined) return;
    const whole = (this.raw as PlainArray).slice(0, this.oldLength);
    for (let index = 0; index < this.count; index++) {
      const at = Number(this.keys[index]);
      if (at < this.oldLength) whole[at] = this.olds[index];
    }
    this.whole = whole;
  }

  /** Where a key stands among those that were written; -1 when it was not. */
  #noted(key: string): number {
    if (this.#places !== undefined) return this.#places.get(key) ?? -1;
    for (let index = 0; index < this.count; index++) if (this.keys[index] === key) return index;
    return -1;
  }

  #begin(): void {
    this.written = this.of.event;
    if (Array.isArray(this.raw)) this.oldLength = this.raw.length;
    this.of.written(this);
  }

  /** What stood under a key before this event. */
  was(key: string): unknown {
    const now = (this.raw as PlainObject)[key];
    if (this.written !== this.of.event) return now;
    if (this.whole !== undefined) return this.whole[Number(key)];
    if (Array.isArray(this.raw) && Number(key) >= this.oldLength) return undefined;
    const noted = this.#noted(key);
    return noted >= 0 ? this.olds[noted] : now;
  }

  /** How long an array was before this event. */
  wasLength(): number {
    return this.written === this.of.event ? this.oldLength : (this.raw as PlainArray).length;
  }

  /** Which members an object had before this event. */
  wereKeys(): string[] {
    const keys = Object.keys(this.raw);
    if (this.written !== this.of.event) return keys;
    for (const key of this.keys.slice(0, this.count)) if (!Object.hasOwn(this.raw, key)) keys.push(key);
    return keys;
  }
}

/** The node of an object, if it has one of its own: a copy made by `{ ...state }` carries that of its original. */
export function known(raw: Container): Node | undefined {
  const node = raw[NODE];
  return node !== undefined && node.raw === raw ? node : undefined;
}

/** What a proxy stands for; anything else is itself. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const node = (value as Container)[NODE];
  return node !== undefined && node.proxy === value ? node.raw : value;
}
