//! What it takes to undo events in one state: the operations, what is left alone, and the event that would do it.
//! Never hides that there is none.

use foldback_protocol::{ChangeText, ConflictInfo, RevertedPartition};
use leptos::prelude::*;

use crate::number::{counted, grouped};
use crate::panels::clipboard::Copied;
use crate::panels::inspector::ChangeValue;
use crate::panels::tree::short_text;
use crate::projection::mine;
use crate::session::session;
use crate::visible::visible;

/// Operations and conflicts that are shown.
const MOST: usize = 60;
/// Characters of a value.
const VALUE: usize = 60;

/// Why there is no event: under a projection of the person's own, and where payloads are merged.
const OF_PROJECTION: &str = "Impossible as an event: what this projection makes of an event is its own, and none is known that would write this. The patch says what is to change.";
const OF_MERGE: &str = "Impossible as an event: a payload that is merged can write no null and can make no state undone. The patch says what is to change.";

fn path(path: &str) -> String {
    if path.is_empty() { "the whole state".to_owned() } else { visible(path).into_owned() }
}

/// One state.
#[component]
pub fn Partition(
    /// What the engine says of it.
    one: RevertedPartition,
) -> impl IntoView {
    let (mine, copied) = (mine(), expect_context::<Copied>());
    let is_mine = mine.is_looked_at.get_untracked();
    let RevertedPartition { partition, operations, conflicts, patch, understood, payload, .. } = one;
    let name = if partition.is_empty() { "all events".to_owned() } else { visible(&partition).into_owned() };
    let count = operations.len();
    let told = match count as u64 {
        0 => "nothing to write".to_owned(),
        count => counted(count, "value goes back", "values go back"),
    };
    let reason = if is_mine { OF_PROJECTION } else { OF_MERGE };
    let impossible = (count > 0 && !(understood && payload.is_some())).then_some(reason);
    let operation = |change: ChangeText| {
        let path = path(&change.path);
        view! {
            <li>
                <span class="path from-log">{path}</span>
                " "
                <ChangeValue change most=VALUE/>
            </li>
        }
    };
    let (more, fewer) = (count.saturating_sub(MOST) as u64, conflicts.len().saturating_sub(MOST) as u64);
    let has_conflicts = !conflicts.is_empty();
    view! {
        <div class="undo-partition">
            <h4>
                <span class="from-log">{name}</span>
                " "
                <span class="dim">{told}</span>
            </h4>
            <ul class="undo-operations">
                {operations.into_iter().take(MOST).map(operation).collect_view()}
                {(more > 0).then(|| view! { <li class="dim">{format!("{} more", grouped(more))}</li> })}
            </ul>
            {has_conflicts.then(|| {
                view! {
                    <p class="undo-left">"Left alone:"</p>
                    <ul class="undo-conflicts">
                        {conflicts.into_iter().take(MOST).map(|one| view! { <Conflict one/> }).collect_view()}
                        {(fewer > 0).then(|| view! { <li class="dim">{format!("{} more", grouped(fewer))}</li> })}
                    </ul>
                }
            })}
            {impossible.map(|why| {
                view! {
                    <p class="undo-impossible">{why}</p>
                    <button type="button" class="line undo-patch" on:click=move |_| copied.copy(patch.clone(), "Patch copied")>
                        "Copy the JSON Patch"
                    </button>
                }
            })}
        </div>
    }
}

/// A value that is left alone.
#[component]
fn Conflict(
    /// It.
    one: ConflictInfo,
) -> impl IntoView {
    let session = session();
    let value = |value: Option<String>| value.map_or("nothing".to_owned(), |value| short_text(&value, VALUE));
    let by = one.by.map(|by| {
        view! {
            " (event "
            <button type="button" class="link" title="Go to this event" on:click=move |_| session.go(by)>
                {grouped(by)}
            </button>
            ")"
        }
    });
    let is_same = one.now == one.would_be;
    let would_be = (!is_same).then(|| {
        view! {
            " and would be "
            <code class="from-log">{value(one.would_be)}</code>
        }
    });
    view! {
        <li>
            <span class="path from-log">{path(&one.path)}</span>
            {if is_same { " stays " } else { " is " }}
            <code class="from-log">{value(one.now)}</code>
            {would_be}
            ": "
            {one.why}
            {by}
        </li>
    }
}
