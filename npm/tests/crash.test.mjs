// An engine that says that it cannot go on: whoever waits hears StoreClosed, and the store can be opened again. The engine
// and the store are real; only the message of its end is put in, for nothing here makes the engine fail.

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { openingWith } from "../dist/opening.js";
import * as projections from "../dist/projections.js";
import { engineOnThisThread } from "../dist/start/same-thread.js";
import * as transfer from "../dist/transfer.js";
import { StoreClosed } from "../dist/node.js";
import "./rejections.mjs";

const wasm = new URL("../dist/importer_bg.wasm", import.meta.url);
const engines = [];
const { openStore } = openingWith({
  hasWorkers: false,
  importsApart: false,
  transfer: () => Promise.resolve(transfer),
  projections: () => Promise.resolve(projections),
  async start() {
    const engine = await engineOnThisThread(() => readFile(wasm));
    engines.push(engine);
    return engine;
  },
});

test("after a crash every call ends with StoreClosed, and what was acknowledged is there again", async (t) => {
  const said = t.mock.method(console, "error", () => {});
  const store = await openStore("shop");
  await store.appendToStream("cart-1", { type: "Opened", data: {} });
  const subscription = store.subscribeToAll();
  await subscription.next();
  const [waiting, reading] = [subscription.next(), store.readAll().toArray()];
  engines[0].port.onmessage({ data: { crashed: "panicked at 'made up'" } });
  for (const call of [waiting, reading, store.head(), store.appendToStream("cart-1", { type: "Late", data: {} })]) {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof StoreClosed, `${error}`);
      assert.match(error.message, /open the store again/);
      // What the engine said is for whoever mends it, and in the console.
      assert.doesNotMatch(error.message, /panicked/);
      return true;
    });
  }
  assert.match(said.mock.calls.map(({ arguments: words }) => words.join(" ")).join("\n"), /panicked at 'made up'/);
  await store.close();

  const again = await openStore("shop");
  assert.equal(engines.length, 2);
  assert.deepEqual((await again.readAll().toArray()).map(({ type }) => type), ["Opened"]);
  assert.equal((await again.appendToStream("cart-1", { type: "Paid", data: {} })).nextExpectedRevision, 1n);
  await again.close();
});
