//! The event at the cursor, whole.
//! Never more than the engine sent: a payload is shown as it was received.

use foldback_protocol::Row;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::asking::NoEvent;
use super::body::Body;
use super::body_view::BodyView;
use super::event_fields::EventFields;
use crate::icon::{Icon, Shape};
use crate::panels::clipboard::Copied;
use crate::session::{Tab, session};
use crate::undo::undo;

/// The event.
#[component]
pub fn EventTab() -> impl IntoView {
    let (session, undo) = (session(), undo());
    let is_there = Memo::new(move |_| session.current.with(Option::is_some));
    let data = Memo::new(move |_| body(session.current, |row| &row.data));
    let metadata = Memo::new(move |_| body(session.current, |row| &row.metadata));
    view! {
        <Show when=move || is_there.get() fallback=NoEvent>
            <div class="event-tab">
                <EventFields/>
                <div class="event-do">
                    <button
                        type="button"
                        class="line"
                        title="What would it take to undo this event and keep what came after? Nothing is written"
                        on:click=move |_| {
                            undo.choose([session.cursor.get_untracked()]);
                            session.tab.set(Tab::WhatIf);
                            request_animation_frame(|| {
                                let title = document().get_element_by_id("undo-title");
                                if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
                                    // Fails for elements that cannot have the focus alone.
                                    let _ = title.focus();
                                }
                            });
                        }
                    >
                        "Undo this event…"
                    </button>
                </div>
                <Part title="Data" of=|row| &row.data/>
                <BodyView
                    body=data.into()
                    nothing="This event has no payload: what stands above is all of it."
                    root="data"
                    label="Data"
                    prefix="data"
                    on_blame=None
                />
                <Show when=move || metadata.with(|body| *body != Body::Empty)>
                    <Part title="Metadata" of=|row| &row.metadata/>
                    <BodyView
                        body=metadata.into()
                        nothing=""
                        root="metadata"
                        label="Metadata"
                        prefix="metadata"
                        on_blame=None
                    />
                </Show>
            </div>
        </Show>
    }
}

fn body(current: RwSignal<Option<Row>>, of: fn(&Row) -> &Vec<u8>) -> Body {
    current.with(|row| row.as_ref().map(|row| Body::read(of(row))).unwrap_or_default())
}

/// The head of a part, with a button that copies it as it was received.
#[component]
fn Part(
    /// Its name.
    title: &'static str,
    /// Its bytes.
    of: fn(&Row) -> &Vec<u8>,
) -> impl IntoView {
    let current = session().current;
    let copied = expect_context::<Copied>();
    let copy = move |_| {
        let text = current.with_untracked(|row| row.as_ref().map(|row| String::from_utf8_lossy(of(row)).into_owned()));
        copied.copy(text.unwrap_or_default(), "Copied as it was received");
    };
    view! {
        <div class="part-head">
            <h3>{title}</h3>
            <button
                type="button"
                class="square"
                title="Copy as it was received"
                aria-label=format!("Copy {title} as it was received")
                on:click=copy
            >
                <Icon shape=Shape::Copy/>
            </button>
        </div>
    }
}
