//! What is under the pointer: the event there, and how many share its place.
//! Never the only way to learn it: clicking shows the same in the inspector.

use foldback_protocol::{Call, ErrorInfo, Row, read_rows};
use leptos::prelude::*;

use crate::engine::{Latest, engine};
use crate::moment;
use crate::number::{counted, grouped};
use crate::panels::type_dot::TypeDot;
use crate::session::session;
use crate::visible::visible;

/// What is pointed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointed {
    /// The event.
    pub position: u64,
    /// How many events share the place.
    pub count: u64,
    /// Where, in pixels from the left of the picture.
    pub x: f64,
    /// Whether the hint stands to the left of the place, for lack of room.
    pub is_left: bool,
}

/// The hint.
#[component]
pub fn Hint(
    /// What is pointed at, if anything.
    pointed: Signal<Option<Pointed>>,
) -> impl IntoView {
    let session = session();
    let row = RwSignal::new(None::<Row>);
    let rows = Latest::new(
        engine(),
        |(log, from): &(String, u64)| Call::Rows { log: log.clone(), from: *from, count: 1, cut: Some(0) },
        move |_, answer: Result<((), Vec<u8>), ErrorInfo>| {
            // A hint that cannot be had is left out: whoever clicks hears why.
            if let Ok(Ok(rows)) = answer.map(|(_, bytes)| read_rows(&bytes)) {
                row.try_set(rows.into_iter().next());
            }
        },
    );
    let position = Memo::new(move |_| pointed.get().map(|pointed| pointed.position));
    Effect::new(move |_| {
        if let (Some(at), Some(log)) = (position.get(), session.log.get_untracked()) {
            rows.ask((log, at));
        }
    });
    let event = move |at: u64| {
        row.with(|row| {
            row.as_ref().filter(|row| row.position == at).map(|row| {
                let time = row.created.map(moment::shown);
                let kind = visible(&row.event_type).into_owned();
                let stream = visible(&row.stream).into_owned();
                view! {
                    <div class="what">
                        <TypeDot type_index=row.type_index/>
                        <b>{kind}</b>
                        <span class="stream">{stream}</span>
                    </div>
                    <div class="when">{time}</div>
                }
            })
        })
    };
    view! {
        {move || {
            pointed.get().map(|pointed| {
                let at = pointed.position;
                let others = (pointed.count > 1)
                    .then(|| format!(", {} here", counted(pointed.count, "event", "events")));
                view! {
                    <div
                        class="timeline-hint"
                        class:left=pointed.is_left
                        aria-hidden="true"
                        style:transform=format!("translateX({}px)", pointed.x)
                    >
                        <div class="box">
                            {move || event(at)}
                            <div class="where">{format!("Event {}", grouped(at))}{others}</div>
                        </div>
                    </div>
                }
            })
        }}
    }
}
