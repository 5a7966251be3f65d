// Logs in a few words, and what a projection makes of them.

import { built } from "./built.mjs";
import { applied, lines } from "./wire.mjs";

export const runtime = await built("fold", "text", "language", "captured", "failed", "links", "event", "closure", "isolated", "realm", "watch", "upcast", "state/recorder");
const { Fold, compiled, definitionOf } = runtime;

/** Events of `[stream, type, data, more]`, with positions and revisions as they come. */
export function log(...events) {
  const revisions = new Map();
  return events.map(([streamId, type, data, more = {}], position) => {
    const revision = revisions.get(streamId) ?? 0;
    revisions.set(streamId, revision + 1);
    return {
      ...{ position, streamId, revision, type, id: `id-${position}`, time: `2026-01-02T03:04:${String(position).padStart(2, "0")}.5Z` },
      ...{ contentType: "application/json", data: typeof data === "string" ? data : JSON.stringify(data), metadata: null, ...more },
    };
  });
}

/** What the text or the chain of a projection makes of events. `states` is what the writes say, by partition. */
export function folded(projection, events, { name = "test", options, ...more } = {}) {
  const definition = typeof projection === "string" ? compiled(projection) : definitionOf(projection, options);
  const fold = new Fold(definition, { name, ...more });
  for (const event of events) fold.fold(event);
  const output = fold.take();
  const states = {};
  const written = lines(output.lines);
  for (const [, partition, writes] of written) {
    states[partition] = applied(states[partition], writes);
    if (states[partition] === undefined) delete states[partition];
  }
  for (const [partition, state] of Object.entries(states)) {
    if (JSON.stringify(JSON.parse(fold.stateOf(partition))) !== fold.stateOf(partition)) throw new Error("no state");
    const [a, b] = [fold.stateOf(partition), JSON.stringify(state)].map((text) => canonical(JSON.parse(text)));
    if (a !== b) throw new Error(`the state of "${partition}" is ${a}, its writes say ${b}`);
  }
  return { ...output, written, states, fold, state: states[""] };
}

function canonical(value) {
  return JSON.stringify(value, (_, one) =>
    typeof one === "object" && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}
