// Whole logs on their way out and in: exports, imports, backups.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deflateRawSync, gzipSync } from "node:zlib";

import { Aborted, binaryEvent, EmptyLog, InvalidBackup, MalformedLog, NeedsMapping, openStore, UnknownFormat } from "foldback";

import { failure, freshIn, ns, numbered, numbers } from "./fixture.mjs";

/** An export as one array of bytes. */
async function exported(store, options) {
  const parts = [];
  for await (const part of store.exportLog(options)) parts.push(part);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const text = (bytes) => new TextDecoder().decode(bytes);

/** A zip archive of texts. */
function zipOf(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  const numbers = (...list) => Buffer.concat(list.map(([value, size]) => (size === 2 ? Buffer.from(Uint16Array.of(value).buffer) : Buffer.from(Uint32Array.of(value).buffer))));
  for (const [name, content] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), deflateRawSync(content)];
    const about = numbers([20, 2], [0, 2], [8, 2], [0, 4], [crc32(content), 4], [data.length, 4], [Buffer.byteLength(content), 4], [path.length, 2], [0, 2]);
    parts.push(Buffer.from("PK\x03\x04"), about, path, data);
    directory.push(Buffer.from("PK\x01\x02"), numbers([20, 2]), about, numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), path);
    at += 4 + about.length + path.length + data.length;
  }
  const list = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = numbers([0, 4], [count, 2], [count, 2], [list.length, 4], [at, 4], [0, 2]);
  return Buffer.concat([...parts, list, Buffer.from("PK\x05\x06"), end]);
}

/** CRC-32 of a text. */
function crc32(content) {
  let sum = -1;
  for (const byte of Buffer.from(content)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

export function transfer(storage) {
  const fresh = freshIn(storage);

  /** A store with a bit of everything. */
  async function shop(t) {
    const store = await fresh(t);
    await store.appendToStream("cart-1", numbers(3));
    await store.appendToStream("photos", binaryEvent({ type: "Photo", data: Uint8Array.from([0, 255, 128]), contentType: "image/png" }));
    await store.append([
      { streamId: "order-ä", ...numbered(4, { tags: ["sku:tea"], metadata: { by: "ann" }, time: "2024-01-01T00:00:00.123456789Z" }) },
      { streamId: "cart-1", type: "Bare" },
      { streamId: "cart-1", ...numbered(6, { id: "no uuid", time: "yesterday" }) },
      { streamId: "cart-1", type: "Raw", data: new TextEncoder().encode('{ "n": 1.0 }'), contentType: "application/json" },
    ]);
    return store;
  }

  describe("importLog", () => {
    test("of what exportLog gave makes the same log", async (t) => {
      const [store, copy] = [await shop(t), await fresh(t)];
      const log = await exported(store);
      const report = await copy.importLog(log);
      const { events, skipped, streams, warnings, bytes, firstPosition, lastPosition } = report;
      assert.deepEqual({ events, skipped, streams, warnings }, { events: 8, skipped: 0, streams: 3, warnings: [] });
      assert.deepEqual([bytes, firstPosition, lastPosition], [log.length, 0n, 7n]);
      assert.equal(report.grade, "fine");
      assert.ok(report.format.length > 0 && report.reason.length > 0);
      assert.deepEqual(await copy.head(), await store.head());
      const json = async (one) => (await one.readAll().toArray()).map((event) => event.toJSON());
      const plain = (events) => events.map(({ source, ...event }) => event);
      assert.deepEqual(plain(await json(copy)), await json(store));
      // Where it was before is all that it has besides.
      const lines = text(await exported(copy)).trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(plain(lines), text(log).trimEnd().split("\n").map((line) => JSON.parse(line)));
      const { source } = (await copy.readStream("photos").toArray())[0];
      assert.deepEqual([source.revision, source.position], ["0", "3"]);
    });

    test("takes a log in every form", async (t) => {
      const log = await exported(await shop(t));
      const { hash } = await (await shop(t)).head();
      const forms = {
        text: () => text(log),
        bytes: () => log,
        buffer: () => log.slice().buffer,
        blob: () => new Blob([log]),
        gzip: () => gzipSync(log),
        response: () => new Response(log),
        stream: () => new Blob([log]).stream(),
        chunks: async function* () {
          for (let at = 0; at < log.length; at += 100) yield log.subarray(at, at + 100);
        },
        lines: async function* () {
          for (const line of text(log).split(/(?<=\n)/)) yield line;
        },
      };
      let found;
      for (const [name, form] of Object.entries(forms)) {
        const copy = await fresh(t);
        assert.equal((await copy.importLog(form())).events, 8, name);
        found ??= (await copy.head()).hash;
        assert.equal((await copy.head()).hash, found, name);
      }
      assert.match(hash, /^[0-9a-f]{64}$/);
    });

    test("appends to what is there", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbered(0));
      const lines = [1, 2].map((n) => JSON.stringify({ streamId: "a-1", type: "Numbered", data: { n } })).join("\n");
      const { events, firstPosition, lastPosition } = await store.importLog(lines);
      assert.deepEqual([events, firstPosition, lastPosition], [2, 1n, 2n]);
      assert.deepEqual(ns(await store.readStream("a-1").toArray()), [0, 1, 2]);
    });

    test("puts several sources on one time axis", async (t) => {
      const store = await fresh(t);
      const at = (second) => `2026-01-01T00:00:${String(second).padStart(2, "0")}Z`;
      const log = (streamId, from) => [0, 1, 2].map((n) => JSON.stringify({ streamId, type: "Numbered", data: { n: from + 2 * n }, time: at(from + 2 * n) })).join("\n");
      const sources = [new File([log("even", 0)], "even.ndjson"), gzipSync(log("odd", 1)), "no log"];
      const report = await store.importLog(sources);
      const events = await store.readAll().toArray();
      assert.deepEqual(ns(events), [0, 1, 2, 3, 4, 5]);
      const names = report.files.map(({ name }) => name);
      assert.equal(names[0], "even.ndjson");
      assert.equal(new Set(names).size, 3);
      assert.deepEqual(report.files.map(({ events }) => events), [3, 3, 0]);
      assert.deepEqual(report.files.map(({ leftOut }) => leftOut === null), [true, true, false]);
      assert.deepEqual(events.map(({ tags }) => tags), [0, 1, 0, 1, 0, 1].map((file) => [`file:${names[file]}`]));
      assert.deepEqual(report.order, { switches: 5, untimed: 0, late: 0, positionsBackwards: 0 });
      assert.equal(report.warnings.find(({ code }) => code === "FileLeftOut").first[0].file, names[2]);
      const odd = await store.readAll({ filter: { tags: [`file:${names[1]}`] } }).toArray();
      assert.deepEqual(ns(odd), [1, 3, 5]);

      const other = await fresh(t);
      await assert.rejects(other.importLog(sources, { onBad: "refuse" }), failure(UnknownFormat));
      assert.equal((await other.head()).position, -1n);
      await assert.rejects(other.importLog([]), TypeError);
      const one = await other.importLog([log("a", 0)]);
      assert.deepEqual([one.events, one.files, one.order], [3, [], null]);
    });

    test("reads what is in a zip archive", async (t) => {
      const line = (streamId, n) => JSON.stringify({ streamId, type: "Numbered", data: { n }, time: `2026-01-01T00:00:0${n}Z` }) + "\n";
      const files = { "logs/a.ndjson": line("a", 1) + line("a", 3), "logs/b.ndjson": line("b", 2), "__MACOSX/._a": "?" };
      const store = await fresh(t);
      const report = await store.importLog(new File([zipOf(files)], "logs.zip"));
      assert.deepEqual(ns(await store.readAll().toArray()), [1, 2, 3]);
      assert.deepEqual(report.files.map(({ name, events }) => [name, events]), [["logs/a.ndjson", 2], ["logs/b.ndjson", 1]]);
      assert.equal(report.grade, "fine");
      assert.deepEqual(report.warnings.map(({ code }) => code), ["PassedOver"]);
      const one = await (await fresh(t)).importLog(zipOf({ "only.ndjson": line("a", 1) }));
      assert.deepEqual([one.events, one.files], [1, []]);
      await assert.rejects((await fresh(t)).importLog(zipOf(files).slice(0, -30)), failure(MalformedLog));
    });

    test("says how far it has got", async (t) => {
      const store = await fresh(t);
      const source = await fresh(t);
      await source.appendToStream("a-1", numbers(10_000));
      const progress = [];
      const { events } = await store.importLog(await exported(source), { onProgress: (one) => progress.push(one) });
      assert.equal(events, 10_000);
      assert.ok(progress.length > 1);
      assert.equal(progress.at(-1).events, 10_000);
      for (const one of progress) assert.deepEqual(Object.keys(one).sort(), ["bytes", "events", "total"]);
    });

    test("ends when its signal aborts, and keeps what was written", async (t) => {
      const [store, source] = [await fresh(t), await fresh(t)];
      await source.appendToStream("a-1", numbers(20_000));
      const log = await exported(source);
      const reason = new Error("enough");
      await assert.rejects(store.importLog(log, { signal: AbortSignal.abort(reason) }), failure(Aborted, { cause: reason }));
      assert.equal((await store.head()).position, -1n);
      const stop = new AbortController();
      // The engine takes a turn for each part, in which it hears of the abort.
      const parts = new Blob([log.subarray(0, 1 << 20), log.subarray(1 << 20)]);
      const importing = store.importLog(parts, { signal: stop.signal, onProgress: () => stop.abort(reason) });
      await assert.rejects(importing, failure(Aborted, { cause: reason }));
      const { position } = await store.head();
      assert.ok(position >= 0n && position < 19_999n, String(position));
      const count = Number(position) + 1;
      assert.deepEqual(ns(await store.readAll().toArray()), Array.from({ length: count }, (_, n) => n));
    });

    test("says what else a log could be, and reads it as what is chosen", async (t) => {
      const row = JSON.stringify({ database: "shop", table: "items", type: "insert", ts: 1704067200123, data: { id: 1, name: "tea" } });
      const [found, chosen] = [await (await fresh(t)).importLog(row), await fresh(t)];
      assert.deepEqual(found.candidates.map(({ format }) => format), ["maxwell", "plain"]);
      const report = await chosen.importLog(row, { format: "maxwell" });
      assert.match(report.format, /^Maxwell/);
      assert.deepEqual(report.candidates.map(({ format }) => format), ["canal", "plain"]);
      assert.deepEqual((await chosen.readAll().toArray()).map(({ streamId }) => streamId), ["shop.items-1"]);
      await assert.rejects(chosen.importLog(row, { format: "csv" }), failure(UnknownFormat));
    });

    test("says what cannot be imported", async (t) => {
      const store = await fresh(t);
      await assert.rejects(store.importLog(""), failure(EmptyLog));
      await assert.rejects(store.importLog(new Uint8Array([0, 1, 2, 3, 255])), failure(UnknownFormat));
      const lines = [...numbers(2).map((event) => JSON.stringify({ streamId: "a-1", ...event })), "{ no JSON", JSON.stringify({ streamId: "a-1", ...numbered(3) })];
      await assert.rejects(store.importLog(lines.join("\n"), { onBad: "refuse" }), failure(MalformedLog, { line: 3 }));
      const other = await fresh(t);
      const { events, skipped, warnings } = await other.importLog(lines.join("\n"));
      assert.deepEqual([events, skipped], [3, 1]);
      assert.equal(warnings[0].first[0].line, 3);
    });
  });

  describe("exportLog", () => {
    test("of an empty store is empty", async (t) => {
      assert.equal((await exported(await fresh(t))).length, 0);
    });

    test("is a JSON object a line", async (t) => {
      const lines = text(await exported(await shop(t))).trimEnd().split("\n");
      assert.equal(lines.length, 8);
      assert.deepEqual(lines.map((line) => JSON.parse(line).type).slice(0, 4), ["Numbered", "Numbered", "Numbered", "Photo"]);
    });

    test("only events that match", async (t) => {
      const store = await shop(t);
      const types = async (filter) => text(await exported(store, { filter })).trimEnd().split("\n").map((line) => JSON.parse(line).type);
      assert.deepEqual(await types({ types: ["Photo", "Bare"] }), ["Photo", "Bare"]);
      assert.deepEqual(await types({ tags: ["sku:tea"] }), ["Numbered"]);
    });

    test("has what is deleted until it is scavenged", async (t) => {
      const [store, copy] = [await fresh(t), await fresh(t)];
      for (const stream of ["a-1", "b-1", "c-1"]) await store.appendToStream(stream, numbers(2));
      await store.deleteStream("a-1");
      await store.setStreamMetadata("b-1", { truncateBefore: 1n });
      await copy.importLog(await exported(store));
      assert.equal((await copy.head()).hash, (await store.head()).hash);
      assert.deepEqual(ns(await copy.readStream("a-1").toArray()), [0, 1]);
      await store.scavenge();
      const lines = text(await exported(store)).trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(lines.map(({ streamId, data }) => [streamId, data.n]), [["b-1", 1], ["c-1", 0], ["c-1", 1]]);
    });

    test("more events than come at once, and how far it has got", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(20_000));
      const progress = [];
      const log = await exported(store, { onProgress: (one) => progress.push(one) });
      assert.equal(text(log).trimEnd().split("\n").length, 20_000);
      assert.deepEqual(progress.at(-1), { bytes: log.length, total: 0, events: 20_000 });
    });

    test("ends when its signal aborts, or when it is left", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(20_000));
      const reason = new Error("enough");
      await assert.rejects(store.exportLog({ signal: AbortSignal.abort(reason) }).next(), failure(Aborted, { cause: reason }));
      const stop = new AbortController();
      const parts = store.exportLog({ signal: stop.signal });
      await parts.next();
      stop.abort(reason);
      await assert.rejects(parts.next(), failure(Aborted, { cause: reason }));
      const others = store.exportLog();
      for await (const part of others) if (part.length) break;
      assert.deepEqual(await others.next(), { value: undefined, done: true });
    });
  });

  describe("exportLog in other forms", () => {
    for (const format of ["ndjson", "cloudevents", "kurrentdb", "csv"]) {
      test(`${format} is read back as the same log`, async (t) => {
        const [store, copy] = [await shop(t), await fresh(t)];
        const log = await exported(store, { format });
        const report = await copy.importLog(log);
        assert.deepEqual([report.events, report.skipped, report.warnings, report.grade], [8, 0, [], "fine"]);
        assert.deepEqual(await copy.head(), await store.head());
      });
    }

    test("are what they are called", async (t) => {
      const store = await shop(t);
      const events = JSON.parse(text(await exported(store, { format: "cloudevents" })));
      assert.deepEqual(events.map(({ specversion, subject }) => [specversion, subject])[3], ["1.0", "photos"]);
      assert.equal(events[3].data_base64, "AP+A");
      const recorded = JSON.parse(text(await exported(store, { format: "kurrentdb" })));
      assert.deepEqual([recorded[4].streamId, recorded[4].eventNumber, recorded[4].data], ["order-ä", 0, { n: 4 }]);
      const rows = text(await exported(store, { format: "csv" })).trimEnd().split("\r\n");
      assert.equal(rows.length, 9);
      assert.ok(rows[0].startsWith("stream,revision,position,id,type,time,data,metadata,tags"));
    });

    test("of more events than come at once, and of a part of them", async (t) => {
      const [store, copy] = [await fresh(t), await fresh(t)];
      await store.appendToStream("a-1", numbers(20_000));
      const [progress, reports] = [[], []];
      const options = { format: "kurrentdb", from: 5n, to: 17_000, filter: { streamPrefixes: ["a-"] } };
      const log = await exported(store, { ...options, onProgress: (one) => progress.push(one), onReport: (one) => reports.push(one) });
      assert.deepEqual(reports, [{ events: 16_996, bytes: log.length, redacted: [], unread: 0 }]);
      assert.deepEqual(progress.at(-1), { bytes: log.length, total: 0, events: 16_996 });
      await copy.importLog(log);
      assert.deepEqual(ns(await copy.readAll({ maxCount: 2 }).toArray()), [5, 6]);
      const [, before] = [await exported(store, { to: new Date(0) }), await exported(store, { to: new Date(0), format: "csv" })];
      assert.equal(text(before).split("\r\n").length, 2);
      const since = text(await exported(store, { from: new Date(Date.now() + 1e6) }));
      assert.equal(since, "");
    });

    test("end when their signal aborts, or when they are left", async (t) => {
      const store = await fresh(t);
      await store.appendToStream("a-1", numbers(20_000));
      const [stop, reason] = [new AbortController(), new Error("enough")];
      const parts = store.exportLog({ format: "csv", signal: stop.signal });
      await parts.next();
      stop.abort(reason);
      await assert.rejects(parts.next(), failure(Aborted, { cause: reason }));
      for await (const part of store.exportLog({ format: "cloudevents" })) if (part.length) break;
      assert.equal((await store.head()).position, 19_999n);
    });
  });

  describe("redaction", () => {
    const hidden = {
      rules: [
        { path: "/n", action: "hash" },
        { in: "metadata", path: "/**/by", action: "mask" },
        { in: "stream", action: "hash", keepPrefix: true },
        { path: "/nothing/here", action: "drop" },
      ],
    };

    test("hides values, and tells what it has found", async (t) => {
      const store = await shop(t);
      let report;
      const options = { redact: hidden, onReport: (one) => (report = one) };
      const lines = text(await exported(store, options)).trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(report.redacted.map(({ count }) => count), [6, 1, 8, 0]);
      assert.deepEqual(report.redacted.map(({ rule }) => rule), hidden.rules);
      assert.equal(report.unread, 1);
      assert.deepEqual(lines[4].metadata, { by: "xxx" });
      assert.match(lines[0].data.n, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const streams = lines.map(({ streamId }) => streamId);
      assert.equal(new Set(streams).size, 3);
      assert.ok(streams.every((stream) => !/^(cart-1|order-ä|photos)$/.test(stream)) && streams[0].startsWith("cart-"));
      const copy = await fresh(t);
      assert.equal((await copy.importLog(await exported(store, { redact: hidden, format: "csv" }))).events, 8);
      assert.notEqual((await copy.head()).hash, (await store.head()).hash);
    });

    test("has a key of its own each time, or the one that it is given", async (t) => {
      const store = await shop(t);
      const once = async (key) => text(await exported(store, { redact: { ...hidden, key } }));
      assert.notEqual(await once(), await once());
      assert.equal(await once("secret"), await once("secret"));
      assert.equal(await once(Uint8Array.of(1, 171)), await once("01ab"));
      assert.notEqual(await once("secret"), await once("other"));
    });

    test("says which rule is wrong", async (t) => {
      const store = await shop(t);
      const first = (rules) => store.exportLog({ redact: { rules } }).next();
      await assert.rejects(first([hidden.rules[0], { path: "n", action: "hash" }]), { code: "InvalidRule", message: /Rule 2 / });
      await assert.rejects(first([{ in: "stream", action: "drop" }]), { code: "InvalidRule" });
      const wrong = { "redact.rules": 1, "redact.rules[0].action": [{ action: "hide" }], "redact.rules[0].in": [{ in: "type", action: "drop" }], "redact.rules[0].path": [{ path: 1, action: "drop" }] };
      for (const [name, rules] of Object.entries(wrong)) {
        await assert.rejects(first(rules), { name: "TypeError", message: new RegExp(name.replace(/[[\]]/g, "\\$&")) });
      }
      await assert.rejects(store.exportLog({ from: "yesterday" }).next(), { name: "TypeError", message: /"from"/ });
      await assert.rejects(store.exportLog({ to: new Date(NaN) }).next(), { name: "TypeError", message: /"to"/ });
      await assert.rejects(store.exportLog({ redact: { rules: [], key: "" } }).next(), { name: "TypeError", message: /"redact.key"/ });
    });
  });

  describe("a mapping", () => {
    const lines = ['{"who":{"id":"u1"},"what":"Joined","n":1}', '{"who":{"id":"u2"},"what":"Left","n":2}'].join("\n");

    test("answers what cannot be guessed", async (t) => {
      const store = await fresh(t);
      const dark = '{"q":"u1","w":"Joined"}\n{"q":"u2","w":"Left"}';
      const error = await store.importLog(dark).catch((error) => error);
      assert.ok(error instanceof NeedsMapping, String(error));
      assert.deepEqual(error.fields, [{ path: ["q"], sample: '"u1"', seen: 2 }, { path: ["w"], sample: '"Joined"', seen: 2 }]);
      await store.importLog(dark, { mapping: { streamId: error.fields[0].path, type: "w" } });
      const events = await store.readAll().toArray();
      assert.deepEqual(events.map(({ streamId, type }) => [streamId, type]), [["u1", "Joined"], ["u2", "Left"]]);
    });

    test("names fields, and what stands in for those that are missing", async (t) => {
      const store = await fresh(t);
      await store.importLog(`${lines}\n{"n":3}`, { mapping: { streamId: ["who", "id"], type: "what", defaultStreamId: "nobody", defaultType: "Nothing" } });
      const events = await store.readAll().toArray();
      assert.deepEqual(events.map(({ streamId, type }) => [streamId, type]), [["u1", "Joined"], ["u2", "Left"], ["nobody", "Nothing"]]);
      assert.deepEqual(events[0].data.n, 1);
    });

    test("that is none is refused", async (t) => {
      const store = await fresh(t);
      for (const [name, mapping] of [["mapping", 1], ["role", { who: "x" }], ["mapping.type", { type: [] }], ["mapping.defaultType", { defaultType: 1 }]]) {
        await assert.rejects(store.importLog(lines, { mapping }), { name: "TypeError", message: new RegExp(name) });
      }
    });
  });

  describe("backup and restore", () => {
    test("make the same store", async (t) => {
      const [store, copy] = [await shop(t), await fresh(t)];
      await store.setStreamMetadata("cart-1", { maxCount: 3, owner: "ann" });
      await store.deleteStream("photos");
      await store.tombstoneStream("order-ä");
      const progress = [];
      const onProgress = (one) => progress.push(one);
      const file = await store.backup({ onProgress });
      assert.ok(file instanceof Blob && file.size > 0);
      assert.deepEqual(await copy.restore(file, { onProgress }), await store.head());
      assert.ok(progress.length > 0);
      assert.deepEqual(await copy.head(), await store.head());
      const read = async (one) => (await one.readAll().toArray()).map((event) => event.toJSON());
      assert.deepEqual(await read(copy), await read(store));
      assert.deepEqual(await copy.streams(), await store.streams());
      assert.deepEqual(await copy.getStreamMetadata("cart-1"), await store.getStreamMetadata("cart-1"));
      assert.equal((await copy.verify()).ok, true);
      const appended = await copy.appendToStream("cart-1", numbered(9), { expectedRevision: 5n });
      assert.equal(appended.nextExpectedRevision, 6n);
    });

    test("take bytes as well, and are there when the store is opened again", async (t) => {
      const [store, one, two] = [await shop(t), await fresh(t), await fresh(t)];
      const buffer = await (await store.backup()).arrayBuffer();
      await one.restore(buffer);
      await two.restore(new Uint8Array(buffer));
      await one.close();
      const again = await openStore(one.name, { storage });
      assert.deepEqual(await again.head(), await store.head());
      assert.deepEqual(await two.head(), await store.head());
      await again.close();
    });

    test("of what is no copy, or not whole, leaves the store empty", async (t) => {
      const [store, copy] = [await shop(t), await fresh(t)];
      const bytes = new Uint8Array(await (await store.backup()).arrayBuffer());
      const bad = bytes.slice();
      bad[bad.length >> 1] ^= 1;
      const wrong = [new Uint8Array(), new TextEncoder().encode("no backup"), bytes.subarray(0, bytes.length - 1), bad];
      for (const one of wrong) await assert.rejects(copy.restore(one), failure(InvalidBackup));
      assert.equal((await copy.head()).position, -1n);
      await copy.restore(bytes);
      assert.deepEqual(await copy.head(), await store.head());
    });

    test("need a store that is empty", async (t) => {
      const store = await shop(t);
      const head = await store.head();
      const file = await store.backup();
      await assert.rejects(store.restore(file), { code: "Conflict", message: new RegExp(store.name) });
      assert.deepEqual(await store.head(), head);
    });

    test("end when their signal aborts", async (t) => {
      const [store, copy] = [await shop(t), await fresh(t)];
      const reason = new Error("enough");
      const aborted = failure(Aborted, { cause: reason });
      const signal = AbortSignal.abort(reason);
      await assert.rejects(store.backup({ signal }), aborted);
      await assert.rejects(copy.restore(await store.backup(), { signal }), aborted);
      await assert.rejects(store.verify({ signal }), aborted);
      await assert.rejects(store.scavenge({ signal }), aborted);
      assert.equal((await copy.head()).position, -1n);
    });
  });
}
