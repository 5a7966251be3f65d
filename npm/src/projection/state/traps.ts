// The proxies that handlers get in place of a state. They read and write the state itself, and note what is written.

import { arrayMethod } from "./arrays.js";
import { isIndex, isPlain } from "./json.js";
import { known, Node, NODE, unwrapped, type Container, type PlainArray, type PlainObject } from "./node.js";
import type { Recorder } from "./recorder.js";

/** The proxy of what stands under a key. */
export function child(value: object, parent: Container, key: string): unknown {
  const raw = value as Container;
  const node = raw[NODE];
  if (node !== undefined) {
    if (node.raw === raw) return (node.proxy ??= made(node));
    // It was put there in this event as the proxy that it is.
    if (node.proxy === raw) return raw;
  }
  // At the end of the event it is told that this is no JSON. Until then its methods should work.
  if (!isPlain(raw)) return raw;
  const of = parent[NODE]!.of;
  if (Object.isExtensible(raw)) return proxyOf(raw, of);
  // What is frozen can neither be written nor carry a node. Who froze it did not mean the state's own copy.
  const copy = thawed(raw);
  (parent as PlainObject)[key] = copy;
  return proxyOf(copy, of);
}

/** The proxy of an object. */
export function proxyOf(raw: Container, of: Recorder): object {
  const node = known(raw) ?? new Node(raw, of);
  return (node.proxy ??= made(node));
}

/** A copy of what is frozen. What is below it is the same. */
export function thawed(raw: Container): Container {
  if (Array.isArray(raw)) return raw.slice();
  const copy: PlainObject = { ...raw };
  // The copy's node is its own.
  delete copy[NODE];
  return copy;
}

function made(node: Node): object {
  return new Proxy(node.raw, Array.isArray(node.raw) ? (arrayTraps as ProxyHandler<Container>) : (objectTraps as ProxyHandler<Container>));
}

const objectTraps: ProxyHandler<PlainObject> = {
  get(target, key) {
    const value = target[key as string];
    if (typeof value !== "object" || value === null || typeof key === "symbol") return value;
    return child(value, target, key);
  },

  set(target, key, given) {
    const node = target[NODE]!;
    if (typeof key === "symbol") throw node.of.refuse(node, key.toString(), "a member that a symbol names");
    if (key === "__proto__") throw node.of.refuse(node, key, "a prototype of its own");
    const value = unwrapped(given);
    const old = member(target, key);
    if (old === value && (value !== undefined || Object.hasOwn(target, key))) return true;
    node.note(key, old);
    target[key] = value;
    return true;
  },

  deleteProperty(target, key) {
    if (typeof key === "string" && Object.hasOwn(target, key)) {
      target[NODE]!.note(key, target[key]);
      delete target[key];
    }
    return true;
  },

  defineProperty: defined,
  getOwnPropertyDescriptor: described,
  ownKeys: namedKeys,
  preventExtensions: frozen,
  setPrototypeOf: prototyped,
};

const arrayTraps: ProxyHandler<PlainArray> = {
  get(target, key) {
    const value = (target as unknown as PlainObject)[key as string];
    if (typeof value === "function") return typeof key === "string" ? arrayMethod(key, value) : value;
    if (typeof value !== "object" || value === null || typeof key === "symbol") return value;
    return child(value, target, key);
  },

  set(target, key, given) {
    const node = target[NODE]!;
    if (key === "length") {
      if (given === target.length) return true;
      node.noteAll();
      target.length = given as number;
      return true;
    }
    if (typeof key === "symbol" || !isIndex(key)) throw node.of.refuse(node, String(key), "a member of an array that is no element");
    const value = unwrapped(given);
    const index = Number(key);
    const old = target[index];
    if (old === value && index in target) return true;
    if (index < target.length) node.note(key, old);
    else node.noteGrowth();
    target[index] = value;
    return true;
  },

  deleteProperty(target, key) {
    if (typeof key === "string" && isIndex(key) && Object.hasOwn(target, key)) {
      target[NODE]!.note(key, target[Number(key)]);
      delete target[Number(key)];
    }
    return true;
  },

  defineProperty: defined,
  getOwnPropertyDescriptor: described,
  ownKeys: namedKeys,
  preventExtensions: frozen,
  setPrototypeOf: prototyped,
};

/** A member of an object; not what it inherits, which are functions. */
function member(target: PlainObject, key: string): unknown {
  const value = target[key];
  return typeof value === "function" && !Object.hasOwn(target, key) ? undefined : value;
}

function defined(target: Container, key: string | symbol, descriptor: PropertyDescriptor): boolean {
  const node = target[NODE]!;
  const found = Reflect.getOwnPropertyDescriptor(target, key);
  const isData = !descriptor.get && !descriptor.set;
  const shows = descriptor.enumerable ?? found?.enumerable ?? false;
  const stays = descriptor.configurable === false || descriptor.writable === false;
  const isLength = Array.isArray(target) && key === "length";
  if (!isLength && (!isData || !shows || stays)) {
    throw node.of.refuse(node, String(key), "a member that is hidden, computed or fixed");
  }
  if (!("value" in descriptor)) return true;
  const traps = Array.isArray(target) ? arrayTraps : objectTraps;
  return traps.set!(target as PlainObject & PlainArray, key, descriptor.value, target);
}

function described(target: Container, key: string | symbol): PropertyDescriptor | undefined {
  if (key === NODE) return undefined;
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  const value: unknown = descriptor?.value;
  // Who changes what is told here must be heard too.
  if (typeof value === "object" && value !== null) descriptor!.value = child(value, target, key as string);
  return descriptor;
}

function namedKeys(target: Container): (string | symbol)[] {
  return Reflect.ownKeys(target).filter((key) => key !== NODE);
}

function frozen(target: Container): boolean {
  const node = target[NODE]!;
  throw node.of.refuse(node, undefined, "a part that is frozen or sealed (freeze a copy)");
}

function prototyped(target: Container): boolean {
  const node = target[NODE]!;
  throw node.of.refuse(node, undefined, "a prototype of its own");
}
