// What the page of every app does, whatever brought the package there. It imports nothing: the app gives it the package.

/** The functions that a driver calls: plain data in, plain data out. */
export function operations(store, { jsonEvent }) {
  const seen = {};
  return {
    /** Appends `n` events, one by one, and answers the position of the last. */
    async append(streamId, n, by = "") {
      let position;
      for (let i = 0; i < n; i++) {
        const event = jsonEvent({ type: "Counted", data: { i, by } });
        ({ position } = await store.appendToStream(streamId, event));
      }
      return Number(position);
    },
    /** The events of a stream. */
    async read(streamId) {
      const events = await store.readStream(streamId).toArray();
      return events.map(plain);
    },
    /** Follows the whole store from its start, under a name. */
    subscribe(name) {
      const follower = { events: [], failure: null };
      seen[name] = follower;
      const follow = async () => {
        for await (const event of store.subscribeToAll()) follower.events.push(plain(event));
      };
      follow().catch((error) => (follower.failure = String(error)));
    },
    /** What a subscription has seen up to now. */
    seen(name) {
      const { events, failure } = seen[name];
      if (failure !== null) throw new Error(failure);
      return events;
    },
    async head() {
      return Number((await store.head()).position);
    },
  };
}

function plain({ streamId, revision, position, type, data }) {
  return { streamId, revision: Number(revision), position: Number(position), type, data };
}

/** Puts an app at `window.app`. `made` are its operations, or a promise of them. */
export function expose(name, made) {
  const app = { name, ready: false, failure: null };
  window.app = app;
  Promise.resolve(made).then(
    (operations) => Object.assign(app, operations, { ready: true }),
    (error) => {
      app.failure = `${error.name}: ${error.message}`;
    },
  );
}

/** An app with the store open on this page. */
export function open(name, foldback, options) {
  expose(name, foldback.openStore(name, options).then((store) => operations(store, foldback)));
}

/** Answers the calls that come in at ports, in a worker. Answers a function that takes a port. */
export function answer(name, foldback, options) {
  const made = foldback.openStore(name, options).then((store) => operations(store, foldback));
  // Whoever calls hears of its failure.
  made.catch(() => {});
  return (port) => {
    port.onmessage = async ({ data: { id, call, args } }) => {
      try {
        const operations = await made;
        port.postMessage({ id, value: await operations[call]?.(...args) });
      } catch (error) {
        port.postMessage({ id, error: `${error.name}: ${error.message}` });
      }
    };
  };
}

/** An app whose store is open at the other end of a port. */
export function ask(name, port) {
  const calls = new Map();
  let last = 0;
  port.onmessage = ({ data: { id, value, error } }) => {
    const { resolve, reject } = calls.get(id);
    calls.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  };
  const remote = (call) => (...args) =>
    new Promise((resolve, reject) => {
      calls.set(++last, { resolve, reject });
      port.postMessage({ id: last, call, args });
    });
  const operations = Object.fromEntries(["append", "read", "subscribe", "seen", "head"].map((call) => [call, remote(call)]));
  expose(name, operations.head().then(() => operations));
}
