// What a store does now and then: what is said of its streams, copies of it, checks, freeing room. Loaded when it is first asked for.

import { invalid, jsonText, options as checkedOptions, optionalFunction, optionalSignal, text, whole } from "./arguments.js";
import type { CallOptions } from "./engine/client.js";
import { checkedExpected } from "./engine/frame.js";
import type {
  Cancellable,
  DeleteOptions,
  Estimate,
  Head,
  MetadataWritten,
  Progress,
  ScavengeResult,
  StreamMetadata,
  StreamMetadataResult,
  VerifyResult,
  Watchable,
} from "./options.js";

/** A store, as far as it is needed here. */
export interface Held {
  /** Makes a call of the engine that is about this store. */
  send<T>(call: string, takes: Record<string, unknown>, options?: CallOptions): Promise<{ answer: T; file?: Blob }>;
  /** What ends a long call: its caller's signal, or the store's being closed. */
  until(signal: AbortSignal | undefined): AbortSignal;
}

/** How far a log reaches, as the engine says it. */
export interface EngineHead {
  position?: number | null;
  hash: string;
}

export function headOf({ position, hash }: EngineHead): Head {
  return { position: position == null ? -1n : BigInt(position), hash };
}

export async function setStreamMetadata(held: Held, streamId: string, metadata: StreamMetadata, options?: DeleteOptions): Promise<MetadataWritten> {
  const method = "setStreamMetadata";
  text(method, "streamId", streamId);
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw invalid(method, "metadata", "an object", metadata);
  }
  const { expectedRevision, signal } = checkedOptions(method, options);
  const { maxCount, maxAge, truncateBefore, ...custom } = metadata;
  const optional = (name: string, value: unknown) => (value === undefined ? null : whole(method, `metadata.${name}`, value));
  const { answer } = await held.send<{ revision?: number | null }>(
    "setStreamMetadata",
    {
      stream: streamId,
      metadata: {
        maxCount: optional("maxCount", maxCount),
        maxAge: optional("maxAge", maxAge),
        truncateBefore: optional("truncateBefore", truncateBefore),
        custom: Object.keys(custom).length > 0 ? jsonText(method, "metadata", custom) : null,
      },
      expectedRevision: expectedRevision === undefined ? null : checkedExpected(method, "expectedRevision", expectedRevision),
    },
    { signal: optionalSignal(method, signal) },
  );
  return { success: true, nextExpectedRevision: BigInt(answer.revision ?? 0) };
}

export async function getStreamMetadata(held: Held, streamId: string, options?: Cancellable): Promise<StreamMetadataResult> {
  const method = "getStreamMetadata";
  text(method, "streamId", streamId);
  const { signal } = checkedOptions(method, options);
  type Raw = {
    revision?: number | null;
    metadata: { maxCount?: number | null; maxAge?: number | null; truncateBefore?: number | null; custom?: string | null };
    deleted: boolean;
    tombstoned: boolean;
  };
  const { answer } = await held.send<Raw>("streamMetadata", { stream: streamId }, { signal: optionalSignal(method, signal) });
  const { revision, metadata, deleted, tombstoned } = answer;
  const { maxCount, maxAge, truncateBefore, custom } = metadata;
  const known: StreamMetadata = custom ? (JSON.parse(custom) as StreamMetadata) : {};
  if (maxCount != null) known.maxCount = maxCount;
  if (maxAge != null) known.maxAge = maxAge;
  if (truncateBefore != null) known.truncateBefore = BigInt(truncateBefore);
  return { streamId, metadata: known, revision: revision == null ? null : BigInt(revision), deleted, tombstoned };
}

export async function backup(held: Held, options?: Cancellable & Watchable): Promise<Blob> {
  const { file } = await held.send("backup", {}, watch(held, "backup", options));
  return file!;
}

export async function restore(held: Held, copy: Blob | Uint8Array | ArrayBuffer, options?: Cancellable & Watchable): Promise<Head> {
  const watched = watch(held, "restore", options);
  const isBytes = copy instanceof Uint8Array || copy instanceof ArrayBuffer;
  if (!isBytes && !(copy instanceof Blob)) throw invalid("restore", "copy", "a Blob, a Uint8Array or an ArrayBuffer", copy);
  const file = isBytes ? new Blob([copy as BlobPart]) : copy;
  return headOf((await held.send<EngineHead>("restore", {}, { ...watched, file })).answer);
}

export async function verify(held: Held, options?: Cancellable & Watchable): Promise<VerifyResult> {
  type Raw = Omit<VerifyResult, "damaged"> & { damaged: { firstPosition?: number | null; reason: string }[] };
  const { answer } = await held.send<Raw>("verify", {}, watch(held, "verify", options));
  const damaged = answer.damaged.map(({ firstPosition, reason }) => ({
    firstPosition: firstPosition == null ? null : BigInt(firstPosition),
    reason,
  }));
  return { ...answer, damaged };
}

export async function scavenge(held: Held, options?: Cancellable & Watchable): Promise<ScavengeResult> {
  type Raw = ScavengeResult & { segments: number };
  const { eventsRemoved, bytesFreed } = (await held.send<Raw>("scavenge", {}, watch(held, "scavenge", options))).answer;
  return { eventsRemoved, bytesFreed };
}

export async function compact(held: Held, options?: Cancellable): Promise<void> {
  const { signal } = checkedOptions("compact", options);
  await held.send("compact", {}, { signal: optionalSignal("compact", signal) });
}

export async function estimate(held: Held, options?: Cancellable): Promise<Estimate> {
  const { signal } = checkedOptions("estimate", options);
  type Raw = Omit<Estimate, "usage" | "quota" | "persisted"> & { usage?: number; quota?: number; persisted?: boolean };
  const { answer } = await held.send<Raw>("estimate", {}, { signal: optionalSignal("estimate", signal) });
  const { usage, quota, persisted, ...own } = answer;
  return { ...own, usage: usage ?? null, quota: quota ?? null, persisted: persisted ?? null };
}

/** How a long call is watched and ended. */
function watch(held: Held, method: string, options: (Cancellable & Watchable) | undefined): CallOptions {
  const { onProgress, signal } = checkedOptions<Cancellable & Watchable>(method, options);
  const watched = optionalFunction(method, "onProgress", onProgress);
  return {
    signal: held.until(optionalSignal(method, signal)),
    onProgress: watched && (({ bytes, total, events }: Progress) => watched({ bytes, total, events })),
  };
}
