//! That the glue can kill a browser and open its profile again, hear a page until it dies, and work in several
//! windows at once. It looks at the raw browser, never at the app.

use std::time::{Duration, Instant};

use foldback_tests::leveldb::{log_file, tear};
use foldback_tests::logs::skip;
use foldback_tests::{
    Acknowledgements, Browser, Failure, Outcome, Page, Profile, Session, Window, browser_test, settings_or_skip,
};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);

/// Opens `death` and answers its store's count of records.
const COUNT: &str = "return (async () => {
  const db = await new Promise((done, fail) => {
    const opening = indexedDB.open('death', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('numbers');
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error);
  });
  window.db = db;
  const counting = db.transaction('numbers').objectStore('numbers').count();
  return new Promise((done) => (counting.onsuccess = () => done(counting.result)));
})()";

/// Writes one number after the other and says so of each when it is durable.
const WRITE: &str = "const [url, first] = arguments;
const put = (n) => {
  const tx = db.transaction('numbers', 'readwrite', { durability: 'strict' });
  tx.objectStore('numbers').put('x'.repeat(500), n);
  tx.oncomplete = () => {
    void fetch(url, { method: 'POST', mode: 'no-cors', body: String(n) });
    put(n + 1);
  };
};
put(first);";

#[test]
fn what_a_killed_browser_acknowledged_is_there_again() -> Outcome<()> {
    let Some(settings) = settings_or_skip() else {
        return Ok(());
    };
    if settings.browser == Browser::Firefox {
        skip("Firefox gets its profile from its driver, fresh each time");
        return Ok(());
    }
    // A profile for each: after two deaths Chromium itself may have deleted everything, as the next test shows.
    for round in 0..3 {
        let profile = Profile::new()?;
        let session = Session::start_in(&settings, Window::default(), &profile)?;
        let page = session.page();
        page.open("/pages/blank.html")?;
        let first = counted(page)?;
        let heard = Acknowledgements::listen()?;
        page.script(WRITE, &[json!(heard.url()), json!(first)])?;
        heard.until(20 + 17 * round, SOON)?;
        let start = Instant::now();
        session.kill()?;
        let took = start.elapsed();
        let least = heard.all().iter().filter_map(|one| one.text.parse::<u64>().ok()).max().map_or(0, |last| last + 1);
        let session = Session::start_in(&settings, Window::default(), &profile)?;
        session.page().open("/pages/blank.html")?;
        let count = counted(session.page())?;
        eprintln!("round {round}: {least} acknowledged at its death, which took {took:?}; {count} are there");
        if first != 0 || least < 20 || count < least {
            return Err(Failure::new(format!("round {round}: {least} were acknowledged, {count} are there")));
        }
        drop(session);
        let folder = profile.folder().to_owned();
        drop(profile);
        if folder.exists() {
            return Err(Failure::new("the profile was not removed"));
        }
    }
    Ok(())
}

/// What `crates/idb/src/rotation.rs` is there for. Should a Chromium come that keeps what it had, this says so, and whoever
/// reads it can take the rotation and its witness away.
#[test]
fn chromium_deletes_everything_two_starts_after_a_record_was_torn() -> Outcome<()> {
    let Some(settings) = settings_or_skip() else {
        return Ok(());
    };
    if settings.browser == Browser::Firefox {
        skip("Firefox has no such log file");
        return Ok(());
    }
    let profile = Profile::new()?;
    let mut counts = Vec::new();
    for start in 0..3 {
        let session = Session::start_in(&settings, Window::default(), &profile)?;
        let page = session.page();
        page.open("/pages/blank.html")?;
        let count = counted(page)?;
        counts.push(count);
        let heard = Acknowledgements::listen()?;
        page.script(WRITE, &[json!(heard.url()), json!(count)])?;
        heard.until(20, SOON)?;
        session.kill()?;
        if start == 0 {
            if log_file(&profile)?.is_none() {
                skip("this browser keeps IndexedDB in something else; see crates/idb/src/rotation.rs, which may go");
                return Ok(());
            }
            tear(&profile)?;
        }
    }
    eprintln!("found at each start: {counts:?}");
    match counts.as_slice() {
        [0, second, 0] if *second >= 20 => Ok(()),
        [0, second, third] if *second >= 20 && *third >= second + 20 => {
            skip("this browser keeps what it had: crates/idb/src/rotation.rs has nothing left to do and may go");
            Ok(())
        }
        _ => Err(Failure::new(format!("found at each start: {counts:?}"))),
    }
}

fn counted(page: &Page) -> Outcome<u64> {
    let count = page.script(COUNT, &[])?;
    count.as_u64().ok_or_else(|| Failure::new(format!("the count is {count}")))
}

/// Fifty timers, one after the other, beside work that never ends in the others.
const TICK: &str = "const [tab] = arguments;
const start = performance.now();
for (let i = 0; i < 50; i++) {
  await new Promise((done) => setTimeout(done, 4));
  localStorage.setItem(`${tab}`, `${i}`);
}
return { tab, millis: performance.now() - start, from: Date.now() };";

#[test]
fn four_windows_work_at_the_same_time() -> Outcome<()> {
    browser_test("windows", Window::default(), |page| {
        let tabs = page.in_windows(4, "/pages/blank.html")?;
        let here = page.tab()?;
        let values = page.in_each(&tabs, SOON, TICK, &[])?;
        let numbers: Vec<_> = values.iter().filter_map(|value| value["tab"].as_u64()).collect();
        eprintln!("{values:?}");
        if numbers != [0, 1, 2, 3] || page.tab()? != here {
            return Err(Failure::new(format!("the windows answered {values:?}")));
        }
        // A hidden page's timers fire once a second, which fifty of them would show.
        if values.iter().any(|value| value["millis"].as_f64().unwrap_or(f64::MAX) > 20_000.0) {
            return Err(Failure::new(format!("a window was put to sleep: {values:?}")));
        }
        let failure = page.in_each(&tabs, SOON, "throw Object.assign(new Error('no'), { code: 'Made' })", &[]);
        match failure {
            Err(failure) if failure.to_string() == "tab 0: Made: no" => Ok(()),
            other => Err(Failure::new(format!("it ended with {other:?}"))),
        }
    })
}
