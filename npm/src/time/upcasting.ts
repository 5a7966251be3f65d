// Read events in the shape that the app knows today, with what is stored beside.

import { Recorded } from "../engine/recorded.js";
import type { StoredEvent } from "../projection/event.js";
import { upcast, type Upcasters } from "../projection/upcast.js";

/** An event that its upcasters have made another of. */
class Upcasted extends Recorded {
  readonly #stored: Recorded;
  readonly #seen: StoredEvent;
  #parsed: { data?: unknown; metadata?: unknown } = {};

  constructor(stored: Recorded, seen: StoredEvent) {
    super(stored);
    this.#stored = stored;
    this.#seen = seen;
  }

  override get stored(): Recorded {
    return this.#stored;
  }

  override get type(): string {
    return this.#seen.type;
  }

  override get contentType(): string {
    return this.#seen.contentType;
  }

  override get data(): unknown {
    if (!("data" in this.#parsed)) this.#parsed.data = JSON.parse(this.#seen.data as string);
    return this.#parsed.data;
  }

  override get metadata(): unknown {
    const { metadata } = this.#seen;
    if (!("metadata" in this.#parsed)) this.#parsed.metadata = metadata === null ? null : JSON.parse(metadata as string);
    return this.#parsed.metadata;
  }

  override rawData(): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(this.#seen.data as string);
  }

  override rawMetadata(): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode((this.#seen.metadata as string | null) ?? "");
  }
}

const decoder = new TextDecoder();

/** Takes each event through its chain. */
export function upcasting(upcasters: Upcasters): (event: Recorded) => Recorded {
  return (event) => {
    if (!Object.hasOwn(upcasters, event.type)) return event;
    const metadata = event.rawMetadata();
    const stored: StoredEvent = {
      ...{ position: Number(event.position), streamId: event.streamId, revision: Number(event.revision), type: event.type, id: event.id },
      ...{ time: event.time, contentType: event.contentType, data: decoder.decode(event.rawData()) },
      metadata: metadata.length === 0 ? null : decoder.decode(metadata),
    };
    const { seen } = upcast(stored, upcasters);
    return seen === stored ? event : new Upcasted(event, seen);
  };
}
