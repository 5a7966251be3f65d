// The text of a projection, as it is on a KurrentDB server: run once, it says its definition.

import { copyTo, emit, linkStreamTo, linkTo, log } from "./captured.js";
import { Definition, type AnyHandler, type ProjectionOptions } from "./definition.js";
import { InvalidProjection, reason } from "./failed.js";
import { words } from "./language.js";

/** What the text finds in place of what its realm has under these names. */
export type Shadows = Readonly<Record<string, unknown>>;

/**
 * Runs a text. Its own functions keep what they have in common: each run has its own. `compile` is what makes functions of
 * text, for a realm in which it has been taken away.
 */
export function compiled(text: string, shadows: Shadows = {}, compile: FunctionConstructor = Function): Definition {
  const definition = new Definition();
  definition.isText = true;
  let open = true;
  const given = () => {
    if (!open) throw new InvalidProjection("A handler cannot define a projection.");
    return definition;
  };
  const handler = (word: string, value: unknown): AnyHandler => {
    if (typeof value !== "function") throw new InvalidProjection(`${word}: it takes a function.`);
    return value as AnyHandler;
  };
  const known: Record<string, unknown> = {
    ...shadows,
    ...words(given),
    options: (options: ProjectionOptions) => given().set(options ?? {}),
    on_event: (type: string, by: unknown) => given().handle(type, handler("on_event", by)),
    on_any: (by: unknown) => given().handle("$any", handler("on_any", by)),
    ...{ emit, linkTo, linkStreamTo, copyTo, log },
  };
  let run: (...values: unknown[]) => unknown;
  try {
    // The code is the user's own; where it must be kept apart, this runs in a realm that has nothing.
    run = new compile(...Object.keys(known), text) as typeof run;
  } catch (error) {
    throw new InvalidProjection(`The text of the projection cannot be read: ${reason(error)}.`, error);
  }
  try {
    run(...Object.values(known));
  } catch (error) {
    if (error instanceof InvalidProjection) throw error;
    throw new InvalidProjection(`The text of the projection fails before any event: ${reason(error)}.`, error);
  }
  open = false;
  return definition.check();
}

/** What tells one text from another: the SHA-256 of it, as hex. A snapshot of another text is worth nothing. */
export async function sourceHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
