// How much recording costs: each handler with a plain state and no history against the same handler with all that a fold keeps
// of it, both with JSON.parse of the events. node scripts/bench-projections.mjs [EVENTS]
// Ratios are of the fastest of several runs, taken in turn, so that whatever else the machine does meets both.

import { built } from "../tests/projection/built.mjs";

const { Fold, fromAll, definitionOf } = await built("fold", "language");

const count = Number(process.argv[2] ?? 50_000);
const STREAMS = 1000;
const RUNS = 15;

// The names of streams are few, and each is there once, as in what a store is read in.
const accounts = Array.from({ length: STREAMS }, (_, number) => `account-${number}`);

const events = Array.from({ length: count }, (_, position) => {
  const account = accounts[(position * 7919) % STREAMS];
  const data = { account, amount: ((position * 31) % 1000) / 10, kind: ["deposit", "withdrawal", "fee"][position % 3], at: `2026-01-01T00:00:${String(position % 60).padStart(2, "0")}.000Z`, note: "x".repeat(120), by: { user: `user-${position % 97}`, via: "web" } };
  return { position, streamId: account, revision: Math.floor(position / STREAMS), type: "Booked", id: `id-${position}`, time: data.at, contentType: "application/json", data: JSON.stringify(data), metadata: null };
});

const CASES = {
  "mutating, a state per stream": {
    ...{ isGlobal: false, limit: 3, share: 1 },
    handler(state, { data }) {
      state.count = (state.count ?? 0) + 1;
      state.balance = (state.balance ?? 0) + data.amount;
      state.last = data.at;
    },
  },
  "mutating, one state of 1,000 keys": {
    ...{ isGlobal: true, limit: 3, share: 1 },
    handler(state, { data }) {
      const account = (state[data.account] ??= { count: 0, balance: 0 });
      account.count++;
      account.balance += data.amount;
    },
  },
  "returning, a state per stream": {
    ...{ isGlobal: false, limit: 1.5, share: 1 },
    handler: (state, { data }) => ({ ...state, count: (state.count ?? 0) + 1, balance: (state.balance ?? 0) + data.amount, last: data.at }),
  },
  "returning, one state of 1,000 keys": {
    // Copying 1,000 keys for every event takes its time.
    ...{ isGlobal: true, limit: 1.5, share: 0.1 },
    handler: (state, { data }) => ({ ...state, [data.account]: { count: (state[data.account]?.count ?? 0) + 1, balance: (state[data.account]?.balance ?? 0) + data.amount } }),
  },
};

function plain({ handler, isGlobal }, events) {
  const states = new Map();
  for (const { data, streamId } of events) {
    const key = isGlobal ? "" : streamId;
    let state = states.get(key);
    if (state === undefined) states.set(key, (state = {}));
    const next = handler(state, { data: JSON.parse(data) });
    if (next !== undefined) states.set(key, next);
  }
}

function recorded({ handler, isGlobal }, events) {
  const chain = isGlobal ? fromAll() : fromAll().foreachStream();
  const fold = new Fold(definitionOf(chain.when({ Booked: handler })), { name: "bench" });
  let bytes = 0;
  events.forEach((event, index) => {
    fold.fold(event);
    if (index % 1000 === 999) bytes += fold.take().lines.length;
  });
  return bytes;
}

const timed = (work) => {
  const begin = performance.now();
  const value = work();
  return [performance.now() - begin, value];
};

console.log(`${count} events of ${Math.round(events.reduce((sum, { data }) => sum + data.length, 0) / count)} bytes, ${STREAMS} streams, Node ${process.version}`);
for (const [name, one] of Object.entries(CASES)) {
  const some = events.slice(0, Math.max(STREAMS, Math.round(count * one.share)));
  let [without, withIt, bytes] = [Infinity, Infinity, 0];
  for (let run = 0; run < RUNS; run++) {
    without = Math.min(without, timed(() => plain(one, some))[0]);
    const [time, size] = timed(() => recorded(one, some));
    withIt = Math.min(withIt, time);
    bytes = size;
  }
  const each = (time) => `${((time / some.length) * 1000).toFixed(2)} us`;
  console.log(`${name}: ${(withIt / without).toFixed(2)}x (at most ${one.limit}x), ${each(without)} -> ${each(withIt)} an event, ${Math.round(bytes / some.length)} bytes of history an event`);
}
