// What has to be known of a projection from outside: whether it has partitions, and which streams it reads.

import type { Definition } from "./definition.js";

/** Which streams, as the engine takes it: all when both lists are empty. */
export interface StreamFilter {
  /** Their names begin with one of these. */
  streamPrefixes: string[];
  /** Their names. */
  streams: string[];
}

export interface Shape {
  /** Whether there are states by partition; else there is one, whose partition is "". */
  isPartitioned: boolean;
  isBiState: boolean;
  /** What has to be read. It may be more than what is folded. */
  filter: StreamFilter;
}

export function shapeOf(definition: Definition): Shape {
  const { byStream, partitionBy, isBiState } = definition;
  return { isPartitioned: byStream || partitionBy !== undefined, isBiState, filter: filterOf(definition) };
}

const ALL: StreamFilter = { streamPrefixes: [], streams: [] };

function filterOf({ all, categories, streams, deleted }: Definition): StreamFilter {
  // Events of a type may be in any stream.
  if (all || streams.some((stream) => stream.startsWith("$et-"))) return ALL;
  const prefixes = [...categories, ...streams.filter((stream) => stream.startsWith("$ce-")).map((stream) => stream.slice(4))];
  const streamPrefixes = prefixes.map((category) => `${category}-`);
  // That a stream was deleted stands in the stream of its metadata.
  const more = deleted ? streamPrefixes.map((prefix) => `$$${prefix}`) : [];
  return { streamPrefixes: [...streamPrefixes, ...more], streams: [...streams] };
}
