// Links on their way in: an event whose payload names another event is folded as that event, as KurrentDB resolves it.

import { LINK, textOf, type StoredEvent } from "./event.js";

/** Finds an event by its stream and revision; `undefined` when it is not there. */
export type FindEvent = (streamId: string, revision: number) => StoredEvent | undefined | Promise<StoredEvent | undefined>;

/** Where a link leads; `undefined` when it is none. */
export function target({ type, data }: Pick<StoredEvent, "type" | "data">): { streamId: string; revision: number } | undefined {
  if (type !== LINK) return undefined;
  const [, revision, streamId] = /^(\d+)@(.+)$/s.exec(textOf(data)) ?? [];
  return streamId === undefined ? undefined : { streamId, revision: Number(revision) };
}

/** The event that a link leads to, at the position of the link. Anything else, and a link that leads nowhere, is itself. */
export async function resolved(event: StoredEvent, find: FindEvent): Promise<StoredEvent> {
  const to = target(event);
  if (to === undefined) return event;
  const found = await find(to.streamId, to.revision);
  if (found === undefined) return event;
  const { streamId, revision, metadata, position } = event;
  return { ...found, position, link: { streamId, revision, metadata } };
}
