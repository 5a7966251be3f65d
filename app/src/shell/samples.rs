//! The samples on the start page: a card each, which loads it.
//! Never tells where the mistake is that a sample has.

use foldback_protocol::SampleInfo;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::import::{Source, imports};

/// How many cards the page keeps room for until the engine has listed its samples.
const EXPECTED: usize = 6;

/// The picture of a sample.
pub fn shape(sample: &str) -> Shape {
    match sample {
        "bank" => Shape::Bank,
        "hospital" => Shape::Hospital,
        "conference" => Shape::Seat,
        "cart" => Shape::Cart,
        "courses" => Shape::Course,
        "habits" => Shape::Habit,
        _ => Shape::Log,
    }
}

/// The cards.
#[component]
pub fn Samples() -> impl IntoView {
    let imports = imports();
    imports.list_samples();
    let cards = move || match imports.samples.get() {
        Some(samples) => samples.into_iter().map(|sample| view! { <Card sample/> }.into_any()).collect::<Vec<_>>(),
        None => (0..EXPECTED).map(|_| view! { <li class="card sample" aria-hidden="true"></li> }.into_any()).collect(),
    };
    view! {
        <section aria-labelledby="samples">
            <h3 id="samples" class="heading">"No log at hand? Find the mistake in a made-up one"</h3>
            <ul class="samples">{cards}</ul>
        </section>
    }
}

#[component]
fn Card(sample: SampleInfo) -> impl IntoView {
    let imports = imports();
    let busy = Memo::new(move |_| imports.running.with(Option::is_some));
    let SampleInfo { sample: name, title, sentence, .. } = sample;
    let source = Source::Sample { name: name.clone(), title: title.clone() };
    view! {
        <li>
            <button type="button" class="card sample" disabled=move || busy.get()
                on:click=move |_| imports.start(source.clone())>
                <Icon shape=shape(&name)/>
                <span>
                    <strong>{title}</strong>
                    <span class="dim">{sentence}</span>
                </span>
            </button>
        </li>
    }
}
