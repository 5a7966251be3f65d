// What goes wrong in a projection: its handler fails at an event, or its definition says what cannot be done.

import { FoldbackError, type ErrorInfo } from "../errors.js";

/** A handler failed, or left a state that JSON cannot say. What was folded before the event stays. */
export class HandlerFailed extends FoldbackError {
  /** The projection. */
  readonly projection: string;
  /** The position of the event; `undefined` before the first one. */
  readonly position: bigint | undefined;
  /** Where in the state, as a JSON Pointer (RFC 6901); `undefined` when it is about no place in it. */
  readonly path: string | undefined;

  /** @internal */
  constructor(info: ErrorInfo, options?: ErrorOptions) {
    super(info, options);
    const { projection, position, path } = info;
    this.projection = String(projection ?? "");
    this.position = typeof position === "number" ? BigInt(position) : undefined;
    this.path = typeof path === "string" ? path : undefined;
  }
}

/** The failure of a projection at an event, or before the first one. */
export function failedAt(projection: string, position: number | undefined, why: string, cause?: unknown, path?: string): HandlerFailed {
  const at = position === undefined ? "" : ` at the event at position ${position}`;
  const message = `The projection "${projection}" failed${at}: ${why}`;
  return new HandlerFailed({ code: "HandlerFailed", message, projection, position, path }, cause === undefined ? undefined : { cause });
}

/** The text or the chain of a projection says something that cannot be done. */
export class InvalidProjection extends FoldbackError {
  /** @internal */
  constructor(said: string | ErrorInfo, cause?: unknown) {
    const message = typeof said === "string" ? said : said.message;
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
