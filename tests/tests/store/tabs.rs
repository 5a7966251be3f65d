//! Tabs that append to the same streams at the same time: optimistic, and never wrong.

use std::time::Duration;

use foldback_tests::{Failure, Outcome, Window, browser_test};
use serde_json::{Value, json};

use crate::dice::say;
use crate::order::{Row, in_order};
use crate::script::{STORE, run, same, until_ready, whole};

const TABS: usize = 4;
const EVENTS: usize = 2500;
const STREAMS: usize = 10;

/// A tab's part.
const CONTEND: &str = "const [tab, events, streams, total] = arguments;
    return window.store.contend('contended', { prefix: `${tab}`, events, streams, total })";

#[test]
fn four_tabs_append_to_the_same_streams_and_all_see_one_order() -> Outcome<()> {
    browser_test("store-tabs", Window::default(), |page| {
        page.allow(Duration::from_secs(150));
        let tabs = page.in_windows(TABS, STORE)?;
        for tab in &tabs {
            page.switch_to(tab)?;
            until_ready(page)?;
            run(page, "await s.open('contended')", &[])?;
        }
        page.switch_to(&tabs[0])?;
        let total = TABS * EVENTS;
        let given = [json!(EVENTS), json!(STREAMS), json!(total)];
        let seen = page.in_each(&tabs, Duration::from_secs(120), CONTEND, &given)?;
        let order = texts(&seen[0]["order"]);
        same("events that a subscriber saw", order.len(), total)?;
        for (tab, seen) in seen.iter().enumerate() {
            if texts(&seen["order"]) != order {
                return Err(Failure::new(format!("tab {tab} saw another order than tab 0")));
            }
        }
        let rows = run(page, "return s.rows('contended')", &[])?;
        let rows: Vec<Row> = rows.as_array().into_iter().flatten().map(Row::of).collect::<Outcome<_>>()?;
        in_order(&rows)?;
        let recorded: Vec<String> = rows
            .iter()
            .map(|Row { position, stream, revision, id, .. }| format!("{position} {stream} {revision} {id}"))
            .collect();
        same("what is recorded is what was seen", recorded == order, true)?;
        // Every append of every tab is there once: as many as there are ids, and no id twice.
        for tab in 0..TABS {
            let prefix = format!("{tab}-");
            same("events of a tab", rows.iter().filter(|row| row.id.starts_with(&prefix)).count(), EVENTS)?;
        }
        let lost: Vec<u64> = seen.iter().filter_map(|seen| seen["lost"].as_u64()).collect();
        say(&format!("{total} events of {TABS} tabs; refused with WrongExpectedRevision and tried again: {lost:?}"));
        same("somebody lost", lost.iter().sum::<u64>() > 0, true)?;
        for tab in &tabs {
            page.switch_to(tab)?;
            whole(page, "contended")?;
        }
        page.switch_to(&tabs[0])
    })
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// One tab appends, one reads everything again and again, one deletes, compacts, scavenges and backs up.
const MIXED: &str = "const [tab] = arguments, s = window.store, store = await s.handle('mixed');
    const isDone = async () => (await s.read('mixed', { stream: 'end' }).catch(() => [])).length > 0;
    if (tab === 0) {
      for (let n = 0; n < 500; n++) {
        await s.append('mixed', [{ streamId: `kept-${n % 3}`, type: 'T', id: `${n}`, data: { n } }, { streamId: `brief-${n % 20}`, type: 'T', data: { n } }]);
      }
      await s.append('mixed', [{ streamId: 'end', type: 'T' }]);
      return 0;
    }
    let rounds = 0;
    while (!(await isDone())) {
      rounds++;
      if (tab === 1) {
        let [last, nexts] = [-1n, {}];
        for await (const { position, streamId, revision, data } of store.readAll()) {
          if (position <= last) throw new Error(`${position} after ${last}`);
          last = position;
          if (!streamId.startsWith('kept')) continue;
          if (revision !== (nexts[streamId] ?? 0n)) throw new Error(`revision ${revision} of ${streamId}`);
          if (data.n !== Number(revision) * 3 + Number(streamId.slice(5))) throw new Error(`${data.n} at ${revision} of ${streamId}`);
          nexts[streamId] = revision + 1n;
        }
      } else {
        for (const { streamId, deleted } of await store.streams({ prefix: 'brief' })) {
          if (!deleted && rounds % 2) await store.deleteStream(streamId).catch(({ code }) => { if (code !== 'StreamNotFound') throw new Error(code); });
          else await store.setStreamMetadata(streamId, { maxCount: 2 });
        }
        await store.scavenge();
        await store.compact();
        const name = `copy-${rounds}`;
        const copy = await s.handle(name);
        await copy.restore(await store.backup());
        const { ok, damaged } = await copy.verify();
        if (!ok) throw new Error(`the copy: ${JSON.stringify(damaged)}`);
        await s.close(name);
        await s.remove(name);
      }
    }
    return rounds";

#[test]
fn reading_appending_and_tidying_in_three_tabs_disturb_nobody() -> Outcome<()> {
    browser_test("store-mixed", Window::default(), |page| {
        let tabs = page.in_windows(3, STORE)?;
        for tab in &tabs {
            page.switch_to(tab)?;
            until_ready(page)?;
            run(page, "await s.open('mixed')", &[])?;
        }
        page.switch_to(&tabs[0])?;
        let rounds = page.in_each(&tabs, Duration::from_secs(90), MIXED, &[])?;
        say(&format!("rounds of reading and tidying while 500 appends were made: {rounds:?}"));
        for tab in &tabs {
            page.switch_to(tab)?;
            whole(page, "mixed")?;
            let kept = "return (await s.read('mixed', { filter: { streamPrefixes: ['kept'] } })).length";
            same("events that nobody deleted", run(page, kept, &[])?, json!(500))?;
        }
        page.switch_to(&tabs[0])
    })
}
