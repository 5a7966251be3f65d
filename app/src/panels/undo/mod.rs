//! Undoing events, in the What-if tab: which ones, what would be written, what is left alone and why, and what becomes of the plan.
//! Never appends before the person has said so twice.

mod give;
mod partition;

use leptos::prelude::*;

use self::give::Give;
use self::partition::Partition;
use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};
use crate::session::session;
use crate::undo::undo;
use crate::whatif::{Kind, whatif};

/// Events that are listed by their positions.
const MOST: usize = 60;

/// Undoing events.
#[component]
pub fn UndoEvents() -> impl IntoView {
    let (session, undo, whatif) = (session(), undo(), whatif());
    let is_begun = Memo::new(move |_| undo.chosen.with(|chosen| !chosen.is_empty()));
    let has_plan = Memo::new(move |_| undo.plan.with(Option::is_some));
    let skipped = Memo::new(move |_| {
        whatif.edited.with(|edited| {
            let skipped = edited.all.iter().filter(|(_, kind)| *kind == Kind::Skipped);
            skipped.map(|(position, _)| *position).collect::<Vec<u64>>()
        })
    });
    let is_there = Memo::new(move |_| session.cursor.get() < session.events.get());
    view! {
        <section class="undo" aria-labelledby="undo-title">
            <div class="panel-head">
                <h3 id="undo-title" tabindex="-1">"Undo events"</h3>
                <span class="count">{move || grouped(undo.chosen.with(Vec::len) as u64)}</span>
            </div>
            <Show when=move || !is_begun.get()>
                <p class="note">
                    "What would it take to undo events and keep what came after? This is tried first; nothing is written."
                </p>
            </Show>
            <div class="whatif-buttons">
                <button
                    type="button"
                    class="line"
                    disabled=move || !is_there.get()
                    on:click=move |_| undo.choose([session.cursor.get_untracked()])
                >
                    {move || format!("Undo event {}", grouped(session.cursor.get()))}
                </button>
                <Show when=move || skipped.with(|skipped| !skipped.is_empty())>
                    <button type="button" class="line" on:click=move |_| undo.choose(skipped.get_untracked())>
                        {move || format!("Undo {}", counted(skipped.with(Vec::len) as u64, "skipped event", "skipped events"))}
                    </button>
                </Show>
            </div>
            <Show when=move || is_begun.get()>
                <Chosen/>
                {move || undo.error.get().map(|why| view! { <p class="failure" role="alert">{why.message}</p> })}
                <Show when=move || has_plan.get()>
                    <div class="undo-plan" role="group" aria-label="What it would take">
                        {move || {
                            let partitions = undo.plan.with(|plan| plan.as_ref().map(|plan| plan.partitions.clone()));
                            partitions.unwrap_or_default().into_iter().map(|one| view! { <Partition one/> }).collect_view()
                        }}
                    </div>
                    <Give/>
                </Show>
            </Show>
        </section>
    }
}

/// The events that are chosen.
#[component]
fn Chosen() -> impl IntoView {
    let (session, undo) = (session(), undo());
    let one = move |position: u64| {
        view! {
            <li>
                <button type="button" class="link" title="Go to this event" on:click=move |_| session.go(position)>
                    {grouped(position)}
                </button>
                <button
                    type="button"
                    class="square"
                    aria-label=format!("Do not undo event {}", grouped(position))
                    title="Do not undo this event"
                    on:click=move |_| undo.leave(position)
                >
                    <Icon shape=Shape::Close/>
                </button>
            </li>
        }
    };
    view! {
        <ul class="undo-chosen" aria-label="Events to undo">
            {move || {
                let chosen = undo.chosen.get();
                let more = chosen.len().saturating_sub(MOST) as u64;
                let rest = (more > 0).then(|| view! { <li>{format!("and {} more", grouped(more))}</li> });
                view! {
                    {chosen.into_iter().take(MOST).map(one).collect_view()}
                    {rest}
                }
            }}
            <li>
                <button type="button" class="link" on:click=move |_| undo.chosen.set(Vec::new())>
                    "None"
                </button>
            </li>
        </ul>
    }
}
