// Methods of arrays in a state, as far as they are not to go through the proxy element by element: those that move
// elements would write each of them, and those that look for an object would not find it behind its proxy.

import { NODE, unwrapped, type PlainArray } from "./node.js";
import { child } from "./traps.js";

type Method = (this: PlainArray, ...args: unknown[]) => unknown;

/** The method to call on the proxy in place of the array's own. */
export function arrayMethod(name: string, own: unknown): unknown {
  return METHODS.get(name) ?? own;
}

/** The array itself, of which `this` is the proxy. */
function rawOf(proxy: PlainArray): PlainArray | undefined {
  const node = proxy[NODE];
  return node?.proxy === proxy ? (node.raw as PlainArray) : undefined;
}

/** An element that was taken out, as the handler may go on with it. */
function taken(raw: PlainArray, value: unknown): unknown {
  return typeof value === "object" && value !== null ? child(value, raw, "") : value;
}

/** Something that may move every element. */
function moving(name: "fill" | "copyWithin" | "reverse"): Method {
  return function (...args) {
    const raw = rawOf(this);
    if (!raw) return Reflect.apply(Array.prototype[name], this, args);
    raw[NODE]!.noteAll();
    Reflect.apply(Array.prototype[name], raw, name === "fill" ? [unwrapped(args[0]), ...args.slice(1)] : args);
    return this;
  };
}

/** Something that looks for a value. */
function searching(name: "indexOf" | "lastIndexOf" | "includes"): Method {
  return function (...args) {
    const raw = rawOf(this);
    if (!raw) return Reflect.apply(Array.prototype[name], this, args);
    const [wanted, ...rest] = args;
    const found: unknown = Reflect.apply(Array.prototype[name], raw, [unwrapped(wanted), ...rest]);
    if (found !== -1 && found !== false) return found;
    // It may have been put there in this event as a proxy, inside something that is not one.
    return Reflect.apply(Array.prototype[name], raw, args);
  };
}

const METHODS = new Map<string, Method>([
  [
    "push",
    function (...items) {
      const raw = rawOf(this);
      if (!raw) return Reflect.apply(Array.prototype.push, this, items);
      if (items.length > 0) raw[NODE]!.noteGrowth();
      for (const item of items) raw.push(unwrapped(item));
      return raw.length;
    },
  ],
  [
    "pop",
    function () {
      const raw = rawOf(this);
      if (!raw) return Reflect.apply(Array.prototype.pop, this, []);
      if (raw.length === 0) return undefined;
      raw[NODE]!.note(String(raw.length - 1), raw[raw.length - 1]);
      return taken(raw, raw.pop());
    },
  ],
  [
    "shift",
    function () {
      const raw = rawOf(this);
      if (!raw) return Reflect.apply(Array.prototype.shift, this, []);
      if (raw.length === 0) return undefined;
      raw[NODE]!.noteAll();
      return taken(raw, raw.shift());
    },
  ],
  [
    "unshift",
    function (...items) {
      const raw = rawOf(this);
      if (!raw) return Reflect.apply(Array.prototype.unshift, this, items);
      if (items.length > 0) raw[NODE]!.noteAll();
      return raw.unshift(...items.map(unwrapped));
    },
  ],
  [
    "splice",
    function (...args) {
      const raw = rawOf(this);
      if (!raw) return Reflect.apply(Array.prototype.splice, this, args);
      raw[NODE]!.noteAll();
      const removed = Reflect.apply(Array.prototype.splice, raw, [...args.slice(0, 2), ...args.slice(2).map(unwrapped)]) as unknown[];
      return removed.map((value) => taken(raw, value));
    },
  ],
  [
    "sort",
    function (compare) {
      const raw = rawOf(this);
      if (!raw) return Reflect.apply(Array.prototype.sort, this, [compare]);
      raw[NODE]!.noteAll();
      const by = compare as ((a: unknown, b: unknown) => number) | undefined;
      if (typeof by === "function") raw.sort((a, b) => by(taken(raw, a), taken(raw, b)));
      else Reflect.apply(Array.prototype.sort, raw, compare === undefined ? [] : [compare]);
      return this;
    },
  ],
  ["reverse", moving("reverse")],
  ["fill", moving("fill")],
  ["copyWithin", moving("copyWithin")],
  ["indexOf", searching("indexOf")],
  ["lastIndexOf", searching("lastIndexOf")],
  ["includes", searching("includes")],
]);
