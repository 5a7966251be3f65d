//! The flips, some at a time: those around the cursor, until other ones are asked for.
//! Never all of them: a list of twenty thousand lines would stop the page.

use foldback_protocol::FlipInfo;
use leptos::prelude::*;

use crate::flips::flips;
use crate::number::{counted, grouped};
use crate::projection::mine;
use crate::session::session;
use crate::visible::visible;

/// Flips at a time.
const PAGE: usize = 100;

/// The list.
#[component]
pub fn FlipList() -> impl IntoView {
    let (session, flips) = (session(), flips());
    let page = RwSignal::new(0_usize);
    let count =
        Memo::new(move |_| flips.found.with(|found| found.as_ref().map_or(0, |found| found.answer.flips.len())));
    Effect::new(move |_| {
        let cursor = session.cursor.get();
        let before = flips.found.with(|found| {
            let flips = found.as_ref().map(|found| &*found.answer.flips).unwrap_or_default();
            flips.partition_point(|flip| flip.position < cursor)
        });
        let last = count.get().saturating_sub(1);
        let to = before.min(last) / PAGE;
        if page.get_untracked() != to {
            page.set(to);
        }
    });
    let shown = Memo::new(move |_| {
        let from = page.get() * PAGE;
        flips.found.with(|found| {
            let flips = found.as_ref().map(|found| &*found.answer.flips).unwrap_or_default();
            flips.get(from..(from + PAGE).min(flips.len())).unwrap_or_default().to_vec()
        })
    });
    let before = move || page.get() * PAGE;
    let after = move || count.get().saturating_sub(page.get() * PAGE + PAGE);
    let turn = move |is_there: bool, by: isize, what: &'static str, rest: usize| {
        is_there.then(|| {
            let text = format!("{what}: {}", counted(rest as u64, "flip", "flips"));
            view! {
                <button type="button" class="flips-turn" on:click=move |_| page.update(|page| *page = page.saturating_add_signed(by))>
                    {text}
                </button>
            }
        })
    };
    view! {
        {move || turn(before() > 0, -1, "Earlier", before())}
        <ul class="flip-list" aria-label="Flips">
            {move || shown.get().into_iter().map(|flip| view! { <Line flip/> }).collect_view()}
        </ul>
        {move || turn(after() > 0, 1, "Later", after())}
    }
}

/// A flip. A click goes to its event, and to the partition that it was in.
#[component]
fn Line(
    /// It.
    flip: FlipInfo,
) -> impl IntoView {
    let (session, mine) = (session(), mine());
    let FlipInfo { position, partition, value } = flip;
    let name = visible(&partition).into_owned();
    let (class, sign, word) = if value { ("flip true", "●", "became true") } else { ("flip", "○", "became false") };
    let go = move |_| {
        session.playing.set(false);
        // A pinned one would hide what has flipped.
        let is_mine = mine.is_looked_at.get_untracked();
        if is_mine {
            mine.partitions.choose(Some(partition.clone()));
        } else if session.pinned.with_untracked(Option::is_some) {
            session.pinned.set(Some(partition.clone()));
        }
        session.go(position);
    };
    view! {
        <li>
            <button
                type="button"
                class=class
                aria-current=move || (session.cursor.get() == position).then_some("true")
                on:click=go
            >
                <span class="sign" aria-hidden="true">{sign}</span>
                <span class="position">{grouped(position)}</span>
                <span class="word">{word}</span>
                <span class="what from-log">{name}</span>
            </button>
        </li>
    }
}
