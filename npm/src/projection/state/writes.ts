// What an event has changed, as writes in the words of the wire: a path and a value, a path alone, or a path and where an
// array is cut. Old values are not said.

import { ending, plainly, step, textOf } from "./json.js";
import { known, type Container, type Node, type PlainArray, type PlainObject } from "./node.js";

/** Writes of one event, as JSON text. */
export class Writes {
  /** All writes, joined by commas. */
  text = "";
  #event = 0;
  /** How many characters there may be. */
  #most = 0;

  /** Begins an event. One object serves them all, for there is one for every event of a log otherwise. */
  begin(event: number, most: number): this {
    this.text = "";
    this.#event = event;
    this.#most = most;
    return this;
  }

  /** All of a state that was not there before. */
  whole(now: unknown): string {
    this.set("", now);
    return this.text;
  }

  /** The state as a whole. `old` is what stood there before. */
  root(old: unknown, now: unknown): void {
    if (now === undefined) this.remove("");
    else this.#replace("", old, now);
  }

  /**
   * What was changed in an object of which only text, numbers and the like were written. False when there is more to it:
   * something came, went or moved, it stands at several places or nowhere. What was written of it until then is not to be used.
   */
  flat(node: Node, moves: number): boolean {
    if (!node.live || node.whole !== undefined || Array.isArray(node.raw)) return false;
    if (node.pathFound !== moves && !found(node, moves)) return false;
    const { count, keys, olds, first, next } = node;
    const raw = node.raw as PlainObject;
    for (let index = 0; index < count; index++) {
      const key = keys[index]!;
      const now = raw[key];
      const old = olds[index];
      if (typeof now === "object" ? now !== null : !plainly(now)) return false;
      if (now === old) continue;
      if (typeof old === "object" && old !== null) return false;
      // What is short is put together first: of long text an engine notes the parts, and goes through them later.
      const place = this.text === "" ? first : next;
      this.#grow(now === undefined ? `${place}${step(key)}"]` : place + ending(key) + (textOf(now) + "]"));
    }
    return true;
  }

  /** What was changed in an object that stood in the state before. `rootChanged`: another object is the state now. */
  node(node: Node, rootChanged: boolean): void {
    if (node.changes!.length === 0 && !isShorter(node)) return;
    if (!hasOnePlace(node)) {
      // A change of it may be part of what was written already, by another way to it: what is written twice must be whole.
      for (const path of this.#paths(node, rootChanged)) this.set(path, node.raw);
      return;
    }
    let path = "";
    let at = node;
    for (; at.parent !== undefined; at = at.parent) {
      if (this.#isWritten(at, at.parent, at.key)) return;
      path = step(at.key) + path;
    }
    if (at.wholly === this.#event || (rootChanged && at.born !== this.#event)) return;
    if (Array.isArray(node.raw)) this.#elements(path, node, node.raw);
    else for (const { key, old, now } of node.changes!) this.#member(path + step(key), old, now);
  }

  /** Whether all of it was written already, itself or with what it stands in. */
  #isWritten(node: Node, parent: Node, key: string): boolean {
    if (node.wholly === this.#event) return true;
    // It was written as far as it is different from what stood there.
    if (node.born === this.#event) return false;
    if (parent.born === this.#event) return parent.kept?.has(key) !== true;
    return parent.written === this.#event && parent.changes?.some((change) => change.key === key) === true;
  }

  /** Every way to it on which it was not written already. */
  #paths(node: Node, rootChanged: boolean): string[] {
    // The state itself stands nowhere else: it would contain itself.
    if (node.parent === undefined) return node.wholly === this.#event || (rootChanged && node.born !== this.#event) ? [] : [""];
    return [{ parent: node.parent, key: node.key }, ...(node.more ?? [])].flatMap(({ parent, key }) =>
      this.#isWritten(node, parent, key) ? [] : this.#paths(parent, rootChanged).map((path) => path + step(key)),
    );
  }

  #member(path: string, old: unknown, now: unknown): void {
    // JSON has no word for undefined: a member that is undefined is none.
    if (now === undefined) this.remove(path);
    else this.#replace(path, old, now);
  }

  #elements(path: string, node: Node, raw: PlainArray): void {
    for (const { key, old, now } of node.changes!) {
      if (Number(key) < raw.length) this.#replace(`${path}/${key}`, old, now ?? null);
    }
    if (isShorter(node)) this.cut(path, raw.length);
  }

  /** Writes what is different between what was there and what is now. */
  #replace(path: string, old: unknown, now: unknown): void {
    if (!isContainer(now)) return this.set(path, now);
    const node = known(now);
    // What was somewhere else before is written whole: nobody could tell below it what was written and what was not.
    if (node === undefined || node.born !== this.#event || !hasOnePlace(node) || !isContainer(old) || Array.isArray(old) !== Array.isArray(now)) {
      if (node?.born === this.#event) node.wholly = this.#event;
      this.set(path, now);
      return;
    }
    const before = this.text;
    if (Array.isArray(old)) this.#arrays(path, old, node);
    else this.#objects(path, old, node);
    const grown = this.text.length - before.length;
    if (grown < 64) return;
    const whole = JSON.stringify(now);
    if (whole.length >= grown) return;
    // So much is different that all of it is shorter.
    this.text = before;
    node.wholly = this.#event;
    this.#add(`["${path}",${whole}]`);
  }

  #objects(path: string, old: PlainObject, node: Node): void {
    const now = node.raw as PlainObject;
    const before = known(old);
    for (const key in now) {
      const value = now[key];
      const was = before === undefined ? old[key] : before.was(key);
      if (was === value) {
        if (typeof value === "object" && value !== null) (node.kept ??= new Set()).add(key);
      } else if (value !== undefined) this.#replace(path + step(key), was, value);
    }
    for (const key of before === undefined ? Object.keys(old) : before.wereKeys()) {
      const was = before === undefined ? old[key] : before.was(key);
      if (was !== undefined && now[key] === undefined) this.remove(path + step(key));
    }
  }

  #arrays(path: string, old: PlainArray, node: Node): void {
    const now = node.raw as PlainArray;
    const before = known(old);
    const length = before === undefined ? old.length : before.wasLength();
    for (let index = 0; index < now.length; index++) {
      const value = now[index];
      const was = index >= length ? undefined : before === undefined ? old[index] : before.was(String(index));
      if (was === value && index < length) {
        if (typeof value === "object" && value !== null) (node.kept ??= new Set()).add(String(index));
      } else this.#replace(`${path}/${index}`, was, value ?? null);
    }
    if (now.length < length) this.cut(path, now.length);
  }

  /** Something is at a path from now on. */
  set(path: string, value: unknown): void {
    this.#add(`["${path}",${textOf(value)}]`);
  }

  /** The same of a member of what is at a path. */
  member(path: string, key: string, value: unknown): void {
    const place = (this.text === "" ? '["' : ',["') + path;
    this.#grow(place + ending(key) + (textOf(value) + "]"));
  }

  /** Nothing is at a path any more. */
  remove(path: string): void {
    this.#add(`["${path}"]`);
  }

  /** An array ends there. */
  cut(path: string, length: number): void {
    this.#add(`["${path}","#",${length}]`);
  }

  #add(write: string): void {
    this.#grow(this.text === "" ? write : `,${write}`);
  }

  #grow(text: string): void {
    this.text += text;
    if (this.text.length > this.#most) throw new TooMuch(this.#most);
  }
}

/** What every recorder writes with: an event has ended before the next one begins. */
export const writes = new Writes();

/** More was changed than one event may. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";

  constructor(most: number) {
    super(`it changed more than ${most} bytes of the state. Change less of it, or raise maxPatchBytes`);
  }
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** Whether an array of which something was written has lost its end. */
function isShorter({ raw, oldLength }: Node): boolean {
  return Array.isArray(raw) && raw.length < oldLength;
}

/** Finds the way to an object. False when there are several. */
function found(node: Node, moves: number): boolean {
  let path = "";
  for (let at = node; ; at = at.parent) {
    if (at.more !== undefined) return false;
    if (at.parent === undefined) break;
    path = step(at.key) + path;
  }
  node.first = `["${path}`;
  node.next = `,["${path}`;
  node.pathFound = moves;
  return true;
}

/** Whether there is one way to it only. */
function hasOnePlace(node: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) if (at.more !== undefined) return false;
  return true;
}
