//! The Projection tab: what folds the events, its text, how far it has got, what is wrong with it, the state at the cursor, and what it
//! gave out besides.
//! Never folds, and never performs what a projection gives out.

mod choice;
mod editor;
mod given;
mod offered;
mod partition;
mod progress;

use leptos::prelude::*;

use self::choice::Choice;
use self::editor::Editor;
use self::given::GivenLists;
use self::partition::PartitionLine;
use self::progress::{Told, Trouble, Unsteady};
use super::asking::moment_of_mine;
use super::blame_card::BlameCard;
use super::state_view::StateView;
use crate::projection::mine;
use crate::session::session;

/// The projection.
#[component]
pub fn ProjectionTab() -> impl IntoView {
    let (session, mine) = (session(), mine());
    let has_log = Memo::new(move |_| session.log.with(Option::is_some));
    // A log that is opened while the tab is in front is looked at too.
    Effect::new(move |_| {
        if session.log.with(Option::is_some) {
            mine.begin();
        }
    });
    let asked = Memo::new(move |_| moment_of_mine(session, mine));
    let has_good = Memo::new(move |_| mine.good.with(Option::is_some));
    let is_text = Memo::new(move |_| mine.wanted.with(|wanted| wanted.fold.is_text()));
    let on_blame = Callback::new(move |path: String| {
        // Blame is of what is looked at.
        mine.is_looked_at.set(true);
        session.blame_path.set(Some(path));
    });
    view! {
        <Show when=move || has_log.get()>
            <div class="projection-tab">
                <Choice/>
                <Show when=move || is_text.get()>
                    <Editor/>
                </Show>
                <Told/>
                <Trouble/>
                <Unsteady/>
                <Show when=move || has_good.get()>
                    <section class="projection-state" aria-label="State at the cursor">
                        <PartitionLine/>
                        <StateView asked prefix="mine" on_blame/>
                        <BlameCard/>
                    </section>
                    <GivenLists/>
                </Show>
            </div>
        </Show>
    }
}
