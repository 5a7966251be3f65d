// One projection that is being folded, wherever its handlers run: closures on this thread, texts and modules in a realm.

import { foldInSlices } from "./closure.js";
import type { Definition, ProjectionOptions } from "./definition.js";
import type { StoredEvent } from "./event.js";
import { failedAt, HandlerFailed, InvalidProjection } from "./failed.js";
import { Fold } from "./fold.js";
import { Isolated, type Realm } from "./isolated.js";
import { definitionOf, type Projection } from "./language.js";
import type { FoldOptions, Output } from "./output.js";
import type { Folded } from "./serve.js";
import { shapeOf, type Shape } from "./shape.js";
import { upcast, type Upcasters } from "./upcast.js";
import { elsewhere, Watch, type WatchOptions } from "./watch.js";

/** States by partition, as JSON text. */
export type States = Readonly<Record<string, string>>;

/** A projection whose handlers are JavaScript. */
export interface HandlerSource {
  name: string;
  /** What the chained functions have made, */
  projection?: Projection | undefined;
  /** or the text of a projection, */
  text?: string | undefined;
  /** or the address of a module whose default export is one. */
  module?: string | undefined;
  options?: ProjectionOptions | undefined;
  maxPatchBytes?: number | undefined;
  watch?: WatchOptions | undefined;
  /** What events go through before handlers see them. */
  upcasters?: Upcasters | undefined;
}

/** Starts a realm; absent where none can be started. */
export type StartRealm = (() => Realm) | undefined;

/** Folds the events of one projection, in their order. */
export interface Runner {
  /** Folds a batch. A failure brings what came before it as `folded`. */
  run(events: readonly StoredEvent[], signal: AbortSignal): Promise<Folded>;
  end(): void;
}

/** What a batch has given before it failed. */
export function foldedBefore(error: unknown): Folded | undefined {
  return (error as { folded?: Folded } | undefined)?.folded;
}

/** A projection as it was defined: makes as many runners as are needed, each with states of its own. */
export class Runnable {
  readonly source: HandlerSource;
  readonly #startRealm: StartRealm;
  readonly #definition: Definition | undefined;
  /** The realm that was started to look at the text, for the first runner. */
  #first: Later | undefined;

  constructor(source: HandlerSource, startRealm: StartRealm) {
    this.source = source;
    this.#startRealm = startRealm;
    if (source.projection !== undefined) this.#definition = definitionOf(source.projection, source.options);
  }

  /** What it says of itself. Fails when it cannot be defined. */
  async shape(): Promise<Shape> {
    if (this.#definition) return shapeOf(this.#definition);
    this.#first ??= this.#realm({}, this.source.watch ?? {}, () => Promise.resolve({}));
    return this.#first.isolated.shape();
  }

  /** What folds the projection itself. `later` gives states anew at any time: what a realm had is gone with it. */
  standing(states: States, later: () => Promise<States>): Runner {
    const { watch = {} } = this.source;
    if (this.#definition) return new OnThread(this.#definition, this.#seen, this.#options(states), watch);
    const first = this.#first;
    this.#first = undefined;
    if (first && Object.keys(states).length === 0) {
      first.later = later;
      return new InRealm(first.isolated, this.#seen);
    }
    first?.isolated.end();
    return new InRealm(this.#realm(states, watch, later).isolated, this.#seen);
  }

  /** What folds a stretch apart from it, of one partition or of all. */
  apart(states: States, only: string | undefined): Runner {
    const options = this.#options(states, only);
    if (this.#definition) return new OnThread(this.#definition, this.#seen, options, undefined);
    const later = () => Promise.reject(failedAt(this.source.name, undefined, "a handler does not come to an end in what is folded again"));
    return new InRealm(this.#realm(states, { share: 0 }, later, only).isolated, this.#seen);
  }

  readonly #seen = (event: StoredEvent): StoredEvent => {
    const { name, upcasters } = this.source;
    return upcasters ? upcast(event, upcasters, name).seen : event;
  };

  #options(states: States, only?: string): FoldOptions {
    const { name, maxPatchBytes } = this.source;
    return { name, states, ...(maxPatchBytes !== undefined && { maxPatchBytes }), ...(only !== undefined && { only }) };
  }

  end(): void {
    this.#first?.isolated.end();
    this.#first = undefined;
  }

  #realm(states: States, watch: WatchOptions, later: () => Promise<States>, only?: string): Later {
    const { text, module, options } = this.source;
    const { name, states: _, ...more } = this.#options(states, only);
    const start = this.#startRealm;
    if (start === undefined) {
      throw new InvalidProjection(
        `The projection "${name}" is a ${text === undefined ? "module" : "text"}, which runs in a worker of its own, and none can be started here: define it with fromAll() and the like.`,
      );
    }
    const task = {
      ...{ name, watch, ...more },
      ...(text !== undefined && { text }),
      ...(module !== undefined && { module }),
      ...(options !== undefined && { options }),
    };
    let given: States | undefined = states;
    const next = async () => {
      const now = given ?? (await one.later());
      given = undefined;
      return { ...now };
    };
    const one: Later = { isolated: new Isolated({ start, task, states: next }), later };
    return one;
  }
}

/** A realm, and what gives the states to go on from when it has to be started again. */
interface Later {
  isolated: Isolated;
  later: () => Promise<States>;
}

/** Closures, on the thread that they were made on. */
class OnThread implements Runner {
  readonly #fold: Fold;
  readonly #watch: Watch | undefined;
  readonly #seen: (event: StoredEvent) => StoredEvent;

  constructor(
    definition: Definition,
    seen: (event: StoredEvent) => StoredEvent,
    options: FoldOptions,
    watch: WatchOptions | undefined,
  ) {
    this.#fold = new Fold(definition, options);
    this.#seen = seen;
    if (watch) this.#watch = new Watch(options.name, (run) => elsewhere(() => run(definition)), watch);
  }

  async run(events: readonly StoredEvent[], signal: AbortSignal): Promise<Folded> {
    try {
      return this.#told(await foldInSlices(this.#fold, this.#each(events), { signal, watch: this.#watch }));
    } catch (error) {
      throw withFolded(error, this.#told(this.#fold.take()));
    }
  }

  end(): void {}

  *#each(events: readonly StoredEvent[]): Iterable<StoredEvent> {
    for (const event of events) yield this.#seen(event);
  }

  #told(output: Output): Folded {
    const { unsteady = [], checked = 0, found = 0 } = this.#watch ?? {};
    return { ...output, unsteady, checked, found };
  }
}

/** Texts and modules, each in a realm of its own. */
class InRealm implements Runner {
  readonly #isolated: Isolated;
  readonly #seen: (event: StoredEvent) => StoredEvent;

  constructor(isolated: Isolated, seen: (event: StoredEvent) => StoredEvent) {
    this.#isolated = isolated;
    this.#seen = seen;
  }

  async run(events: readonly StoredEvent[], signal: AbortSignal): Promise<Folded> {
    const seen: StoredEvent[] = [];
    let failure: unknown;
    for (const event of events) {
      try {
        seen.push(this.#seen(event));
      } catch (error) {
        failure = error;
        break;
      }
    }
    const folded = await this.#isolated.run(seen, { signal });
    if (failure !== undefined) throw withFolded(failure, folded);
    return folded;
  }

  end(): void {
    this.#isolated.end();
  }
}

function withFolded(error: unknown, folded: Folded): unknown {
  return error instanceof HandlerFailed ? Object.assign(error, { folded }) : error;
}
