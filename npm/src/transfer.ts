// Whole logs on their way in: what can be imported as a Blob, and what its fields mean. The way out is in exporting.ts.

import { described, invalid, oneOf, options, text } from "./arguments.js";
import type { CallOptions, EngineClient } from "./engine/client.js";
import { aborted } from "./errors.js";
import type { FieldMapping, ImportOptions, ImportReport, ImportSource } from "./options.js";

export { exported } from "./exporting.js";
export * as upkeep from "./upkeep.js";

/** Imports into the store `log`. `importing` calls an engine that can do it. */
export async function imported(
  log: string,
  source: ImportSource | readonly ImportSource[],
  { name, format = "auto", mapping, onBad = "keep" }: ImportOptions,
  watch: CallOptions,
  importing: <T>(call: (client: EngineClient) => Promise<T>) => Promise<T>,
): Promise<ImportReport> {
  const method = "importLog";
  if (name !== undefined) text(method, "name", name);
  text(method, "format", format);
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
  const roles = mapping === undefined ? undefined : engineMapping(method, mapping);
  const call = { importEvents: { log, name: name ?? (several ? log : (found ?? log)), names, format: format === "auto" ? undefined : format, mapping: roles, onBad } };
  const files = several ? { files: chosen.map(({ blob }) => blob) } : { file };
  const answer = await importing((client) => client.ask<Raw>(call, { ...watch, ...files }));
  const { format: read, reason, grade, events, skipped, streams, warnings, bytes, candidates, merge } = answer.report;
  const position = (at: number | undefined) => (at === undefined ? null : BigInt(at));
  return {
    ...{ format: read, reason, grade, events, skipped, streams, warnings, bytes, candidates },
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

/** The roles of fields, by the engine's names for them. */
const ROLES: Record<Exclude<keyof FieldMapping, "defaultStreamId" | "defaultType">, string> = {
  streamId: "stream",
  type: "eventType",
  time: "time",
  data: "data",
  id: "id",
  metadata: "metadata",
  correlationId: "correlation",
  causationId: "causation",
  revision: "revision",
  position: "position",
  tags: "tags",
};

function engineMapping(method: string, given: FieldMapping) {
  const { defaultStreamId = "", defaultType = "", ...paths } = options(method, given, "mapping");
  const fields = Object.entries(paths).filter(([, path]) => path !== undefined);
  for (const [name, value] of [["defaultStreamId", defaultStreamId], ["defaultType", defaultType]] as const) {
    if (typeof value !== "string") throw invalid(method, `mapping.${name}`, "a string", value);
  }
  const roles = fields.map(([name, path]) => {
    if (!Object.hasOwn(ROLES, name)) {
      throw new TypeError(`${method}: "mapping" has no role ${JSON.stringify(name)}. There are ${Object.keys(ROLES).join(", ")}.`);
    }
    const names = typeof path === "string" ? [path] : path;
    if (!Array.isArray(names) || names.length === 0 || names.some((one) => typeof one !== "string")) {
      throw invalid(method, `mapping.${name}`, "a field's name, or an array of the names that lead to it", path);
    }
    return [ROLES[name as keyof typeof ROLES], names];
  });
  return { fields: roles, defaultStream: defaultStreamId, defaultType };
}
