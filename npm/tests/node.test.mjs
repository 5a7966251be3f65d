// The package in plain Node, as an app's tests and a server that renders pages meet it.

import "./rejections.mjs";

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { deleteStore, listStores, openStore, StoreUnavailable } from "foldback";
import * as inline from "foldback/inline";
import * as sameThread from "foldback/same-thread";

import { failure, keepAlive, numbered } from "./store/fixture.mjs";

const cwd = fileURLToPath(new URL("..", import.meta.url));

/** What a module prints that runs in a process of its own. It fails when that does not end by itself, or badly. */
async function runs(source) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", source], { cwd, timeout: 60_000 });
  return stdout + stderr;
}

describe("in plain Node", () => {
  keepAlive();

  for (const entry of ["foldback", "foldback/inline", "foldback/same-thread", "foldback/emmett"]) {
    test(`importing ${entry} has no effect`, async () => {
      const source = `
        const known = new Set(Reflect.ownKeys(globalThis));
        const found = await import(${JSON.stringify(entry)});
        if (Object.keys(found).length === 0) console.log("it has nothing to offer");
        const left = Reflect.ownKeys(globalThis).filter((key) => !known.has(key));
        if (left.length > 0) console.log("it leaves", left);
      `;
      assert.equal(await runs(source), "");
    });
  }

  test("an open store keeps no process alive", async () => {
    const source = `
      import { openStore } from "foldback";
      const store = await openStore("shop");
      await store.appendToStream("a-1", { type: "A", data: 1 });
      void store.subscribeToAll({ fromPosition: "end" }).next();
      await store.head();
      console.log("done");
    `;
    assert.equal(await runs(source), "done\n");
  });

  test("stores are in memory, and there is no other place", async () => {
    assert.equal(typeof indexedDB, "undefined");
    const store = await openStore("plain");
    await store.appendToStream("a-1", numbered(1));
    await store.close();
    assert.deepEqual((await listStores()).map(({ name }) => name), ["plain"]);
    await deleteStore("plain");
    await assert.rejects(openStore("stored", { storage: "indexeddb" }), failure(StoreUnavailable));
    assert.deepEqual(await listStores(), []);
  });

  for (const [name, entry] of Object.entries({ inline, "same-thread": sameThread })) {
    test(`foldback/${name} opens stores too`, async () => {
      const store = await entry.openStore(name);
      await store.appendToStream("a-1", numbered(1));
      assert.equal((await store.readAll().toArray())[0].data.n, 1);
      await store.close();
      await entry.deleteStore(name);
    });
  }

  test("an engine that is not where it is said to be is an error that names the place", async () => {
    const source = `
      import { openStore } from "foldback";
      for (const assets of ["file:///nowhere", "./nowhere"]) {
        const error = await openStore("shop", { assets }).catch((error) => error);
        console.log(error.name, error.message.includes("nowhere"), error.cause instanceof Error);
      }
      const store = await openStore("shop", { assets: new URL("dist", import.meta.url + "/../") });
      console.log((await store.head()).position);
    `;
    assert.equal(await runs(source), "EngineUnavailable true true\nTypeError true false\n-1n\n");
  });
});
