// What a state may be made of: what JSON can say and nothing else. And how a place in it is written (RFC 6901).

/** Why a value cannot be in a state; `undefined` when it can. Of objects and arrays only themselves are looked at. */
export function refusal(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `the number ${value}`;
    case "bigint":
      return "a bigint";
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    default:
      return value === null || isPlain(value as object) ? undefined : named(value as object);
  }
}

/** What needs no second look; most of every state. */
export function plainly(value: unknown): boolean {
  const type = typeof value;
  return type === "string" || type === "boolean" || value === null || value === undefined || (type === "number" && Number.isFinite(value));
}

/** An array, or an object that is no instance of any class. Of whichever realm: its prototype is the last of its chain. */
export function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // The classes that a realm brings (Map, Date, ...) have a prototype whose prototype is that of Object.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

function named(value: object): string {
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  if (typeof name !== "string" || name === "") return "an object of a class";
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

const PLAIN_KEY = /^[\w $.:@-]*$/;

const steps = new Map<string, string>();
const endings = new Map<string, string>();

/** A key as it stands in a pointer that stands in JSON text. */
export function step(key: string): string {
  const found = steps.get(key);
  if (found !== undefined) return found;
  const token = PLAIN_KEY.test(key) ? key : JSON.stringify(key.replaceAll("~", "~0").replaceAll("/", "~1")).slice(1, -1);
  // The same keys come again and again. Where they do not, nothing is gained by keeping them.
  if (steps.size >= 4096) steps.clear();
  steps.set(key, `/${token}`);
  return `/${token}`;
}

/** The end of a path and what stands before the value, as in `["/a/key",`. */
export function ending(key: string): string {
  const found = endings.get(key);
  if (found !== undefined) return found;
  if (endings.size >= 4096) endings.clear();
  const text = `${step(key)}",`;
  endings.set(key, text);
  return text;
}

const UP_TO_999 = Array.from({ length: 1000 }, (_, number) => String(number));
const THREE_DIGITS = UP_TO_999.map((number) => number.padStart(3, "0"));

/** The digits of a whole number. An engine keeps the text of numbers that come again; most of these do not, but their parts do. */
export function digits(number: number): string {
  if (number < 1000) return UP_TO_999[number]!;
  if (number < 1e6) return UP_TO_999[Math.floor(number / 1000)]! + THREE_DIGITS[number % 1000]!;
  return digits(Math.floor(number / 1000)) + THREE_DIGITS[number % 1000]!;
}

const HUNDREDTHS = Array.from({ length: 100 }, (_, number) => String(number / 100).slice(1));

/** A number of a state as JSON text: its shortest digits, as they always are. */
export function numberText(value: number): string {
  if (value >= 0 && value < 1e9) {
    // Amounts have two decimals at most. A decimal of so few digits is the shortest of the number that it is nearest to.
    const hundredths = Math.round(value * 100);
    if (hundredths / 100 === value) return digits(Math.floor(hundredths / 100)) + HUNDREDTHS[hundredths % 100]!;
  }
  // The sign of -0 is not said, as in JSON.stringify.
  return String(value);
}

/** A value of a state as JSON text. */
export function textOf(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  return typeof value === "boolean" ? (value ? "true" : "false") : JSON.stringify(value);
}

/** Whether a key of an array is an index, as "0" and "12" are. */
export function isIndex(key: string): boolean {
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && index < 0xffffffff && String(index) === key;
}
