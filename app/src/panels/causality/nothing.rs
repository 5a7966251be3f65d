//! What is said of an event that names nothing and that nothing names, and what to do then.
//! Never says so before the engine has looked everywhere.

use foldback_protocol::CausalityAnswer;
use leptos::prelude::*;

use crate::number::counted;

/// The words.
#[component]
pub fn Nothing(
    /// What the engine answered.
    answer: RwSignal<Option<CausalityAnswer>>,
) -> impl IntoView {
    let words = move || answer.with(|answer| answer.as_ref().map(words));
    view! { <div class="nothing">{words}</div> }
}

fn words(answer: &CausalityAnswer) -> AnyView {
    let coverage = &answer.coverage;
    if !coverage.is_whole() {
        return view! { <p>"Nothing that names this event was found yet."</p> }.into_any();
    }
    let named = coverage.correlated.max(coverage.caused);
    if named == 0 {
        return view! {
            <p>"No event of this log names a correlation or a cause."</p>
            <p>
                "Foldback looks for ids such as "<code>"correlationId"</code>", "<code>"causation_id"</code>", "
                <code>"traceparent"</code>" or "<code>"parent_span_id"</code>
                " in metadata, headers and payloads. If yours have other names, import the file again and choose them as Correlation and Causation in the field mapping."
            </p>
        }
        .into_any();
    }
    let others = counted(named, "event of this log does", "events of this log do");
    view! {
        <p>"This event names no correlation and no cause, and no event names it."</p>
        <p>{format!("{others}: choose one of those in the list.")}</p>
    }
    .into_any()
}
