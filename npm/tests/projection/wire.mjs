// The other end of the wire, as plainly as it can be said: writes are applied to a state, one after the other.

import assert from "node:assert/strict";

/** The state after the writes. What cannot be applied is an error. */
export function applied(state, writes) {
  for (const [path, ...rest] of writes) {
    if (path === "") {
      assert.ok(rest.length < 2 || rest[0] === "#", "a write of the whole state");
      if (rest.length === 2) cut(state, rest[1]);
      else state = rest.length === 0 ? undefined : structuredClone(rest[0]);
      continue;
    }
    const steps = path.slice(1).split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = steps.pop();
    let at = state;
    for (const step of steps) {
      assert.ok(typeof at === "object" && at !== null && Object.hasOwn(at, step), `there is no ${step} of ${path}`);
      at = at[step];
    }
    assert.ok(typeof at === "object" && at !== null, `nothing can be at ${path}`);
    if (rest.length === 2) cut(at[last], rest[1]);
    else if (rest.length === 0) {
      assert.ok(!Array.isArray(at) && Object.hasOwn(at, last), `there is nothing to remove at ${path}`);
      delete at[last];
    } else {
      if (Array.isArray(at)) assert.ok(Number(last) <= at.length, `${path} is behind the end of the array`);
      at[last] = structuredClone(rest[0]);
    }
  }
  return state;
}

function cut(array, length) {
  assert.ok(Array.isArray(array) && length <= array.length, `no array of ${length} or more elements to cut`);
  array.length = length;
}

/** The lines of a text of the wire. */
export function lines(text) {
  assert.ok(text === "" || text.endsWith("\n"));
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}
