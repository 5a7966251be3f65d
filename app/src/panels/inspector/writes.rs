//! The writes of a value, newest first. A click goes to the event that wrote it.
//! Never shows more than the engine listed; how many are missing is said.

use foldback_protocol::Write;
use leptos::prelude::*;

use super::blamed::Blamed;
use super::change_value::ChangeValue;
use crate::number::{counted, grouped};
use crate::panels::tree::short_text;
use crate::panels::type_dot::TypeDot;
use crate::session::session;
use crate::visible::visible;

/// Characters of a value.
const VALUE: usize = 48;

/// The writes.
#[component]
pub fn Writes(
    /// What the engine answered.
    blamed: Blamed,
) -> impl IntoView {
    let session = session();
    let path = StoredValue::new(blamed.path);
    let write = move |(number, write): (usize, Write)| {
        let position = write.position;
        let name = visible(&write.event_type).into_owned();
        let title = write.time.as_deref().map(|time| visible(time).into_owned());
        view! {
            <li class:latest=number == 0>
                <button
                    type="button"
                    title=title
                    aria-current=move || (session.cursor.get() == position).then_some("true")
                    on:click=move |_| {
                        session.playing.set(false);
                        session.go(position);
                    }
                >
                    <span class="position">{grouped(position)}</span>
                    <span class="type">
                        <TypeDot type_index=write.type_index/>
                        <span class="name from-log">{name}</span>
                    </span>
                    <span class="what">{what(&write, &path.get_value())}</span>
                </button>
            </li>
        }
    };
    let listed = blamed.answer.writes.len() as u64;
    let missing = blamed.answer.total.saturating_sub(listed);
    view! {
        <ol class="writes">
            {blamed.answer.writes.into_iter().enumerate().map(write).collect_view()}
        </ol>
        {(listed == 0).then(|| {
            view! { <p class="nothing">"No event up to this moment wrote this. Step on, or choose another value."</p> }
        })}
        {(missing > 0).then(|| {
            view! { <p class="note">{format!("{} before these.", counted(missing, "write", "writes"))}</p> }
        })}
    }
}

/// What a write did, and where when that is not the path that was asked for.
fn what(write: &Write, path: &str) -> impl IntoView + use<> {
    let chosen = write.changes.iter().find(|change| change.path == path).or(write.changes.first()).cloned();
    let others = write.changes.len().saturating_sub(1);
    chosen.map(|change| {
        let elsewhere = (change.path != path).then(|| short_text(&change.path, 40));
        view! {
            {elsewhere.map(|path| view! { <span class="path from-log">{path}</span>" " })}
            <ChangeValue change most=VALUE/>
            {(others > 0).then(|| view! { <span class="dim">{format!(" +{}", grouped(others as u64))}</span> })}
        }
    })
}
