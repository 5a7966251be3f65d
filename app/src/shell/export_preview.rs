//! How the first event will look in the file, and what each rule finds in the first events.
//! Never shows more than the engine wrote.

use std::cell::Cell;
use std::rc::Rc;

use foldback_protocol::ExportAnswer;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::export_rules::{Rules, in_words};
use crate::engine::engine;
use crate::export::Asked;
use crate::number::{counted, grouped};
use crate::visible::visible;

/// Characters of the file that are shown.
const SHOWN: usize = 4000;

/// Events that are looked at to tell whether a rule finds something.
const LOOKED_AT: u32 = 1000;

#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    text: String,
    /// Events that were looked at, and what each rule changed in them.
    events: u64,
    counts: Vec<u64>,
    unread: u64,
}

/// The preview.
#[component]
pub fn Preview(
    /// What would be exported.
    asked: Memo<Asked>,
    /// The rules, for their words.
    rules: Rules,
) -> impl IntoView {
    let engine = engine();
    let seen = RwSignal::new(Seen::default());
    let error = RwSignal::new(None::<String>);
    let newest = StoredValue::new_local(Rc::new(Cell::new(0u32)));
    Effect::new(move |_| {
        let asked = asked.get();
        let newest = newest.get_value();
        let mine = newest.get() + 1;
        newest.set(mine);
        spawn_local(async move {
            let answer = async {
                let first = engine.ask_bytes::<ExportAnswer>(asked.page(None, None, 0, 1)).await?;
                let more = match asked.redact {
                    Some(_) => engine.ask_bytes::<ExportAnswer>(asked.page(None, None, 0, LOOKED_AT)).await?.0,
                    None => ExportAnswer::default(),
                };
                Ok::<_, foldback_protocol::ErrorInfo>((first.1, more))
            };
            let answer = answer.await;
            if newest.get() != mine {
                return;
            }
            match answer {
                Ok((bytes, more)) => {
                    let text = String::from_utf8_lossy(&bytes);
                    let cut: String = text.chars().take(SHOWN).collect();
                    let dots = if cut.len() < text.len() { "…" } else { "" };
                    error.try_set(None);
                    seen.try_set(Seen {
                        text: format!("{}{dots}", cut.trim_end()),
                        events: more.events,
                        counts: more.redacted,
                        unread: more.unread,
                    });
                }
                Err(why) => {
                    error.try_set(Some(why.message));
                }
            }
        });
    });
    let found = move || {
        let rules = rules.get();
        seen.with(|seen| {
            let line = |(rule, count): (_, &u64)| {
                let words = in_words(rule);
                let (count, class) = match count {
                    0 => (format!("nothing in the first {}", counted(seen.events, "event", "events")), "found-nothing"),
                    count => (format!("{} in the first {}", counted(*count, "value", "values"), grouped(seen.events)), "dim"),
                };
                view! { <li><span class="mono from-log">{visible(&words).into_owned()}</span>" "<span class=class>{count}</span></li> }
            };
            let lines = rules.iter().zip(&seen.counts).map(line).collect_view();
            let unread = (seen.unread > 0).then(|| view! {
                <li class="found-nothing">{format!("{} no JSON: paths cannot look into them", counted(seen.unread, "payload is", "payloads are"))}</li>
            });
            view! { {lines} {unread} }
        })
    };
    view! {
        <div class="preview">
            <h3 class="heading">"The first event in the file"</h3>
            <pre class="preview-scroll export-text mono from-log" tabindex="0" role="region" aria-label="The first event in the file">
                {move || seen.with(|seen| lines(&seen.text))}
            </pre>
            <div role="status">
                <ul class="export-found">
                    {move || error.get().map(|why| view! { <li class="mapping-error from-log">{visible(&why).into_owned()}</li> })}
                    {found}
                </ul>
            </div>
        </div>
    }
}

/// Text of the file with its line breaks, and nothing else that does not show.
fn lines(text: &str) -> String {
    text.lines().map(|line| visible(line).into_owned()).collect::<Vec<_>>().join("\n")
}
