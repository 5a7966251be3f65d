// The engine for apps in Node.js: in memory, over IndexedDB as `fake-indexeddb` has it, several ports, and a process that ends.
//
// It is the one in `dist/`, or in the folder that FOLDBACK_ENGINE names, which holds importer.js and importer_bg.wasm: the
// engine that can do everything.
//
// Without `fake-indexeddb` in reach the tests of IndexedDB are skipped, and say so.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = resolve(process.env.FOLDBACK_ENGINE ?? fileURLToPath(new URL("../dist", import.meta.url)));
const bytes = readFileSync(join(folder, "importer_bg.wasm"));
let made = 0;

/** An instance of its own: the glue keeps one an evaluation. */
async function engine() {
  const glue = await import(`${pathToFileURL(join(folder, "importer.js"))}?${++made}`);
  glue.initSync({ module: bytes });
  return glue;
}

/** Speaks to an engine at an object of this thread. */
function connect(glue) {
  const calls = new Map();
  const heard = [];
  let last = 0;
  const port = {
    postMessage(message) {
      heard.push(message);
      const call = calls.get(message.id);
      if (message.progress) return void call?.progress.push(message.progress);
      calls.delete(message.id);
      if (message.error) call?.reject(Object.assign(new Error(message.error.message), message.error));
      else call?.resolve(Object.assign(message, { progress: call.progress }));
    },
  };
  glue.serve(port);
  assert.deepEqual(heard, [{ ready: true }]);
  const send = (name, takes, more = {}) => {
    const id = ++last;
    const promise = new Promise((resolve, reject) => calls.set(id, { resolve, reject, progress: [] }));
    port.onmessage({ data: { id, call: takes ? { [name]: takes } : name, ...more } });
    promise.cancel = () => port.onmessage({ data: { cancel: id } });
    return promise;
  };
  const ask = async (name, takes, more) => (await send(name, takes, more)).answer;
  return { send, ask, port, heard };
}

/** The frame of one append of JSON events: crates/protocol/src/request.rs. */
function frame(events) {
  const out = [];
  const number = (n) => {
    for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
    out.push(n);
  };
  const data = (text) => {
    const bytes = new TextEncoder().encode(text);
    number(bytes.length);
    out.push(...bytes);
  };
  number(1);
  out.push(0);
  number(0);
  out.push(0);
  number(events.length);
  for (const [stream, type, payload] of events) {
    for (const text of [stream, type, ""]) data(text);
    out.push(0);
    for (const text of ["", JSON.stringify(payload), ""]) data(text);
    number(0);
  }
  return new Uint8Array(out).buffer;
}

const cart = (n) => [`cart-${n % 3}`, "ItemAdded", { items: { [`sku-${n}`]: n } }];
const carts = (from, to) => Array.from({ length: to - from }, (_, n) => cart(from + n));

async function everything(client, takes) {
  const text = new TextDecoder();
  const opened = await client.ask("openStore", takes);
  const { log } = takes;
  assert.equal(opened.position, undefined);
  for (let n = 0; n < 40; n++) await client.send("append", { log }, { bytes: frame([cart(n)]) });
  assert.equal((await client.ask("head", { log })).position, 39);

  const page = await client.send("read", { log, filter: { streamPrefixes: ["cart-1"] }, maxEvents: 100 });
  assert.equal(page.answer.until, 40);
  assert.ok(text.decode(page.bytes).includes('{"items":{"sku-4":4}}'));

  const waiting = client.send("read", { log, from: 40, maxEvents: 10, wait: true });
  await client.send("append", { log }, { bytes: frame(carts(40, 42)) });
  assert.equal((await waiting).answer.next, 42);
  const cancelled = client.send("read", { log, from: 42, maxEvents: 10, wait: true });
  cancelled.cancel();
  await assert.rejects(cancelled, { code: "Aborted" });

  const state = await client.send("state", { log, partition: "cart-0", at: 4 });
  assert.deepEqual(JSON.parse(text.decode(state.bytes)), { items: { "sku-0": 0, "sku-3": 3 } });

  const states = await client.send("states", { log, filter: { streams: ["cart-1", "cart-0"] }, at: 3 });
  const expected = { "cart-0": { items: { "sku-0": 0, "sku-3": 3 } }, "cart-1": { items: { "sku-1": 1 } } };
  assert.deepEqual([states.answer.position, JSON.parse(text.decode(states.bytes))], [3, expected]);
  const changes = await client.ask("diffs", { log, from: 3, to: 4 });
  assert.deepEqual(changes.map(({ path, old, new: now }) => [path, old, now]), [["/cart-1/items/sku-4", undefined, "4"]]);
  // Appended without a time of their own, they have the time of the append.
  const early = await client.send("states", { log, at: { time: 0 } });
  assert.deepEqual([early.answer.position, text.decode(early.bytes)], [undefined, "{}"]);
  const head = await client.send("state", { log, partition: "cart-2", at: { time: (Date.now() + 1000) * 1000 } });
  assert.equal(head.answer.position, 41);
  const blamed = await client.ask("blame", { log, partition: "cart-2", path: "/items/sku-5", limit: 5 });
  assert.deepEqual(blamed.writes.map(({ position }) => position), [5]);

  assert.equal((await client.ask("compact", { log })).after, 1);
  const { ok, events, hash } = await client.ask("verify", { log });
  assert.deepEqual([ok, events], [true, 42]);

  const lines = [];
  let [from, until, pages] = [undefined, undefined, 0];
  do {
    const page = await client.send("exportEvents", { log, from, until, maxEvents: 10 });
    lines.push(page.bytes);
    ({ next: from, until } = page.answer);
    pages++;
  } while (from !== undefined);
  assert.equal(pages, 5);
  const again = { ...takes, log: `${log} again` };
  await client.ask("openStore", again);
  const imports = { log: again.log, name: "shop.ndjson", onBad: "refuse" };
  const imported = await client.send("importEvents", imports, { file: new Blob(lines) });
  const { report, alreadyThere, firstPosition, lastPosition } = imported.answer;
  assert.deepEqual([report.records, report.events, alreadyThere, firstPosition, lastPosition], [42, 42, 0, 0, 41]);
  assert.deepEqual(report.warnings, []);
  assert.equal(imported.progress.at(-1).events, 42);
  assert.equal((await client.ask("head", { log: again.log })).hash, hash);
  const repeated = await client.ask("importEvents", imports, { file: new Blob(lines) });
  assert.deepEqual([repeated.report.events, repeated.alreadyThere, repeated.firstPosition], [0, 42, undefined]);
  const bad = new Blob([`{"stream":"x","type":"t"}\n`.repeat(3), "not json\n"]);
  await assert.rejects(client.ask("importEvents", imports, { file: bad }), { code: "MalformedLog", line: 4, appended: 0 });
  const kept = await client.ask("importEvents", { ...imports, onBad: "keep" }, { file: bad });
  assert.deepEqual([kept.report.events, kept.report.skipped, kept.lastPosition], [3, 1, 44]);
  await client.ask("delete", { log: again.log });

  const { file } = await client.send("backup", { log });
  await client.ask("closeStore", { log });
  assert.deepEqual(await client.ask("openStore", takes), { position: 41, hash });
  const listed = await client.ask("logs");
  assert.deepEqual(listed.map(({ log, events }) => [log, events]), [[log, 42]]);

  const copy = { ...takes, log: `${log} copy` };
  await client.ask("openStore", copy);
  assert.deepEqual(await client.ask("restore", { log: copy.log }, { file }), { position: 41, hash });
  for (const log of [takes.log, copy.log]) await client.ask("delete", { log });
  assert.deepEqual(await client.ask("logs"), []);
}

test("a store in memory does all that a store does", async () => {
  await everything(connect(await engine()), { log: "shop", memory: true });
});

test("without IndexedDB a store that is to be kept is refused with what to do", async () => {
  const client = connect(await engine());
  await assert.rejects(client.ask("openStore", { log: "shop" }), ({ code, message }) => {
    assert.equal(code, "StoreUnavailable");
    assert.match(message, /memory: true/);
    return true;
  });
  assert.deepEqual(await client.ask("logs"), []);
});

test("ports of one instance share a store, and it is closed when the last has closed it", async () => {
  const glue = await engine();
  const [one, two] = [connect(glue), connect(glue)];
  const takes = { log: "shared", memory: true };
  for (const client of [one, two, two]) await client.ask("openStore", takes);
  const [first, second] = [one, two].map((client) => client.send("read", { log: "shared", maxEvents: 1, wait: true }));
  await one.ask("closeStore", { log: "shared" });
  await assert.rejects(first, { code: "StoreClosed" });
  await two.send("append", { log: "shared" }, { bytes: frame([cart(1)]) });
  assert.equal((await second).answer.next, 1);
  const third = two.send("read", { log: "shared", from: 1, maxEvents: 1, wait: true });
  two.port.onmessage({ data: { close: true } });
  assert.equal(two.port.onmessage, null);
  await assert.rejects(third, { code: "StoreClosed" });
});

test("a message of an unknown call is refused and does no harm", async () => {
  const client = connect(await engine());
  await assert.rejects(client.ask("timeline", { log: "x" }), { code: "InvalidCall" });
  assert.deepEqual(await client.ask("logs"), []);
});

test("a process with an open store and a reader that waits ends by itself", () => {
  const script = `
    import { readFileSync } from "node:fs";
    const { initSync, serve } = await import(${JSON.stringify(pathToFileURL(join(folder, "importer.js")).href)});
    initSync({ module: readFileSync(${JSON.stringify(join(folder, "importer_bg.wasm"))}) });
    const port = {
      postMessage({ id }) {
        if (id === 1) this.onmessage({ data: { id: 2, call: { read: { log: "idle", maxEvents: 1, wait: true } } } });
      },
    };
    serve(port);
    port.onmessage({ data: { id: 1, call: { openStore: { log: "idle", memory: true } } } });`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 20_000, encoding: "utf8" });
  assert.deepEqual([ran.status, ran.stderr], [0, ""]);
});

let database;
try {
  // From where the tests are run: a package of its own need not be installed beside this file.
  const require = createRequire(join(process.cwd(), "package.json"));
  database = pathToFileURL(require.resolve("fake-indexeddb/auto")).href;
} catch {
  database = undefined;
}

test("a store over IndexedDB does all that a store does", { skip: database ? false : "fake-indexeddb is not installed" }, async () => {
  await import(database);
  await everything(connect(await engine()), { log: "shop" });
});

test("stores over IndexedDB are seen by another instance", { skip: database ? false : "fake-indexeddb is not installed" }, async () => {
  await import(database);
  const [one, two] = [connect(await engine()), connect(await engine())];
  for (const client of [one, two]) await client.ask("openStore", { log: "both" });
  await one.send("append", { log: "both" }, { bytes: frame([cart(1)]) });
  await two.send("append", { log: "both" }, { bytes: frame([cart(2)]) });
  assert.equal((await one.ask("head", { log: "both" })).position, 1);
  await assert.rejects(one.ask("openStore", { log: "both", memory: true }), { code: "Conflict" });
});
