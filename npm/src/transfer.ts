// Whole logs on their way in and out: what can be imported as a Blob, and an export as a sequence of bytes.

import { described, oneOf, text } from "./arguments.js";
import type { Answer, CallOptions, EngineClient } from "./engine/client.js";
import { aborted } from "./errors.js";
import type { ImportOptions, ImportReport, ImportSource, Progress } from "./options.js";

/** Imports into the store `log`. `importing` calls an engine that can do it. */
export async function imported(
  log: string,
  source: ImportSource | readonly ImportSource[],
  { name, format = "auto", onBad = "keep" }: ImportOptions,
  watch: CallOptions,
  importing: <T>(call: (client: EngineClient) => Promise<T>) => Promise<T>,
): Promise<ImportReport> {
  const method = "importLog";
  if (name !== undefined) text(method, "name", name);
  oneOf(method, "format", format, ["auto"]);
  oneOf(method, "onBad", onBad, ["keep", "refuse"]);
  type Raw = {
    report: Omit<ImportReport, "firstPosition" | "lastPosition" | "files" | "order"> & {
      files: (Omit<ImportReport["files"][number], "leftOut"> & { leftOut?: string; records: number })[];
      merge?: ImportReport["order"];
    };
    firstPosition?: number;
    lastPosition?: number;
  };
  const chosen: { blob: Blob; name: string | undefined }[] = [];
  for (const one of isSeveral(source) ? source : [source]) chosen.push(await blobOf(one, watch.signal));
  if (chosen.length === 0) throw new TypeError('importLog: "source" must hold at least one source, but is an empty array.');
  const [{ blob: file, name: found }] = chosen as [(typeof chosen)[number]];
  const several = chosen.length > 1;
  const names = several ? chosen.map((one, at) => one.name ?? `${name ?? log} ${at + 1}`) : [];
  const call = { importEvents: { log, name: name ?? (several ? log : (found ?? log)), names, onBad } };
  const files = several ? { files: chosen.map(({ blob }) => blob) } : { file };
  const answer = await importing((client) => client.ask<Raw>(call, { ...watch, ...files }));
  const { format: read, reason, grade, events, skipped, streams, warnings, bytes, merge } = answer.report;
  const position = (at: number | undefined) => (at === undefined ? null : BigInt(at));
  return {
    ...{ format: read, reason, grade, events, skipped, streams, warnings, bytes },
    ...{ firstPosition: position(answer.firstPosition), lastPosition: position(answer.lastPosition) },
    files: answer.report.files.map(({ records: _, leftOut, ...file }) => ({ ...file, leftOut: leftOut ?? null })),
    order: merge ?? null,
  };
}

function isSeveral(source: ImportSource | readonly ImportSource[]): source is readonly ImportSource[] {
  return Array.isArray(source);
}

/** What was given to import, as a Blob and a name. Streams are read to their end first: the browser keeps what is large on its disk. */
async function blobOf(source: ImportSource, signal: AbortSignal | undefined): Promise<{ blob: Blob; name: string | undefined }> {
  if (source instanceof Blob) {
    // A file of a folder that was chosen is named with it.
    const path = "webkitRelativePath" in source && source.webkitRelativePath;
    return { blob: source, name: path ? String(path) : "name" in source ? String(source.name) : undefined };
  }
  if (typeof source === "string") return { blob: new Blob([source]), name: undefined };
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    return { blob: new Blob([source as BlobPart]), name: undefined };
  }
  if (typeof Response !== "undefined" && source instanceof Response) {
    if (!source.ok) {
      throw new TypeError(`importLog: the response from ${source.url} has status ${source.status}, so that there is no log in it.`);
    }
    return { blob: await source.blob(), name: source.url.split(/[?#]/)[0]!.split("/").pop() || undefined };
  }
  if (typeof source === "object" && source !== null && "getReader" in source) {
    return { blob: await collected(chunks(source), signal), name: undefined };
  }
  if (typeof source === "object" && source !== null && Symbol.asyncIterator in source) {
    return { blob: await collected(source, signal), name: undefined };
  }
  const wanted = "a File, Blob, Response, string, Uint8Array, ArrayBuffer, ReadableStream or async iterable of bytes, or an array of these";
  throw new TypeError(`importLog: "source" must be ${wanted}, but is ${described(source)}.`);
}

/** Not every browser can iterate over a stream. */
async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function collected(source: AsyncIterable<Uint8Array | string>, signal: AbortSignal | undefined): Promise<Blob> {
  const parts: BlobPart[] = [];
  let [gathered, bytes] = [new Blob(), 0];
  for await (const chunk of source) {
    if (signal?.aborted) throw aborted(signal);
    // What gave the chunk may write over it.
    const part = typeof chunk === "string" ? chunk : chunk.slice();
    parts.push(part as BlobPart);
    bytes += chunk.length;
    // A Blob may leave memory, an array of chunks may not.
    if (bytes > 1 << 23) {
      gathered = new Blob([gathered, ...parts.splice(0)]);
      bytes = 0;
    }
  }
  return new Blob([gathered, ...parts]);
}

/** What an export asks for. */
export interface Exported {
  log: string;
  filter: { types: string[]; streamPrefixes: string[]; tags: string[] };
  signal: AbortSignal | undefined;
  onProgress: ((progress: Progress) => void) | undefined;
}

/** Events of one piece of an export: some megabytes at most. */
const PIECE = 8192;

const LINE_FEED = 0x0a;

/** A log as NDJSON, piece by piece. The next piece is made while one is being used. */
export async function* exported(client: EngineClient, { log, filter, signal, onProgress }: Exported): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal!.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  type Page = { next?: number | null; until: number };
  const ask = (from: number | null, until: number | null): Promise<Answer<Page>> => {
    const asked = { log, filter, from, until, maxEvents: PIECE };
    const page = client.send<Page>({ exportEvents: asked }, { signal: stop.signal });
    page.catch(() => {});
    return page;
  };
  let [bytes, events] = [0, 0];
  try {
    for (let page: Promise<Answer<Page>> | undefined = ask(null, null); page; ) {
      const { answer, bytes: piece }: Answer<Page> = await page;
      // This piece may have been there before.
      if (signal?.aborted) throw aborted(signal);
      page = answer.next === null || answer.next === undefined ? undefined : ask(answer.next, answer.until);
      const lines = new Uint8Array(piece!);
      if (onProgress) {
        bytes += lines.length;
        for (const byte of lines) if (byte === LINE_FEED) events++;
        onProgress({ bytes, total: 0, events });
      }
      if (lines.length) yield lines;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}
