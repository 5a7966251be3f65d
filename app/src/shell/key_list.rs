//! The list of all keys.
//! Never listens to them.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::opened::opened;
use crate::keys;

/// The dialog that `?` opens.
#[component]
pub fn KeyList() -> impl IntoView {
    let open = opened().keys;
    view! {
        <Dialog open=open title="Keys" close=move || open.set(false)>
            <div class="key-groups">
                {keys::LIST.map(|(title, keys)| view! {
                    <section>
                        <h3 class="heading">{title}</h3>
                        <dl class="key-list">
                            {keys.iter().map(|(key, does)| view! {
                                <div>
                                    <dt>{key.split(' ').map(caption).collect_view()}</dt>
                                    <dd>{*does}</dd>
                                </div>
                            }).collect_view()}
                        </dl>
                    </section>
                })}
            </div>
        </Dialog>
    }
}

fn caption(part: &'static str) -> AnyView {
    if part == "or" {
        view! { <span class="dim">" or "</span> }.into_any()
    } else {
        view! { <kbd>{part}</kbd> }.into_any()
    }
}
