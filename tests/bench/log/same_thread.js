// One append without the way to a worker and back: a worker of its own holds the engine and the raw store, and
// calls both from there. Says what the log itself costs; `append.js` says what a page waits for. The page hands
// the events over, so that nothing is parsed here. A classic worker: the engine is a classic script.

/* global wasm_bindgen, importScripts */

// The engine listens at this scope and posts from it. Here both ends are a function call away.
const early = [];
const port = {
  onmessage: null,
  postMessage: (message) => engineHears({ data: message }),
};
let engineHears;
const toPage = self.postMessage.bind(self);
Object.defineProperty(self, "onmessage", { set: (listener) => (engineHears = listener), get: () => engineHears });
self.postMessage = (message) => (port.onmessage ? port.onmessage({ data: message }) : early.push(message));

// Before the engine's own: what the page sends is not for the engine.
self.addEventListener("message", async (event) => {
  event.stopImmediatePropagation();
  try {
    toPage({ results: await measure(event.data) });
  } catch (error) {
    toPage({ error: String(error?.stack ?? error?.message ?? error) });
  }
});

importScripts("/engine.js");
wasm_bindgen({ module_or_path: "/engine_bg.wasm" });

async function measure({ events, count, warmUp }) {
  const [{ attach }, { alternate }, { RawStore }, { fresh, ours }] = await Promise.all([
    import("/pages/client.js"),
    import("/bench/log/alternate.js"),
    import("/bench/log/raw.js"),
    import("/bench/log/stage.js"),
  ]);
  const attached = attach(port);
  for (const message of early) port.onmessage({ data: message });
  const client = await attached;
  const store = await client.open("same-thread");
  const raw = await RawStore.create("raw-same-thread");
  const results = [];
  for (const durability of ["relaxed", "strict"]) {
    const sides = {
      ours: (event) => store.append([event], { durability }),
      theirs: (event) => raw.put([event], durability),
    };
    const prepare = (side, i) => (side === "ours" ? ours : fresh)(events[(i + warmUp) % events.length]);
    results.push({ name: `append-${durability}-inside`, unit: "ms", ...(await alternate(count, sides, { warmUp, prepare })) });
  }
  await store.close();
  await client.deleteStore("same-thread");
  return results;
}
