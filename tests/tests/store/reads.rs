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
            const events = await all((await log('f')).read());
            const [full, photo, text, bare] = plain(events);
            const raw = (at) => [...events[at].rawData()].length;
            const now = Math.abs(Date.now() - Date.parse(bare.time)) < 60000 && bare.created === bare.time;
            const made = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bare.id);
            const whole = bytes.every((byte, at) => photo.data[at] === byte && photo.metadata[at] === byte);
            return [full, [photo.id, photo.contentType, photo.revision, photo.position, whole, raw(1)], [text.contentType, raw(2)],
              [bare.data, bare.metadata, bare.tags, now, made, bare.revision, raw(3)]]";
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
            [null, null, [], true, true, 2, 0]
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
              pages: (await read({ pageSize: 7 })).length,
              back: await read({ direction: 'backwards', maxCount: 3 }),
              backPages: (await read({ direction: 'backwards', pageSize: 7 })).every((n, at) => n === 39 - at),
              from: await read({ from: 37 }),
              backFrom: await read({ direction: 'backwards', from: 2 }),
              end: await read({ from: 'end' }), beyond: await read({ from: 100 }),
              time: await read({ fromTime: new Date(1e12 + 36500) }),
              backTime: await read({ direction: 'backwards', fromTime: 1e12 + 2500, pageSize: 2 }),
              types: (await filter({ types: ['Odd', 'Never'] })).length,
              prefixes: await filter({ streamPrefixes: ['b-', 'c'] }, { maxCount: 4 }),
              tags: await filter({ tags: ['fifth'] }), both: await filter({ tags: ['fifth', 'n:10'] }),
              every: await filter({ types: ['Odd'], streamPrefixes: ['a-'], tags: ['fifth'] }),
              backTags: await filter({ tags: ['fifth'] }, { direction: 'backwards', maxCount: 2 }),
              none: await filter({ types: ['Never'] }),
              stream: await read({ stream: 'b-1', pageSize: 3 }),
              streamFrom: await read({ stream: 'b-1', from: 8 }),
              streamBack: await read({ stream: 'b-1', direction: 'backwards', from: 1 }),
              streamTime: await read({ stream: 'b-1', fromTime: 1e12 + 34500 }),
              streamBackTime: await read({ stream: 'b-1', direction: 'backwards', fromTime: 1e12 + 7500 }),
              streams: await s.streams('r', { prefix: 'b-' }),
            }";
        let seen = run(page, body, &[])?;
        let detail = |name: &str, first: u64, last: u64, kind: &str| {
            json!({ "streamId": name, "count": 10, "firstPosition": first, "lastPosition": last, "lastType": kind,
                "deleted": false, "tombstoned": false })
        };
        let right = json!({
            "all": true, "pages": 40, "back": [39, 38, 37], "backPages": true, "from": [37, 38, 39], "backFrom": [2, 1, 0],
            "end": [], "beyond": [], "time": [37, 38, 39], "backTime": [2, 1, 0], "types": 20, "prefixes": [2, 3, 6, 7],
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

#[test]
fn a_read_does_not_see_what_comes_while_it_reads() -> Outcome<()> {
    store_test("store-stable", |page| {
        run(page, FORTY, &[])?;
        let body = "let count = 0;
            for await (const page of (await log('r')).read({ pageSize: 5 })) {
              count += page.count;
              await s.append('r', [{ streamId: 'a-0', type: 'Late' }]);
            }
            return [count, (await s.head('r')).position]";
        answers(page, "a read in pages of five", body, json!([40, 47]))
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
            const odd = s.collect('r', { from: 'end', filter: { types: ['Odd'] } }, 10);
            const later = s.collect('r', { stream: 'not-yet' }, 1), live = s.collect('r', { stream: 'b-1', from: 'end' }, 2);
            // Those that begin at the end have to have begun.
            await s.head('r');
            await add(40, 20);
            await s.append('r', [{ streamId: 'not-yet', type: 'T', id: '99' }]);
            // A checkpoint is where the next subscription goes on.
            const pages = (await log('r')).subscribePages({ pageSize: 25 });
            const { value } = await pages.next();
            const checkpoint = pages.checkpoint;
            await pages.return();
            const rest = await s.collect('r', { from: checkpoint }, 61 - value.count);
            return {
              everything: ids(await everything).every((n, at) => n === at), stream: ids(await stream).slice(9), odd: ids(await odd).slice(-2),
              later: ids(await later), live: ids(await live), checkpoint, first: value.count,
              rest: ids(rest)[0], after: (await s.append('r', [{ streamId: 'a-0', type: 'T' }])).first,
            }";
        let right = json!({
            "everything": true, "stream": [39, 43, 47, 51, 55, 59], "odd": [57, 59], "later": [99], "live": [43, 47],
            "checkpoint": 25, "first": 25, "rest": 25, "after": 61,
        });
        answers(page, "subscriptions", body, right)
    })
}
