// What goes wrong in a projection: its handler fails at an event, or its definition says what cannot be done.

import { FoldbackError } from "../errors.js";

/** A handler failed, or left a state that JSON cannot say. What was folded before the event stays. */
export class HandlerFailed extends FoldbackError {
  /** The projection. */
  readonly projection: string;
  /** The position of the event; `undefined` before the first one. */
  readonly position: bigint | undefined;
  /** Where in the state, as a JSON Pointer (RFC 6901); `undefined` when it is about no place in it. */
  readonly path: string | undefined;

  /** @internal */
  constructor(projection: string, position: number | undefined, why: string, cause?: unknown, path?: string) {
    const at = position === undefined ? "" : ` at the event at position ${position}`;
    super({ code: "HandlerFailed", message: `The projection "${projection}" failed${at}: ${why}` }, cause === undefined ? undefined : { cause });
    this.projection = projection;
    this.position = position === undefined ? undefined : BigInt(position);
    this.path = path;
  }
}

/** The text or the chain of a projection says something that cannot be done. */
export class InvalidProjection extends FoldbackError {
  /** @internal */
  constructor(message: string, cause?: unknown) {
    super({ code: "InvalidProjection", message }, cause === undefined ? undefined : { cause });
  }
}

/** A state that JSON cannot say, as the recorder finds it. Whoever knows projection and event makes a {@link HandlerFailed} of it. */
export class NotJson extends Error {
  override readonly name = "NotJson";
  readonly path: string;

  constructor(path: string, what: string) {
    super(`a state is JSON, and ${path === "" ? "it" : `${path} in it`} is ${what}`);
    this.path = path;
  }
}

/** Anything that was thrown, in words. */
export function reason(error: unknown): string {
  // Errors of other realms are no instances of this one's class.
  if (typeof error === "object" && error !== null && "message" in error) {
    const { name, message } = error as { name?: unknown; message: unknown };
    return typeof name === "string" && name !== "NotJson" && name !== "Error" ? `${name}: ${String(message)}` : String(message);
  }
  return String(error);
}
