// What recording costs: handlers on plain states without any history, against the same handlers in the package's runner, with a
// line for every event of what it has changed. Both parse each event's payload.

import { alternate } from "../log/alternate.js";
import { opened, pause } from "./stage.js";

// Copying a state of 1,000 keys for every event takes its time: so many of the events.
const COPIED = 5000;

// What the lines are taken in, as a store takes them.
const PAGE = 1000;

const CASES = {
  "mutating-streams": {
    perStream: true,
    handler(state, { data, eventType }) {
      state.count = (state.count ?? 0) + 1;
      state.last = eventType;
      if (data.total !== undefined) state.total = data.total;
    },
  },
  "mutating-global": {
    handler(state, { data, streamId }) {
      const one = (state[streamId] ??= { count: 0, total: 0 });
      one.count++;
      if (data.total !== undefined) one.total = data.total;
    },
  },
  "returning-streams": {
    perStream: true,
    handler: (state, { data, eventType }) => ({ ...state, count: (state.count ?? 0) + 1, last: eventType, total: data.total ?? state.total ?? 0 }),
  },
  "returning-global": {
    most: COPIED,
    handler: (state, { data, streamId }) => ({ ...state, [streamId]: { count: (state[streamId]?.count ?? 0) + 1, total: data.total ?? state[streamId]?.total ?? 0 } }),
  },
};

export async function recorded(stage) {
  const [{ Fold }, { fromAll, definitionOf }] = await Promise.all([
    import("/package/projection/fold.js"),
    import("/package/projection/language.js"),
  ]);
  const events = opened(await stage.events());
  const results = [];
  for (const [name, { handler, perStream, most }] of Object.entries(CASES)) {
    stage.say(`recorded: ${name}`);
    const some = events.slice(0, most);
    let [bytes, states] = [0, ["", ""]];
    const sides = {
      ours: () => {
        const chain = perStream ? fromAll().foreachStream() : fromAll();
        const fold = new Fold(definitionOf(chain.when({ $any: handler })), { name: "bench" });
        bytes = 0;
        for (let at = 0; at < some.length; at++) {
          fold.fold(some[at]);
          if (at % PAGE === PAGE - 1) bytes += fold.take().lines.length;
        }
        bytes += fold.take().lines.length;
        states[0] = fold.stateOf(perStream ? some[0].streamId : "");
      },
      theirs: () => {
        const all = new Map();
        for (const { data, streamId, type } of some) {
          const key = perStream ? streamId : "";
          let state = all.get(key);
          if (state === undefined) all.set(key, (state = {}));
          const next = handler(state, { data: JSON.parse(data), streamId, eventType: type });
          if (next !== undefined) all.set(key, next);
        }
        states[1] = JSON.stringify(all.get(perStream ? some[0].streamId : ""));
      },
    };
    const rounds = Math.max(stage.rounds, most === undefined ? 9 : 5);
    const millis = await alternate(rounds, sides, { warmUp: 2, prepare: pause });
    if (states[0] !== states[1]) throw new Error(`${name}: the recorded state is ${states[0]}, the plain one ${states[1]}`);
    const note = `${some.length} events, ${Math.round(bytes / some.length)} bytes of writes an event`;
    results.push({ name, unit: "ms", ...millis, note });
  }
  return results;
}
