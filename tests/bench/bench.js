// The order of the measurements: every contender once in each round, all in this one page. Durations are
// taken here, from handing over the Blob to the answer that it is read or stored, so that starting a
// worker and loading a library count for nobody. Never compares: ratios are the bench program's business.

import { contender } from "./contender.js";
import { foldback } from "./foldback.js";

const CONTENDERS = {
  bare: () => contender("./bare.js"),
  foldback,
  dexie: () => contender("./dexie.js"),
  sqlite: () => contender("./sqlite.js"),
};

const PLAN = [
  { name: "bare", events: 500_000 },
  { name: "foldback", events: 500_000 },
  { name: "bare", events: 100_000 },
  { name: "foldback", events: 100_000 },
  { name: "sqlite", events: 100_000 },
  { name: "dexie", events: 100_000 },
];

// What the bench program reads: `progress` while it waits, then `results` or `failure`.
window.bench = { progress: "", results: null, failure: null };

window.start = async (rounds, without) => {
  const plan = PLAN.filter(({ name }) => !without.includes(name));
  try {
    // The first reading of a file fetches it from the disk; it is nobody's.
    for (const events of [500_000, 100_000]) await measure("bare", events);
    const results = plan.map((step) => ({ ...step, millis: [] }));
    for (let round = 0; round < rounds; round++) {
      for (const result of rotated(results, round)) {
        say(`round ${round + 1} of ${rounds}: ${result.name}, ${result.events} events`);
        result.millis.push(await measure(result.name, result.events));
      }
    }
    window.bench.results = results;
  } catch (error) {
    window.bench.failure = `${window.bench.progress}: ${error?.message ?? error}`;
  }
};

// Each contender's worker lives as long as the page, as a page's worker does: only its first round pays for
// starting up and for code that the browser has not optimised yet, and the median of the rounds is what counts.
const takers = {};

async function measure(name, events) {
  const blob = document.getElementById(`load-${events}`).files[0];
  const taker = (takers[name] ??= await CONTENDERS[name]());
  const start = performance.now();
  const count = await taker.take(blob);
  const millis = performance.now() - start;
  if (count !== events) throw new Error(`${name} has ${count} events instead of ${events}`);
  await taker.clean();
  return millis;
}

// No contender always follows the same other one, whose garbage it would have to pay for.
function rotated(list, by) {
  const at = (by * 2) % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function say(text) {
  window.bench.progress = text;
  document.getElementById("progress").textContent += `${text}\n`;
}
