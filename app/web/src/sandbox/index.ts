// The frame in which the debugger runs projections. Its document has an origin that is nobody's and a policy that lets nothing in
// or out. All it has is two ports that the page gives it: one to the engine, for the driver, and one to the page, which says what
// is to be run. What a person wrote is not compiled here, but in a worker of this frame, which has neither port.

import { EngineClient } from "../../../../npm/src/engine/client.js";
import type { EnginePort } from "../../../../npm/src/engine/port.js";
import { Driver, type Watched } from "../../../../npm/src/projection/driver.js";
import type { Place } from "../../../../npm/src/projection/place.js";
import { realm } from "./realm.js";
import { syntaxError } from "./syntax.js";

/** What the page says. */
type Told =
  | { define: { log: string; name: string; text: string }; number: number }
  | { watched: { log: string; name: string }; number: number }
  | { end: { log: string; name: string } };

/** What is wrong, as the page shows it. */
interface Wrong extends Partial<Place> {
  message: string;
}

/** What is said to the page. */
type Said = { number: number; error?: Wrong; watched?: Watched } | { failed: string; error: Wrong };

class Frame {
  readonly #page: MessagePort;
  readonly #client: Promise<EngineClient>;
  /** By log: an engine hands out work log by log. */
  readonly #drivers = new Map<string, Driver>();

  constructor(engine: MessagePort, page: MessagePort) {
    this.#page = page;
    const reached = { port: engine as unknown as EnginePort, onfail() {}, end: () => engine.close() };
    this.#client = EngineClient.connect(reached, () => this.#drivers.forEach((driver) => driver.close()));
    page.onmessage = ({ data }: MessageEvent<Told>) => void this.#take(data);
  }

  #say(said: Said): void {
    this.#page.postMessage(said);
  }

  async #take(told: Told): Promise<void> {
    if ("end" in told) {
      this.#drivers.get(told.end.log)?.remove(told.end.name);
      return;
    }
    const { number } = told;
    if ("watched" in told) {
      const watched = this.#drivers.get(told.watched.log)?.watched(told.watched.name);
      return this.#say({ number, ...(watched && { watched }) });
    }
    const { log, name, text } = told.define;
    try {
      const driver = this.#drivers.get(log) ?? this.#driver(await this.#client, log);
      // Nothing of a text that is still being written is kept.
      await driver.define({ name, text }, { snapshots: { events: 0 } });
      this.#say({ number });
    } catch (error) {
      this.#say({ number, error: await wrong(text, error) });
    }
  }

  #driver(client: EngineClient, log: string): Driver {
    const startRealm = () =>
      realm((failed, { message, place }) => {
        if (place) this.#say({ failed, error: { message, ...place } });
      });
    const driver = new Driver(client, log, { startRealm });
    this.#drivers.set(log, driver);
    return driver;
  }
}

/** What is wrong with a text that defines nothing. */
async function wrong(text: string, error: unknown): Promise<Wrong> {
  const { message, place } = error as { message?: string; place?: Place };
  if (place) return { message: message ?? String(error), ...place };
  return (await syntaxError(text)) ?? { message: message ?? String(error) };
}

/** The page, once. Whoever else finds this window has nothing to say here. */
addEventListener("message", function begin({ source, data }: MessageEvent<{ engine?: MessagePort; page?: MessagePort }>) {
  const { engine, page } = data ?? {};
  if (source !== parent || source === window || !(engine instanceof MessagePort) || !(page instanceof MessagePort)) return;
  removeEventListener("message", begin);
  new Frame(engine, page);
});
