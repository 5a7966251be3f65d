//! The fields of the event at the cursor, besides its payload.
//! Never leaves out what is there, never shows what is not.

use foldback_protocol::Row;
use leptos::prelude::*;

use super::since::{since, title};
use crate::moment;
use crate::number::{bytes, grouped};
use crate::panels::type_dot::TypeDot;
use crate::session::session;
use crate::visible::visible;

/// The fields.
#[component]
pub fn EventFields() -> impl IntoView {
    let session = session();
    let since = since();
    let fields = move || session.current.with(|row| row.as_ref().map(fields));
    let kind = move || {
        session.current.with(|row| {
            row.as_ref().map(|row| {
                let name = visible(&row.event_type).into_owned();
                view! {
                    <h3 class="event-title">
                        <TypeDot type_index=row.type_index/>
                        <span class="from-log">{name}</span>
                    </h3>
                }
            })
        })
    };
    view! {
        {kind}
        <dl class="fields">
            {move || {
                fields()
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(name, value)| {
                        view! {
                            <dt>{name}</dt>
                            <dd class="from-log">{value}</dd>
                        }
                    })
                    .collect_view()
            }}
            {move || since.get().map(|(before, words)| view! {
                <dt>{title(before)}</dt>
                <dd>{words}</dd>
            })}
        </dl>
    }
}

fn fields(row: &Row) -> Vec<(&'static str, String)> {
    let shown = |text: &str| visible(text).into_owned();
    let some = |text: &Option<String>| text.as_deref().map(shown);
    let tags = (!row.tags.is_empty()).then(|| {
        let tags: Vec<String> = row.tags.iter().map(|tag| shown(tag)).collect();
        tags.join(", ")
    });
    let place = row.place.map(|place| format!("byte {} of the file", grouped(place)));
    [
        ("Position", Some(grouped(row.position))),
        ("Stream", Some(shown(&row.stream))),
        ("Revision", Some(grouped(row.revision))),
        ("Time", row.created.map(moment::local)),
        ("UTC", row.created.map(moment::utc)),
        ("As received", some(&row.time)),
        ("Id", Some(shown(&row.id)).filter(|id| !id.is_empty())),
        ("Tags", tags),
        ("Content", Some(format!("{}, {}", shown(&row.content_type), bytes(row.data_length as f64)))),
        ("Source revision", some(&row.source_revision)),
        ("Source position", some(&row.source_position)),
        ("Source place", place),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}
