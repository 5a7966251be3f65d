//! Copying, and the word that it was done.
//! Never reads the clipboard.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// How long the word stands.
const STANDS: Duration = Duration::from_secs(2);

/// What was copied last, for a moment. A copy is another handle on the same word.
#[derive(Clone, Copy)]
pub struct Copied(RwSignal<Option<&'static str>>);

impl Copied {
    /// Makes it known to the components below.
    pub fn provide() -> Self {
        let copied = Self(RwSignal::new(None));
        provide_context(copied);
        copied
    }

    /// What there is to say.
    pub fn said(self) -> Option<&'static str> {
        self.0.get()
    }

    /// Copies a text. `said` is what is said when that went well.
    pub fn copy(self, text: String, said: &'static str) {
        spawn_local(async move {
            let done = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            self.0.try_set(Some(match done {
                Ok(_) => said,
                Err(_) => "The browser did not allow copying: select the text and copy it by keyboard",
            }));
            set_timeout(
                move || {
                    self.0.try_set(None);
                },
                STANDS,
            );
        });
    }
}

/// The word that something was copied, said aloud too.
#[component]
pub fn CopiedNote() -> impl IntoView {
    let copied = expect_context::<Copied>();
    view! {
        <div class="copied" role="status" class:said=move || copied.said().is_some()>
            {move || copied.said()}
        </div>
    }
}
