//! The state of a stream after the event at the cursor.
//! Never folds: the engine answers with the state and with what its last event changed.

use std::sync::Arc;

use foldback_protocol::{Call, ErrorInfo, StateAnswer, StateRequest};
use leptos::prelude::*;

use super::asking::{Failure, Moment, NoEvent, moment};
use super::blame_card::BlameCard;
use super::body::Body;
use super::body_view::BodyView;
use super::stream_line::StreamLine;
use crate::engine::{Latest, engine};
use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};
use crate::panels::tree::Changes;
use crate::session::session;

/// An answer, with what it answers.
#[derive(Clone, Default)]
struct Shown {
    stream: String,
    at: u64,
    position: Option<u64>,
    revision: Option<u64>,
    passed_over: u64,
    changes: Arc<Changes>,
    body: Body,
}

/// The state.
#[component]
pub fn StateTab() -> impl IntoView {
    let session = session();
    let shown = RwSignal::new(None::<Shown>);
    let failed = RwSignal::new(None::<ErrorInfo>);
    let search = RwSignal::new(String::new());
    let states = Latest::new(
        engine(),
        |Moment { log, stream, at }: &Moment| {
            Call::State(StateRequest {
                log: log.clone(),
                partition: Some(stream.clone()),
                at: Some((*at).into()),
                ..StateRequest::default()
            })
        },
        move |question: Moment, answer: Result<(StateAnswer, Vec<u8>), ErrorInfo>| match answer {
            Ok((answer, bytes)) => {
                // What an earlier event changed is old: only the event at the cursor is marked.
                let is_here = answer.position == Some(question.at);
                let changes = if is_here { answer.changes } else { Vec::new() };
                shown.try_set(Some(Shown {
                    stream: question.stream,
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
    let asked = Memo::new(move |_| moment(session));
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
    let nothing = Signal::derive(move || {
        let is_before = shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.position.is_none()));
        if is_before {
            "This stream begins after this moment. Press Shift → to go to its first event.".to_owned()
        } else if shown.with(Option::is_none) {
            String::new()
        } else {
            "The state is empty: no event of this stream has carried a JSON object yet.".to_owned()
        }
    });
    let root = Signal::derive(move || {
        shown.with(|shown| shown.as_ref().map(|shown| shown.stream.clone()).unwrap_or_default())
    });
    let on_blame = Callback::new(move |path: String| session.blame_path.set(Some(path)));
    view! {
        <Show when=move || asked.with(Option::is_some) || shown.with(Option::is_some) fallback=NoEvent>
            <div class="state-tab">
                <StreamLine>
                    <label class="state-search">
                        <Icon shape=Shape::Search/>
                        <input
                            type="search"
                            placeholder="Search state"
                            aria-label="Search names and values of the state"
                            autocomplete="off"
                            spellcheck="false"
                            prop:value=search
                            on:input=move |event| search.set(event_target_value(&event))
                        />
                    </label>
                </StreamLine>
                <p class="note">{move || shown.with(|shown| shown.as_ref().map(note))}</p>
                {move || failed.get().map(|error| view! { <Failure error/> })}
                <div class="state-tree">
                    <BodyView
                        body
                        nothing
                        root
                        label="State"
                        prefix="state"
                        changes
                        search
                        on_blame=Some(on_blame)
                    />
                </div>
                <BlameCard/>
            </div>
        </Show>
    }
}

/// Which event the state is after.
fn note(shown: &Shown) -> String {
    let (Some(position), Some(revision)) = (shown.position, shown.revision) else {
        return String::new();
    };
    let passed_over = match shown.passed_over {
        0 => String::new(),
        count => format!(" {} without a JSON object passed over.", counted(count, "event", "events")),
    };
    let revision = grouped(revision);
    if position == shown.at {
        format!("After revision {revision}.{passed_over}")
    } else {
        format!("Unchanged since revision {revision}, event {}.{passed_over}", grouped(position))
    }
}
