// The state of one partition: handlers get a proxy of it and change it as they like, or return another one. After each
// event it is said what is different, and nothing else of the state is looked at for it.

import { NotJson } from "../failed.js";
import { step } from "./json.js";
import { unwrapped, type Container, type Node } from "./node.js";
import { Accounts, changesOf } from "./places.js";
import { proxyOf } from "./traps.js";
import { writes } from "./writes.js";

/** How much of a state one event may change, in bytes of JSON: as much as an event may hold. */
export const MAX_PATCH_BYTES = 16 * 1024 * 1024;

/** Taken before a realm may lose it. */
const clone = structuredClone;

/** Records what handlers do to one state. */
export class Recorder {
  /** Which event it is, counted from 1. */
  event = 0;
  /** How many objects were written in this event, and which: the first, and the others. Behind them stand those of earlier events. */
  count = 0;
  #dirty: Node | undefined;
  #more: Node[] | undefined;
  /** How often anything came, went or moved. */
  moves = 0;
  readonly #most: number;
  #state: unknown;
  /** What a handler gets as the state; `undefined` until one asks for it. */
  #view: object | undefined;
  #refused: Error | undefined;
  /** Whether the state was set in this event. */
  #seeded = false;

  /** `state`: the one to go on from, which nobody else has. */
  constructor(state?: unknown, most = MAX_PATCH_BYTES) {
    this.#most = most;
    if (state === undefined) return;
    this.begin();
    this.#state = new Accounts(this).adopt(state, undefined, "");
  }

  /** The state as it is: JSON, and only to be looked at. */
  get state(): unknown {
    return this.#state;
  }

  /** The state as JSON text; `undefined` when there is none. */
  get json(): string | undefined {
    return this.#state === undefined ? undefined : JSON.stringify(this.#state);
  }

  /** The state as a value that nobody else has. What stands at two places in it is one object. */
  copy(): unknown {
    return clone(this.#state);
  }

  /** Begins an event. Gives what its handler gets as the state. */
  begin(): unknown {
    this.event++;
    this.count = 0;
    this.#refused = undefined;
    return this.view;
  }

  /** An object is written for the first time in this event. */
  written(node: Node): void {
    // Most events write one object, and most recorders never need room for more.
    if (this.count === 0) this.#dirty = node;
    else (this.#more ??= [])[this.count - 1] = node;
    this.count++;
  }

  /** Objects that were written in this event. */
  #nth(index: number): Node {
    return index === 0 ? this.#dirty! : this.#more![index - 1]!;
  }

  /** Sets the first state, in an event that has begun. What is given stays as it is. Gives what the handler gets. */
  seed(given: unknown, isGiven: boolean): unknown {
    this.#seeded = true;
    if (!isGiven) {
      this.#hold(new Accounts(this).adopt({}, undefined, ""));
      return this.view;
    }
    // Looked at first: what JSON cannot say would be lost in the copy.
    const value = new Accounts(this).adopt(given ?? undefined, undefined, "");
    this.#hold(value === undefined ? undefined : new Accounts(this).adopt(JSON.parse(JSON.stringify(value)), undefined, ""));
    return given === undefined ? undefined : (this.view ?? null);
  }

  /** What a handler gets as the state. */
  get view(): unknown {
    if (this.#view !== undefined) return this.#view;
    return typeof this.#state === "object" && this.#state !== null ? (this.#view = proxyOf(this.#state as Container, this)) : this.#state;
  }

  /**
   * Ends an event. `next` is the state from now on: what {@link begin} gave, changed or not, or another one; none when it is
   * `undefined` or null. Gives the writes, joined by commas.
   */
  end(next: unknown): string {
    // A handler that has caught the error has lost a change all the same.
    if (this.#refused) throw this.#refused;
    const old = this.#state;
    let now: unknown = next === this.#view && next !== undefined ? old : (unwrapped(next) ?? undefined);
    const replaced = now !== old;
    const seeded = this.#seeded;
    this.#seeded = false;
    const count = this.count;
    if (!replaced && count === 0) return seeded && now !== undefined ? writes.begin(this.event, this.#most).whole(now) : "";
    writes.begin(this.event, this.#most);
    let isFlat = !replaced;
    for (let index = 0; isFlat && index < count; index++) isFlat = writes.flat(this.#nth(index), this.moves);
    if (!isFlat) {
      writes.begin(this.event, this.#most);
      now = this.#account(Array.from({ length: count }, (_, index) => this.#nth(index)).filter(isLive), replaced, now);
      if (now !== old) this.#hold(now);
    }
    for (let index = 0; index < count; index++) this.#nth(index).forget();
    if (!seeded) return writes.text;
    // Nobody knows of the state that it has changed.
    return now === undefined ? "" : writes.begin(this.event, this.#most).whole(now);
  }

  #hold(state: unknown): void {
    this.#state = state;
    this.#view = undefined;
  }

  /** Ends an event that has changed what stands where. Gives the state as it is from now on. */
  #account(dirty: Node[], replaced: boolean, given: unknown): unknown {
    const accounts = new Accounts(this);
    const old = this.#state;
    for (const node of dirty) node.changes = changesOf(node);
    for (const node of dirty) for (const { key, old } of node.changes!) accounts.release(old, node, key);
    if (replaced) accounts.release(old, undefined, "");
    for (const node of dirty) {
      for (const change of node.changes!) {
        const value = accounts.adopt(change.now, node, change.key);
        if (value === change.now) continue;
        change.now = value;
        (node.raw as Record<string, unknown>)[change.key] = value;
      }
    }
    const now = replaced ? accounts.adopt(given, undefined, "") : given;
    accounts.settle();
    if (replaced) writes.root(old, now);
    for (const node of accounts.hasNew ? topDown(dirty) : dirty) if (node.live) writes.node(node, replaced);
    return now;
  }

  /** The error of a write under a key of a node that no JSON says. */
  refuse(node: Node, key: string | undefined, what: string): Error {
    return (this.#refused = new NotJson(this.#path(node) + (key === undefined ? "" : step(key)), what));
  }

  /** The same of a value that came under a key. */
  refuseAt(parent: Node | undefined, key: string, what: string): Error {
    return new NotJson(parent === undefined ? "" : this.#path(parent) + step(key), what);
  }

  #path(node: Node): string {
    let path = "";
    const seen = new Set<Node>();
    for (let at = node; at.parent !== undefined && !seen.has(at); at = at.parent) {
      seen.add(at);
      path = step(at.key) + path;
    }
    return path;
  }
}

function isLive(node: Node): boolean {
  return node.live;
}

/** Each after what it stands in: only then it is known what was written with that. */
function topDown(dirty: Node[]): Node[] {
  if (dirty.length < 2) return dirty;
  const depth = (node: Node): number => {
    // What stands at several places comes last.
    let steps = 0;
    for (let at: Node | undefined = node; at !== undefined; at = at.parent) steps += at.more === undefined ? 1 : 1e6;
    return steps;
  };
  const ranked = dirty.map((node) => ({ node, depth: depth(node) }));
  return ranked.sort((a, b) => a.depth - b.depth).map(({ node }) => node);
}
