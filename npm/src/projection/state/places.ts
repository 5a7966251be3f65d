// Who stands where: after each event, what came into the state is looked through once, and what left it is let go of.
// Counting places tells an object that was moved from one that is now at two of them, whose later changes are written at both.

import { EventView } from "../event.js";
import { plainly, refusal } from "./json.js";
import { known, Node, unwrapped, type Change, type Container, type PlainObject } from "./node.js";
import type { Recorder } from "./recorder.js";
import { thawed } from "./traps.js";

/** What an object that was written holds otherwise than before the event. */
export function changesOf(node: Node): Change[] {
  const { raw, count, keys, olds, whole, oldLength } = node;
  const changes: Change[] = [];
  const compare = (key: string, old: unknown) => {
    const now = (raw as PlainObject)[key];
    if (old !== now) changes.push({ key, old, now });
  };
  if (!Array.isArray(raw)) {
    for (let index = 0; index < count; index++) compare(keys[index]!, olds[index]);
    return changes;
  }
  if (whole !== undefined) for (let index = 0; index < oldLength; index++) compare(String(index), whole[index]);
  else for (let index = 0; index < count; index++) if (Number(keys[index]) < oldLength) compare(keys[index]!, olds[index]);
  // A gap is written too: it is null.
  for (let index = oldLength; index < raw.length; index++) changes.push({ key: String(index), old: undefined, now: raw[index] });
  return changes;
}

/** Counts anew what the changes of an event have moved. */
export class Accounts {
  readonly #of: Recorder;
  readonly #moved: { node: Node; parent: Node | undefined; key: string }[] = [];
  readonly #left: Node[] = [];
  /** Whether anything came that was not there before. */
  hasNew = false;

  constructor(of: Recorder) {
    this.#of = of;
  }

  /** First all that no longer stands where it was. */
  release(old: unknown, parent: Node | undefined, key: string): void {
    if (typeof old !== "object" || old === null) return;
    const node = known(old as Container);
    if (node?.live !== true) return;
    this.#of.moves++;
    node.held--;
    if (node.held === 0) this.#left.push(node);
    if (node.more === undefined) return;
    // Of several places this one goes.
    if (node.parent === parent && node.key === key) {
      const last = node.more.pop()!;
      node.parent = last.parent;
      node.key = last.key;
    } else {
      const at = node.more.findIndex((place) => place.parent === parent && place.key === key);
      if (at >= 0) node.more.splice(at, 1);
    }
    if (node.more.length === 0) node.more = undefined;
  }

  /** Then all that now stands somewhere. Gives back what is really there: proxies are replaced by what they stand for. */
  adopt(given: unknown, parent: Node | undefined, key: string): unknown {
    const value = given instanceof EventView ? given.toJSON() : unwrapped(given);
    const why = refusal(value);
    if (why !== undefined) throw this.#of.refuseAt(parent, key, why);
    if (typeof value !== "object" || value === null) return value;
    let raw = value as Container;
    let node = known(raw);
    if (node !== undefined && node.of !== this.#of) {
      // It belongs to another state, as of the shared one: the two are apart, as they are once they are stored.
      raw = JSON.parse(JSON.stringify(raw)) as Container;
      node = undefined;
    } else if (node?.live === true) {
      this.#add(node, parent, key);
      this.#moved.push({ node, parent, key });
      return raw;
    } else if (node?.entered === true) throw this.#of.refuseAt(parent, key, "an object that contains itself");
    if (!Object.isExtensible(raw)) {
      raw = thawed(raw);
      node = undefined;
    }
    node ??= new Node(raw, this.#of);
    this.#add(node, parent, key);
    this.hasNew = true;
    node.live = true;
    node.born = this.#of.event;
    node.kept = undefined;
    node.entered = true;
    this.#enter(node);
    node.entered = false;
    return raw;
  }

  #add(node: Node, parent: Node | undefined, key: string): void {
    if (node.entered) throw this.#of.refuseAt(parent, key, "an object that contains itself");
    if (node.held > 0) (node.more ??= []).push({ parent: parent!, key });
    else {
      node.parent = parent;
      node.key = key;
    }
    node.held++;
    this.#of.moves++;
  }

  #enter(node: Node): void {
    const raw = node.raw;
    if (Array.isArray(raw)) {
      for (let index = 0; index < raw.length; index++) {
        const value: unknown = raw[index];
        if (plainly(value)) continue;
        const now = this.adopt(value, node, String(index));
        if (now !== value) raw[index] = now;
      }
      return;
    }
    for (const key in raw) {
      const value = raw[key];
      if (plainly(value)) continue;
      if (!Object.hasOwn(raw, key)) continue;
      const now = this.adopt(value, node, key);
      if (now !== value) raw[key] = now;
    }
  }

  /** Last, what stands nowhere any more, and whether anything contains itself now. */
  settle(): void {
    for (const node of this.#left) this.#leave(node);
    for (const { node, parent, key } of this.#moved) {
      if (node.live && isWithin(node, node, new Set())) throw this.#of.refuseAt(parent, key, "an object that contains itself");
    }
  }

  #leave(node: Node): void {
    if (node.held > 0 || !node.live) return;
    node.live = false;
    node.parent = undefined;
    const raw = node.raw;
    const left = (key: string, value: unknown) => {
      if (typeof value !== "object" || value === null) return;
      this.release(value, node, key);
      const below = known(value as Container);
      if (below?.held === 0) this.#leave(below);
    };
    if (Array.isArray(raw)) raw.forEach((value, index) => left(String(index), value));
    else for (const key of Object.keys(raw)) left(key, raw[key]);
  }
}

/** Whether `node` stands above `below`. */
function isWithin(node: Node, below: Node, seen: Set<Node>): boolean {
  const above = [below.parent, ...(below.more ?? []).map(({ parent }) => parent)];
  return above.some((parent) => {
    if (parent === undefined || seen.has(parent)) return false;
    seen.add(parent);
    return parent === node || isWithin(node, parent, seen);
  });
}
