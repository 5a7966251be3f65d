//! The line over a state, a diff or a blame: which projection, which stream or partition, and whether that stays when the cursor
//! moves on.
//! Never moves the cursor.

use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::projection::mine;
use crate::session::session;
use crate::visible::visible;
use crate::whatif::whatif;

/// The line.
#[component]
pub fn StreamLine(
    /// What stands at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (session, mine, whatif) = (session(), mine(), whatif());
    let is_mine = Memo::new(move |_| mine.is_looked_at.get() && mine.good.with(Option::is_some));
    let shown = move || if is_mine.get() { mine.partitions.shown.get() } else { session.stream.get() };
    let name =
        move || shown().map(|name| if name.is_empty() { "all events".to_owned() } else { visible(&name).into_owned() });
    let pinned = move || if is_mine.get() { mine.partitions.chosen.get() } else { session.pinned.get() };
    let title = move || match (pinned().is_some(), is_mine.get()) {
        (true, false) => "Pinned: this stream stays. Press to follow the event at the cursor again",
        (false, false) => "Pin this stream, so that it stays while the cursor moves",
        (true, true) => "Pinned: this partition stays. Press to follow the event at the cursor again",
        (false, true) => "Pin this partition, so that it stays while the cursor moves",
    };
    let toggle = move |_| {
        let to = if untrack(pinned).is_some() { None } else { untrack(shown) };
        if is_mine.get_untracked() { mine.partitions.choose(to) } else { session.pinned.set(to) }
    };
    let has_branch = Memo::new(move |_| whatif.shown.with(Option::is_some));
    let has_mine = Memo::new(move |_| mine.good.with(Option::is_some));
    view! {
        <div class="stream-line">
            <button
                type="button"
                class="pin"
                aria-pressed=move || pinned().is_some().to_string()
                aria-label=move || if is_mine.get() { "Pin this partition" } else { "Pin this stream" }
                title=title
                disabled=move || shown().is_none()
                on:click=toggle
            >
                <Icon shape=Shape::Pin/>
            </button>
            <span class="stream from-log" title=name>{name}</span>
            <Show when=move || has_mine.get()>
                <select
                    class="which"
                    aria-label="Projection"
                    title="Whose states are shown: the payloads of each stream merged, or your own projection"
                    prop:value=move || if is_mine.get() { "mine" } else { "merge" }
                    on:change=move |event| {
                        session.blame_path.set(None);
                        mine.is_looked_at.set(event_target_value(&event) == "mine");
                    }
                >
                    <option value="merge" selected=move || !is_mine.get()>
                        "merge"
                    </option>
                    <option value="mine" selected=move || is_mine.get()>
                        "mine"
                    </option>
                </select>
            </Show>
            <Show when=move || has_branch.get()>
                <select
                    class="which"
                    aria-label="Log or branch"
                    title="Whose states are shown: those of the log as it is, or those of the branch"
                    prop:value=move || if whatif.is_looked_at.get() { "branch" } else { "log" }
                    on:change=move |event| whatif.look_at(event_target_value(&event) == "branch")
                >
                    <option value="log" selected=move || !whatif.is_looked_at.get()>
                        "log"
                    </option>
                    <option value="branch" selected=move || whatif.is_looked_at.get()>
                        {move || whatif.shown.get()}
                    </option>
                </select>
            </Show>
            {children.map(|children| children())}
        </div>
    }
}
