//! The first events as they would be imported.
//! Never more rows than the engine previewed.

use foldback_protocol::{Preview, PreviewRow};
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::visible::visible;

/// The longest payload shown, in characters.
const DATA: usize = 120;

/// The preview.
#[component]
pub fn PreviewRows(
    /// What the engine made of the mapping.
    #[prop(into)]
    preview: Signal<Preview>,
) -> impl IntoView {
    let rows = move || preview.with(|preview| preview.rows.iter().map(row).collect_view());
    let empty = Memo::new(move |_| preview.with(|preview| preview.rows.is_empty()));
    let warnings = move || {
        preview.with(|preview| {
            preview
                .warnings
                .iter()
                .map(|warning| view! { <li class="from-log">{visible(warning).into_owned()}</li> })
                .collect_view()
        })
    };
    view! {
        <div class="preview">
            // Scrolls by itself, so it takes the focus: keys have to reach what is to the right.
            <div class="preview-scroll" tabindex="0" role="region" aria-label="First events as they would be imported">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"stream"</th>
                            <th scope="col">"type"</th>
                            <th scope="col">"time"</th>
                            <th scope="col">"data"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <Show when=move || empty.get()>
                    <p class="nothing">"No record could be read as an event. Choose other fields."</p>
                </Show>
            </div>
            <ul class="preview-warnings">{warnings}</ul>
        </div>
    }
}

fn row(row: &PreviewRow) -> impl IntoView + use<> {
    let cut: String = row.data.chars().take(DATA).collect();
    let more = if cut.len() < row.data.len() { "…" } else { "" };
    let strange = row.time.is_some() && !row.time_understood;
    view! {
        <tr>
            <td class="from-log">{visible(&row.stream).into_owned()}</td>
            <td class="from-log">{visible(&row.event_type).into_owned()}</td>
            <td class="from-log">
                {row.time.as_deref().map(|time| visible(time).into_owned())}
                {strange.then(|| view! {
                    <span class="strange" title="This time is not understood: the event has none on the timeline">
                        <Icon shape=Shape::Warning/>
                        <span class="unseen">"not understood"</span>
                    </span>
                })}
            </td>
            <td class="from-log preview-data">{visible(&cut).into_owned()}{more}</td>
        </tr>
    }
}
