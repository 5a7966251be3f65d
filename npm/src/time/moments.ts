// Moments, filters, paths and changes in the engine's words, and back.

import { invalid, text, texts, whole } from "../arguments.js";
import type { DiffOperation, Moment, ProjectionSource } from "./options.js";
import { step } from "./patches.js";

/** A moment as the engine takes it; nothing is the head. */
export type EngineMoment = number | { time: number } | null;

/** A value that changed, as JSON text. */
export interface ChangeText {
  path: string;
  old?: string | null;
  new?: string | null;
}

export function engineMoment(method: string, argument: string, moment: Moment | undefined): EngineMoment {
  if (moment === undefined) return null;
  if (!(moment instanceof Date)) return whole(method, argument, moment);
  if (Number.isNaN(moment.getTime())) throw invalid(method, argument, "a valid Date", moment);
  // A Date counts in milliseconds, the log in microseconds. What happened within that millisecond is not later than it.
  return { time: moment.getTime() * 1000 + 999 };
}

/** A category is all streams that begin with it and a `-`, and the one that is called so. */
export function engineFilter(method: string, { categories, streams }: ProjectionSource): { streamPrefixes: string[]; streams: string[] } {
  const found = texts(method, "categories", categories);
  return { streamPrefixes: found.map((category) => `${category}-`), streams: [...texts(method, "streams", streams), ...found] };
}

export function operation({ path, old, new: now }: ChangeText, partition = ""): DiffOperation {
  const [before, after] = [old ?? undefined, now ?? undefined];
  const whole = `${partition}${path}`;
  if (after === undefined) return { op: "remove", path: whole, old: value(before) };
  if (before === undefined) return { op: "add", path: whole, value: value(after) };
  return { op: "replace", path: whole, value: value(after), old: value(before) };
}

/** The partition as a path begins with it; nothing where there are none. */
export function prefix(partition: string): string {
  return partition === "" ? "" : step(partition);
}

/** Which partition a path is about, and where in its state. */
export function place(method: string, path: unknown, isPartitioned: boolean): { partition: string | null; path: string } {
  const isPointer = typeof path === "string" && (path === "" || path.startsWith("/"));
  if (!isPartitioned) {
    if (!isPointer) throw invalid(method, "path", "a JSON Pointer, as in \"/items/tea\"", path);
    return { partition: null, path };
  }
  if (!isPointer || path === "") throw invalid(method, "path", "a JSON Pointer that begins with the partition, as in \"/cart-1/items/tea\"", path);
  const [, head = "", ...rest] = path.split("/");
  const partition = head.replaceAll("~1", "/").replaceAll("~0", "~");
  return { partition, path: rest.map((part) => `/${part}`).join("") };
}

/** A pointer into states, whichever partition. */
export function pointer(method: string, path: unknown): string {
  if (typeof path !== "string" || !(path === "" || path.startsWith("/"))) {
    throw invalid(method, "path", "a JSON Pointer in the states, as in \"/items/tea\"", path);
  }
  return path;
}

export function value(json: string | null | undefined): unknown {
  return json == null ? undefined : (JSON.parse(json) as unknown);
}

export function parsed(bytes: ArrayBuffer | undefined): unknown {
  return bytes?.byteLength ? (JSON.parse(new TextDecoder().decode(bytes)) as unknown) : undefined;
}

/** A JSON value on each line. */
export function lines(bytes: ArrayBuffer | undefined): unknown[] {
  if (!bytes?.byteLength) return [];
  const all = new TextDecoder().decode(bytes).split("\n");
  return all.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
}

export function position(at: number | null | undefined): bigint | undefined {
  return at == null ? undefined : BigInt(at);
}

/** An array with more to say than its elements, which a comparison of arrays does not look at. */
export function listed<T, M extends object>(items: T[], more: M): T[] & Readonly<M> {
  for (const [name, value] of Object.entries(more)) Object.defineProperty(items, name, { value: value as unknown, enumerable: false });
  return items as T[] & M;
}

/** How many at most; 1000 when nothing is said. */
export function limit(method: string, given: unknown): number {
  return Math.min(given === undefined ? 1000 : whole(method, "limit", given), 0xffffffff);
}

export function optionalText(method: string, argument: string, given: string | undefined): string | undefined {
  return given === undefined ? undefined : text(method, argument, given);
}
