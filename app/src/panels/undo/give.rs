//! What becomes of the plan: copied, saved as a file, or appended after a second word.
//! Never appends at the first press.

use leptos::html;
use leptos::prelude::*;

use crate::export::save;
use crate::number::counted;
use crate::panels::clipboard::Copied;
use crate::session::session;
use crate::undo::undo;
use crate::visible::visible;

/// The buttons.
#[component]
pub fn Give() -> impl IntoView {
    let (session, undo, copied) = (session(), undo(), expect_context::<Copied>());
    let count = Memo::new(move |_| {
        undo.plan.with(|plan| {
            let partitions = plan.as_ref().map(|plan| &*plan.partitions).unwrap_or_default();
            partitions.iter().filter(|one| one.understood && one.payload.is_some()).count() as u64
        })
    });
    let asking = RwSignal::new(false);
    let keep = NodeRef::<html::Button>::new();
    // The question takes the focus, so that it is heard and Escape or Enter answer it harmlessly.
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            // Fails for elements that cannot have the focus alone.
            let _ = keep.focus();
        }
    });
    let question = move || {
        let title = session.summary.with(|open| open.as_ref().map(|open| open.info.title.clone())).unwrap_or_default();
        format!("Append {} to {}? What is appended stays.", counted(count.get(), "event", "events"), visible(&title))
    };
    let save_file = move |_| {
        let text = format!("{}\n", undo.lines().join("\n"));
        if let Err(why) = save(text.as_bytes(), "undone.ndjson", "application/x-ndjson") {
            undo.error.set(Some(why));
        }
    };
    let is_nothing = move || count.get() == 0;
    view! {
        <Show
            when=move || !is_nothing()
            fallback=|| view! { <p class="note">"There is no event that would undo this."</p> }
        >
            <label class="whatif-field undo-type">
                <span>"As type"</span>
                <input
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="200"
                    prop:value=undo.event_type
                    on:input=move |event| undo.event_type.set(event_target_value(&event))
                />
            </label>
            <Show
                when=move || asking.get()
                fallback=move || {
                    let is_unnamed = move || undo.event_type.with(|name| name.trim().is_empty());
                    view! {
                        <div class="whatif-buttons">
                            <button
                                type="button"
                                class="line"
                                disabled=is_unnamed
                                on:click=move |_| copied.copy(undo.lines().join("\n"), "Events copied")
                            >
                                "Copy as events"
                            </button>
                            <button type="button" class="line" disabled=is_unnamed on:click=save_file>
                                "Save as a file"
                            </button>
                            <button
                                type="button"
                                class="line"
                                disabled=move || is_unnamed() || undo.appending.get()
                                on:click=move |_| asking.set(true)
                            >
                                "Append to this log…"
                            </button>
                        </div>
                    }
                }
            >
                <div
                    class="undo-sure"
                    role="group"
                    aria-label=question
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            event.prevent_default();
                            event.stop_propagation();
                            asking.set(false);
                        }
                    }
                >
                    <span>{question}</span>
                    <button
                        type="button"
                        class="main"
                        on:click=move |_| {
                            asking.set(false);
                            undo.append();
                        }
                    >
                        "Append"
                    </button>
                    <button type="button" class="line" node_ref=keep on:click=move |_| asking.set(false)>
                        "Leave the log as it is"
                    </button>
                </div>
            </Show>
        </Show>
    }
}
