// What callers hand over, checked at the door: a wrong argument is a TypeError that names it and says what was expected.

import type { Durability } from "./options.js";

/** A value in a few words, for messages. */
export function described(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "string":
      return value === "" ? "an empty string" : `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "number":
    case "boolean":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "undefined":
      return "undefined";
    case "object": {
      const name = (value as object).constructor?.name;
      return name && name !== "Object" ? `an object of class ${name}` : "an object";
    }
    default:
      return `a ${typeof value}`;
  }
}

/** The error of an argument that is not what it should be. */
export function invalid(method: string, argument: string, wanted: string, got: unknown): TypeError {
  return new TypeError(`${method}: "${argument}" must be ${wanted}, but is ${described(got)}.`);
}

/** A text with something in it. */
export function text(method: string, argument: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw invalid(method, argument, "a non-empty string", value);
  return value;
}

/** A list of texts; nothing is none. */
export function texts(method: string, argument: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.some((one) => typeof one !== "string")) {
    throw invalid(method, argument, "an array of strings", value);
  }
  return value as string[];
}

/** A position, a revision or a count: a bigint or a safe integer that is not negative. The engine takes numbers. */
export function whole(method: string, argument: string, value: unknown): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0) {
    throw invalid(method, argument, "a bigint or an integer from 0 to 2^53 - 1", value);
  }
  return number;
}

/** A value as JSON text. */
export function jsonText(method: string, argument: string, value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${method}: "${argument}" cannot be written as JSON: ${why}`, { cause });
  }
  if (json === undefined) throw invalid(method, argument, "a value that JSON can say", value);
  return json;
}

/** One of several words. */
export function oneOf<T extends string>(method: string, argument: string, value: unknown, words: readonly T[]): T {
  if (!words.includes(value as T)) {
    throw invalid(method, argument, words.map((word) => JSON.stringify(word)).join(" or "), value);
  }
  return value as T;
}

/** A durability; nothing is `usual`. */
export function durability(method: string, value: Durability | undefined, usual: Durability): Durability {
  return value === undefined ? usual : oneOf(method, "durability", value, ["relaxed", "strict"]);
}

/** A function; nothing is none. */
export function optionalFunction<F>(method: string, argument: string, value: F | undefined): F | undefined {
  if (value !== undefined && typeof value !== "function") throw invalid(method, argument, "a function", value);
  return value;
}

/** An AbortSignal; nothing is none. */
export function optionalSignal(method: string, value: AbortSignal | undefined): AbortSignal | undefined {
  // Not by `instanceof`: a signal may come from another realm or a polyfill.
  if (value !== undefined && (value === null || typeof value !== "object" || !("aborted" in value))) {
    throw invalid(method, "signal", "an AbortSignal", value);
  }
  return value;
}

/** An object of options, or one of them that is an object; nothing is an empty one. */
export function options<T extends object>(method: string, value: T | undefined, argument = "options"): T {
  if (value === undefined) return {} as T;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(method, argument, "an object", value);
  }
  return value;
}
