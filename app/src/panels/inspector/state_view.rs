//! The state of a partition at the cursor, as a tree, with what its last event changed.
//! Never folds: the engine answers with the state and with the changes.

use std::sync::Arc;

use foldback_protocol::{Call, ErrorInfo, StateAnswer, StateRequest};
use leptos::prelude::*;

use super::asking::{Failure, Moment};
use super::body::Body;
use super::body_view::BodyView;
use crate::engine::{Latest, engine};
use crate::number::{counted, grouped};
use crate::panels::tree::Changes;
use crate::session::session;

/// An answer, with what it answers.
#[derive(Clone, Default)]
struct Shown {
    partition: String,
    is_mine: bool,
    at: u64,
    position: Option<u64>,
    revision: Option<u64>,
    passed_over: u64,
    changes: Arc<Changes>,
    body: Body,
}

/// The state.
#[component]
pub fn StateView(
    /// Which state.
    asked: Memo<Option<Moment>>,
    /// What to look for in it.
    #[prop(optional, into)]
    search: Signal<String>,
    /// Makes the ids of its tree its own.
    prefix: &'static str,
    /// Called with the path of a value whose writers are asked for.
    on_blame: Callback<String>,
) -> impl IntoView {
    let session = session();
    let shown = RwSignal::new(None::<Shown>);
    let failed = RwSignal::new(None::<ErrorInfo>);
    let states = Latest::new(
        engine(),
        |moment: &Moment| {
            Call::State(StateRequest {
                log: moment.log.clone(),
                projection: moment.projection.clone(),
                branch: moment.branch(),
                partition: (!moment.follows).then(|| moment.partition.clone()),
                follows: moment.follows,
                at: Some(moment.at.into()),
            })
        },
        move |question: Moment, answer: Result<(StateAnswer, Vec<u8>), ErrorInfo>| match answer {
            Ok((answer, bytes)) => {
                // What an earlier event changed is old: only the event at the cursor is marked.
                let is_here = answer.position == Some(question.at);
                let changes = if is_here { answer.changes } else { Vec::new() };
                shown.try_set(Some(Shown {
                    partition: answer.partition.unwrap_or(question.partition),
                    is_mine: question.projection.is_some(),
                    at: question.at,
                    position: answer.position,
                    revision: answer.revision,
                    passed_over: answer.passed_over,
                    changes: Arc::new(Changes::new(changes)),
                    body: Body::read(&bytes),
                }));
                failed.try_set(None);
            }
            Err(why) => {
                shown.try_set(None);
                failed.try_set(Some(why));
            }
        },
    );
    let revision_of_log = session.revision_of_log;
    Effect::new(move |_| {
        revision_of_log.track();
        match asked.get() {
            Some(asked) => states.ask(asked),
            None => shown.set(None),
        }
    });

    let body =
        Signal::derive(move || shown.with(|shown| shown.as_ref().map(|shown| shown.body.clone()).unwrap_or_default()));
    let changes = Signal::derive(move || {
        shown.with(|shown| shown.as_ref().map(|shown| Arc::clone(&shown.changes)).unwrap_or_default())
    });
    let nothing = Signal::derive(move || shown.with(|shown| shown.as_ref().map_or("", nothing).to_owned()));
    let root = Signal::derive(move || {
        let name = shown.with(|shown| shown.as_ref().map(|shown| shown.partition.clone()).unwrap_or_default());
        if name.is_empty() { "state".to_owned() } else { name }
    });
    view! {
        <p class="note">{move || shown.with(|shown| shown.as_ref().map(note))}</p>
        {move || failed.get().map(|error| view! { <Failure error/> })}
        <div class="state-tree">
            <BodyView
                body
                nothing
                root
                label="State"
                prefix
                changes
                search
                on_blame=Some(on_blame)
            />
        </div>
    }
}

/// What is said where there is no state.
fn nothing(shown: &Shown) -> &'static str {
    match (shown.position, shown.is_mine) {
        (None, false) => "This stream begins after this moment. Press Shift → to go to its first event.",
        (None, true) => "No event up to this moment belongs to this partition. Go on in time, or choose another one.",
        (Some(_), false) => {
            "The state is empty: no event of this stream has carried a JSON object yet. Shift → goes on in the stream; the Projection tab folds what you write."
        }
        (Some(_), true) => {
            "The projection gave no state up to this moment. Go on in time, or let its $init return one."
        }
    }
}

/// Which event the state is after.
fn note(shown: &Shown) -> String {
    let Some(position) = shown.position else {
        return String::new();
    };
    let passed_over = match shown.passed_over {
        0 => String::new(),
        count if shown.is_mine => format!(" {} passed over.", counted(count, "event", "events")),
        count => format!(" {} without a JSON object passed over.", counted(count, "event", "events")),
    };
    // A revision is of a stream, and a partition may be of many.
    match (shown.revision.filter(|_| !shown.is_mine), position == shown.at) {
        (Some(revision), true) => format!("After revision {}.{passed_over}", grouped(revision)),
        (Some(revision), false) => {
            format!("Unchanged since revision {}, event {}.{passed_over}", grouped(revision), grouped(position))
        }
        (None, true) => format!("After this event.{passed_over}"),
        (None, false) => format!("Unchanged since event {}.{passed_over}", grouped(position)),
    }
}
