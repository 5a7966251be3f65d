//! Searches and completion: the store's answers in the protocol's words, a turn at a time, so that other questions are
//! answered in between.

use foldback_event::Timestamp;
use foldback_protocol::{CompleteAnswer, CompleteRequest, ErrorInfo, Offer, OfferKind, SearchAnswer, SearchRequest};
use foldback_store::search::{Kind, Query, QueryError};
use js_sys::Date;
use wasm_bindgen::JsValue;

use crate::failure::of_store;
use crate::logs::LogStore;
use crate::request::{Answer, Request};
use crate::tasks::next_task;

/// Milliseconds of work between two looks at what else is asked.
const TURN: f64 = 12.0;

/// Milliseconds after which a search answers what it has, and is asked to go on.
const ANSWER: f64 = 150.0;

/// Hits of one answer.
const MOST: u32 = 4_000_000;

pub async fn search(store: &LogStore, request: &Request, asked: &SearchRequest) -> Result<Answer, ErrorInfo> {
    let query = Query::read(&asked.query, &local).map_err(|error| of_query(&error))?;
    let begin = Date::now();
    let mut turn = begin;
    let enough = || request.cancelled.get() || Date::now() - begin > ANSWER;
    let mut pause = async || {
        if Date::now() - turn > TURN {
            next_task().await;
            turn = Date::now();
        }
    };
    let range = asked.from..asked.to;
    let limit = asked.limit.min(MOST) as usize;
    let found = store.search(&query, range, limit, &enough, &mut pause).await.map_err(|error| of_store(&error))?;
    if request.cancelled.get() {
        return Err(ErrorInfo::new("Aborted", "The search was cancelled."));
    }
    let answer = SearchAnswer {
        next: found.next,
        hits: found.hits.len() as u64,
        unread: found.unread,
        failed: found.failed,
        failure: found.failure,
        local_times: query.said().iter().map(|said| (said.text.clone(), said.at.0 as f64)).collect(),
    };
    Answer::with(&answer, foldback_protocol::write_hits(&found.hits))
}

pub async fn complete(store: &LogStore, asked: &CompleteRequest) -> Result<CompleteAnswer, ErrorInfo> {
    let found = store.complete(&asked.query, asked.at as usize).await.map_err(|error| of_store(&error))?;
    let offer = |offer: foldback_store::search::Offer| Offer {
        text: offer.text,
        kind: match offer.kind {
            Kind::Word => OfferKind::Word,
            Kind::Type => OfferKind::Type,
            Kind::Category => OfferKind::Category,
            Kind::Stream => OfferKind::Stream,
            Kind::Member => OfferKind::Member,
            Kind::Value => OfferKind::Value,
            Kind::Time => OfferKind::Time,
        },
        events: offer.events,
    };
    Ok(CompleteAnswer {
        from: found.place.start as u32,
        to: found.place.end as u32,
        offers: found.offers.into_iter().map(offer).collect(),
    })
}

fn of_query(error: &QueryError) -> ErrorInfo {
    ErrorInfo { byte: Some(error.place.start as u64), ..ErrorInfo::new("InvalidQuery", error.to_string()) }
}

/// The instant at which the clocks here show what `wall` shows in UTC.
fn local(wall: Timestamp) -> Timestamp {
    let shown = Date::new(&JsValue::from_f64(wall.millis() as f64));
    let local = Date::new_with_year_month_day_hr_min_sec_milli(
        shown.get_utc_full_year(),
        shown.get_utc_month() as i32,
        shown.get_utc_date() as i32,
        shown.get_utc_hours() as i32,
        shown.get_utc_minutes() as i32,
        shown.get_utc_seconds() as i32,
        shown.get_utc_milliseconds() as i32,
    );
    // Years from 0 to 99 would be read as those of the last century.
    local.set_full_year(shown.get_utc_full_year());
    Timestamp(local.get_time() as i64 * 1000 + wall.0.rem_euclid(1000))
}
