// The side of a projection that runs in a realm of its own: it answers whoever started the realm, one batch after the other.

import type { Definition, ProjectionOptions } from "./definition.js";
import type { StoredEvent } from "./event.js";
import { HandlerFailed, InvalidProjection, reason } from "./failed.js";
import { Fold } from "./fold.js";
import { definitionOf, type Projection } from "./language.js";
import type { Output } from "./output.js";
import { placeIn, type Place } from "./place.js";
import { loadsCode, strip } from "./realm.js";
import { shapeOf, type Shape } from "./shape.js";
import { compiled } from "./text.js";
import { upcast, type Upcasters } from "./upcast.js";
import { elsewhere, otherRealm, Watch, type Unsteady, type WatchOptions } from "./watch.js";

/** A projection to run. */
export interface Task {
  name: string;
  /** The text of a projection, */
  text?: string;
  /** or a module that has one as its default export, and may have `upcasters`. */
  module?: string;
  options?: ProjectionOptions;
  maxPatchBytes?: number;
  /** The only partition whose events are folded; all when absent. */
  only?: string;
  watch?: WatchOptions;
}

/** What the realm is told. */
export type Order =
  | { define: Task; states: Record<string, string> }
  | { fold: StoredEvent[]; number: number; /** Whether each event is named before it is folded. */ singly: boolean }
  | { resultOf: string; number: number };

/** What a batch has given, with what the watch has found in all of them. */
export interface Folded extends Output {
  unsteady: Unsteady[];
  /** How many events were folded twice, and how many of them had two outcomes. */
  checked: number;
  found: number;
}

/** What the realm tells. */
export type Report =
  | { ready: true }
  | { defined: Shape }
  /** The event that is folded now: said now and then, or before each. */
  | { at: number }
  | { folded: Folded; number: number }
  | { result: string | undefined; number: number }
  | { failed: Failure; number?: number };

/** An error on its way between realms. */
export interface Failure {
  code: string;
  message: string;
  why: string;
  position?: number | undefined;
  path?: string | undefined;
  /** Where in the text of the projection. */
  place?: Place | undefined;
  /** What was given before it. */
  folded?: Folded | undefined;
}

/** How often it is said that the work goes on, in milliseconds. */
const PULSE = 100;

/** What has `postMessage` and `onmessage`: the worker's `self`, or a port. */
export interface Port {
  postMessage(message: Report): void;
  onmessage: ((event: { data: Order }) => void) | null;
}

/** Serves the port. What it needs of the realm it takes before a projection comes into it. */
export function serveProjection(port: Port): void {
  const say = port.postMessage.bind(port);
  const now = performance.now.bind(performance);
  const load = (url: string) => import(/* @vite-ignore */ /* webpackIgnore: true */ url) as Promise<Record<string, unknown>>;
  let fold: Fold | undefined;
  let watch: Watch | undefined;
  let upcasters: Upcasters = {};

  async function define({ name, text, module, options, maxPatchBytes, only, watch: asked }: Task, states: Record<string, string>): Promise<Shape> {
    let definition: Definition;
    let again: (run: (definition: Definition) => void) => void;
    if (text !== undefined) {
      if (loadsCode(text)) throw new InvalidProjection("The text of a projection cannot load other code with import().");
      const other = otherRealm();
      const compile = Function;
      strip();
      definition = compiled(text, {}, compile);
      // Compiled anew for each event: what it has kept for itself is not there.
      again = (run) => run(compiled(text, { Date: other.Date, Math: other.Math }, compile));
    } else {
      const loaded = await load(module!);
      definition = definitionOf(loaded["default"] as Projection, options);
      upcasters = (loaded["upcasters"] as Upcasters | undefined) ?? {};
      again = (run) => elsewhere(() => run(definition));
    }
    fold = new Fold(definition, { name, states, ...(maxPatchBytes !== undefined && { maxPatchBytes }), ...(only !== undefined && { only }) });
    watch = new Watch(name, again, asked);
    return shapeOf(definition);
  }

  function taken(): Folded {
    const { unsteady, checked, found } = watch!;
    return { ...fold!.take(), unsteady, checked, found };
  }

  function foldAll(events: StoredEvent[], singly: boolean): void {
    let pulse = now() + PULSE;
    for (const event of events) {
      if (singly || now() > pulse) {
        say({ at: event.position });
        pulse = now() + PULSE;
      }
      fold!.fold(upcast(event, upcasters, fold!.name).seen, watch!.lookAt(event));
    }
  }

  port.onmessage = ({ data: order }) => {
    if ("define" in order) {
      define(order.define, order.states).then(
        (shape) => say({ defined: shape }),
        (error: unknown) => say({ failed: failure(error) }),
      );
      return;
    }
    const { number } = order;
    try {
      if ("resultOf" in order) return say({ result: fold!.resultOf(order.resultOf), number });
      foldAll(order.fold, order.singly);
      say({ folded: taken(), number });
    } catch (error) {
      say({ failed: { ...failure(error), folded: fold && taken() }, number });
    }
  };
  say({ ready: true });
}

function failure(error: unknown): Failure {
  if (error instanceof HandlerFailed) {
    const { code, message, position, path, cause } = error;
    return { code, message, why: reason(cause), path, place: placeIn(cause), position: position === undefined ? undefined : Number(position) };
  }
  if (error instanceof InvalidProjection) return { code: error.code, message: error.message, why: error.message, place: placeIn(error.cause) };
  return { code: "InvalidProjection", message: `The projection cannot be loaded: ${reason(error)}.`, why: reason(error) };
}
