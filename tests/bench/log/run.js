// The order of the measurements of the log, all in this one page: what changes a store comes after what only
// reads it. Durations are taken here; ratios are the bench program's business.

import { Stage } from "./stage.js";
import { append, inside, many } from "./append.js";
import { compaction } from "./compaction.js";
import { condition } from "./condition.js";
import { growth } from "./growth.js";
import { boundary, open, read, stream } from "./read.js";
import { rest } from "./rest.js";

const MEASUREMENTS = { append, inside, many, rest, boundary, read, open, stream, condition, growth, compaction };

// What the bench program reads: `progress` while it waits, then `results` or `failure`. A result is
// `{ name, unit, ours: [numbers], theirs: [numbers], note }`, of which `ours` and `theirs` can be empty.
window.bench = { progress: "", results: null, failure: null };

window.start = async (rounds, without) => {
  try {
    const left = Object.keys(MEASUREMENTS).filter((name) => !without.includes(name));
    const stage = await Stage.set(rounds, !without.includes("foldback"), say);
    const results = [];
    for (const name of left) {
      say(name);
      results.push(...(await MEASUREMENTS[name](stage)));
    }
    window.bench.results = results;
  } catch (error) {
    window.bench.failure = `${window.bench.progress}: ${error?.code ?? ""} ${error?.stack ?? error}`;
  }
};

function say(text) {
  window.bench.progress = text;
  document.getElementById("progress").textContent += `${text}\n`;
}
