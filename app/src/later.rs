//! Parts of the page whose code is not in the first download. It is fetched as soon as the page has begun, so that what a
//! person sees first does not wait for what nobody can see yet.
//! Never builds a part before its code is here, and says so if it does not come.

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::session::session;

/// What builds a part: a function of the code that comes later.
///
/// A function that gives it is marked `#[wasm_split(parts, fallible)]`. All with the name `parts` come in one file, and
/// what only they use comes with them.
pub type Part = Result<fn() -> AnyView, SplitLoaderError>;

/// The part in its place, as soon as it is here.
pub fn later(part: impl Future<Output = Part> + 'static) -> impl Fn() -> Option<AnyView> {
    let error = session().error;
    let here = RwSignal::new(None::<fn() -> AnyView>);
    spawn_local(async move {
        match part.await {
            // The place may have gone meanwhile.
            Ok(build) => _ = here.try_set(Some(build)),
            Err(_) => error.set(Some(not_here())),
        }
    });
    move || here.get().map(|build| build())
}

fn not_here() -> ErrorInfo {
    ErrorInfo {
        code: "PageNotLoaded".to_owned(),
        message:
            "The connection broke off, or another version of the page has been put in its place. Reload the page: \
                  your logs are kept."
                .to_owned(),
        ..ErrorInfo::default()
    }
}
