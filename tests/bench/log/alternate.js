// Contenders one after the other, each first as often as second, so that neither always pays for the other's
// garbage. Never calculates: all samples are handed on.

// Runs `sides` (`{ ours: (i) => ..., theirs: ... }`, either may be missing) `count` times after `warmUp` that do
// not count, and answers the milliseconds of each. `prepare(side, i)` runs before the clock does and what it
// answers is given to the side.
export async function alternate(count, sides, { warmUp = 0, prepare = () => undefined } = {}) {
  const millis = { ours: [], theirs: [] };
  const present = Object.entries(sides).filter(([, run]) => run);
  for (let i = -warmUp; i < count; i++) {
    for (const [side, run] of i & 1 ? [...present].reverse() : present) {
      const prepared = await prepare(side, i);
      const start = performance.now();
      await run(prepared, i);
      const took = performance.now() - start;
      if (i >= 0) millis[side].push(took);
    }
  }
  return millis;
}
