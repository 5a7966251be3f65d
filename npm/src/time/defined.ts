// What `project()` is given, as the engine and the driver take it, and who has defined what: all handles of a store in a page
// share one engine, in which a name is one projection.

import { invalid, oneOf, options as checkedOptions, whole } from "../arguments.js";
import type { EngineClient } from "../engine/client.js";
import type { Driver, HandlerSource, Keeping } from "../projection/driver.js";
import { PROJECTION, type Projection } from "../projection/language.js";
import type { HandlerCode, StoreSetting } from "../store.js";
import { engineFilter } from "./moments.js";
import type { ProjectOptions } from "./options.js";

const FOLDS = ["merge", "json-patch", "crud", "redux", "count"] as const;

/** A projection as the engine has it. */
export interface Made {
  info: unknown;
  isPartitioned: boolean;
}

/** Makes a projection in the engine; whatever was there by its name goes. */
export type Make = (shared: Shared) => Promise<Made>;

/** What all handles of one store in one engine share. */
export class Shared {
  readonly client: EngineClient;
  readonly log: string;
  /** What each name stands for: the last that was made of it counts. */
  readonly #names = new Map<string, Make[]>();
  #turns = new Map<string, Promise<unknown>>();
  #driver: Promise<Driver> | undefined;

  private constructor(client: EngineClient, log: string) {
    this.client = client;
    this.log = log;
  }

  static readonly #all = new WeakMap<EngineClient, Map<string, Shared>>();

  static of(client: EngineClient, log: string): Shared {
    let logs = Shared.#all.get(client);
    if (!logs) Shared.#all.set(client, (logs = new Map()));
    let shared = logs.get(log);
    if (!shared) logs.set(log, (shared = new Shared(client, log)));
    return shared;
  }

  /** What runs handlers here. */
  driver(handlers: () => Promise<HandlerCode>, assets: string | undefined): Promise<Driver> {
    this.#driver ??= handlers().then(({ Driver, realms }) => new Driver(this.client, this.log, { startRealm: realms(assets) }));
    return this.#driver;
  }

  /** The driver, if anything was ever run. */
  get running(): Promise<Driver> | undefined {
    return this.#driver;
  }

  define(name: string, make: Make): Promise<Made> {
    const all = this.#names.get(name) ?? [];
    this.#names.set(name, [...all, make]);
    return this.#inTurn(name, () => make(this));
  }

  /** Lets go of what was defined. What another handle has made of the name before counts again. */
  remove(name: string, make: Make, forget: boolean): Promise<void> {
    return this.#inTurn(name, async () => {
      const all = this.#names.get(name) ?? [];
      const wasLast = all.at(-1) === make;
      const left = all.filter((one) => one !== make);
      if (left.length > 0) this.#names.set(name, left);
      else this.#names.delete(name);
      if (!wasLast) return;
      const before = left.at(-1);
      if (before && !forget) return void (await before(this));
      (await this.#driver)?.remove(name);
      if (!this.client.isBroken) await this.client.ask({ unproject: { log: this.log, projection: name, forget } });
    });
  }

  #inTurn<T>(name: string, call: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(call);
    this.#turns.set(name, turn.catch(() => {}));
    return turn;
  }
}

/** What makes the projection that `project()` was given. A wrong argument throws. */
export function maker(name: string, fold: unknown, given: ProjectOptions | undefined, setting: StoreSetting): Make {
  const method = "project";
  const { by = "stream", categories, streams, version, snapshots, budget, options, maxPatchBytes, watch } = checkedOptions<ProjectOptions>(method, given);
  const filter = engineFilter(method, { ...(categories && { categories }), ...(streams && { streams }) });
  oneOf(method, "by", by, ["stream", "all"]);
  const { events, ms } = checkedOptions(method, snapshots, "snapshots");
  const optional = (argument: string, value: number | undefined) => (value === undefined ? null : whole(method, argument, value));
  const kept = { events: optional("snapshots.events", events), ms: optional("snapshots.ms", ms) };
  const bytes = optional("budget", budget);
  if (version !== undefined && typeof version !== "string" && typeof version !== "number") throw invalid(method, "version", "a string or a number", version);
  const source = sourceOf(fold);

  if ("engine" in source) {
    return async ({ client, log }) => {
      const project = { log, projection: name, source: source.engine, filter, types: [], by, identity: null, snapshots: kept, budget: bytes };
      const info = await client.ask({ project });
      return { info, isPartitioned: by === "stream" };
    };
  }
  if (categories !== undefined || streams !== undefined || given?.by !== undefined) {
    throw new TypeError(`${method}: "categories", "streams" and "by" are for the engine's own folds; handlers begin with fromCategory() or fromStreams(), and partition by foreachStream() or partitionBy().`);
  }
  const { upcasters, upcastersVersion, handlers, assets } = setting;
  const code: HandlerSource = {
    ...{ name, ...source.handlers, upcasters, maxPatchBytes: maxPatchBytes === undefined ? undefined : whole(method, "maxPatchBytes", maxPatchBytes) },
    ...{ options: options && checkedOptions(method, options, "options"), watch: watch && checkedOptions(method, watch, "watch") },
  };
  return async (shared) => {
    const driver = await shared.driver(handlers, assets);
    const { text } = source.handlers;
    // What upcasters do is part of what a state is.
    const isKnown = (text !== undefined || version !== undefined) && (upcasters === undefined || upcastersVersion !== undefined);
    const said = JSON.stringify([text ?? null, version ?? null, options ?? null, upcasters ? (upcastersVersion ?? null) : null]);
    const keeping: Keeping = { identity: isKnown ? await hashed(said) : null, snapshots: kept, budget: bytes };
    return driver.define(code, keeping);
  };
}

/** A short word for a long one. Pages that were not loaded over HTTPS have no `subtle`. */
async function hashed(text: string): Promise<string> {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
  if (!globalThis.crypto?.subtle) return text;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

type Source =
  | { engine: { builtIn: string } | { jq: string } }
  | { handlers: { text?: string; module?: string; projection?: Projection } };

function sourceOf(fold: unknown): Source {
  if (typeof fold === "string") {
    // A text of a projection is more than a word.
    if (/^[\w-]*$/.test(fold)) return { engine: { builtIn: oneOf("project", "fold", fold, FOLDS) } };
    return { handlers: { text: fold } };
  }
  if (typeof fold === "object" && fold !== null) {
    if (PROJECTION in fold) return { handlers: { projection: fold as Projection } };
    const { jq, module } = fold as { jq?: unknown; module?: unknown };
    if (typeof jq === "string" && jq !== "") return { engine: { jq } };
    if (module instanceof URL) return { handlers: { module: module.href } };
    if (typeof module === "string" && module !== "") return { handlers: { module: absolute(module) } };
  }
  throw invalid("project", "fold", 'what fromAll() and the like begin, the text of a projection, { module }, { jq }, or one of "merge", "json-patch", "crud", "redux" and "count"', fold);
}

/** A worker of another file would look for it beside itself. */
function absolute(module: string): string {
  const base = typeof document === "undefined" ? globalThis.location?.href : document.baseURI;
  return new URL(module, base).href;
}
