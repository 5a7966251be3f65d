//! The Flips tab: a condition over states, and every moment at which it became true or stopped being so.
//! Never looks at a state itself: the engine does.

mod condition;
mod list;
mod saved;

use leptos::prelude::*;

use self::condition::Condition;
use self::list::FlipList;
pub use self::saved::SavedFlips;
use crate::flips::{Found, flips};
use crate::number::{counted, grouped};
use crate::session::session;
use crate::visible::visible;

/// The tab.
#[component]
pub fn FlipsTab() -> impl IntoView {
    let (session, flips) = (session(), flips());
    let has_log = Memo::new(move |_| session.log.with(Option::is_some));
    let has_found = Memo::new(move |_| flips.found.with(Option::is_some));
    let told = move || flips.found.with(|found| found.as_deref().map(told));
    let trouble = move || flips.found.with(|found| found.as_deref().and_then(trouble));
    view! {
        <Show when=move || has_log.get()>
            <div class="flips-tab">
                <Condition/>
                {move || flips.error.get().map(|why| view! { <p class="failure" role="alert">{why.message}</p> })}
                <Show when=move || has_found.get() fallback=Nothing>
                    <p class="note" role="status">{told}</p>
                    {move || trouble().map(|text| view! { <p class="flips-trouble from-log">{text}</p> })}
                    <FlipList/>
                </Show>
            </div>
        </Show>
    }
}

/// What to do while nothing was asked.
#[component]
fn Nothing() -> impl IntoView {
    let flips = flips();
    let example = move |text: &'static str| {
        view! {
            <button type="button" class="link" on:click=move |_| flips.change(|condition| condition.jq = text.to_owned())>
                <code>{text}</code>
            </button>
        }
    };
    view! {
        <Show when=move || !flips.running.get() && flips.error.with(Option::is_none)>
            <div class="nothing">
                <p>
                    "When was this ever true? Write a condition in jq over a state, such as " {example("(.total // 0) < 0")} " or "
                    {example(".status == \"open\"")} "."
                </p>
                <p>
                    "Every event that made it true, or made it stop being so, is listed here and marked on the scrubber. In jq what is missing is null, and null is less than every number: "
                    <code>"//"</code> " says what stands for it. "
                    <kbd>"n"</kbd> " and " <kbd>"N"</kbd> " go to the next and the previous one."
                </p>
            </div>
        </Show>
    }
}

fn told(found: &Found) -> String {
    let answer = &found.answer;
    let tested = format!("Tested {}.", counted(answer.tests, "time", "times"));
    if answer.total == 0 {
        let always = if answer.before { "always" } else { "never" };
        return format!("No flips: this is {always} so. {tested}");
    }
    let listed = answer.flips.len() as u64;
    let more = if answer.total > listed { format!(" The first {} are shown.", grouped(listed)) } else { String::new() };
    format!("{}. {tested}{more}", counted(answer.total, "flip", "flips"))
}

/// Where the condition itself failed.
fn trouble(found: &Found) -> Option<String> {
    let answer = &found.answer;
    let first = answer.failure.as_ref()?;
    let place = match first.position {
        Some(position) => format!("after event {}", grouped(position)),
        None => "before the first event".to_owned(),
    };
    let of = if first.partition.is_empty() { String::new() } else { format!(" in {}", visible(&first.partition)) };
    let count = counted(answer.failures, "time", "times");
    Some(format!("It failed {count} and counted as not so; first {place}{of}: {}", visible(&first.why)))
}
