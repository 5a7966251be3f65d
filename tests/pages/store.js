// What scripts of the end-to-end tests call: `window.store`, there when `window.ready` is true; if it cannot be,
// `window.failure` says why. It uses the package as an app does, and the debugger's engine for what only a debugger asks.
// Every answer is plain data that WebDriver can carry. Never keeps or checks anything that the engine should: it opens
// each store once and hands calls on. Options that are null are as absent.

import { EngineClient } from "/package/engine/client.js";
import { deleteStore, listStores, openStore } from "/package/index.js";
import { engineIn } from "/package/start/worker.js";

const opened = new Map();
let debuggersEngine;
let isStopped = false;

// A store by its name, opened on first use.
function store(name) {
  if (!opened.has(name)) {
    const opening = openStore(name);
    opened.set(name, opening);
    // One that cannot be opened is tried again.
    opening.catch(() => opened.delete(name));
  }
  return opened.get(name);
}

// The debugger's engine, spoken to call by call; started on first use.
function engine() {
  return (debuggersEngine ??= EngineClient.connect(engineIn(new Worker("/engine_loader.js")), () => {}));
}

// The debugger's import: a file becomes a log of its own, called after it.
async function imported(file, onProgress) {
  const call = { import: { name: file.name, mapping: null, onBad: "keep" } };
  return (await engine()).ask(call, { file, onProgress });
}

// A read or subscription: of the stream that the options name, or of everything.
async function reading(name, options) {
  const { stream, ...rest } = options ?? {};
  const log = await store(name);
  return stream === undefined ? log.readAll(rest) : log.readStream(stream, rest);
}

async function subscription(name, options) {
  const { stream, ...rest } = options ?? {};
  const log = await store(name);
  return stream === undefined ? log.subscribeToAll(rest) : log.subscribeToStream(stream, rest);
}

window.store = {
  open: async (name) => void (await store(name)),
  // The store itself, for a script that needs more than is here; `plain` makes its answers data.
  handle: (name) => store(name),
  engine,
  plain: (value) => plain(value),
  append: async (name, events, options) => plain(await (await store(name)).append(events, options ?? undefined)),
  head: async (name) => plain(await (await store(name)).head()),
  streams: async (name, options) => plain(await (await store(name)).streams(options ?? undefined)),
  compact: async (name) => void (await (await store(name)).compact()),
  estimate: async (name) => plain(await (await store(name)).estimate()),
  verify: async (name) => plain(await (await store(name)).verify()),
  list: async () => plain(await listStores()),
  remove: (name) => deleteStore(name),
  async close(name) {
    const closing = await store(name);
    opened.delete(name);
    await closing.close();
  },
  importText: async (text, name) => plain(await imported(new File([text], name))),

  // All events that a read gives.
  read: async (name, options) => plain(await (await reading(name, options)).toArray()),

  // The first `count` events of a subscription, which then ends.
  async collect(name, options, count) {
    const events = [];
    if (count === 0) return events;
    for await (const event of await subscription(name, options)) if (events.push(event) === count) break;
    return plain(events);
  },

  // A row for each event, in the order of the log: `[position, streamId, revision, id, data.n]`.
  async rows(name) {
    const rows = [];
    for await (const { position, streamId, revision, id, data } of (await store(name)).readAll()) {
      rows.push([Number(position), streamId, Number(revision), id, data?.n ?? null]);
    }
    return rows;
  },

  // Appends `events` events to streams that others append to as well, each with the exact revision that is expected:
  // the one that the last append answered, or the error of one that came too late, which is tried again. Meanwhile a
  // subscription takes note of the first `total` events. Answers how often it lost, and those events, a text for each.
  async contend(name, { prefix, events, streams, total }) {
    const log = await store(name);
    const order = [];
    const watching = (async () => {
      for await (const { position, streamId, revision, id } of log.subscribeToAll()) {
        if (order.push(`${position} ${streamId} ${revision} ${id}`) === total) break;
      }
    })();
    let [next, lost] = [0, 0];
    const worker = async (streamId) => {
      let expected = "noStream";
      while (next < events) {
        const n = next++;
        const event = { type: "Contended", id: `${prefix}-${n}`, data: { n } };
        for (;;) {
          try {
            expected = (await log.appendToStream(streamId, event, { expectedRevision: expected })).nextExpectedRevision;
            break;
          } catch (error) {
            if (error.code !== "WrongExpectedRevision" || error.streamId !== streamId) throw error;
            if (error.expected !== expected || error.actual === expected) throw error;
            expected = error.actual;
            lost++;
          }
        }
      }
    };
    await Promise.all(Array.from({ length: streams }, (_, at) => worker(`shared-${at}`)));
    await watching;
    return { lost, order };
  },

  // Compacts again and again until `stop`. What goes wrong is told as by `appendWithoutEnd`.
  async compactWithoutEnd(name, url) {
    try {
      const log = await store(name);
      while (!isStopped) await log.compact();
    } catch (error) {
      tell(url, { error: `compact: ${error?.code}: ${error?.message}` });
    }
  },

  // Scavenges again and again until `stop`, told as by `appendWithoutEnd`.
  async scavengeWithoutEnd(name, url) {
    try {
      const log = await store(name);
      while (!isStopped) await log.scavenge();
    } catch (error) {
      tell(url, { error: `scavenge: ${error?.code}: ${error?.message}` });
    }
  },

  // Imports the file of the page's file input, and tells of each progress: its bytes and all bytes.
  importChosen(url) {
    const [file] = document.querySelector("input[type=file]").files;
    const onProgress = ({ bytes, total }) => tell(url, { bytes, total });
    imported(file, onProgress).then(
      ({ events }) => tell(url, { events }),
      (error) => tell(url, { error: `${error?.code}: ${error?.message}` }),
    );
  },

  // What `body` answers, or its error as data: `{ value }` or `{ code, message, ... }`.
  async attempt(body) {
    try {
      return { value: (await body()) ?? null };
    } catch (error) {
      return { ...plain({ ...error }), code: error?.code ?? null, message: String(error?.message ?? error) };
    }
  },

  // Appends without end, `inFlight` calls at a time, and tells the listener at `url` of each that was acknowledged:
  // its number, its stream and what the store answered, as JSON. Numbers count from `from`; the event's id is
  // `PREFIX-NUMBER`. What goes wrong is told as `{ error }`. Answers at once.
  appendWithoutEnd(name, { url, from = 0, prefix = "e", streams = 1, inFlight = 1, size = 100, options = {} }) {
    isStopped = false;
    let next = from;
    const worker = async () => {
      const log = await store(name);
      while (!isStopped) {
        const n = next++;
        const streamId = `s-${n % streams}`;
        const event = { streamId, type: "Counted", id: `${prefix}-${n}`, data: { n, fill: "x".repeat(size) } };
        const answer = await log.append(event, options);
        // Not awaited: what is on its way when the browser dies may be lost, what has arrived counts.
        tell(url, { n, streamId, ...plain(answer) });
      }
    };
    const failed = (error) => tell(url, { error: `append: ${error?.code}: ${error?.message}` });
    for (let i = 0; i < inFlight; i++) worker().catch(failed);
  },
  stop() {
    isStopped = true;
  },
};

// Says something to the listener at `url`, and does not wait until it is heard.
function tell(url, said) {
  fetch(url, { method: "POST", mode: "no-cors", body: JSON.stringify(said) }).catch(() => {});
}

// Without getters, typed arrays and big integers, which WebDriver cannot carry.
function plain(value) {
  if (value === undefined || value === null) return null;
  if (ArrayBuffer.isView(value)) return [...value].map(Number);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "function") return null;
  // Events and dates say themselves what they are as data; but events say their numbers as text.
  if (typeof value.rawData === "function") {
    return plain({ ...value.toJSON(), position: value.position, revision: value.revision });
  }
  if (typeof value.toJSON === "function") return plain(value.toJSON());
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  const members = {};
  for (const name in value) if (typeof value[name] !== "function") members[name] = plain(value[name]);
  return members;
}

window.ready = false;
window.failure = null;
try {
  // Says at once when the package's engine cannot be started.
  await listStores();
  window.ready = true;
} catch (error) {
  window.failure = String(error?.message ?? error);
}
