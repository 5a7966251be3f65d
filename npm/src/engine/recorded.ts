// An event of a page. It decodes what is asked for when it is asked for, and keeps its page in memory.

import type { EventSource, RecordedFields } from "../events.js";
import type { Details, Page } from "./page.js";

/** How Node's console asks an object what it is to show; all that this one holds is a place in a page. */
const inspect = Symbol.for("nodejs.util.inspect.custom");

export class Recorded implements RecordedFields<string, unknown, unknown> {
  readonly #page: Page;
  readonly #at: number;
  #more: Details | undefined;

  /** The event at a place of a page, or the same event once more. */
  constructor(page: Page | Recorded, at = 0) {
    [this.#page, this.#at] = page instanceof Recorded ? [page.#page, page.#at] : [page, at];
  }

  get stored(): Recorded {
    return this;
  }

  get streamId(): string {
    return this.#page.streamId(this.#at);
  }

  get revision(): bigint {
    return BigInt(this.#page.revisions[this.#at]!);
  }

  get position(): bigint {
    return BigInt(this.#page.positions[this.#at]!);
  }

  get id(): string {
    return this.#page.id(this.#at);
  }

  get type(): string {
    return this.#page.type(this.#at);
  }

  get created(): Date | null {
    return this.#page.date(this.#at);
  }

  get time(): string | null {
    return this.#page.time(this.#at);
  }

  get contentType(): string {
    return this.#page.contentType(this.#at);
  }

  get data(): unknown {
    return this.#page.data(this.#at);
  }

  get metadata(): unknown {
    return this.#page.metadata(this.#at);
  }

  get tags(): readonly string[] {
    return this.#details.tags;
  }

  get source(): EventSource | undefined {
    return this.#details.source;
  }

  rawData(): Uint8Array<ArrayBuffer> {
    return this.#page.rawData(this.#at);
  }

  rawMetadata(): Uint8Array<ArrayBuffer> {
    return this.#page.rawMetadata(this.#at);
  }

  toJSON(): Record<string, unknown> {
    return { ...this.#fields, revision: String(this.revision), position: String(this.position) };
  }

  [inspect](): Record<string, unknown> {
    return this.#fields;
  }

  get #fields(): Record<string, unknown> {
    const { streamId, revision, position, id, type, created, time, contentType, data, metadata, tags, source } = this;
    return { streamId, revision, position, id, type, created, time, contentType, data, metadata, tags, ...(source && { source }) };
  }

  get #details(): Details {
    return (this.#more ??= this.#page.details(this.#at));
  }
}
