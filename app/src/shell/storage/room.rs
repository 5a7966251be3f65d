//! How much room the page has, and the browser's promise to keep what is there.
//! Never asks for the promise by itself: some browsers ask the person.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::import::imports;
use crate::number::bytes;
use crate::storage::{Room, ask_to_keep, room};

/// The part of the dialog.
#[component]
pub fn RoomPart() -> impl IntoView {
    let imports = imports();
    let known = RwSignal::new(None::<Room>);
    let refused = RwSignal::new(false);
    let look = move || {
        spawn_local(async move {
            let now = room().await;
            known.try_set(Some(now));
        });
    };
    // A log that was deleted or imported leaves another room.
    Effect::new(move |_| {
        imports.logs.track();
        look();
    });
    let ask = move |_| {
        spawn_local(async move {
            let promised = ask_to_keep().await;
            refused.try_set(promised != Some(true));
            look();
        });
    };
    let usage = move || {
        known.with(|known| {
            let known = known.as_ref()?;
            Some(match (known.usage, known.quota) {
                (Some(usage), Some(quota)) => {
                    format!("This page takes about {} of the {} that the browser gives it.", bytes(usage), bytes(quota))
                }
                (Some(usage), None) => format!("This page takes about {}.", bytes(usage)),
                _ => "This browser does not say how much room there is.".to_owned(),
            })
        })
    };
    let share = move || {
        known
            .with(|known| known.as_ref().and_then(|known| Some((known.usage? / known.quota?.max(1.0)).clamp(0.0, 1.0))))
    };
    let persisted = Memo::new(move |_| known.with(|known| known.as_ref().and_then(|known| known.persisted)));
    let promise = move || match (persisted.get(), refused.get()) {
        (Some(true), _) => "The browser has promised to keep the logs until you delete them.",
        (_, true) => {
            "The browser did not promise it. It decides by how a page is used: bookmark or install this page, and ask again."
        }
        (Some(false), _) => "The browser may clear the logs by itself when the disk gets full.",
        (None, _) => "",
    };
    view! {
        <section class="storage-room" aria-labelledby="storage-room">
            <h3 id="storage-room" class="heading">"Room"</h3>
            <p>{usage}</p>
            {move || share().map(|share| view! {
                <progress max="1" value=format!("{share:.4}") aria-label="Part of the room that is taken"></progress>
            })}
            <p role="status">{promise}</p>
            <Show when=move || persisted.get() == Some(false)>
                <button type="button" class="line" on:click=ask>"Ask it to keep them"</button>
            </Show>
        </section>
    }
}
