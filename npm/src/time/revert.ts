// Reverting: what the engine plans, with the app's own compensations where it has them, appended if nothing came in between.

import { invalid, options as checkedOptions, optionalSignal, text, whole } from "../arguments.js";
import { FoldbackError, WrongExpectedRevision } from "../errors.js";
import type { NewStreamEvent, RecordedEvent } from "../events.js";
import type { About } from "../projections.js";
import type { Store } from "../store.js";
import { RevertImpossible } from "./errors.js";
import { operation, position, prefix, value, type ChangeText } from "./moments.js";
import type { Compensation, Reverted, RevertedPartition, RevertOptions } from "./options.js";

interface Plan {
  partitions: {
    partition: string;
    stream: string;
    operations: ChangeText[];
    conflicts: { path: string; now?: string | null; wouldBe?: string | null; by?: number | null; why: string }[];
    understood: boolean;
    payload?: string | null;
  }[];
  /** The last event that it takes into account. */
  position?: number | null;
}

/** What is appended, with its payload exactly as the plan says it. */
interface Prepared {
  told: Reverted;
  exact: NewStreamEvent[];
  /** The streams that the plan writes to, and up to where it knows the log. */
  streams: string[];
  known: number;
}

export async function revert(about: About, store: Store, given: unknown, options: RevertOptions): Promise<Reverted> {
  const method = "revert";
  if (!Array.isArray(given) || given.length === 0) throw invalid(method, "positions", "an array of positions", given);
  const positions = [...new Set(given.map((one, at) => whole(method, `positions[${at}]`, one)))].sort((a, b) => a - b);
  const { dryRun = false, compensations, type = "Reverted", signal } = options;
  if (typeof dryRun !== "boolean") throw invalid(method, "dryRun", "true or false", dryRun);
  text(method, "type", type);
  const own = checkedOptions<Readonly<Record<string, Compensation>>>(method, compensations, "compensations");
  const until = optionalSignal(method, signal);
  for (;;) {
    const { told, exact, streams, known } = await prepared(about, store, positions, own, type, until);
    if (dryRun) return told;
    const reasons = told.partitions.flatMap(({ partition, impossible }) => (impossible === undefined ? [] : [`${partition || "its state"}: ${impossible}`]));
    if (reasons.length > 0) {
      const message = `revert: nothing was appended, because not all of it can be made up for. ${reasons.join("; ")}. Give { compensations } for these event types.`;
      throw new RevertImpossible({ code: "RevertImpossible", message, reasons });
    }
    if (exact.length === 0) return told;
    const expectedRevisions = await revisions(store, streams, known);
    // Something came after the plan was made.
    if (!expectedRevisions) continue;
    try {
      const result = await store.append(exact, { expectedRevisions, ...(until && { signal: until }) });
      return { ...told, position: result.position };
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}

async function prepared(
  { client, asked, isPartitioned }: About,
  store: Store,
  positions: number[],
  own: Readonly<Record<string, Compensation>>,
  type: string,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const compensated: NewStreamEvent[] = [];
  const rest: number[] = [];
  for (const at of positions) {
    if (Object.keys(own).length === 0) {
      rest.push(at);
      continue;
    }
    const [event] = (await store.readAll({ fromPosition: at, maxCount: 1 }).toArray()) as RecordedEvent[];
    const by = event && event.position === BigInt(at) && Object.hasOwn(own, event.type) ? own[event.type] : undefined;
    if (!event || !by) rest.push(at);
    else compensated.push(...asList(by(event)));
  }
  const { log, projection } = asked;
  const plan: Plan = rest.length === 0 ? { partitions: [] } : await client.ask<Plan>({ revert: { log, projection, positions: rest } }, { signal });
  const metadata = { $reverts: rest.map(String) };
  const partitions: RevertedPartition[] = [];
  const [events, exact, streams]: [NewStreamEvent[], NewStreamEvent[], string[]] = [[...compensated], [...compensated], []];
  for (const { partition, stream, operations, conflicts, understood, payload } of plan.partitions) {
    const at = isPartitioned ? prefix(partition) : "";
    partitions.push({
      partition,
      operations: operations.map((one) => operation(one, at)),
      conflicts: conflicts.map(({ path, now, wouldBe, by, why }) => ({ path: `${at}${path}`, now: value(now), wouldBe: value(wouldBe), by: position(by), why })),
      impossible:
        operations.length === 0 || understood ? undefined : `its states are made by "${projection}", and no event is known that would put these values back`,
    });
    if (!understood || payload == null) continue;
    const event = { streamId: stream, type, metadata };
    events.push({ ...event, data: value(payload) } as NewStreamEvent);
    // With every digit.
    exact.push({ ...event, data: new TextEncoder().encode(payload), contentType: "application/json" } as NewStreamEvent);
    streams.push(stream);
  }
  return { told: { partitions, events, position: undefined }, exact, streams, known: plan.position ?? -1 };
}

/** Where the streams are; nothing when one of them has an event that the plan does not know. */
async function revisions(store: Store, streams: string[], known: number): Promise<Record<string, bigint> | undefined> {
  const found: Record<string, bigint> = {};
  for (const stream of streams) {
    try {
      const [last] = await store.readStream(stream, { direction: "backwards", maxCount: 1 }).toArray();
      if (!last) continue;
      if (last.position > BigInt(known)) return undefined;
      found[stream] = last.revision;
    } catch (error) {
      // A stream that was deleted begins anew.
      if (!(error instanceof FoldbackError && error.code === "StreamNotFound")) throw error;
    }
  }
  return found;
}

function asList(given: ReturnType<Compensation>): NewStreamEvent[] {
  if (given == null) return [];
  return Array.isArray(given) ? (given as NewStreamEvent[]) : [given as NewStreamEvent];
}
