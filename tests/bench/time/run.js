// The order of the measurements of the time machine, all in this one page. Durations are taken here; ratios are the bench
// program's business. What the package cannot do gives no result, and its row is left out.

import { Stage } from "./stage.js";
import { blame, state, step } from "./moments.js";
import { branch } from "./branch.js";
import { flips } from "./flips.js";
import { history } from "./history.js";
import { merge } from "./merge.js";
import { recorded } from "./recorded.js";

const MEASUREMENTS = { recorded, merge, history, state, step, blame, flips, branch };

// What the bench program reads: `progress` while it waits, then `results` or `failure`. A result is
// `{ name, unit, ours: [numbers], theirs: [numbers], note }`, of which `ours` and `theirs` can be empty.
window.bench = { progress: "", results: null, failure: null };

window.start = async (rounds, without) => {
  try {
    const stage = new Stage(rounds, say);
    const results = [];
    for (const name of Object.keys(MEASUREMENTS).filter((name) => !without.includes(name))) {
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
