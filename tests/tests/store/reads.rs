//! Reads and subscriptions as an app makes them: every field, every filter, both ways, live.

use foldback_tests::Outcome;
use serde_json::json;

use crate::script::{answers, run, same, store_test};

#[test]
fn an_event_comes_back_with_every_field() -> Outcome<()> {
    store_test("store-fields", |page| {
        let body = "const time = '2024-02-29T12:34:56.123456789+02:00';
            const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
            await s.append('f', [
              { streamId: 'käse-1 😀', type: 'Tÿpe', id: '0b9f6d6e-7a0b-4f7e-8f39-1a2b3c4d5e6f', time, data: { a: [1, 'é', null] },
                metadata: { $correlationId: 'c' }, tags: ['sku:tea', '', 'é'] },
              { streamId: 'bin', type: 'Photo', id: 'my id', contentType: 'application/avro', data: bytes, metadata: bytes },
              { streamId: 'bin', type: 'Text', contentType: 'text/plain', data: 'no json' },
              { streamId: 'bin', type: 'Bare' },
            ]);
            await s.close('f');
            const events = await (await log('f')).readAll().toArray();
            const [full, photo, text, bare] = plain(events);
            const raw = (at) => [...events[at].rawData()].length;
            const big = events.every(({ position, revision }) => typeof position === 'bigint' && typeof revision === 'bigint');
            const now = Math.abs(Date.now() - Date.parse(bare.time)) < 60000 && bare.created === bare.time;
            const made = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bare.id);
            const whole = bytes.every((byte, at) => photo.data[at] === byte && photo.metadata[at] === byte);
            return [full, [photo.id, photo.contentType, photo.revision, photo.position, whole, raw(1)], [text.contentType, raw(2)],
              [bare.data, bare.metadata, bare.tags, now, made, bare.revision, raw(3), big]]";
        let full = json!({
            "streamId": "käse-1 😀", "revision": 0, "position": 0, "id": "0b9f6d6e-7a0b-4f7e-8f39-1a2b3c4d5e6f",
            "type": "Tÿpe", "created": "2024-02-29T10:34:56.123Z", "time": "2024-02-29T12:34:56.123456789+02:00",
            "contentType": "application/json", "data": { "a": [1, "é", null] }, "metadata": { "$correlationId": "c" },
            "tags": ["sku:tea", "", "é"],
        });
        let right = json!([
            full,
            ["my id", "application/avro", 0, 1, true, 256],
            ["text/plain", 7],
            [null, null, [], true, true, 2, 0, true]
        ]);
        answers(page, "events", body, right)
    })
}

/// 40 events: streams `a-0`, `a-1`, `b-0`, `b-1` in turn, types `Odd` and `Even`, a tag on every fifth, a second apart.
const FORTY: &str = "await s.append('r', Array.from({ length: 40 }, (_, n) => ({
    streamId: `${n % 4 < 2 ? 'a' : 'b'}-${n % 2}`, type: n % 2 ? 'Odd' : 'Even', id: `${n}`, data: { n },
    time: new Date(1e12 + n * 1000).toISOString(), tags: n % 5 ? [] : ['fifth', `n:${n}`],
  })));";

#[test]
fn reads_go_both_ways_from_anywhere_through_every_filter() -> Outcome<()> {
    store_test("store-reads", |page| {
        run(page, FORTY, &[])?;
        let body = "const read = async (options) => (await s.read('r', options)).map(({ id }) => Number(id));
            const filter = (filter, more) => read({ filter, ...more });
            return {
              all: (await read()).every((n, at) => n === at),
              back: await read({ direction: 'backwards', maxCount: 3 }),
              from: await read({ fromPosition: 37 }), fromBig: await read({ fromPosition: 37n }),
              backFrom: await read({ direction: 'backwards', fromPosition: 2 }),
              end: await read({ fromPosition: 'end' }), beyond: await read({ fromPosition: 100 }),
              time: await read({ fromTime: new Date(1e12 + 36500) }), thatTime: await read({ fromTime: new Date(1e12 + 37000) }),
              backTime: await read({ direction: 'backwards', fromTime: new Date(1e12 + 2500) }),
              backThatTime: await read({ direction: 'backwards', fromTime: new Date(1e12 + 2000) }),
              types: (await filter({ types: ['Odd', 'Never'] })).length,
              prefixes: await filter({ streamPrefixes: ['b-', 'c'] }, { maxCount: 4 }),
              tags: await filter({ tags: ['fifth'] }), both: await filter({ tags: ['fifth', 'n:10'] }),
              every: await filter({ types: ['Odd'], streamPrefixes: ['a-'], tags: ['fifth'] }),
              backTags: await filter({ tags: ['fifth'] }, { direction: 'backwards', maxCount: 2 }),
              none: await filter({ types: ['Never'] }),
              stream: await read({ stream: 'b-1' }),
              streamFrom: await read({ stream: 'b-1', fromRevision: 8 }),
              streamBack: await read({ stream: 'b-1', direction: 'backwards', fromRevision: 1 }),
              streamTime: await filter({ streamPrefixes: ['b-1'] }, { fromTime: new Date(1e12 + 34500) }),
              streamBackTime: await filter({ streamPrefixes: ['b-1'] }, { direction: 'backwards', fromTime: new Date(1e12 + 7500) }),
              streams: await s.streams('r', { prefix: 'b-' }),
            }";
        let seen = run(page, body, &[])?;
        let detail = |name: &str, first: u64, last: u64, kind: &str| {
            json!({ "streamId": name, "count": 10, "firstPosition": first, "lastPosition": last, "lastType": kind,
                "deleted": false, "tombstoned": false })
        };
        let right = json!({
            "all": true, "back": [39, 38, 37], "from": [37, 38, 39], "fromBig": [37, 38, 39], "backFrom": [2, 1, 0],
            "end": [], "beyond": [], "time": [37, 38, 39], "thatTime": [37, 38, 39], "backTime": [2, 1, 0],
            "backThatTime": [2, 1, 0], "types": 20, "prefixes": [2, 3, 6, 7],
            "tags": [0, 5, 10, 15, 20, 25, 30, 35], "both": [10], "every": [5, 25], "backTags": [35, 30], "none": [],
            "stream": [3, 7, 11, 15, 19, 23, 27, 31, 35, 39], "streamFrom": [35, 39], "streamBack": [7, 3],
            "streamTime": [35, 39], "streamBackTime": [7, 3],
            "streams": [detail("b-0", 2, 38, "Even"), detail("b-1", 3, 39, "Odd")],
        });
        for (name, right) in right.as_object().into_iter().flatten() {
            same(name, &seen[name], right)?;
        }
        Ok(())
    })
}

/// 10,000 events, which are several pages however they are read: the first has 256 events, each later one 4096. Two in three
/// are of `big-0`, the others of `big-1`; a second lies between them.
const MANY: &str = "for (let from = 0; from < 10000; from += 1000) {
    await s.append('r', Array.from({ length: 1000 }, (_, at) => {
      const n = from + at;
      return { streamId: `big-${n % 3 === 2 ? 1 : 0}`, type: n % 2 ? 'Odd' : 'Even', id: `${n}`, data: { n }, time: new Date(1e12 + n * 1000) };
    }));
  }";

#[test]
fn what_is_read_in_several_pages_has_no_seam() -> Outcome<()> {
    store_test("store-pages", |page| {
        run(page, MANY, &[])?;
        // How many events there are, and whether they are those that `right` names, in its order.
        let body = "const store = await log('r'), numbers = Array.from({ length: 10000 }, (_, n) => n), back = [...numbers].reverse();
            const seen = (events, right) => [events.length, events.every(({ data }, at) => data.n === right[at])];
            const all = (options, right) => store.readAll(options).toArray().then((events) => seen(events, right));
            const stream = (options, right) => store.readStream('big-0', options).toArray().then((events) => seen(events, right));
            const [inBig, isOdd] = [(n) => n % 3 !== 2, (n) => n % 2 === 1];
            const one = [];
            for await (const event of store.readAll()) one.push(event);
            const batches = [], inBatches = [];
            for await (const batch of store.readAll().batches()) {
              batches.push(batch.length);
              inBatches.push(...batch);
            }
            const direction = 'backwards';
            return {
              all: seen(one, numbers), batches: seen(inBatches, numbers), several: batches.length >= 3,
              back: await all({ direction }, back), some: await all({ maxCount: 5000 }, numbers),
              from: await all({ fromPosition: 300 }, numbers.slice(300)),
              backTime: await all({ direction, fromTime: new Date(1e12 + 6000500) }, back.slice(3999)),
              odd: await all({ filter: { types: ['Odd'] } }, numbers.filter(isOdd)),
              stream: await stream({}, numbers.filter(inBig)), streamBack: await stream({ direction }, back.filter(inBig)),
              streamFrom: await stream({ fromRevision: 300 }, numbers.filter(inBig).slice(300)),
            }";
        let right = json!({
            "all": [10_000, true], "batches": [10_000, true], "several": true, "back": [10_000, true], "some": [5000, true],
            "from": [9700, true], "backTime": [6001, true], "odd": [5000, true],
            "stream": [6667, true], "streamBack": [6667, true], "streamFrom": [6367, true],
        });
        answers(page, "reads of several pages", body, right)
    })
}

#[test]
fn a_read_does_not_see_what_comes_while_it_reads() -> Outcome<()> {
    store_test("store-stable", |page| {
        run(page, MANY, &[])?;
        // The next page is asked for after an append. The second read begins behind all appends of the first.
        let body = "const store = await log('r'), late = () => store.append({ streamId: 'big-0', type: 'Late' });
            let [all, pages, ofStream, ofStreamPages] = [0, 0, 0, 0];
            for await (const batch of store.readAll().batches()) {
              all += batch.length;
              pages++;
              await late();
            }
            for await (const batch of store.readStream('big-0').batches()) {
              ofStream += batch.length;
              ofStreamPages++;
              await late();
            }
            const { position } = await s.head('r');
            return [all, pages >= 3, ofStream - pages, ofStreamPages >= 3, position - pages - ofStreamPages]";
        answers(page, "reads while there are appends", body, json!([10_000, true, 6667, true, 9999]))
    })
}

#[test]
fn a_subscription_catches_up_goes_live_and_ends_cleanly() -> Outcome<()> {
    store_test("store-live", |page| {
        run(page, FORTY, &[])?;
        let body = "const ids = (events) => events.map(({ id }) => Number(id));
            const add = async (from, count) => {
              for (let n = from; n < from + count; n++) {
                await s.append('r', [{ streamId: `${n % 4 < 2 ? 'a' : 'b'}-${n % 2}`, type: n % 2 ? 'Odd' : 'Even', id: `${n}` }]);
              }
            };
            const everything = s.collect('r', {}, 60), stream = s.collect('r', { stream: 'b-1' }, 15);
            const odd = s.collect('r', { fromPosition: 'end', filter: { types: ['Odd'] } }, 10);
            const later = s.collect('r', { stream: 'not-yet' }, 1), live = s.collect('r', { stream: 'b-1', fromRevision: 'end' }, 2);
            // Those that begin at the end have to have begun.
            await s.head('r');
            await add(40, 20);
            await s.append('r', [{ streamId: 'not-yet', type: 'T', id: '99' }]);
            // The last event's position is where the next subscription goes on, and a stream's revision where one of it does.
            const first = await s.collect('r', {}, 25), checkpoint = first.at(-1).position;
            const rest = await s.collect('r', { fromPosition: checkpoint }, 61 - first.length);
            const behind = await s.collect('r', { stream: 'b-1', fromRevision: 13 }, 1);
            return {
              everything: ids(await everything).every((n, at) => n === at), stream: ids(await stream).slice(9), odd: ids(await odd).slice(-2),
              later: ids(await later), live: ids(await live), checkpoint,
              rest: [ids(rest)[0], ids(rest).at(-1)], behind: ids(behind),
              after: (await s.append('r', [{ streamId: 'a-0', type: 'T' }])).firstPosition,
            }";
        let right = json!({
            "everything": true, "stream": [39, 43, 47, 51, 55, 59], "odd": [57, 59], "later": [99], "live": [43, 47],
            "checkpoint": 24, "rest": [25, 99], "behind": [59], "after": 61,
        });
        answers(page, "subscriptions", body, right)
    })
}
