//! The inspector: the event at the cursor, its stream's state, what is different, who wrote what, and what caused it.
//! Never folds, compares or searches for writers: the engine does.

mod asking;
mod blame_card;
mod blame_tab;
mod blamed;
mod body;
mod body_view;
mod change_value;
mod diff_group;
mod diff_tab;
mod event_fields;
mod event_tab;
mod pretty;
mod projection;
mod since;
mod state_tab;
mod state_view;
mod stream_line;
mod tabs;
mod writes;

use leptos::prelude::*;

pub use self::asking::{Failure, NoEvent, moment};
use self::blame_tab::BlameTab;
pub use self::change_value::ChangeValue;
use self::diff_tab::DiffTab;
use self::event_tab::EventTab;
pub use self::pretty::pretty;
use self::projection::ProjectionTab;
use self::state_tab::StateTab;
use self::tabs::{Tabs, panel_id, tab_id};
use super::causality::CausalityTab;
use super::clipboard::{Copied, CopiedNote};
use super::flips::FlipsTab;
use super::whatif::WhatIfTab;
use crate::session::{Tab, session};

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let session = session();
    Copied::provide();
    let shown = move || match session.tab.get() {
        Tab::Event => view! { <EventTab/> }.into_any(),
        Tab::State => view! { <StateTab/> }.into_any(),
        Tab::Diff => view! { <DiffTab/> }.into_any(),
        Tab::Blame => view! { <BlameTab/> }.into_any(),
        Tab::Causality => view! { <CausalityTab/> }.into_any(),
        Tab::Projection => view! { <ProjectionTab/> }.into_any(),
        Tab::WhatIf => view! { <WhatIfTab/> }.into_any(),
        Tab::Flips => view! { <FlipsTab/> }.into_any(),
    };
    view! {
        <section class="inspector" aria-label="Inspector">
            <h2 class="unseen">"Inspector"</h2>
            <Tabs/>
            <div
                class="inspector-panel"
                role="tabpanel"
                id=move || panel_id(session.tab.get())
                aria-labelledby=move || tab_id(session.tab.get())
            >
                {shown}
            </div>
            <CopiedNote/>
        </section>
    }
}
