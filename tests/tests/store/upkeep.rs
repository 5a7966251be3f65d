//! Deletion, stream metadata, scavenge, backup and restore, as an app uses them.

use foldback_tests::Outcome;
use serde_json::{Value, json};

use crate::script::{answers, run, same, store_test, until_ready, whole};

/// `stream` gets events `from..to`, each a merge patch.
const ADD: &str =
    "const add = (name, stream, from, to) => s.append(name, Array.from({ length: to - from }, (_, at) => ({
    streamId: stream, type: 'Set', id: `${stream}-${from + at}`, data: { n: from + at, [`k${from + at}`]: true } })));
  const read = async (name, stream) => (await s.read(name, { stream })).map(({ revision }) => revision);
  const code = async (body) => (await tried(body)).code ?? 'fine';";

#[test]
fn streams_are_deleted_made_anew_and_deleted_for_good() -> Outcome<()> {
    store_test("store-deleted", |page| {
        let body = format!(
            "{ADD} const out = {{}};
            await add('d', 's', 0, 5);
            const store = await log('d');
            out.wrong = await code(() => store.deleteStream('s', {{ expectedRevision: 3 }}));
            out.deleted = await code(() => store.deleteStream('s', {{ expectedRevision: 4 }}));
            out.read = await code(() => read('d', 's'));
            out.again = await code(() => store.deleteStream('s'));
            out.listed = (await s.streams('d')).map(({{ count, deleted, tombstoned }}) => [count, deleted, tombstoned]);
            out.noStream = (await s.append('d', [{{ streamId: 's', type: 'T' }}], {{ expectedRevisions: {{ s: 'noStream' }} }})).nextExpectedRevision;
            out.anew = await read('d', 's');
            out.all = (await s.read('d')).length;
            out.tombstoned = await code(() => store.tombstoneStream('s', {{ expectedRevision: 5 }}));
            out.dead = [await code(() => add('d', 's', 9, 10)), await code(() => read('d', 's')), await code(() => store.deleteStream('s')),
              await code(() => store.setStreamMetadata('s', {{ maxCount: 1 }}))];
            await s.close('d');
            out.reopened = [await code(() => add('d', 's', 9, 10)), (await (await log('d')).getStreamMetadata('s')).tombstoned];
            return out",
        );
        let right = json!({
            "wrong": "WrongExpectedRevision", "deleted": "fine", "read": "StreamNotFound", "again": "StreamNotFound",
            "listed": [[0, true, false]], "noStream": 5, "anew": [5], "all": 6, "tombstoned": "fine",
            "dead": ["StreamDeleted", "StreamDeleted", "StreamDeleted", "StreamDeleted"], "reopened": ["StreamDeleted", true],
        });
        answers(page, "deleted streams", &body, right)?;
        whole(page, "d").map(drop)
    })
}

#[test]
fn metadata_hides_and_scavenge_removes_and_everything_left_verifies() -> Outcome<()> {
    store_test("store-scavenge", |page| {
        let before = format!(
            "{ADD} const store = await log('m'), out = {{}};
            await add('m', 'kept', 0, 3); await add('m', 'counted', 0, 10); await add('m', 'cut', 0, 10);
            await add('m', 'gone', 0, 10); await add('m', 'kept', 3, 5);
            const metadata = async (stream) => plain(await store.getStreamMetadata(stream));
            const set = async (...given) => plain(await store.setStreamMetadata(...given)).nextExpectedRevision;
            out.unset = await metadata('counted');
            out.set = [await set('counted', {{ maxCount: 3, owner: 'é' }}, {{ expectedRevision: 'noStream' }}),
              await set('cut', {{ truncateBefore: 7 }}), await set('cut', {{ truncateBefore: 8 }}, {{ expectedRevision: 0 }})];
            const late = await tried(() => set('cut', {{}}, {{ expectedRevision: 0 }}));
            out.late = [late.code, late.streamId, late.expected, late.actual];
            out.metadata = [await metadata('counted'), await metadata('cut')];
            await store.deleteStream('gone');
            out.read = [await read('m', 'counted'), await read('m', 'cut')];
            return out"
        );
        let seen = run(page, &before, &[])?;
        let about = |stream: &str, revision: Value, metadata: Value| json!({ "streamId": stream, "revision": revision, "metadata": metadata, "deleted": false, "tombstoned": false });
        same("metadata that was never set", &seen["unset"], &about("counted", Value::Null, json!({})))?;
        same("revisions of metadata", &seen["set"], &json!([0, 0, 1]))?;
        same("metadata that came late", &seen["late"], &json!(["WrongExpectedRevision", "$$cut", 0, 1]))?;
        let counted = about("counted", json!(0), json!({ "maxCount": 3, "owner": "é" }));
        same("metadata", &seen["metadata"], &json!([counted, about("cut", json!(1), json!({ "truncateBefore": 8 }))]))?;
        let visible = json!([[7, 8, 9], [8, 9]]);
        same("what is still read", &seen["read"], &visible)?;
        let hash = whole(page, "m")?;

        let after = format!(
            "{ADD} const store = await log('m');
            store.project('all', 'merge');
            const state = async (partition, at) => {{
              const {{ value, code, position }} = await tried(() => store.state('all', {{ partition, at }}));
              return value ? value.n : [code, position];
            }};
            return [await read('m', 'counted'), await read('m', 'cut'), await code(() => read('m', 'gone')),
              (await s.read('m')).length, await state('counted', 12), await state('counted', 10), await state('counted', 5),
              await state('cut', 20), await state('cut', 15), await state('kept', 33), (await s.head('m')).position]"
        );
        let right =
            json!([[7, 8, 9], [8, 9], "StreamNotFound", 10, 9, 7, ["Scavenged", 5], 7, ["Scavenged", 15], 3, 34]);
        let scavenged = run(page, "return plain(await (await log('m')).scavenge())", &[])?;
        same("events removed", &scavenged["eventsRemoved"], &json!(25))?;
        same("scavenged", run(page, &after, &[])?, right.clone())?;
        same("the hash after a scavenge", whole(page, "m")?, hash.clone())?;
        page.reload()?;
        until_ready(page)?;
        same("scavenged and loaded again", run(page, &after, &[])?, right)?;
        same("the hash after a reload", whole(page, "m")?, hash)?;
        let more =
            format!("{ADD} return [(await add('m', 'gone', 10, 11)).nextExpectedRevision, await read('m', 'gone')]");
        answers(page, "a removed stream goes on", &more, json!([10, [10]]))?;
        let again = run(page, "return (await (await log('m')).scavenge()).eventsRemoved", &[])?;
        same("nothing more to remove", again, json!(0))
    })
}

#[test]
fn a_backup_is_restored_bit_by_bit_and_a_damaged_one_leaves_an_empty_store() -> Outcome<()> {
    store_test("store-backup", |page| {
        let fill = format!(
            "{ADD} await add('b', 's', 0, 300);
            await s.append('b', [{{ streamId: 'big', type: 'Blob', contentType: 'a/b', data: crypto.getRandomValues(new Uint8Array(60000)) }}]);
            for (let n = 0; n < 40; n++) await add('b', `t-${{n % 3}}`, n, n + 1);
            const store = await log('b');
            await store.setStreamMetadata('s', {{ maxCount: 100 }});
            await store.scavenge();
            await store.tombstoneStream('t-0');
            window.copy = await store.backup();
            await (await log('c')).restore(window.copy);
            const events = async (name) => JSON.stringify(await s.read(name));
            const same = (await events('b')) === (await events('c'));
            return [same, (await s.head('b')).hash === (await s.head('c')).hash, await code(() => add('c', 't-0', 9, 10)),
              (await add('c', 's', 300, 301)).nextExpectedRevision, await code(async () => (await log('c')).restore(window.copy))]"
        );
        answers(page, "a restored store", &fill, json!([true, true, "StreamDeleted", 300, "Conflict"]))?;
        whole(page, "b")?;
        whole(page, "c")?;
        let damaged = format!(
            "{ADD} const bytes = new Uint8Array(await window.copy.arrayBuffer());
            const flipped = bytes.slice();
            flipped[bytes.length >> 1] ^= 1;
            const longer = new Uint8Array([...bytes, 0]);
            const files = {{ flipped, cut: bytes.slice(0, -40), end: bytes.slice(0, -1), longer, other: new TextEncoder().encode('no backup at all'), empty: new Uint8Array() }};
            const out = {{}};
            for (const [name, file] of Object.entries(files)) {{
              const store = await log(name);
              const {{ code: said }} = await tried(() => store.restore(new Blob([file])));
              const {{ position }} = await s.head(name);
              const added = await add(name, 'new', 0, 1);
              out[name] = [said, position, added.firstPosition, (await s.verify(name)).ok, (await s.read(name)).length];
            }}
            await (await log('third')).restore(window.copy);
            out.third = (await s.head('third')).hash === (await s.head('b')).hash;
            return out"
        );
        let empty = json!(["InvalidBackup", -1, 0, true, 1]);
        let right = json!({ "flipped": empty, "cut": empty, "end": empty, "longer": empty, "other": empty, "empty": empty, "third": true });
        answers(page, "damaged files", &damaged, right)
    })
}
