// The language of KurrentDB's projections: every selector, handler, option and function, with what KurrentDB's documentation
// of user-defined projections and its declarations say of it. Texts are given as they would be on a server.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { folded, log, runtime } from "./fixture.mjs";

const { fromAll, fromCategory, fromStream, fromStreams, emit, linkTo, InvalidProjection, HandlerFailed, resolved, compiled, definitionOf } = runtime;

const SHOP = log(
  ["cart-1", "ItemAdded", { sku: "tea", qty: 2 }],
  ["cart-2", "ItemAdded", { sku: "jam", qty: 1 }],
  ["user-1", "Registered", { name: "Ann" }],
  ["cart-1", "ItemAdded", { sku: "tea", qty: 3 }],
  ["cart-1", "CheckedOut", { total: 10 }],
  ["cart", "ItemAdded", { sku: "pot", qty: 9 }],
);
const COUNT = "$init: function () { return { count: 0 } }, $any: function (s, e) { s.count += 1 }";

describe("what the documentation begins with", () => {
  test("count events of a type in a stream, and make another result of the state", () => {
    // A count of one type in one stream, and transformBy on it, with every option that the documentation lists.
    const text = `
      options({ resultStreamName: "laps-of-one", $includeLinks: false, reorderEvents: false, processingLag: 0 })
      fromStream('runner-7')
        .when({ $init: function () { return { laps: 0 } }, LapRun: function (state, event) { state.laps++; } })
        .transformBy(function (state) { return { kilometres: state.laps * 2 } })
        .outputState()`;
    const events = log(["runner-7", "LapRun", {}], ["runner-8", "LapRun", {}], ["runner-7", "other", {}], ["runner-7", "LapRun", {}]);
    const { state, results, written } = folded(text, events);
    assert.deepEqual(state, { laps: 2 });
    assert.deepEqual(results, [
      { position: 0, partition: "", streamId: "laps-of-one", result: '{"kilometres":2}' },
      { position: 3, partition: "", streamId: "laps-of-one", result: '{"kilometres":4}' },
    ]);
    assert.deepEqual(written, [[0, "", [["", { laps: 1 }]]], [3, "", [["/laps", 2]]]]);
  });

  test("log what an event is made of", () => {
    const text = "fromStream('$stats-here').when({ $any: function (s, e) { log(JSON.stringify(e)); } })";
    const { logs, state } = folded(text, log(["$stats-here", "$measured", { cpu: 1 }, { metadata: '{"m":2}' }]));
    assert.deepEqual(state, {});
    const [{ position, text: line }] = logs;
    assert.equal(position, 0);
    assert.deepEqual(JSON.parse(line), {
      ...{ partition: "", created: "2026-01-02T03:04:00.5000000Z", bodyRaw: '{"cpu":1}', metadataRaw: '{"m":2}', category: null },
      ...{ streamId: "$stats-here", eventId: "id-0", eventType: "$measured", linkMetadataRaw: null, isJson: true },
      ...{ sequenceNumber: 0, body: { cpu: 1 }, data: { cpu: 1 }, metadata: { m: 2 }, linkMetadata: null },
    });
  });
});

describe("selectors", () => {
  const seen = (text, events = SHOP) => folded(`${text}.when({ $init() { return [] }, $any(s, e) { s.push(e.sequenceNumber + "@" + e.streamId) } })`, events).state;

  test("fromAll: every stream but the system's own", () => {
    const events = log(["a-1", "A", {}], ["$stats-x", "$s", {}], ["$$a-1", "$metadata", {}], ["$$$settings", "$metadata", {}], ["$ce-a", "$>", "0@a-1", { contentType: "application/octet-stream" }]);
    assert.deepEqual(seen("fromAll()", events), ["0@a-1", "0@$$a-1"]);
  });

  test("fromStream: one of them", () => assert.deepEqual(seen("fromStream('cart-1')"), ["0@cart-1", "1@cart-1", "2@cart-1"]));

  test("fromStreams: several, as an array or one by one, in the order of the log", () => {
    const wanted = ["0@cart-1", "0@user-1", "1@cart-1", "2@cart-1"];
    assert.deepEqual(seen("fromStreams(['user-1', 'cart-1'])"), wanted);
    assert.deepEqual(seen("fromStreams('user-1', 'cart-1')"), wanted);
  });

  test("fromCategory: what stands before the first dash of a stream's name", () => {
    assert.deepEqual(seen("fromCategory('cart')"), ["0@cart-1", "0@cart-2", "1@cart-1", "2@cart-1"]);
    assert.deepEqual(seen("fromCategories(['cart', 'user'])").length, 5);
    assert.deepEqual(seen("fromCategories('cart', 'user')").length, 5);
  });

  test("the streams that the server's projections keep", () => {
    assert.deepEqual(seen("fromStream('$ce-cart')"), seen("fromCategory('cart')"));
    assert.deepEqual(seen("fromStreams(['$et-CheckedOut', '$et-Registered'])"), ["0@user-1", "2@cart-1"]);
  });

  test("each offers what the documentation says that it provides", () => {
    const words = (step) => Object.keys(step).sort();
    const selected = ["outputState", "partitionBy", "when"];
    assert.deepEqual(words(fromAll()), ["foreachStream", ...selected]);
    assert.deepEqual(words(fromCategory("a")), ["foreachStream", ...selected]);
    assert.deepEqual(words(fromStream("a")), selected);
    assert.deepEqual(words(fromStreams(["a"])), selected);
    assert.deepEqual(words(fromAll().foreachStream()), ["when"]);
    assert.deepEqual(words(fromAll().partitionBy(() => "a")), ["when"]);
    const handled = fromAll().when({});
    assert.deepEqual(words(handled), ["$defines_state_transform", "filterBy", "outputState", "outputTo", "transformBy"]);
    for (const step of [handled.transformBy(() => 1), handled.filterBy(() => true)]) assert.deepEqual(words(step), ["filterBy", "outputState", "outputTo", "transformBy"]);
    assert.deepEqual(words(handled.outputState()), ["filterBy", "outputTo", "transformBy"]);
  });
});

describe("handlers", () => {
  test("a type: only events of it; others of the streams that are read are counted", () => {
    const { state, unhandled, handled } = folded("fromCategory('cart').when({ $init() { return 0 }, CheckedOut(s, e) { return s + e.data.total } })", SHOP);
    assert.equal(state, 10);
    assert.equal(handled, 1);
    assert.deepEqual(unhandled, { ItemAdded: 3 });
  });

  test("$any: every type that has no handler of its own", () => {
    for (const handlers of ["$any(s) { s.any++ }, CheckedOut(s) { s.out++ }", "CheckedOut(s) { s.out++ }, $any(s) { s.any++ }"]) {
      assert.deepEqual(folded(`fromAll().when({ $init() { return { any: 0, out: 0 } }, ${handlers} })`, SHOP).state, { any: 5, out: 1 });
    }
  });

  test("$init: the first state of each partition, and each has its own", () => {
    const one = "var shared = { items: [] }; fromAll().foreachStream().when({ $init: function () { return shared }, $any: function (s, e) { s.items.push(e.eventType) } })";
    assert.deepEqual(folded(one, SHOP).states["cart-2"], { items: ["ItemAdded"] });
    assert.deepEqual(folded("fromAll().when({ A(s) { s.a = 1 } })", log(["a-1", "A", {}])).state, { a: 1 });
  });

  test("$created: once, before the first event of a partition; what it returns does not matter", () => {
    const text = `fromAll().foreachStream().when({ $init() { return { seen: [] } },
      $created(s, e) { s.created = e.partition; emit("created-" + e.partition, "Created", { by: e.eventType }); return "nothing" },
      $any(s, e) { s.seen.push(s.created) } })`;
    const { states, emitted } = folded(text, SHOP.slice(0, 4));
    assert.deepEqual(states["cart-1"], { seen: ["cart-1", "cart-1"], created: "cart-1" });
    assert.deepEqual(emitted.map(({ position, streamId, data }) => [position, streamId, data]), [0, 1, 2].map((n) => [n, `created-${SHOP[n].streamId}`, `{"by":"${SHOP[n].type}"}`]));
  });

  test("$deleted: upon the deletion of a stream, for good or for now", () => {
    const text = `fromCategory('cart').foreachStream().when({ ItemAdded(s, e) { s.n = (s.n || 0) + 1 },
      $deleted(s, e, partition, isSoftDelete) { s.gone = [e, partition, isSoftDelete] } })`;
    const gone = log(
      ...SHOP.map(({ streamId, type, data }) => [streamId, type, data]),
      ["cart-1", "$streamDeleted", {}],
      ["$$cart-2", "$metadata", '{"$tb":9223372036854775807}'],
      ["$$cart-2", "$metadata", '{"$maxCount":1}'],
      ["user-1", "$streamDeleted", {}],
    );
    const { states } = folded(text, gone);
    assert.deepEqual(states, { "cart-1": { n: 2, gone: [null, "cart-1", false] }, "cart-2": { n: 1, gone: [null, "cart-2", false] } });
    assert.throws(() => compiled("fromAll().when({ $deleted() {} })"), /foreachStream/);
    assert.throws(() => compiled("options({ biState: true }); fromAll().foreachStream().when({ $deleted() {} })"), /shared/);
  });

  test("without when, and without a handler, the state is the event", () => {
    assert.deepEqual(folded("fromAll();", log(["a-1", "A", { data: 1 }])).state, { data: 1 });
    assert.deepEqual(folded("var z = fromAll().outputState();", log(["a-1", "A", { data: 1 }])).results.map(({ result }) => result), ['{"data":1}']);
  });

  test("on_event and on_any", () => {
    assert.deepEqual(folded("fromAll(); on_event('A', function (s) { s.a = 1 }); on_any(function (s) { s.any = 1 })", log(["a-1", "A", {}], ["a-1", "B", {}])).state, { a: 1, any: 1 });
  });

  test("null ends a state, and the next handler gets null", () => {
    const text = "fromAll().when({ $init() { return { n: 1 } }, End() { return null }, Add(s) { return s === null ? { again: true } : undefined } })";
    const { written, state } = folded(text, log(["a", "Add", {}], ["a", "End", {}], ["a", "Add", {}]));
    assert.deepEqual(written.map(([, , writes]) => writes), [[["", { n: 1 }]], [[""]], [["", { again: true }]]]);
    assert.deepEqual(state, { again: true });
  });

  test("an event without a payload calls no handler", () => {
    const { written } = folded(`fromAll().when({ ${COUNT} })`, log(["a", "A", ""], ["a", "A", " "], ["a", "A", {}]));
    assert.deepEqual(written.map(([, , writes]) => writes), [[["", { count: 0 }]], [], [["/count", 1]]]);
  });
});

describe("partitions", () => {
  test("foreachStream: a state for each stream", () => {
    const { states } = folded(`fromCategory('cart').foreachStream().when({ ${COUNT} })`, SHOP);
    assert.deepEqual(states, { "cart-1": { count: 3 }, "cart-2": { count: 1 } });
  });

  test("partitionBy: a state for each text or number; other events are passed over", () => {
    const text = (by) => `fromAll().partitionBy(function (e) { return ${by} }).when({ $any(s, e) { s.n = (s.n || 0) + 1; s.p = e.partition } })`;
    assert.deepEqual(folded(text("e.eventType"), SHOP).states, {
      ItemAdded: { n: 4, p: "ItemAdded" },
      Registered: { n: 1, p: "Registered" },
      CheckedOut: { n: 1, p: "CheckedOut" },
    });
    assert.deepEqual(folded(text("e.data.qty"), SHOP).states, { 1: { n: 1, p: "1" }, 2: { n: 1, p: "2" }, 3: { n: 1, p: "3" }, 9: { n: 1, p: "9" } });
    for (const none of ["null", "undefined", "{}", "true"]) assert.deepEqual(folded(text(none), SHOP).states, {});
  });

  test("the partition is an empty text while it is being found out, and where there are none", () => {
    const text = "fromAll().partitionBy(function (e) { return 'p' + e.partition }).when({ $any(s, e) { s.p = e.partition } })";
    assert.deepEqual(folded(text, SHOP).states, { p: { p: "p" } });
    assert.deepEqual(folded("fromAll().when({ $any(s, e) { s.p = e.partition } })", SHOP).state, { p: "" });
  });

  test("a shared state beside those of the partitions", () => {
    // state[0] is that of the partition, state[1] the one that all of them share.
    const text = `options({ biState: true });
      fromCategory("till").partitionBy(function (e) { return e.eventType === "Opened" ? "day" : e.data.drawer })
        .when({
          $init: function () { return { cash: 0 } },
          $initShared: function () { return { drawers: 0, sum: 0 } },
          $created: function (s, e) { if (e.partition !== "day") s[1].drawers++; else s[0] = null },
          Opened: function (s, e) { s[1].day = e.body.day },
          PaidIn: function (s, e) { s[0].cash += e.body.amount; s[0].out = undefined; s[0].day = s[1].day; s[1].sum += e.body.amount; return s },
          PaidOut: function (s, e) { s[0].cash -= e.body.amount; s[0].out = e.body.amount; s[1].sum -= e.body.amount; return s },
        }).outputState()`;
    const events = log(
      ["till-1", "Opened", { day: "first" }],
      ["till-1", "PaidIn", { drawer: "a", amount: 10 }],
      ["till-1", "PaidOut", { drawer: "b", amount: 4 }],
      ["till-1", "Opened", { day: "second" }],
      ["till-1", "PaidIn", { drawer: "b", amount: 1 }],
    );
    const { states, written, results, fold } = folded(text, events);
    assert.deepEqual(states, {
      "\0shared": { drawers: 2, sum: 7, day: "second" },
      a: { cash: 10, day: "first" },
      b: { cash: -3, day: "second" },
    });
    assert.deepEqual(written.slice(0, 3), [
      [0, "day", []],
      [0, "\0shared", [["", { drawers: 0, sum: 0, day: "first" }]]],
      [1, "a", [["", { cash: 10, day: "first" }]]],
    ]);
    assert.equal(fold.stateOf("day"), undefined);
    assert.deepEqual(results.map(({ partition }) => partition), ["a", "b", "b"]);
  });

  test("$initShared alone makes a shared state; a handler that returns no array leaves it", () => {
    const text = "fromAll().foreachStream().when({ $initShared() { return { n: 0 } }, $any(s, e) { s[1].n++; return e.data.one ? { one: true } : s } })";
    assert.deepEqual(folded(text, log(["a", "A", {}], ["b", "A", { one: 1 }])).states, { "\0shared": { n: 2 }, a: {}, b: { one: true } });
  });
});

describe("results", () => {
  const results = (text, events = SHOP, more) => folded(text, events, more).results.map(({ position, partition, streamId, result }) => [position, partition, streamId, result]);

  test("there are none unless they are asked for", () => assert.deepEqual(results(`fromAll().when({ ${COUNT} })`), []));

  test("outputState: $projections-NAME-result with the state, and one for each partition", () => {
    assert.deepEqual(results(`fromStream('cart-2').when({ ${COUNT} }).outputState()`, SHOP, { name: "carts" }), [[1, "", "$projections-carts-result", '{"count":1}']]);
    assert.deepEqual(results(`fromStream('cart-2').partitionBy(function (e) { return e.data.sku }).when({ ${COUNT} }).outputState()`), [[1, "jam", "$projections-test-jam-result", '{"count":1}']]);
  });

  test("outputTo: streams of other names", () => {
    const chain = fromCategory("cart").foreachStream().when({ $any: (s, e) => ({ last: e.eventType }) }).outputState().outputTo("out", "out-{0}");
    assert.deepEqual(results(chain, SHOP.slice(0, 2)).map(([, , stream]) => stream), ["out-cart-1", "out-cart-2"]);
    assert.deepEqual(results("fromAll().when({ $any(s) { s.a = 1 } }).outputState().outputTo('all')").map(([, , stream]) => stream), ["all"]);
  });

  test("transformBy and filterBy, in the order in which they stand", () => {
    const chain = fromAll()
      .when({ $init: () => ({ sum: 0 }), ItemAdded: (s, e) => { s.sum += e.data.qty; } })
      .transformBy((s) => ({ doubled: s.sum * 2 }))
      .filterBy((r) => r.doubled > 4)
      .transformBy((r) => ({ ...r, big: r.doubled > 20 }))
      .outputState();
    assert.deepEqual(results(chain).map(([at, , , result]) => [at, result]), [[1, '{"doubled":6,"big":false}'], [3, '{"doubled":12,"big":false}'], [5, '{"doubled":30,"big":true}']]);
  });

  test("a result is null where a filter does not answer true, or a transformation gives nothing", () => {
    const text = (then) => `fromAll().when({ $init() { return 0 }, ItemAdded(s, e) { return s + e.data.qty } }).${then}`;
    // 2, 3, 6 and 15.
    assert.deepEqual(results(text("filterBy(function (s) { return s === 3 })")).map(([at, , , result]) => [at, result]), [[1, "3"], [3, null]]);
    assert.deepEqual(results(text("filterBy(function (s) { return 'yes' })")), []);
    assert.deepEqual(results(text("transformBy(function (s) { return s === 3 ? s : null })")).map(([at, , , result]) => [at, result]), [[1, "3"], [3, null]]);
    assert.deepEqual(results(text("transformBy(function (s) { return s === 3 ? s : undefined }).transformBy(function (s) { return s.toFixed(1) })")).map(([at, , , result]) => [at, result]), [[1, '"3.0"'], [3, null]]);
  });

  test("a transformation changes no state, and a result that stays as it is comes once", () => {
    const { state, results } = folded("fromAll().when({ $any(s, e) { s.n = (s.n || 0) + 1 } }).transformBy(function (s) { s.n = 'changed'; return s })", SHOP);
    assert.deepEqual(state, { n: 6 });
    assert.deepEqual(results.map(({ result }) => result), ['{"n":"changed"}']);
  });

  test("$defines_state_transform gives states out", () => assert.equal(results(`fromAll().when({ ${COUNT} }).$defines_state_transform()`).length, 6));
});

describe("what is emitted", () => {
  test("events, with and without metadata", () => {
    const text = `fromStream('user-1').when({ Registered(s, e) { emit("welcome-1", "Welcomed", { name: e.data.name }); emit("welcome-1", "Welcomed", {}, { $causationId: e.eventId }) } })`;
    const common = { position: 2, streamId: "welcome-1", type: "Welcomed", isJson: true };
    assert.deepEqual(folded(text, SHOP).emitted, [
      { ...common, data: '{"name":"Ann"}', metadata: null },
      { ...common, data: "{}", metadata: '{"$causationId":"id-2"}' },
    ]);
  });

  test("links to events, links to streams, and copyTo, which does nothing", () => {
    const text = `fromAll().when({ CheckedOut(s, e) { linkTo("out", e); linkTo("out", e, { meta: "data" }); linkStreamTo("streams", e.streamId); copyTo("x", e) } })`;
    const common = { position: 4, isJson: false };
    assert.deepEqual(folded(text, SHOP).emitted, [
      { ...common, streamId: "out", type: "$>", data: "2@cart-1", metadata: null },
      { ...common, streamId: "out", type: "$>", data: "2@cart-1", metadata: '{"meta":"data"}' },
      { ...common, streamId: "streams", type: "$@", data: "cart-1", metadata: null },
    ]);
  });

  test("from a closure by the package's own functions, and only while it handles an event", () => {
    const chain = fromStream("user-1").when({ Registered: (_, e) => { emit("a", "B", e.data); linkTo("c", e); } });
    assert.deepEqual(folded(chain, SHOP).emitted.map(({ type }) => type), ["B", "$>"]);
    assert.throws(() => emit("a", "B", {}), TypeError);
  });

  test("what is wrong with a call is the handler's failure", () => {
    const calls = ["emit()", "emit('', 'A', {})", "emit('a', 'A')", "emit('a', 'A', 'text')", "emit('a', 'A', {}, 1)", "linkTo('a', {})", "linkTo('a')", "linkStreamTo('a')"];
    for (const call of calls) assert.throws(() => folded(`fromAll().when({ $any() { ${call} } })`, SHOP), HandlerFailed, call);
  });

  test("log: text as it is, anything else as JSON", () => {
    const { logs } = folded("fromStream('user-1').when({ $any(s, e) { log('plain'); log({ a: 1 }); log(1, 'b', [2]); log() } })", SHOP);
    assert.deepEqual(logs, ["plain", '{"a":1}', "1 ,b ,[2]"].map((text) => ({ position: 2, text })));
  });
});

describe("links that are read", () => {
  const events = log(
    ["parcel-1", "Weighed", { a: 1 }, { metadata: '{"own":1}' }],
    ["parcel-2", "Weighed", { a: 10 }],
    ["belt", "$>", "0@parcel-1", { contentType: "application/octet-stream", metadata: '{"a":1}' }],
    ["belt", "$>", "0@parcel-2", { contentType: "application/octet-stream", metadata: '{"a":10,"$o":"elsewhere"}' }],
    ["belt", "$>", "7@parcel-2", { contentType: "application/octet-stream" }],
  );
  const find = (streamId, revision) => events.find((event) => event.streamId === streamId && event.revision === revision);
  const all = () => Promise.all(events.map((event) => resolved(event, find)));

  test("are the events that they lead to, with the metadata of both", async () => {
    const text = `fromStream('belt').when({ $init() { return [] }, $any(s, e) {
      s.push([e.streamId, e.sequenceNumber, e.metadata, e.linkMetadata, e.linkMetadataRaw]) } })`;
    const { state, written } = folded(text, (await all()).slice(0, 4));
    assert.deepEqual(state, [
      ["parcel-1", 0, { own: 1 }, { a: 1 }, '{"a":1}'],
      ["parcel-2", 0, null, { a: 10, $o: "elsewhere" }, '{"a":10,"$o":"elsewhere"}'],
    ]);
    assert.deepEqual(written.map(([position]) => position), [2, 3]);
  });

  test("$includeLinks: fromAll sees events through links only with it, and links that lead nowhere as they are", async () => {
    const text = (options) => `options(${options}); fromAll().when({ $init() { return [] }, $any(s, e) { s.push(e.bodyRaw) } })`;
    const plain = ['{"a":1}', '{"a":10}'];
    for (const options of ["{}", "{ $includeLinks: false }"]) assert.deepEqual(folded(text(options), await all()).state, plain);
    assert.deepEqual(folded(text("{ $includeLinks: true }"), await all()).state, [...plain, ...plain, "7@parcel-2"]);
  });

  test("a state for each stream is that of the stream in which the event first stood", async () => {
    const text = "options({ $includeLinks: true }); fromAll().foreachStream().when({ Weighed(s, e) { s.n = (s.n || 0) + 1 } })";
    assert.deepEqual(folded(text, await all()).states, { "parcel-1": { n: 2 }, "parcel-2": { n: 1 }, elsewhere: { n: 1 } });
  });
});

describe("the event object", () => {
  test("a payload that is no JSON has no data, and its text", () => {
    const { state } = folded("fromAll().when({ $any(s, e) { return [e.isJson, e.data === undefined, e.body === undefined, e.bodyRaw, e.metadata, e.metadataRaw] } })", [
      ...log(["a", "A", "plain text", { contentType: "text/plain", data: new TextEncoder().encode("plain text") }]),
    ]);
    assert.deepEqual(state, [false, true, true, "plain text", null, null]);
  });

  test("data and body are one object, category is the one that was selected, sequenceNumber the revision", () => {
    const text = "fromCategory('cart').when({ CheckedOut(s, e) { return [e.data === e.body, e.category, e.sequenceNumber, e.eventId, e.created, typeof e.created] } })";
    assert.deepEqual(folded(text, SHOP).state, [true, "cart", 2, "id-4", "2026-01-02T03:04:04.5000000Z", "string"]);
    assert.deepEqual(folded("fromAll().when({ CheckedOut(s, e) { return [e.category] } })", SHOP).state, [null]);
  });

  test("it can be kept in a state whole", () => {
    const { state } = folded("fromStream('user-1').when({ $any(s, e) { s.last = e } })", SHOP);
    assert.equal(state.last.eventType, "Registered");
    assert.deepEqual(state.last.data, { name: "Ann" });
  });
});

describe("options", () => {
  test("reorderEvents is for several streams, with a lag of 50 ms or more", () => {
    const text = (options, from) => `options(${options}); ${from}.when({ $init() { return [] }, $any(s, e) { s.push(e.sequenceNumber + "@" + e.streamId) } })`;
    const streams = "fromStreams(['user-1', 'cart-2'])";
    assert.deepEqual(folded(text("{ reorderEvents: true, processingLag: 500 }", streams), SHOP).state, ["0@cart-2", "0@user-1"]);
    assert.throws(() => compiled(text("{ reorderEvents: true, processingLag: 10 }", streams)), InvalidProjection);
    assert.throws(() => compiled(text("{ reorderEvents: true, processingLag: 500 }", "fromAll()")), InvalidProjection);
  });

  test("several statements add up; a wrong one is an error", () => {
    assert.equal(compiled("options({ biState: false }); options({ resultStreamName: 'r' }); fromAll()").options.resultStreamName, "r");
    assert.throws(() => compiled("options({ nonsense: 1 }); fromAll()"), /nonsense/);
    assert.throws(() => compiled("options({ biState: 1 }); fromAll()"), /biState/);
    assert.equal(definitionOf(fromAll().when({}), { resultStreamName: "r" }).options.resultStreamName, "r");
  });
});

describe("what is no projection", () => {
  test("is told before any event", () => {
    for (const text of ["", "fromAll(", "nonsense()", "fromStream()", "fromStream(1)", "fromStreams([1])", "fromAll().when()", "fromAll().partitionBy(1)", "fromAll().foreachStream().partitionBy(function () {})", "throw 1"]) {
      assert.throws(() => compiled(text), InvalidProjection, text);
    }
    assert.throws(() => definitionOf({}), InvalidProjection);
    assert.throws(() => folded("fromAll().when({ $any() { fromAll() } })", SHOP), HandlerFailed);
  });
});
