// The state of one partition whose handlers return another state each time, as reducers do: they get the state itself, which
// is faster than a proxy of it. What is different is found by comparing, and what is the same object is not looked into. That
// it is unchanged is certain: what is small is frozen, and of what is large a copy of its members is kept to compare with.

import { EventView } from "../event.js";
import { NotJson } from "../failed.js";
import { isPlain, plainly, refusal, step } from "./json.js";
import { MAX_PATCH_BYTES } from "./recorder.js";
import { writes } from "./writes.js";

type Members = Record<string, unknown>;

/** An object or array that is not frozen, because that would cost more than to compare it: as it was after the last event. */
interface Level {
  /** What it is of. */
  of: object;
  /** The names of its members, in their order; of an array, nothing. */
  keys: string[] | undefined;
  /** Its members. */
  values: unknown[];
  /** Those of them that are not frozen either. */
  below: Map<string, Level> | undefined;
}

/** With more members than this it is compared. */
const SMALL = 32;

/** As often is a handler watched before it is trusted to return states. */
export const TRIALS = 8;

export class Returned {
  readonly #most: number;
  /** What was looked through and frozen, with all that is below it. */
  #fixed: WeakSet<object> | undefined;
  #state: unknown;
  #level: Level | undefined;
  #event = 0;

  /** `state`: the one to go on from, which nobody else has. */
  constructor(state: unknown, most = MAX_PATCH_BYTES) {
    this.#most = most;
    if (state === undefined) return;
    this.#state = state;
    this.#level = this.#adoptRoot(state);
  }

  /** The state after the last event as JSON text, whatever has become of the state itself since. */
  get json(): string | undefined {
    return this.#state === undefined ? undefined : JSON.stringify(this.#level ? this.copy() : this.#state);
  }

  /** The same as a value that nobody else has. What stands at two places in it is one object. */
  copy(): unknown {
    return this.#level ? whole(this.#level, new Map()) : this.#state;
  }

  /** Begins an event. */
  begin(): unknown {
    this.#event++;
    return this.#state;
  }

  /** Ends an event with the state that there is now. */
  end(given: unknown): string {
    const now: unknown = given ?? undefined;
    writes.begin(this.#event, this.#most);
    const level = this.#level;
    if (now === undefined) {
      if (this.#state !== undefined) writes.remove("");
      this.#level = undefined;
    } else if (level !== undefined && isObject(now) && Array.isArray(now) === (level.keys === undefined)) {
      if (!isPlain(now)) throw new NotJson("", refusal(now)!);
      this.#compare("", level, now);
    } else if (now !== this.#state) {
      this.#level = this.#adoptRoot(now);
      writes.set("", now);
    }
    this.#state = now;
    return writes.text;
  }

  #compare(path: string, level: Level, now: object): void {
    level.of = now;
    const { keys, values, below } = level;
    if (keys === undefined) return this.#elements(path, level, now as unknown[]);
    let at = 0;
    for (const key in now) {
      const value = (now as Members)[key];
      if (value === undefined) continue;
      // Whoever copies a state and changes a part of it leaves its members in their order.
      if (at >= keys.length || keys[at] !== key) return this.#reordered(path, level, now as Members, at);
      const old = values[at];
      if (typeof value !== "object" && typeof old !== "object") {
        if (old !== value) {
          if (!plainly(value)) throw new NotJson(path + step(key), refusal(value)!);
          values[at] = value;
          writes.member(path, key, value);
        }
      } else if (old !== value || below !== undefined) this.#member(path, level, key, at, memberOf(now as Members, key));
      at++;
    }
    if (at < keys.length) this.#reordered(path, level, now as Members, at);
  }

  /** Compares what stands behind the first members, which were the same ones as before. */
  #reordered(path: string, level: Level, now: Members, same: number): void {
    const keys = level.keys!;
    const places = new Map<string, number>();
    for (let at = same; at < keys.length; at++) places.set(keys[at]!, at);
    const old = level.values;
    const isGrown = places.size === 0;
    // What is found is written where it was, and moved to where it is now.
    const [inOrder, values]: [string[], unknown[]] = isGrown ? [keys, old] : [keys.slice(0, same), old.slice(0, same)];
    let passed = 0;
    for (const key in now) {
      if (now[key] === undefined) continue;
      if (passed++ < same) continue;
      const value = memberOf(now, key);
      const at = places.get(key);
      if (at === undefined) this.#set(path, level, key, value);
      else {
        if (old[at] !== value || level.below?.has(key)) this.#member(path, level, key, at, value);
        places.delete(key);
      }
      inOrder.push(key);
      values.push(value);
    }
    for (const key of places.keys()) {
      writes.remove(path + step(key));
      level.below?.delete(key);
    }
    level.keys = inOrder;
    level.values = values;
  }

  #elements(path: string, level: Level, now: unknown[]): void {
    const { values } = level;
    const { length } = values;
    for (let index = 0; index < now.length; index++) {
      const value = memberOf(now as unknown as Members, index) ?? null;
      const key = String(index);
      if (index < length) {
        if (values[index] !== value || level.below?.has(key)) this.#member(path, level, key, index, value);
      } else {
        this.#set(path, level, key, value);
        values.push(value);
      }
    }
    if (now.length >= length) return;
    writes.cut(path, now.length);
    for (let index = now.length; index < length; index++) level.below?.delete(String(index));
    values.length = now.length;
  }

  /** One member that was there before, as it is now. */
  #member(path: string, level: Level, key: string, at: number, now: unknown): void {
    const old = level.values[at];
    const below = level.below?.get(key);
    if (below !== undefined && isObject(now) && Array.isArray(now) === (below.keys === undefined)) {
      if (!isPlain(now)) throw new NotJson(path + step(key), refusal(now)!);
      this.#compare(path + step(key), below, now);
    } else if (old === now) return;
    else if (below === undefined && isObject(now) && isObject(old) && Array.isArray(now) === Array.isArray(old)) {
      this.#adopt(level, key, now, path);
      this.#differ(path + step(key), old as Members, now as Members);
    } else this.#set(path, level, key, now);
    level.values[at] = now;
  }

  #set(path: string, level: Level, key: string, now: unknown): void {
    level.below?.delete(key);
    if (!plainly(now)) this.#adopt(level, key, now, path);
    writes.member(path, key, now);
  }

  /** What is different between something that was frozen and what is there now. */
  #differ(path: string, old: Members, now: Members): void {
    const isArray = Array.isArray(now);
    for (const key of Object.keys(now)) {
      const value = now[key] ?? (isArray ? null : now[key]);
      const was = Object.hasOwn(old, key) ? old[key] : undefined;
      if (value === was || value === undefined) continue;
      if (isObject(value) && isObject(was) && Array.isArray(value) === Array.isArray(was)) this.#differ(path + step(key), was as Members, value as Members);
      else writes.set(path + step(key), value);
    }
    if (isArray) {
      if (now.length < (old as unknown as unknown[]).length) writes.cut(path, now.length);
    } else for (const key of Object.keys(old)) if (old[key] !== undefined && now[key] === undefined) writes.remove(path + step(key));
  }

  #adoptRoot(value: unknown): Level | undefined {
    const why = refusal(value);
    if (why !== undefined) throw new NotJson("", why);
    return isObject(value) ? this.#levelOf(value, "") : undefined;
  }

  /** Looks through what came under a key, and freezes it or keeps a copy of its members. */
  #adopt(level: Level, key: string, value: unknown, path: string): void {
    const below = this.#enter(value, () => path + step(key), 0);
    if (below) (level.below ??= new Map()).set(key, below);
  }

  /** A level of anything, however small. */
  #levelOf(value: object, path: string): Level {
    const level: Level = { of: value, keys: Array.isArray(value) ? undefined : [], values: [], below: undefined };
    const take = (key: string, member: unknown) => {
      level.keys?.push(key);
      level.values.push(member);
      if (!plainly(member)) this.#adopt(level, key, member, path);
    };
    if (Array.isArray(value)) for (let index = 0; index < value.length; index++) take(String(index), memberOf(value as unknown as Members, index) ?? null);
    else for (const key of Object.keys(value)) {
      const member = memberOf(value as Members, key);
      if (member !== undefined) take(key, member);
    }
    return level;
  }

  #enter(value: unknown, path: () => string, depth: number): Level | undefined {
    if (plainly(value)) return undefined;
    const why = refusal(value);
    if (why !== undefined) throw new NotJson(path(), why);
    if (!isObject(value) || this.#fixed?.has(value)) return undefined;
    if (depth > 4000) throw new NotJson(path(), "an object that contains itself");
    const keys = Object.keys(value);
    if (keys.length > SMALL) return this.#levelOf(value, path());
    for (const key of keys) {
      const member = memberOf(value as Members, key);
      // What is not frozen cannot be in what is: its changes would not be looked for.
      if (this.#enter(member, () => path() + step(key), depth + 1)) return this.#levelOf(value, path());
    }
    (this.#fixed ??= new WeakSet()).add(Object.freeze(value));
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What stands under a key. An event that stands there is replaced by what is in it. */
function memberOf(of: Members, key: string | number): unknown {
  const value = of[key];
  if (!(value instanceof EventView)) return value;
  return (of[key] = value.toJSON());
}

/** A level with what is below it, as it was after the last event. */
function whole({ of, keys, values, below }: Level, made: Map<object, unknown>): unknown {
  const found = made.get(of);
  if (found !== undefined) return found;
  const all: Members = (keys === undefined ? [] : {}) as Members;
  made.set(of, all);
  values.forEach((value, at) => {
    const key = keys === undefined ? String(at) : keys[at]!;
    const level = below?.get(key);
    all[key] = level ? whole(level, made) : thawed(value, made);
  });
  return all;
}

/** A copy of what is frozen, with all that is below it. */
function thawed(value: unknown, made: Map<object, unknown>): unknown {
  if (!isObject(value)) return value;
  const found = made.get(value);
  if (found !== undefined) return found;
  const all: Members = (Array.isArray(value) ? [] : {}) as Members;
  made.set(value, all);
  for (const key of Object.keys(value)) all[key] = thawed((value as Members)[key], made);
  return all;
}
