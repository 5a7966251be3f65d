//! What comes of the branch: the partitions whose states differ, where they do first, and what is different in the end.
//! Never compares: the engine does.

use foldback_protocol::{Call, ChangeText, CompareAnswer, CompareRequest, CompareWith, ComparedPartition, ErrorInfo};
use leptos::prelude::*;

use crate::engine::{Latest, engine};
use crate::number::{counted, grouped};
use crate::panels::inspector::{ChangeValue, Failure};
use crate::projection::mine;
use crate::session::{Tab, session};
use crate::visible::visible;
use crate::whatif::whatif;

/// Partitions that are listed, and changes of each.
const MOST: u32 = 200;
const CHANGES: usize = 30;
/// Characters of a value.
const VALUE: usize = 60;

#[derive(Clone, PartialEq)]
struct Question {
    log: String,
    projection: Option<String>,
    branch: String,
    round: u32,
    events: u64,
}

/// The differences.
#[component]
pub fn Differences() -> impl IntoView {
    let (session, whatif, mine) = (session(), whatif(), mine());
    let found = RwSignal::new(None::<CompareAnswer>);
    let failed = RwSignal::new(None::<ErrorInfo>);
    let comparing = Latest::new(
        engine(),
        |asked: &Question| {
            Call::Compare(CompareRequest {
                log: asked.log.clone(),
                projection: asked.projection.clone(),
                branch: None,
                with: CompareWith { branch: Some(asked.branch.clone()), ..CompareWith::default() },
                limit: MOST,
            })
        },
        move |_, answer: Result<(CompareAnswer, Vec<u8>), ErrorInfo>| {
            let (answer, why) = match answer {
                Ok((answer, _)) => (Some(answer), None),
                Err(why) => (None, Some(why)),
            };
            whatif.differs.set(answer.as_ref().and_then(|answer| answer.first));
            found.try_set(answer);
            failed.try_set(why);
        },
    );
    let asked = Memo::new(move |_| {
        let info = whatif.info.get()?;
        let projection = if mine.is_looked_at.get() { mine.good.get() } else { None };
        let (log, round, events) = (session.log.get()?, whatif.round(), session.events.get());
        Some(Question { log, projection, branch: info.branch, round, events })
    });
    Effect::new(move |_| match asked.get() {
        Some(asked) => comparing.ask(asked),
        None => found.set(None),
    });
    let told = move || {
        found.with(|found| match found {
            None if failed.with(Option::is_some) => String::new(),
            None => "Comparing with the log…".to_owned(),
            Some(found) => match found.first {
                None => "No state is ever different.".to_owned(),
                Some(first) => format!(
                    "{} different, first after event {}.",
                    counted(found.total, "state is", "states are"),
                    grouped(first)
                ),
            },
        })
    };
    view! {
        <section class="whatif-differences" aria-labelledby="whatif-differences-title">
            <div class="panel-head">
                <h3 id="whatif-differences-title">"Differences"</h3>
            </div>
            <p class="note" role="status">{told}</p>
            {move || failed.get().map(|error| view! { <Failure error/> })}
            <ul class="whatif-list">
                {move || {
                    let partitions = found.with(|found| found.as_ref().map(|found| found.partitions.clone()));
                    partitions.unwrap_or_default().into_iter().map(|one| view! { <Partition one/> }).collect_view()
                }}
            </ul>
            {move || {
                let missing = found.with(|found| {
                    found.as_ref().map_or(0, |found| found.total.saturating_sub(found.partitions.len() as u64))
                });
                (missing > 0).then(|| view! { <p class="note">{format!("{} more, which differ later.", grouped(missing))}</p> })
            }}
        </section>
    }
}

/// A partition that differs.
#[component]
fn Partition(
    /// It.
    one: ComparedPartition,
) -> impl IntoView {
    let (session, whatif, mine) = (session(), whatif(), mine());
    let ComparedPartition { partition, first, head } = one;
    let name = if partition.is_empty() { "all events".to_owned() } else { visible(&partition).into_owned() };
    let go = move |_| {
        let chosen = Some(partition.clone());
        if mine.is_looked_at.get_untracked() {
            mine.partitions.choose(chosen);
        } else {
            session.pinned.set(chosen);
        }
        whatif.against.set(true);
        session.playing.set(false);
        if let Some(first) = first {
            session.go(first);
        }
        session.tab.set(Tab::Diff);
    };
    let end = match head.len() as u64 {
        0 => "the same again at the head".to_owned(),
        count => format!("{} at the head", counted(count, "difference", "differences")),
    };
    view! {
        <li class="whatif-partition">
            <button
                type="button"
                class="whatif-go"
                title="Show the difference where it begins"
                on:click=go
            >
                <span class="position">{first.map(grouped)}</span>
                <span class="what from-log">{name}</span>
                <span class="dim">{end}</span>
            </button>
            <Changes head/>
        </li>
    }
}

/// What is different in the end.
#[component]
fn Changes(
    /// It.
    head: Vec<ChangeText>,
) -> impl IntoView {
    let missing = head.len().saturating_sub(CHANGES) as u64;
    let change = |change: ChangeText| {
        let path =
            if change.path.is_empty() { "the whole state".to_owned() } else { visible(&change.path).into_owned() };
        view! {
            <li>
                <span class="path from-log">{path}</span>
                " "
                <ChangeValue change most=VALUE/>
            </li>
        }
    };
    view! {
        <ul class="whatif-changes">
            {head.into_iter().take(CHANGES).map(change).collect_view()}
            {(missing > 0).then(|| view! { <li class="dim">{format!("{} more", grouped(missing))}</li> })}
        </ul>
    }
}
