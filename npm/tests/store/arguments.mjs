// Wrong arguments: each is a TypeError that names the method and the argument, and nothing is done.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { binaryEvent, deleteStore, jsonEvent, listStores, openStore } from "foldback";

import { freshIn, numbered } from "./fixture.mjs";

export function wrongArguments(storage) {
  const fresh = freshIn(storage);

  /** Each call fails with a TypeError whose message begins with the method's name and names the argument. */
  async function allFail(method, calls) {
    for (const [argument, call] of calls) {
      await assert.rejects(
        async () => call(),
        (error) => {
          assert.ok(error instanceof TypeError, `${method}, ${argument}: ${error}`);
          assert.ok(error.message.startsWith(`${method}: `), error.message);
          assert.ok(error.message.includes(`"${argument}"`), `${argument} is not named: ${error.message}`);
          return true;
        },
        `${method}, ${argument}`,
      );
    }
  }

  const noText = [undefined, null, "", 1, {}, []];
  const noCount = [-1, 1.5, NaN, "1", -1n, 2n ** 60n, {}, null];
  const noSignal = [null, 1, "x", {}];

  describe("wrong arguments", () => {
    test("of events", () => {
      const fails = (call, words) => assert.throws(call, (error) => error instanceof TypeError && words.every((word) => error.message.includes(word)));
      for (const type of noText) {
        fails(() => jsonEvent({ type, data: 1 }), ["jsonEvent", '"type"']);
        fails(() => binaryEvent({ type, data: new Uint8Array() }), ["binaryEvent", '"type"']);
      }
      for (const data of [undefined, null, "text", [1], {}]) fails(() => binaryEvent({ type: "A", data }), ["binaryEvent", '"data"']);
      for (const event of [undefined, null, "A"]) fails(() => jsonEvent(event), ["jsonEvent", "{ type, data }"]);
    });

    test("of the functions that open stores", async () => {
      await allFail("openStore", [
        ...noText.map((name) => ["name", () => openStore(name)]),
        ...["fast", 1, null].map((durability) => ["durability", () => openStore("s", { durability })]),
        ...["disk", 1, null].map((kind) => ["storage", () => openStore("s", { storage: kind })]),
        ...["yes", 1, null].map((worker) => ["worker", () => openStore("s", { worker })]),
        // There are no workers for it here.
        ["worker", () => openStore("s", { worker: true })],
        ...[1, {}, null].map((assets) => ["assets", () => openStore("s", { assets })]),
        ...[null, 1, "x", []].map((options) => ["options", () => openStore("s", options)]),
      ]);
      await allFail("deleteStore", [
        ...noText.map((name) => ["name", () => deleteStore(name)]),
        ["options", () => deleteStore("s", null)],
      ]);
      await allFail("listStores", [["options", () => listStores(1)]]);
    });

    test("of appends", async (t) => {
      const store = await fresh(t);
      const append = (event, options) => store.appendToStream("a-1", event, options);
      const common = (call) => [
        ...[null, 1, "x", []].map((options) => ["options", () => call(options)]),
        ...["fast", 1, null].map((durability) => ["durability", () => call({ durability })]),
        ...noSignal.map((signal) => ["signal", () => call({ signal })]),
      ];
      await allFail("appendToStream", [
        ...noText.map((streamId) => ["streamId", () => store.appendToStream(streamId, numbered(0))]),
        ...common((options) => append(numbered(0), options)),
        ["events", () => append([])],
        ...[undefined, null, "x", 1].map((event) => ["events[0]", () => append(event)]),
        ["events[1]", () => append([numbered(0), null])],
        ...noText.map((type) => ["events[0].type", () => append({ type, data: 1 })]),
        ...[1, null, {}].map((id) => ["events[0].id", () => append({ type: "A", id })]),
        ...[1, null, new Date(NaN)].map((time) => ["events[0].time", () => append({ type: "A", time })]),
        ...["x", [1], null, {}].map((tags) => ["events[0].tags", () => append({ type: "A", tags })]),
        ...[1, null].map((contentType) => ["events[0].contentType", () => append({ type: "A", contentType })]),
        ...[1n, Symbol("x"), () => {}].map((data) => ["events[0].data", () => append({ type: "A", data })]),
        ["events[0].data", () => append({ type: "A", data: { n: 1 }, contentType: "text/plain" })],
        ...[1n, () => {}].map((metadata) => ["events[0].metadata", () => append({ type: "A", metadata })]),
        ...[...noCount, "nostream", "Any", true].map((expectedRevision) => ["expectedRevision", () => append(numbered(0), { expectedRevision })]),
      ]);
      const event = { streamId: "a-1", ...numbered(0) };
      const condition = [{ types: ["A"] }];
      await allFail("append", [
        ...common((options) => store.append(event, options)),
        ["events", () => store.append([])],
        ...[undefined, null].map((one) => ["events[0]", () => store.append([one])]),
        ...noText.map((streamId) => ["events[1].streamId", () => store.append([event, { ...event, streamId }])]),
        ["expectedRevisions", () => store.append(event, { expectedRevisions: 1 })],
        ...noCount.map((revision) => ['expectedRevisions["a-1"]', () => store.append(event, { expectedRevisions: { "a-1": revision } })]),
        ...[-2, 1.5, "0"].map((after) => ["after", () => store.append(event, { after, failIfEventsMatch: condition })]),
        ["after", () => store.append(event, { after: 1n })],
        ...["A", {}, 1].map((items) => ["failIfEventsMatch", () => store.append(event, { failIfEventsMatch: items })]),
        ...["A", 1, null, {}].map((item) => ["failIfEventsMatch[1]", () => store.append(event, { failIfEventsMatch: [...condition, item] })]),
        ["failIfEventsMatch[0].types", () => store.append(event, { failIfEventsMatch: [{ types: "A" }] })],
        ["failIfEventsMatch[0].tags", () => store.append(event, { failIfEventsMatch: [{ tags: [1] }] })],
      ]);
      assert.equal((await store.head()).position, -1n);
    });

    test("of reads and subscriptions", async (t) => {
      const store = await fresh(t);
      const common = (call) => [
        ...[null, 1, "x", []].map((options) => ["options", () => call(options)]),
        ...["A", 1, null, []].map((filter) => ["filter", () => call({ filter })]),
        ["filter.types", () => call({ filter: { types: "A" } })],
        ["filter.streamPrefixes", () => call({ filter: { streamPrefixes: [1] } })],
        ["filter.tags", () => call({ filter: { tags: {} } })],
        ...noSignal.map((signal) => ["signal", () => call({ signal })]),
      ];
      const reads = (call) => [
        ...common(call),
        ...["up", 1, null].map((direction) => ["direction", () => call({ direction })]),
        ...noCount.map((maxCount) => ["maxCount", () => call({ maxCount })]),
      ];
      const places = (argument, call) => [...noCount, "begin"].filter((one) => one !== null).map((from) => [argument, () => call({ [argument]: from })]);
      const readStream = (options) => store.readStream("a-1", options);
      const readAll = (options) => store.readAll(options);
      const toStream = (options) => store.subscribeToStream("a-1", options);
      const toAll = (options) => store.subscribeToAll(options);
      await allFail("readStream", [
        ...noText.map((streamId) => ["streamId", () => store.readStream(streamId)]),
        ...[...reads(readStream), ...places("fromRevision", readStream)],
      ]);
      await allFail("readAll", [
        ...[...reads(readAll), ...places("fromPosition", readAll)],
        ...[new Date(NaN), 1, "2024", null].map((fromTime) => ["fromTime", () => readAll({ fromTime })]),
        ["fromTime", () => readAll({ fromTime: new Date(), fromPosition: 0n })],
      ]);
      await allFail("subscribeToStream", [
        ...noText.map((streamId) => ["streamId", () => store.subscribeToStream(streamId)]),
        ...[...common(toStream), ...places("fromRevision", toStream)],
      ]);
      await allFail("subscribeToAll", [...common(toAll), ...places("fromPosition", toAll)]);
    });

    test("of what concerns streams", async (t) => {
      const store = await fresh(t);
      for (const method of ["deleteStream", "tombstoneStream"]) {
        await allFail(method, [
          ...noText.map((streamId) => ["streamId", () => store[method](streamId)]),
          ...[...noCount, "nostream"].map((expectedRevision) => ["expectedRevision", () => store[method]("a-1", { expectedRevision })]),
          ...noSignal.map((signal) => ["signal", () => store[method]("a-1", { signal })]),
          ["options", () => store[method]("a-1", 1)],
        ]);
      }
      const set = (metadata, options) => store.setStreamMetadata("a-1", metadata, options);
      await allFail("setStreamMetadata", [
        ...noText.map((streamId) => ["streamId", () => store.setStreamMetadata(streamId, {})]),
        ...[undefined, null, 1, "x", []].map((metadata) => ["metadata", () => set(metadata)]),
        ...["maxCount", "maxAge", "truncateBefore"].flatMap((name) =>
          noCount.map((value) => [`metadata.${name}`, () => set({ [name]: value })]),
        ),
        ["metadata", () => set({ owner: 1n })],
        ...[...noCount, "x"].map((expectedRevision) => ["expectedRevision", () => set({}, { expectedRevision })]),
        ...noSignal.map((signal) => ["signal", () => set({}, { signal })]),
      ]);
      await allFail("getStreamMetadata", [
        ...noText.map((streamId) => ["streamId", () => store.getStreamMetadata(streamId)]),
        ["options", () => store.getStreamMetadata("a-1", 1)],
      ]);
      await allFail("streams", [
        ...[1, null, []].map((prefix) => ["prefix", () => store.streams({ prefix })]),
        ...noCount.map((limit) => ["limit", () => store.streams({ limit })]),
        ...noSignal.map((signal) => ["signal", () => store.streams({ signal })]),
        ["options", () => store.streams("a-")],
      ]);
      assert.deepEqual(await store.streams(), []);
    });

    test("of projections", async (t) => {
      const store = await fresh(t);
      store.project("p", "merge");
      const noMoment = [-1, 1.5, "1", new Date(NaN), {}];
      await allFail("project", [
        ...noText.map((name) => ["name", () => store.project(name, "merge")]),
        ...["sum", undefined, () => {}, {}, { jq: "" }, { module: 1 }].map((fold) => ["fold", () => store.project("q", fold)]),
        ["categories", () => store.project("q", "merge", { categories: "cart" })],
        ["streams", () => store.project("q", "merge", { streams: [1] })],
        ["options", () => store.project("q", "merge", 1)],
      ]);
      await allFail("state", [
        ...noText.map((name) => ["name", () => store.state(name)]),
        ...noText.slice(1).map((partition) => ["partition", () => store.state("p", { partition })]),
        ...noMoment.map((at) => ["at", () => store.state("p", { at })]),
        ...noSignal.map((signal) => ["signal", () => store.state("p", { signal })]),
      ]);
      await allFail("diff", [
        ...noMoment.map((from) => ["from", () => store.diff("p", from)]),
        ...noMoment.map((to) => ["to", () => store.diff("p", 0n, to)]),
        ...noSignal.map((signal) => ["signal", () => store.diff("p", 0n, 1n, { signal })]),
      ]);
      await allFail("blame", [
        ...[undefined, "", "cart-1/x", 1].map((path) => ["path", () => store.blame("p", path)]),
        ...noMoment.map((at) => ["at", () => store.blame("p", "/a", { at })]),
        ...noCount.map((limit) => ["limit", () => store.blame("p", "/a", { limit })]),
        ...noSignal.map((signal) => ["signal", () => store.blame("p", "/a", { signal })]),
      ]);
    });

    test("of whole logs and upkeep", async (t) => {
      const store = await fresh(t);
      await allFail("importLog", [
        ...[undefined, null, 1, {}, [], () => {}].map((source) => ["source", () => store.importLog(source)]),
        ...noText.slice(1).map((name) => ["name", () => store.importLog("{}", { name })]),
        ...noText.slice(1).map((format) => ["format", () => store.importLog("{}", { format })]),
        ["onBad", () => store.importLog("{}", { onBad: "skip" })],
        ["onProgress", () => store.importLog("{}", { onProgress: 1 })],
        ...noSignal.map((signal) => ["signal", () => store.importLog("{}", { signal })]),
        ["options", () => store.importLog("{}", 1)],
      ]);
      await allFail("exportLog", [
        ["format", () => store.exportLog({ format: "xml" })],
        ["filter.types", () => store.exportLog({ filter: { types: "A" } })],
        ["onProgress", () => store.exportLog({ onProgress: 1 })],
        ["onReport", () => store.exportLog({ onReport: 1 })],
        ...noSignal.map((signal) => ["signal", () => store.exportLog({ signal })]),
      ]);
      for (const method of ["backup", "verify", "scavenge"]) {
        await allFail(method, [
          ["options", () => store[method](1)],
          ["onProgress", () => store[method]({ onProgress: 1 })],
          ...noSignal.map((signal) => ["signal", () => store[method]({ signal })]),
        ]);
      }
      await allFail("restore", [
        ...[undefined, null, "x", {}, [1]].map((copy) => ["copy", () => store.restore(copy)]),
        ["onProgress", () => store.restore(new Uint8Array(), { onProgress: 1 })],
      ]);
      for (const method of ["head", "estimate"]) {
        await allFail(method, [
          ["options", () => store[method](1)],
          ...noSignal.map((signal) => ["signal", () => store[method]({ signal })]),
        ]);
      }
    });
  });
}
