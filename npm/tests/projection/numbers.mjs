// Numbers in writes are put together from parts where that is faster. They must be what JSON.stringify says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { built } from "./built.mjs";
import { seeded } from "./oracle.mjs";

const { digits, textOf } = await built("state/json");

test("numbers are said as JSON says them", () => {
  const random = seeded(1);
  const bits = new DataView(new ArrayBuffer(8));
  const anything = () => {
    bits.setUint32(0, random() * 2 ** 32);
    bits.setUint32(4, random() * 2 ** 32);
    return bits.getFloat64(0);
  };
  const near = [0, -0, 0.1, 0.01, 0.005, 0.1 + 0.2, 1.005, 9.99, 10, 999, 999.99, 1000, 1e6 - 1, 1e6, 1e9 - 0.01, 1e9, 1e15, 2 ** 53, 1e21, 1e-7, 5e-324, 1.7976931348623157e308];
  const kinds = [
    anything,
    () => Math.floor(random() * 10 ** (random() * 17)),
    () => Math.round(random() * 10 ** (random() * 12)) / 100,
    () => Math.round(random() * 10 ** (random() * 12)) / 1000,
    // Sums of amounts are hardly ever the amounts that they should be.
    () => Array.from({ length: 5 }, () => Math.round(random() * 10000) / 100).reduce((a, b) => a + b),
    () => near[Math.floor(random() * near.length)] * (1 + Math.round(random() * 2 - 1) * Number.EPSILON),
  ];
  for (let again = 0; again < 100_000; again++) {
    const number = kinds[again % kinds.length]();
    if (!Number.isFinite(number)) continue;
    for (const one of [number, -number]) assert.equal(textOf(one), JSON.stringify(one));
    const whole = Math.min(Math.floor(Math.abs(number)), 2 ** 53 - 1);
    assert.equal(digits(whole), String(whole));
  }
  for (const one of near) assert.equal(textOf(one), JSON.stringify(one));
});
