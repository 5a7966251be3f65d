//! What happened in the sample that is open, as who noticed it says it, and a way to begin to look.
//! Never there for any other log, and never tells where the mistake is.

use foldback_protocol::SampleInfo;
use leptos::prelude::*;

use super::opened::{View, opened};
use super::samples::shape;
use crate::icon::{Icon, Shape};
use crate::session::{Tab, session};

/// "What happened", until it is dismissed.
#[component]
pub fn Happened() -> impl IntoView {
    let session = session();
    let opened = opened();
    let sample = Memo::new(move |_| session.summary.with(|open| open.as_ref().and_then(|open| open.sample.clone())));
    let dismissed = RwSignal::new(None::<String>);
    let dismiss = move |_| dismissed.set(session.log.get_untracked());
    let shown = move || sample.get().filter(|_| dismissed.get() != session.log.get());
    // The end of the stream that the sentence is about: where whoever noticed it stood.
    let begin = move |stream: &str| {
        session.playing.set(false);
        session.pinned.set(Some(stream.to_owned()));
        session.last();
        session.tab.set(Tab::State);
        opened.view.set(View::Inspector);
    };
    view! {
        {move || shown().map(|SampleInfo { sample, sentence, stream, .. }| view! {
            <section class="happened" aria-label="What happened">
                <Icon shape=shape(&sample)/>
                <p>
                    <strong>"What happened: "</strong>
                    {sentence}
                    <span class="dim">
                        " Which event did it? Go back along the stream until the state is right, or click a value in it to see who wrote it."
                    </span>
                </p>
                <button type="button" class="line" title="Shows the stream that this is about, at its end"
                    on:click=move |_| begin(&stream)>
                    "Find it"
                </button>
                <button type="button" class="square" aria-label="Dismiss what happened" on:click=dismiss>
                    <Icon shape=Shape::Close/>
                </button>
            </section>
        })}
    }
}
