// The samples of the debugger and their projections: the state shows what is wrong, the event to be found was the last to
// write that value, and without that event it is right. The logs come from the crate that makes them, by cargo.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { runtime } from "./projection/fixture.mjs";
import { lines } from "./projection/wire.mjs";

const { Fold, compiled } = runtime;

/** What the crate writes of a sample. */
function written(...names) {
  const run = ["run", "--quiet", "--package", "foldback-sample", "--example", "write_sample", "--", ...names];
  return execFileSync("cargo", run, { encoding: "utf8", maxBuffer: 1 << 26 });
}

function read(log) {
  const revisions = new Map();
  return log.trimEnd().split("\n").map((line, position) => {
    const { id, stream, type, time, data, metadata } = JSON.parse(line);
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const texts = { contentType: "application/json", data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
    return { position, streamId: stream, revision, type, id, time, ...texts };
  });
}

/** The state of a partition, and the positions of the events that wrote at, above or below the path. */
function folded(text, events, { partition, path }) {
  const fold = new Fold(compiled(text), { name: "sample" });
  for (const event of events) fold.fold(event);
  const touches = (pointer) => `${path}/`.startsWith(`${pointer}/`) || pointer.startsWith(`${path}/`);
  const of = lines(fold.take().lines).filter(([, name, writes]) => name === partition && writes.some(([pointer]) => touches(pointer)));
  const value = path.split("/").slice(1).reduce((state, key) => state?.[key], JSON.parse(fold.stateOf(partition)));
  return { value, writers: of.map(([position]) => position) };
}

for (const name of ["bank", "hospital", "conference", "cart", "courses", "habits"]) {
  test(`the projection of the sample ${name} leads to the event to be found`, () => {
    const wrong = JSON.parse(written(name, "wrong"));
    const [events, text] = [read(written(name)), written(name, "projection")];
    const { value, writers } = folded(text, events, wrong);
    assert.deepEqual(value, wrong.value);
    assert.equal(writers.at(-1), wrong.position);
    assert.equal(events[wrong.position].type, wrong.type);
    const without = folded(text, events.filter(({ position }) => position !== wrong.position), wrong);
    assert.deepEqual(without.value ?? null, wrong.without);
  });
}
