// What handlers give beside states, and how what they emitted is appended.

import { options as checkedOptions, optionalSignal, whole } from "../arguments.js";
import { FoldbackError, WrongExpectedRevision } from "../errors.js";
import type { NewStreamEvent } from "../events.js";
import type { Cancellable } from "../options.js";
import type { Emitted, Logged } from "../projection/captured.js";
import type { Result } from "../projection/output.js";
import type { Store } from "../store.js";
import { limit, lines, listed, value } from "./moments.js";
import type { EmittedAppended, EmittedEvent, Given, GivenOptions, LoggedLine, ProjectionResult } from "./options.js";
import type { About } from "../projections.js";

interface Raw {
  emitted: Emitted;
  results: Result;
  logs: Logged;
}

async function given<K extends keyof Raw>(kind: K, { client, asked }: About, options: GivenOptions | undefined): Promise<Given<Raw[K]>> {
  const { from = 0, limit: most, signal } = checkedOptions<GivenOptions>(kind, options);
  const { log, projection } = asked;
  const call = { given: { log, projection, kind, from: whole(kind, "from", from), limit: limit(kind, most) } };
  const { answer, bytes } = await client.send<number>(call, { signal: optionalSignal(kind, signal) });
  return listed(lines(bytes) as Raw[K][], { before: answer });
}

export async function emitted(about: About, options: GivenOptions | undefined): Promise<Given<EmittedEvent>> {
  const all = await given("emitted", about, options);
  const events = all.map(({ position, streamId, type, isJson, data, metadata }) => ({
    ...{ position: BigInt(position), streamId, type },
    ...{ data: isJson ? value(data) : data, metadata: value(metadata) ?? null },
  }));
  return listed(events, { before: all.before });
}

export async function results(about: About, options: GivenOptions | undefined): Promise<Given<ProjectionResult>> {
  const all = await given("results", about, options);
  const found = all.map(({ position, partition, streamId, result }) => ({ position: BigInt(position), partition, streamId, result: value(result) ?? null }));
  return listed(found, { before: all.before });
}

export async function logs(about: About, options: GivenOptions | undefined): Promise<Given<LoggedLine>> {
  const all = await given("logs", about, options);
  return listed(all.map(({ position, text }) => ({ position: BigInt(position), text })), { before: all.before });
}

/** As many are asked for at once. */
const PAGE = 10_000;

/** Appends all that was emitted, but for what is there. */
export async function appendEmitted(about: About, store: Store, options: Cancellable | undefined): Promise<EmittedAppended> {
  const { signal } = checkedOptions<Cancellable>("appendEmitted", options);
  const until = { ...(optionalSignal("appendEmitted", signal) && { signal: signal! }) };
  const streams = new Map<string, NewStreamEvent[]>();
  let [last, count] = [-1, 0];
  for (let from = 0; ; ) {
    const page = await given("emitted", about, { from, limit: PAGE, ...until });
    for (const { position, streamId, type, isJson, data, metadata } of page) {
      // What else the same event led to has another number.
      count = position === last ? count + 1 : 0;
      last = position;
      const event = {
        ...{ streamId, type, id: await idOf(about.asked.projection, position, count), metadata: value(metadata) ?? undefined },
        ...(isJson ? { data: value(data) } : { data: new TextEncoder().encode(data), contentType: "text/plain" }),
      };
      streams.set(streamId, [...(streams.get(streamId) ?? []), event as NewStreamEvent]);
    }
    if (page.length < PAGE) break;
    from = page.before + page.length;
  }
  const told: EmittedAppended = { appended: 0, present: 0 };
  for (const [stream, events] of streams) {
    const missing = await append(store, stream, events, until);
    told.appended += missing;
    told.present += events.length - missing;
  }
  return told;
}

/** Appends the events that the stream does not have. How many they are. */
async function append(store: Store, stream: string, events: NewStreamEvent[], until: Cancellable): Promise<number> {
  for (;;) {
    const present = new Set<string>();
    let revision: bigint | undefined;
    try {
      for await (const batch of store.readStream(stream, until).batches()) {
        for (const { id } of batch) present.add(id);
        revision = batch.at(-1)?.revision ?? revision;
      }
    } catch (error) {
      if (!(error instanceof FoldbackError && error.code === "StreamNotFound")) throw error;
    }
    const missing = events.filter(({ id }) => !present.has(id!));
    if (missing.length === 0) return 0;
    try {
      await store.appendToStream(stream, missing, { expectedRevision: revision ?? "any", ...until });
      return missing.length;
    } catch (error) {
      // Someone was faster, perhaps with these.
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}

/** The same for the same event of the same projection: a UUID (RFC 9562, version 8), or a text where there is no `subtle`. */
async function idOf(projection: string, position: number, count: number): Promise<string> {
  const named = `emitted by ${projection}, ${position}, ${count}`;
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
  if (!globalThis.crypto?.subtle) return named;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(named)));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
