//! How far the check of a log is, or what came of it.
//! Never says that a log is sound before all of it was read.

use foldback_protocol::VerifyAnswer;
use leptos::prelude::*;

use super::checks::{Checks, Outcome};
use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};

/// Damaged parts that are listed.
const MOST: usize = 20;
/// Digits of the hash chain that tell two logs apart at a glance.
const DIGITS: usize = 16;

/// The line under a log.
#[component]
pub fn Checked(
    /// The log.
    log: String,
    /// How many events it holds.
    events: u64,
    /// The checks.
    checks: Checks,
) -> impl IntoView {
    let log = StoredValue::new(log);
    let is_running = Memo::new(move |_| {
        checks.running.with(|one| one.as_ref().is_some_and(|one| log.with_value(|log| one.log == *log)))
    });
    let read = Memo::new(move |_| checks.running.with(|running| running.as_ref().map_or(0, |running| running.events)));
    let outcome = move || checks.done.with(|done| log.with_value(|log| done.get(log).cloned()));
    view! {
        <Show when=move || is_running.get()>
            <div class="storage-check">
                <progress max="1" aria-label="Part of the log that was read"
                    value=move || format!("{:.3}", read.get() as f64 / events.max(1) as f64)></progress>
                <span>{move || format!("{} of {} read", grouped(read.get()), counted(events, "event", "events"))}</span>
                <button type="button" class="line" on:click=move |_| checks.cancel()>"Cancel"</button>
            </div>
        </Show>
        <div class="storage-outcome" role="status">{move || outcome().map(told)}</div>
    }
}

fn told(outcome: Outcome) -> AnyView {
    match outcome {
        Outcome::Read(answer) if answer.ok => {
            let hash = answer.hash.get(..DIGITS).unwrap_or(&answer.hash).to_owned();
            view! {
                <p title=answer.hash.clone()>
                    <Icon shape=Shape::Check/>
                    {format!("Nothing is damaged. {} read, hash chain {hash}…", counted(answer.events, "event", "events"))}
                </p>
            }
            .into_any()
        }
        Outcome::Read(answer) => view! { <Damage answer/> }.into_any(),
        Outcome::Cancelled => {
            view! { <p>"Cancelled before all of it was read: nothing is known of the rest."</p> }.into_any()
        }
        Outcome::Failed(why) => view! {
            <p class="wrong">
                <Icon shape=Shape::Error/>
                {format!("It could not be verified: {}", why.message)}
            </p>
        }
        .into_any(),
    }
}

#[component]
fn Damage(answer: VerifyAnswer) -> impl IntoView {
    let count = answer.damaged.len();
    let more = count.saturating_sub(MOST);
    let parts = answer.damaged.into_iter().take(MOST).map(|part| {
        let place = match part.first_position {
            Some(first) => format!("The part that begins with event {}: ", grouped(first)),
            None => String::new(),
        };
        view! { <li>{place}{part.reason}</li> }
    });
    view! {
        <p class="wrong">
            <Icon shape=Shape::Error/>
            {format!("{} not what was written:", if count == 1 { "1 part is".to_owned() } else { format!("{} parts are", grouped(count as u64)) })}
        </p>
        <ul class="storage-damage">{parts.collect_view()}</ul>
        {(more > 0).then(|| format!("and {} more. ", grouped(more as u64)))}
        <p>"Everything else can still be read. Export it, or import the file again, and delete this log."</p>
    }
}
