//! Rounds of one browser after another over one profile, each killed in the middle of something. It never judges a store
//! by anything but what was acknowledged.

use std::collections::HashMap;
use std::thread::sleep;

use foldback_tests::logs::skip;
use foldback_tests::{
    Acknowledgements, Browser, Failure, Outcome, Page, Profile, Session, Settings, Window, settings_or_skip,
};
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::order::{Row, in_order};
use crate::script::{SOON, STORE, run, same, until_ready, whole};

/// What a test of dying browsers needs, or `None` after it was skipped.
pub fn mortal() -> Option<Settings> {
    let settings = settings_or_skip()?;
    if settings.browser == Browser::Firefox {
        skip("Firefox gets its profile from its driver, fresh each time");
        return None;
    }
    Some(settings)
}

/// A browser on the page of the store.
pub fn opened(settings: &Settings, profile: &Profile) -> Outcome<Session> {
    let session = Session::start_in(settings, Window::default(), profile)?;
    session.page().open(STORE)?;
    until_ready(session.page())?;
    Ok(session)
}

/// The events that were acknowledged, by id: position and revision.
#[derive(Debug, Default)]
pub struct Acknowledged(HashMap<String, (u64, u64)>);

impl Acknowledged {
    /// Takes up what the page of a round said until it died.
    pub fn add(&mut self, round: u64, heard: &Acknowledgements) -> Outcome<usize> {
        let said = heard.all();
        for one in &said {
            let value: Value = serde_json::from_str(&one.text).unwrap_or_default();
            let number = |name: &str| value[name].as_u64();
            let answer = (number("n"), number("firstPosition"), number("nextExpectedRevision"));
            let (Some(n), Some(first), Some(revision)) = answer else {
                return Err(Failure::new(format!("round {round}: the page said {}", one.text)));
            };
            self.0.insert(format!("{round}-{n}"), (first, revision));
        }
        Ok(said.len())
    }

    /// Of streams of which only the last `count` events are kept: the last that was acknowledged is there or has events behind it,
    /// what is read has no gap, states are right, and everything verifies. Answers where the log ends.
    pub fn check_kept(&self, page: &Page, store: &str, count: u64) -> Outcome<u64> {
        let body = "const rows = {}, end = (await s.head(args[0])).position + 1;
            const store = await log(args[0]);
            store.project('state', 'merge');
            for (const { streamId } of await s.streams(args[0])) {
              const events = await s.read(args[0], { stream: streamId });
              const state = (await store.state('state', { partition: streamId })).n;
              rows[streamId] = { state, events: events.map((e) => [e.position, e.streamId, e.revision, e.id, e.data.n]) };
            }
            return { rows, end }";
        let seen = run(page, body, &[json!(store)])?;
        let mut last: HashMap<&str, (u64, u64)> = HashMap::new();
        for (stream, kept) in seen["rows"].as_object().into_iter().flatten() {
            let events = kept["events"].as_array().into_iter().flatten();
            let rows: Vec<Row> = events.map(Row::of).collect::<Outcome<_>>()?;
            let Some(newest) = rows.last() else {
                return Err(Failure::new(format!("{stream} has no events")));
            };
            same(&format!("the state of {stream}"), kept["state"].as_u64(), newest.n)?;
            let from = (newest.revision + 1).saturating_sub(count);
            let revisions: Vec<u64> = rows.iter().map(|row| row.revision).collect();
            same(&format!("revisions of {stream}"), revisions, (from..=newest.revision).collect())?;
            same("positions rise", rows.is_sorted_by(|a, b| a.position < b.position), true)?;
            last.insert(stream, (newest.position, newest.revision));
            for row in &rows {
                if let Some(place) = self.0.get(&row.id) {
                    same(&format!("the place of {}", row.id), (row.position, row.revision), *place)?;
                }
            }
        }
        let end = seen["end"].as_u64().unwrap_or_default();
        for (id, (position, revision)) in &self.0 {
            let known = *position < end && last.values().any(|(_, newest)| newest >= revision);
            same(&format!("the acknowledged append {id} at {position} of {end}"), known, true)?;
        }
        whole(page, store)?;
        Ok(end)
    }

    /// Every acknowledged append is there where it was acknowledged; of each round nothing is missing before its last
    /// event, and nothing is torn. Answers how many events there are.
    pub fn check(&self, page: &Page, store: &str) -> Outcome<usize> {
        let rows = run(page, "return s.rows(args[0])", &[json!(store)])?;
        let rows: Vec<Row> = rows.as_array().into_iter().flatten().map(Row::of).collect::<Outcome<_>>()?;
        in_order(&rows)?;
        let mut next: HashMap<&str, u64> = HashMap::new();
        for row in &rows {
            let round = row.id.split('-').next().unwrap_or_default();
            let n = next.entry(round).or_default();
            // Appends are written in the order in which they were issued, so that one which is there vouches for those before it.
            if row.n != Some(*n) || row.id != format!("{round}-{n}") {
                return Err(Failure::new(format!("event {n} of round {round} is {row:?}")));
            }
            *n += 1;
        }
        let places: HashMap<&str, (u64, u64)> =
            rows.iter().map(|row| (row.id.as_str(), (row.position, row.revision))).collect();
        for (id, place) in &self.0 {
            if places.get(id.as_str()) != Some(place) {
                // What a failure needs to be understood: how far the log goes, what the check of it says, and what else is stored.
                let body = "return { head: await s.head(args[0]), verify: await s.verify(args[0]), again: (await s.rows(args[0])).length,
                    databases: await indexedDB.databases(), room: await navigator.storage.estimate() }";
                let seen =
                    run(page, body, &[json!(store)]).map_or_else(|error| error.to_string(), |seen| seen.to_string());
                let (read, last) = (rows.len(), rows.last());
                return Err(Failure::new(format!(
                    "the acknowledged append {id} is not at {place:?}; {read} events were read, the last is {last:?}; {seen}"
                )));
            }
        }
        whole(page, store)?;
        Ok(rows.len())
    }
}

/// How a round writes and dies.
#[derive(Clone, Debug)]
pub struct Round {
    /// Options of each append.
    pub options: Value,
    /// Appends under way at a time.
    pub in_flight: u64,
    /// What is called all the while, if anything: `compactWithoutEnd` or `scavengeWithoutEnd`.
    pub meanwhile: Option<&'static str>,
}

/// Appends until the browser is killed, after a random number of acknowledgements and a random moment. Answers how many were heard.
pub fn die_appending(
    session: Session,
    round: u64,
    how: &Round,
    dice: &mut Dice,
    acknowledged: &mut Acknowledged,
) -> Outcome<usize> {
    let heard = Acknowledgements::listen()?;
    let given = json!({ "url": heard.url(), "prefix": round.to_string(), "streams": 3, "inFlight": how.in_flight,
        "size": dice.between(1, 3000), "options": how.options });
    run(session.page(), "s.appendWithoutEnd('killed', args[0])", &[given])?;
    if let Some(meanwhile) = how.meanwhile {
        run(session.page(), "void s[args[0]]('killed', args[1])", &[json!(meanwhile), json!(heard.url())])?;
    }
    heard.until(usize::try_from(dice.between(1, 150)).unwrap_or(1), SOON)?;
    sleep(dice.millis(40));
    session.kill()?;
    acknowledged.add(round, &heard)
}
