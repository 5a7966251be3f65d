// Events of a page of the engine as the runner takes them, and where links lead.

import type { EngineClient } from "../engine/client.js";
import { Page } from "../engine/page.js";
import { LINK, type StoredEvent } from "./event.js";
import { resolved, type FindEvent } from "./links.js";

const decoder = new TextDecoder();

/** All events of a page. Payloads become text: a view of bytes would take the whole page along to another thread. */
export function storedEvents(bytes: ArrayBuffer): StoredEvent[] {
  const page = new Page(bytes);
  return Array.from({ length: page.count }, (_, at) => {
    const metadata = page.rawMetadata(at);
    return {
      position: page.positions[at]!,
      streamId: page.streamId(at),
      revision: revisionOf(page, at),
      type: page.type(at),
      id: page.id(at),
      time: page.time(at),
      contentType: page.contentType(at),
      data: decoder.decode(page.rawData(at)),
      metadata: metadata.length === 0 ? null : decoder.decode(metadata),
    };
  });
}

/** Its number on the system that it was imported from, where it has one: links are about that. */
function revisionOf(page: Page, at: number): number {
  const revision = page.details(at).source?.revision;
  return revision != null && /^\d+$/.test(revision) ? Number(revision) : page.revisions[at]!;
}

/** As many events that links lead to are kept. */
const KEPT = 1000;

/** Finds events by stream and revision. */
export class Finder {
  readonly #client: EngineClient;
  readonly #log: string;
  readonly #found = new Map<string, Promise<StoredEvent | undefined>>();

  constructor(client: EngineClient, log: string) {
    this.#client = client;
    this.#log = log;
  }

  /** The events, each link as what it leads to. Those that are no links are left as they are. */
  async resolve(events: StoredEvent[]): Promise<StoredEvent[]> {
    if (!events.some(({ type }) => type === LINK)) return events;
    const all: StoredEvent[] = [];
    for (const event of events) all.push(event.type === LINK ? await resolved(event, this.#find) : event);
    return all;
  }

  readonly #find: FindEvent = (streamId, revision) => {
    const key = `${revision}@${streamId}`;
    let found = this.#found.get(key);
    if (!found) {
      if (this.#found.size >= KEPT) this.#found.clear();
      found = this.#read(streamId, revision);
      this.#found.set(key, found);
    }
    return found;
  };

  async #read(stream: string, revision: number): Promise<StoredEvent | undefined> {
    // Where it is as a rule. An imported stream may begin later than it did where it came from: then it is looked for.
    const [there] = (await this.#page(stream, revision, 1)).events;
    if (there?.revision === revision) return there;
    for (let from: number | null = 0; from !== null; ) {
      const { events, next } = await this.#page(stream, from, 4096);
      const found = events.find((event) => event.revision === revision);
      if (found) return found;
      from = next;
    }
    return undefined;
  }

  async #page(stream: string, from: number, maxEvents: number): Promise<{ events: StoredEvent[]; next: number | null }> {
    try {
      const { answer, bytes } = await this.#client.send<{ next?: number | null }>({
        read: { log: this.#log, stream, filter: {}, direction: "forwards", from, until: null, maxEvents, wait: false },
      });
      return { events: storedEvents(bytes!), next: answer.next ?? null };
    } catch (error) {
      // A link may lead to what was deleted.
      const { code } = error as { code?: string };
      if (code === "StreamNotFound" || code === "StreamDeleted") return { events: [], next: null };
      throw error;
    }
  }
}
