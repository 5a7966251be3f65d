// What a fold is given beside events, and what it gives.

import type { Emitted, Logged } from "./captured.js";

/** What the wire calls the state that all partitions share. */
export const SHARED = "\0shared";

/** A result that has become another one. */
export interface Result {
  position: number;
  partition: string;
  /** The stream that KurrentDB would write it to. */
  streamId: string;
  /** JSON text; `null` where there is none any more. */
  result: string | null;
}

/** What a fold has given since it was last asked. */
export interface Output {
  /** A line for each event that a state was folded with; see the wire. */
  lines: string;
  results: Result[];
  emitted: Emitted[];
  logs: Logged[];
  /** How many events were handled. */
  handled: number;
  /** How many of the streams that are read have a type that nothing handles, by type. */
  unhandled: Record<string, number>;
}

export interface FoldOptions {
  /** What the projection is called. */
  name: string;
  /** How much of a state one event may change, in characters of JSON. */
  maxPatchBytes?: number;
  /** States to go on from: JSON text by partition. */
  states?: Readonly<Record<string, string>>;
  /** The only partition whose events are folded; all when absent. */
  only?: string;
}

/** What one event did, for whoever looks closer. */
export interface Handling {
  partition: string;
  /** Whether it was the partition's first. */
  isNew: boolean;
  /** The states before it, as JSON text: of the partition and, where there is one, of what is shared. */
  before: [string | undefined, string | undefined];
  /** The states after it. */
  after: [string | undefined, string | undefined];
  emitted: Emitted[];
}
