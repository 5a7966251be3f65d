// Takes from a worker all that a projection has no business with: network, storage, timers, messages, and the means to make
// code of text. What the language itself brings stays. Code that runs before this is called has to keep what it needs.

/** What the language brings, as far as a projection may have it. */
const LANGUAGE = new Set(
  (
    "Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError " +
    "EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer Uint8Array Int8Array " +
    "Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView " +
    "Map BigInt Set WeakMap WeakSet Proxy Reflect decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN " +
    "Iterator"
  ).split(" "),
);

/** One function of each kind: its prototype leads to what makes such functions of text. */
const KINDS: readonly object[] = [function () {}, async function () {}, function* () {}, async function* () {}];

/** Leaves the language alone. */
export function strip(realm: object = globalThis, kinds = KINDS): void {
  for (let at: object | null = realm; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Reflect.ownKeys(at)) {
      if (typeof name === "string" && LANGUAGE.has(name)) continue;
      // What cannot be taken away is covered.
      if (!Reflect.deleteProperty(at, name) || at !== realm) cover(realm, name);
    }
  }
  // Every function leads to the one that compiles: by its constructor.
  for (const kind of kinds) {
    const prototype = Object.getPrototypeOf(kind) as object;
    Object.defineProperty(prototype, "constructor", { value: undefined, writable: false, configurable: false });
  }
  cover(realm, "Function");
}

function cover(realm: object, name: string | symbol): void {
  try {
    Object.defineProperty(realm, name, { value: undefined, writable: false, configurable: false, enumerable: false });
  } catch {
    // Not everything can be covered: `self` and `location` are the realm's own and lead nowhere without the rest.
  }
}

const IMPORT = /\bimport\b(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*[(.]/;

/** Whether a text loads other code. That is syntax and cannot be taken away. */
export function loadsCode(text: string): boolean {
  return IMPORT.test(text);
}
