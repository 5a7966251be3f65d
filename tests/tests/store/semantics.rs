//! Appends as an app makes them: whole or not at all, expectations, conditions, repetitions, limits, errors.

use foldback_tests::Outcome;
use serde_json::json;

use crate::script::{answers, run, same, store_test, until_ready, whole};

#[test]
fn an_append_is_written_whole_or_not_at_all() -> Outcome<()> {
    store_test("store-whole", |page| {
        answers(
            page,
            "two streams in one append",
            "return s.append('a', [{ streamId: 'x', type: 'T' }, { streamId: 'y', type: 'T' }, { streamId: 'x', type: 'T' }])",
            json!({ "success": true, "firstPosition": 0, "position": 2, "nextExpectedRevision": 1, "written": true }),
        )?;
        let refused = "const add = (type) => tried(() => s.append('a', [{ streamId: 'y', type: 'T', data: 1 }, { streamId: 'z', type }]));
            const [long, none] = [await add('x'.repeat(1025)), await add('')];
            return [long.code, /1024 is the most/.test(long.message), none.message, (await s.head('a')).position]";
        let none = "append: \"events[1].type\" must be a non-empty string, but is an empty string.";
        answers(page, "events that are invalid", refused, json!(["InvalidEvent", true, none, 2]))?;
        let half = "const expectedRevisions = { x: 1, y: 7 };
            const { code, streamId, expected: wanted, actual } =
              await tried(() => s.append('a', [{ streamId: 'x', type: 'T' }, { streamId: 'y', type: 'T' }], { expectedRevisions }));
            return { code, streamId, wanted, actual, position: (await s.head('a')).position }";
        let right =
            json!({ "code": "WrongExpectedRevision", "streamId": "y", "wanted": 7, "actual": 0, "position": 2 });
        answers(page, "one of two expectations", half, right)?;
        whole(page, "a").map(drop)
    })
}

#[test]
fn expected_revisions_are_kept_and_errors_say_what_is_there() -> Outcome<()> {
    store_test("store-expected", |page| {
        let body = "const out = [];
            const add = async (expected) => {
              const given = expected === null ? undefined : { expectedRevisions: { s: expected } };
              const { value, code, streamId, expected: wanted, actual } =
                await tried(() => s.append('e', [{ streamId: 's', type: 'T' }], given));
              out.push(value ? value.nextExpectedRevision : [code, streamId, wanted, actual]);
            };
            for (const expected of ['streamExists', 0, 'noStream', 'noStream', 0, 'streamExists', 1, 9, 'any', null]) await add(expected);
            return out";
        let wrong = |expected: serde_json::Value, actual: serde_json::Value| {
            json!(["WrongExpectedRevision", "s", expected, actual])
        };
        let right = json!([
            wrong(json!("streamExists"), json!("noStream")),
            wrong(json!(0), json!("noStream")),
            0,
            wrong(json!("noStream"), json!(0)),
            1,
            2,
            wrong(json!(1), json!(2)),
            wrong(json!(9), json!(2)),
            3,
            4
        ]);
        answers(page, "expected revisions", body, right)
    })
}

#[test]
fn the_same_append_again_writes_nothing_also_after_a_reload() -> Outcome<()> {
    store_test("store-again", |page| {
        let again = "const one = { streamId: 's', type: 'T', id: 'one', data: 1 };
            const two = { streamId: 's', type: 'T', id: 'two', data: 2 };
            const any = await s.append('i', [one]);
            const exact = await s.append('i', [two], { expectedRevisions: { s: 0 } });
            return [any, exact]";
        let at = |place: u64, written: bool| json!({ "success": true, "firstPosition": place, "position": place, "nextExpectedRevision": place, "written": written });
        let (first, second) = (|written| at(0, written), |written| at(1, written));
        answers(page, "the first time", again, json!([first(true), second(true)]))?;
        answers(page, "again", again, json!([first(false), second(false)]))?;
        page.reload()?;
        until_ready(page)?;
        answers(page, "after a reload", again, json!([first(false), second(false)]))?;
        run(page, "await s.close('i')", &[])?;
        answers(page, "after closing", again, json!([first(false), second(false)]))?;
        let others = "const event = (streamId, id) => ({ streamId, type: 'T', id });
            const other = await s.append('i', [event('t', 'one')]);
            const part = await tried(() => s.append('i', [event('s', 'two'), event('s', 'three')]));
            const together = await Promise.all([s.append('i', [event('u', 'x')]), s.append('i', [event('u', 'x')])]);
            return [other.written, part.code, together.map(({ firstPosition, written }) => [firstPosition, written]), (await s.head('i')).position]";
        let right = json!([true, "WrongExpectedRevision", [[3, true], [3, false]], 3]);
        answers(page, "other streams and part of an append", others, right)?;
        whole(page, "i").map(drop)
    })
}

#[test]
fn a_conditional_append_fails_when_what_it_forbids_has_happened() -> Outcome<()> {
    store_test("store-condition", |page| {
        let body = "const add = (id, tags, type, options) =>
              tried(() => s.append('c', [{ streamId: id, type, tags }], options)).then(({ value, code, position }) => value?.firstPosition ?? [code, position]);
            const out = [];
            out.push(await add('a', ['sku:tea', 'shop:1'], 'Added'));
            const tea = [{ types: ['Added'], tags: ['sku:tea'] }];
            out.push(await add('b', ['sku:tea'], 'Added', { failIfEventsMatch: tea }));
            out.push(await add('b', ['sku:tea'], 'Added', { failIfEventsMatch: tea, after: 0 }));
            out.push(await add('b', ['sku:tea'], 'Added', { failIfEventsMatch: tea, after: 0 }));
            out.push(await add('b', [], 'Other', { failIfEventsMatch: [{ tags: ['sku:tea', 'shop:2'] }, { types: ['Never'] }] }));
            out.push(await add('b', [], 'Other', { failIfEventsMatch: [{ types: ['Never'] }, { tags: ['shop:1'] }] }));
            const both = await Promise.all([1, 2].map((n) => add(`p-${n}`, ['once'], 'Once', { failIfEventsMatch: [{ tags: ['once'] }] })));
            return [...out, both]";
        let failed = |position: u64| json!(["AppendConditionFailed", position]);
        let right = json!([0, failed(0), 1, failed(1), 2, failed(0), [3, failed(3)]]);
        answers(page, "conditions", body, right)
    })
}

#[test]
fn limits_are_errors_with_a_sentence_and_harm_nothing() -> Outcome<()> {
    store_test("store-limits", |page| {
        let body = "const good = { streamId: 's', type: 'T' };
            const cases = {
              stream: { ...good, streamId: 'é'.repeat(513) }, type: { ...good, type: 'x'.repeat(1025) },
              id: { ...good, id: 'x'.repeat(1025) }, tags: { ...good, tags: Array(65).fill('t') },
              tag: { ...good, tags: ['x'.repeat(1025)] }, data: { ...good, contentType: 'a/b', data: new Uint8Array((16 << 20) + 1) },
            };
            const out = {};
            for (const [name, event] of Object.entries(cases)) {
              const { code, message } = await tried(() => s.append('l', [good, event]));
              out[name] = code === 'InvalidEvent' && message.length > 40;
            }
            out.largest = (await s.append('l', [{ ...good, contentType: 'a/b', data: new Uint8Array(16 << 20) }])).written;
            out.longest = (await s.append('l', [{ streamId: 'x'.repeat(1024), type: 'y'.repeat(1024), id: 'z'.repeat(1024) }])).written;
            out.none = (await tried(() => s.append('l', []))).message;
            out.empty = await empty('l');
            out.head = (await s.head('l')).position;
            return out";
        // An append without events, which the package does not send.
        let empty = "const { Frame } = await import('/package/engine/frame.js');
            const empty = async (log) => {
              const [frame, engine] = [new Frame(), await s.engine()];
              frame.push('append', [], undefined, { expected: [], condition: undefined, strict: false });
              await engine.ask({ openStore: { log } });
              const { answer, bytes } = await engine.send({ append: { log } }, { bytes: frame.finish(1) });
              await engine.ask({ closeStore: { log } });
              return [answer.errors, ...new Float64Array(bytes)];
            };";
        let right = json!({
            "stream": true, "type": true, "id": true, "tags": true, "tag": true, "data": true,
            "largest": true, "longest": true, "head": 1, "empty": [[], 2, 2, 0, 0],
            "none": "append: \"events\" is empty; give at least one event.",
        });
        answers(page, "limits", &format!("{empty} {body}"), right)?;
        whole(page, "l").map(drop)
    })
}

#[test]
fn a_thousand_appends_issued_together_get_their_own_answers() -> Outcome<()> {
    store_test("store-thousand", |page| {
        let body = "const one = (n) => tried(() => s.append('t', [{ streamId: `s-${n % 7}`, type: 'T', data: { n } }],
              n % 100 === 99 ? { expectedRevisions: { [`s-${n % 7}`]: 'noStream' } } : undefined));
            const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => one(n)));
            const good = answers.filter(({ value }) => value);
            const rows = await s.rows('t');
            const right = good.every(({ value }, at) => value.firstPosition === at && value.position === at && value.written);
            const order = rows.every(([position, , , , n], at) => position === at && (at === 0 || rows[at - 1][4] < n));
            return [good.length, answers.filter(({ code }) => code === 'WrongExpectedRevision').length, rows.length, right, order]";
        answers(page, "a thousand", body, json!([990, 10, 990, true, true]))?;
        whole(page, "t").map(drop)
    })
}

#[test]
fn what_an_app_does_wrong_is_an_error_with_a_code() -> Outcome<()> {
    store_test("store-errors", |page| {
        let body = "const engine = await s.engine();
            const ask = (call) => tried(() => engine.ask(call)).then(({ code, message, value }) => [code ?? value, message]);
            await s.open('w');
            await engine.ask({ openStore: { log: 'w' } });
            return {
              absent: await ask({ head: { log: 'never' } }),
              stream: (await tried(() => s.read('w', { stream: 'none' }))).code,
              bytes: await ask({ append: { log: 'w' } }),
              op: await ask({ nothing: { log: 'w' } }),
              expected: (await tried(() => s.append('w', [{ streamId: 's', type: 'T' }], { expectedRevisions: { s: 'never' } }))).message,
              after: (await s.append('w', [{ streamId: 's', type: 'T' }])).firstPosition,
            }";
        let seen = run(page, body, &[])?;
        same("a log that never was", &seen["absent"][0], &json!("StoreClosed"))?;
        let absent = seen["absent"][1].as_str().unwrap_or_default();
        same("what is said of it", absent.contains("is not there any more"), true)?;
        same("a stream that never was", &seen["stream"], &json!("StreamNotFound"))?;
        same("an append without events", &seen["bytes"][0], &json!("InvalidCall"))?;
        same("a call that is none", &seen["op"][0], &json!("InvalidCall"))?;
        let expected = seen["expected"].as_str().unwrap_or_default();
        let named = expected.contains("expectedRevisions") && expected.contains("never");
        same(&format!("an expectation that is none is named: {expected}"), named, true)?;
        same("the store goes on", &seen["after"], &json!(0))
    })
}
