// How stores are opened, whatever way the engine is started. One engine serves all stores of a page that start it alike.

import { durability as durabilityOf, invalid, oneOf, options as checkedOptions, text } from "./arguments.js";
import { EngineClient } from "./engine/client.js";
import type { Engine } from "./engine/port.js";
import type { AnyEvent, EventShape } from "./events.js";
import type { Durability, OpenOptions, StoreInfo } from "./options.js";
import type { Upcasters } from "./projection/upcast.js";
import { Store, type HandlerCode, type ProjectionCode, type Transfer } from "./store.js";

/** Which engine: `engine` for events, `time` for projections as well, `importer` for everything. */
export type EngineName = "engine" | "time" | "importer";

/** What decides how an engine is started. */
export interface EngineOptions {
  worker: boolean;
  name: EngineName;
  assets: string | undefined;
}

/** A way to start engines. */
export interface EngineKind {
  /** Starts one. Fails with the reason as its message when that cannot be done here. */
  start(options: EngineOptions): Engine | Promise<Engine>;
  /** Whether there are workers here; then engines run in one unless it is said otherwise. */
  hasWorkers: boolean;
  /** Whether there are several engines for workers, each with what it is for. */
  enginesApart: boolean;
  /** Bring the code that reads and writes files, that asks projections, and that runs their handlers. */
  transfer(): Promise<Transfer>;
  projections(): Promise<ProjectionCode>;
  handlers(): Promise<HandlerCode>;
}

/** What a package entry offers. */
export interface Opening {
  openStore<Events extends EventShape = AnyEvent>(name: string, options?: OpenOptions): Promise<Store<Events>>;
  deleteStore(name: string, options?: OpenOptions): Promise<void>;
  listStores(options?: OpenOptions): Promise<StoreInfo[]>;
}

/** An engine that is running or being started, and how many handles each of its stores has. */
interface Running {
  client: Promise<EngineClient>;
  handles: Map<string, number>;
  /** Stores in memory, which end with the engine. */
  hasMemory: boolean;
  /** Calls that are about no open store. */
  visitors: number;
}

/** The functions of an entry that starts its engines in one way. */
export function openingWith(kind: EngineKind): Opening {
  const running = new Map<string, Running>();

  async function openStore<Events extends EventShape = AnyEvent>(name: string, options?: OpenOptions): Promise<Store<Events>> {
    text("openStore", "name", name);
    const given = checkedOptions("openStore", options);
    const durability: Durability = durabilityOf("openStore", given.durability, "relaxed");
    const memory = inMemory("openStore", given);
    const { upcasters, upcastersVersion } = given;
    if (upcasters !== undefined) checkedOptions<Upcasters>("openStore", upcasters, "upcasters");
    const seen = upcasters && (await kind.projections()).upcasting(upcasters);
    const engine = take("openStore", given);
    const { client, release } = await hold(engine, name, memory);
    let folding: Promise<Awaited<ReturnType<typeof hold>>> | undefined;
    const { transfer, projections, handlers } = kind;
    return new Store<Events>(name, {
      ...{ client, durability, transfer, projections, handlers, upcasters, seen, upcastersVersion, assets: given.assets?.toString() },
      importing<T>(call: (client: EngineClient) => Promise<T>): Promise<T> {
        const other = take("importLog", given, "importer");
        // Stores see what other engines write to them, of whichever tab or worker.
        return other === engine ? call(client) : use(other, (importer) => inStore(importer, name, call));
      },
      async folding() {
        const other = take("project", given, "time");
        if (other === engine) return client;
        folding ??= hold(other, name, false);
        // The next one may find it.
        folding.catch(() => (folding = undefined));
        return (await folding).client;
      },
      async close() {
        await folding?.then((held) => held.release()).catch(() => {});
        await release();
      },
    });
  }

  /** Opens a store in an engine, which stays there until it is released. */
  async function hold(engine: Running, name: string, memory: boolean): Promise<{ client: EngineClient; release(): Promise<void> }> {
    engine.handles.set(name, (engine.handles.get(name) ?? 0) + 1);
    let client: EngineClient | undefined;
    const release = async () => {
      const left = engine.handles.get(name)! - 1;
      if (left > 0) engine.handles.set(name, left);
      else engine.handles.delete(name);
      if (left === 0 && client && !client.isBroken) {
        // An engine that has gone has closed it.
        await client.ask({ closeStore: { log: name } }).catch(() => {});
      }
      retire(engine, client);
    };
    try {
      client = await engine.client;
      await client.ask({ openStore: { log: name, memory } });
    } catch (error) {
      await release();
      throw error;
    }
    if (memory) engine.hasMemory = true;
    return { client, release };
  }

  async function inStore<T>(client: EngineClient, name: string, call: (client: EngineClient) => Promise<T>): Promise<T> {
    await client.ask({ openStore: { log: name, memory: false } });
    try {
      return await call(client);
    } finally {
      await client.ask({ closeStore: { log: name } }).catch(() => {});
    }
  }

  async function deleteStore(name: string, options?: OpenOptions): Promise<void> {
    text("deleteStore", "name", name);
    await visit("deleteStore", options, (client) => client.ask({ delete: { log: name } }));
  }

  async function listStores(options?: OpenOptions): Promise<StoreInfo[]> {
    type Found = { log: string; events: number; streams: number; bytes: number; importing: boolean };
    const found = await visit("listStores", options, (client) => client.ask<Found[]>("logs"));
    const whole = found.filter(({ importing }) => !importing);
    return whole.map(({ log, events, streams, bytes }) => ({ name: log, events, streams, bytes }));
  }

  async function visit<T>(method: string, options: OpenOptions | undefined, call: (client: EngineClient) => Promise<T>): Promise<T> {
    return use(take(method, checkedOptions(method, options)), call);
  }

  async function use<T>(engine: Running, call: (client: EngineClient) => Promise<T>): Promise<T> {
    engine.visitors++;
    let client: EngineClient | undefined;
    try {
      client = await engine.client;
      return await call(client);
    } finally {
      engine.visitors--;
      retire(engine, client);
    }
  }

  /** The engine of these options, started if there is none. */
  function take(method: string, given: OpenOptions, wanted: EngineName = "engine"): Running {
    const { worker = kind.hasWorkers } = given;
    if (typeof worker !== "boolean") throw invalid(method, "worker", "true or false", worker);
    if (worker && !kind.hasWorkers) throw invalid(method, "worker", "false or absent here, where no worker can be started", worker);
    const { assets } = given;
    if (assets !== undefined && typeof assets !== "string" && !(assets instanceof URL)) {
      throw invalid(method, "assets", "a URL or the text of one", assets);
    }
    // What is in memory is in one engine, which has to be able to do everything.
    const name = !worker || !kind.enginesApart || inMemory(method, given) ? "importer" : wanted;
    const key = `${worker} ${name} ${assets ?? ""}`;
    const found = running.get(key);
    if (found) return found;
    const forget = () => {
      if (running.get(key) === engine) running.delete(key);
    };
    const start = async () => EngineClient.connect(await kind.start({ worker, name, assets: assets?.toString() }), forget);
    const engine: Running = { client: start(), handles: new Map(), hasMemory: false, visitors: 0 };
    // Whoever waits for it hears of its failure; the next one tries anew.
    engine.client.catch(forget);
    running.set(key, engine);
    return engine;
  }

  /** Ends an engine that nobody uses: a worker costs some megabytes. */
  function retire(engine: Running, client: EngineClient | undefined): void {
    if (engine.handles.size + engine.visitors === 0 && !engine.hasMemory) client?.end();
  }

  return { openStore, deleteStore, listStores };
}

function inMemory(method: string, { storage }: OpenOptions): boolean {
  if (storage !== undefined) return oneOf(method, "storage", storage, ["indexeddb", "memory"]) === "memory";
  return typeof indexedDB === "undefined";
}
