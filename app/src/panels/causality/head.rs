//! What stands over the tree: the correlation id, how many events have it, and the way along them.
//! Never counts: the engine did.

use foldback_protocol::{CausalityAnswer, CauseCoverage, CorrelationInfo, Direction};
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};
use crate::panels::clipboard::Copied;
use crate::session::session;
use crate::visible::visible;

/// The head.
#[component]
pub fn Head(
    /// What the engine answered.
    answer: RwSignal<Option<CausalityAnswer>>,
) -> impl IntoView {
    let correlation =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().and_then(|answer| answer.correlation.clone())));
    let coverage = Memo::new(move |_| answer.with(|answer| answer.as_ref().map(|answer| answer.coverage)));
    let shown = Memo::new(move |_| answer.with(|answer| answer.as_ref().map_or(0, |answer| answer.shown)));
    view! {
        {move || correlation.get().map(|info| view! { <Correlation info shown=shown.into()/> })}
        <p class="note" role="status">{move || coverage.get().and_then(so_far)}</p>
    }
}

/// What is not known yet, or cannot be.
fn so_far(coverage: CauseCoverage) -> Option<String> {
    if !coverage.is_whole() {
        let (covered, events) = (grouped(coverage.covered), grouped(coverage.events));
        return Some(format!("Looking for ids: {covered} of {events} events so far. What is found is shown."));
    }
    let unread = counted(coverage.unread, "event", "events");
    (coverage.unread > 0).then(|| format!("{unread} cannot be read: their causes and effects are not known."))
}

#[component]
fn Correlation(
    /// The id.
    info: CorrelationInfo,
    /// How many of its events are in the tree.
    shown: Signal<u64>,
) -> impl IntoView {
    let session = session();
    let copied = expect_context::<Copied>();
    let (id, name) = (visible(&info.id).into_owned(), visible(&info.name).into_owned());
    let count = move || {
        let part = match info.events.saturating_sub(shown.get()) {
            0 => String::new(),
            _ => format!(", {} of them below", grouped(shown.get())),
        };
        match info.events {
            1 => "No other event has this id".to_owned(),
            events => format!("Event {} of {} with this id{part}", grouped(info.before + 1), grouped(events)),
        }
    };
    let text = info.id.clone();
    let (is_first, is_last) = (info.before == 0, info.before + 1 >= info.events);
    let step = move |direction: Direction| {
        move |_| {
            session.playing.set(false);
            session.step_along(direction);
        }
    };
    view! {
        <div class="correlation">
            <div class="which">
                <h2><span class="unseen">"Correlation "</span><span class="from-log">{name}</span></h2>
                <span class="id from-log" title=id.clone()>{id.clone()}</span>
                <p>{count}</p>
            </div>
            <button
                type="button"
                class="square"
                title="Copy the correlation id"
                aria-label="Copy the correlation id"
                on:click=move |_| copied.copy(text.clone(), "Correlation id copied")
            >
                <Icon shape=Shape::Copy/>
            </button>
            <button
                type="button"
                class="square"
                title="Previous event with this correlation id (O)"
                aria-label="Previous event with this correlation id"
                disabled=is_first
                on:click=step(Direction::Backwards)
            >
                <Icon shape=Shape::Back/>
            </button>
            <button
                type="button"
                class="square"
                title="Next event with this correlation id (o)"
                aria-label="Next event with this correlation id"
                disabled=is_last
                on:click=step(Direction::Forwards)
            >
                <Icon shape=Shape::Forward/>
            </button>
        </div>
    }
}
