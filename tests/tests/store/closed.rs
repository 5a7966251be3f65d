//! A store that is closed, or deleted by another tab while it is in use: an error with a code, and never a hang.

use foldback_tests::{Outcome, Window, browser_test};
use serde_json::json;

use crate::script::{STORE, answers, run, same, store_test, until_ready, whole};

#[test]
fn closing_a_store_ends_its_subscriptions_and_its_reads() -> Outcome<()> {
    store_test("store-close", |page| {
        // More events than a first page has, so that a read of them is still under way after its first one.
        let body = "await s.append('c', Array.from({ length: 1000 }, () => ({ streamId: 's', type: 'T' })));
            const store = await log('c'), seen = [];
            const watching = tried(async () => { for await (const { type } of store.subscribeToAll()) seen.push(type); return 'ended'; });
            const waiting = tried(async () => { for await (const _ of store.subscribeToStream('none')) seen.push('none'); return 'ended'; });
            const reading = store.readAll();
            const first = plain((await reading.next()).value.position);
            while (seen.length < 1000) await new Promise((done) => setTimeout(done, 5));
            const appending = Array.from({ length: 50 }, () => tried(() => store.append({ streamId: 's', type: 'U' })));
            const closing = s.close('c');
            const cut = await tried(() => reading.toArray());
            await closing;
            const answered = (await Promise.all(appending)).filter(({ value }) => value).length;
            const late = await tried(() => store.append({ streamId: 's', type: 'Late' }));
            return [(await watching).value, (await waiting).value, first, cut.code, answered, late.code, (await s.head('c')).position]";
        answers(page, "a closed store", body, json!(["ended", "ended", 0, "StoreClosed", 50, "StoreClosed", 1049]))
    })
}

#[test]
fn a_store_that_another_tab_deletes_is_closed_where_it_is_used() -> Outcome<()> {
    browser_test("store-deleting", Window::default(), |page| {
        let tabs = page.in_windows(2, STORE)?;
        until_ready(page)?;
        let begin = "await s.append('x', [{ streamId: 's', type: 'T' }, { streamId: 's', type: 'T' }]);
            const store = await log('x');
            let first;
            window.watching = tried(async () => { for await (const event of store.subscribeToAll()) first ??= event; });
            window.appending = tried(async () => { for (;;) await store.append({ streamId: 's', type: 'U' }); });
            while (!first) await new Promise((done) => setTimeout(done, 5))";
        run(page, begin, &[])?;
        page.switch_to(&tabs[1])?;
        until_ready(page)?;
        run(page, "await s.head('x'); await s.remove('x')", &[])?;
        // The same name again is another store, of which the other tab knows nothing.
        let anew = "await s.close('x').catch(() => {});
            return (await s.append('x', [{ streamId: 'new', type: 'T' }])).firstPosition";
        same("the first position of the new store", run(page, anew, &[])?, json!(0))?;
        page.switch_to(&tabs[0])?;
        let gone = "const [watching, appending] = [await window.watching, await window.appending];
            const late = await tried(async () => (await log('x')).append({ streamId: 's', type: 'Late' }));
            return [watching.code, appending.code, late.code]";
        answers(page, "errors in the tab that used it", gone, json!(["StoreClosed", "StoreClosed", "StoreClosed"]))?;
        answers(
            page,
            "opened again it is the new one",
            "await s.close('x').catch(() => {}); return (await s.rows('x')).length",
            json!(1),
        )?;
        answers(
            page,
            "and can be used",
            "return (await s.append('x', [{ streamId: 'new', type: 'T' }])).firstPosition",
            json!(1),
        )?;
        whole(page, "x")?;
        page.switch_to(&tabs[1])?;
        same("the other tab sees it", run(page, "return (await s.rows('x')).length", &[])?, json!(2))?;
        whole(page, "x").map(drop)
    })
}

#[test]
fn deleting_a_store_that_is_not_open_or_not_there_is_fine() -> Outcome<()> {
    store_test("store-delete", |page| {
        let body = "await s.append('y', [{ streamId: 's', type: 'T' }]);
            await s.close('y');
            await s.remove('y');
            await s.remove('y');
            const engine = await s.engine();
            const { code, message } = await tried(() => engine.ask({ head: { log: 'y' } }));
            const listed = (await s.list()).length;
            return [code, /is not there any more/.test(message), listed, (await s.append('y', [{ streamId: 's', type: 'T' }])).firstPosition]";
        answers(page, "deleted twice", body, json!(["StoreClosed", true, 0, 0]))
    })
}
