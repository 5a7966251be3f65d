// A large import: how long, and how soon a cancelled one has gone and what it leaves. Memory is the bench program's business,
// which sees the whole process.

import { EngineClient } from "/package/engine/client.js";
import { engineIn } from "/package/start/worker.js";

// What the bench program reads while a step runs: `bytes` done, then `result` or `failure`.
window.large = { bytes: 0, result: null, failure: null };

let engine;

const STEPS = {
  // Imports the log and leaves it open.
  async import(file, onProgress) {
    const start = performance.now();
    const { log, events } = await take(file, { onProgress });
    return { millis: performance.now() - start, log, events };
  },

  // Deletes what was imported.
  async clean(log) {
    await engine.ask({ delete: { log } });
    return {};
  },

  // Imports the log once more and cancels at the wanted byte: milliseconds until the call has ended, and what is left then.
  async cancel(file, onProgress, at) {
    const stop = new AbortController();
    let asked;
    const watch = (progress) => {
      onProgress(progress);
      if (asked === undefined && progress.bytes >= at) {
        asked = performance.now();
        stop.abort();
      }
    };
    const ended = await take(file, { onProgress: watch, signal: stop.signal }).then(
      () => "done",
      (error) => error.code,
    );
    const millis = performance.now() - asked;
    const { length: logs } = await engine.ask("logs");
    const databases = (await indexedDB.databases()).filter(({ name }) => name.includes("large"));
    return { millis, ended, logs, databases: databases.length };
  },
};

async function take(file, options) {
  engine ??= await EngineClient.connect(engineIn(new Worker("/engine_loader.js")), () => {});
  return engine.ask({ import: { name: "large.ndjson", mapping: null, onBad: "keep" } }, { ...options, file });
}

window.start = async (step, ...args) => {
  window.large = { bytes: 0, result: null, failure: null };
  const onProgress = ({ bytes }) => (window.large.bytes = bytes);
  const file = document.getElementById("large").files[0];
  try {
    const given = step === "clean" ? args : [file, onProgress, ...args];
    window.large.result = await STEPS[step](...given);
  } catch (error) {
    window.large.failure = `${step}: ${error?.message ?? error}`;
  }
};
