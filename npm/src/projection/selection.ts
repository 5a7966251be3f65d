// Which events a projection reads, and to which partition each belongs.

import type { Definition } from "./definition.js";
import { LINK, textOf, type StoredEvent } from "./event.js";

/** What the names of the system begin with: `$`. */
const DOLLAR = 36;

/** The category of a stream: what stands before the first `-`. System streams have none. */
export function categoryOf(stream: string): string | null {
  const end = stream.indexOf("-");
  return end < 0 || stream.startsWith("$") ? null : stream.slice(0, end);
}

/** Whether a projection reads the streams that an event stands in; its type is not looked at. */
export function isSelected(definition: Definition, event: StoredEvent): boolean {
  const { link, type } = event;
  if (definition.all && link === undefined && type !== LINK && !isSystem(event.streamId)) return true;
  const { all, categories, streams, options } = definition;
  const place = link?.streamId ?? event.streamId;
  if (all && (options.$includeLinks === true || (link === undefined && type !== LINK)) && !isSystem(place)) return true;
  if (type === LINK) return false;
  const category = categoryOf(place);
  if (category !== null && categories.includes(category)) return true;
  return streams.some((stream) => {
    if (stream === place) return true;
    // What the server's own projections would link to is in the log itself.
    if (link !== undefined && isIndex(place)) return false;
    if (stream.startsWith("$ce-")) return category === stream.slice(4);
    return stream.startsWith("$et-") && link === undefined && !isSystem(place) && type === stream.slice(4);
  });
}

/** A stream of the system. The metadata of a stream that is not are not. */
function isSystem(stream: string): boolean {
  return stream.charCodeAt(0) === DOLLAR && (!stream.startsWith("$$") || stream.startsWith("$", 2));
}

function isIndex(stream: string): boolean {
  return stream.startsWith("$ce-") || stream.startsWith("$et-");
}

/** The category that handlers are told. */
export function toldCategory({ categories, streams }: Definition, { streamId, link }: StoredEvent): string | null {
  if (categories.length === 0 && streams.length === 0) return null;
  const category = categoryOf(link?.streamId ?? streamId);
  if (category === null) return null;
  return categories.includes(category) || streams.includes(`$ce-${category}`) ? category : null;
}

/** The stream that an event is about, where there is a state for each. */
export function streamPartition({ streamId, link }: StoredEvent): string {
  if (link?.metadata != null) {
    const original = member(textOf(link.metadata), "$o");
    if (typeof original === "string") return original;
  }
  return streamId.charCodeAt(0) === DOLLAR && streamId.startsWith("$$") ? streamId.slice(2) : streamId;
}

/** The stream whose deletion an event says; `undefined` when it says none. */
export function deletedStream({ type, streamId, data }: StoredEvent): string | undefined {
  if (type.charCodeAt(0) !== DOLLAR) return undefined;
  if (type === "$streamDeleted") return streamId;
  if (type !== "$metadata" || !streamId.startsWith("$$")) return undefined;
  // A stream that is deleted for now is one that begins behind the last revision that there can be.
  return Number(member(textOf(data), "$tb")) >= Number.MAX_SAFE_INTEGER ? streamId.slice(2) : undefined;
}

function member(json: string, name: string): unknown {
  try {
    return (JSON.parse(json) as Record<string, unknown> | null)?.[name];
  } catch {
    return undefined;
  }
}
