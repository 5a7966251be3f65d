//! The dialog in which a log is exported: form, events, what is hidden, and at once how the first event will look.
//! Never writes a byte of the file itself.

use foldback_protocol::{ExportFormat, ReadFilter, Redaction};
use leptos::prelude::*;

use super::dialog::Dialog;
use super::export_outcome::Outcome;
use super::export_preview::Preview;
use super::export_rules::{Rules, RulesEditor};
use super::opened::opened;
use crate::export::{Asked, What, exports, extension, random_key};
use crate::number::grouped;
use crate::session::session;
use crate::visible::visible;

const FORMATS: [(ExportFormat, &str); 4] = [
    (ExportFormat::Ndjson, "NDJSON: one event a line, Foldback's own"),
    (ExportFormat::CloudEvents, "CloudEvents 1.0, a JSON batch"),
    (ExportFormat::KurrentDb, "KurrentDB JSON, an array"),
    (ExportFormat::Csv, "CSV, for spreadsheets and data tools"),
];

/// The dialog.
#[component]
pub fn ExportDialog() -> impl IntoView {
    let open = opened().export;
    let exports = exports();
    // What runs goes on when the dialog is closed; opening it again shows it.
    let close = move || {
        open.set(false);
        if exports.running.with_untracked(Option::is_none) {
            exports.done.set(None);
            exports.error.set(None);
        }
    };
    view! {
        <Dialog open=open title="Export this log" wide=true close=close>
            <Form close/>
        </Dialog>
    }
}

#[component]
fn Form(close: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let (session, exports) = (session(), exports());
    let format = RwSignal::new(ExportFormat::default());
    let what = RwSignal::new(What::All);
    let prefixes = RwSignal::new(String::new());
    let types = RwSignal::new(String::new());
    let rules = Rules::new();
    let key = RwSignal::new(String::new());
    // As long as no key is given: that of the preview is another than that of the file.
    let shown_key = StoredValue::new(random_key());
    let asked = Memo::new(move |_| {
        let given = rules.get();
        let key = Some(key.get()).filter(|key| !key.is_empty()).unwrap_or_else(|| shown_key.get_value());
        Asked {
            log: session.log.get().unwrap_or_default(),
            format: format.get(),
            what: what.get(),
            filter: ReadFilter {
                types: names(&types.get()),
                stream_prefixes: names(&prefixes.get()),
                ..ReadFilter::default()
            },
            redact: (!given.is_empty()).then_some(Redaction { rules: given, key }),
        }
    });
    let is_running = Memo::new(move |_| exports.running.with(Option::is_some));
    let start = move |_| {
        let mut asked = asked.get_untracked();
        if let Some(redact) = asked.redact.as_mut().filter(|_| key.with_untracked(String::is_empty)) {
            redact.key = random_key();
        }
        let title = session.summary.with_untracked(|open| open.as_ref().map(|open| open.info.title.clone()));
        let hidden = if asked.redact.is_some() { "-redacted" } else { "" };
        let name = format!("{}{hidden}.{}", stem(&title.unwrap_or_default()), extension(asked.format));
        exports.start(asked, name);
    };
    view! {
        <div class="mapping export">
            <div class="roles">
                <label class="role">
                    <span>"Form"</span>
                    <select autofocus=true on:change=move |event| {
                        let at = event_target_value(&event).parse::<usize>().ok();
                        format.set(at.and_then(|at| FORMATS.get(at)).map_or_else(Default::default, |(format, _)| *format));
                    }>
                        {FORMATS.iter().enumerate().map(|(at, (_, caption))| view! {
                            <option value=at.to_string()>{*caption}</option>
                        }).collect_view()}
                    </select>
                </label>
                <Events what/>
                <label class="role">
                    <span>"Streams"</span>
                    <input type="text" class="mono" placeholder="all, or those that begin with: cart-, order-" spellcheck="false"
                        autocomplete="off" on:change=move |event| prefixes.set(event_target_value(&event))/>
                </label>
                <label class="role">
                    <span>"Types"</span>
                    <input type="text" class="mono" placeholder="all, or: ItemAdded, CheckedOut" spellcheck="false"
                        autocomplete="off" on:change=move |event| types.set(event_target_value(&event))/>
                </label>
                <RulesEditor rules key/>
            </div>
            <Preview asked rules/>
        </div>
        <Outcome/>
        <div class="dialog-foot">
            <button type="button" class="line" on:click=move |_| close()>"Close"</button>
            // A button that is disabled under the focus would take the keys with it, Escape too.
            <button type="button" class="main" aria-disabled=move || is_running.get().to_string() on:click=start>"Export"</button>
        </div>
    }
}

/// Which events, by where the person is.
#[component]
fn Events(what: RwSignal<What>) -> impl IntoView {
    let session = session();
    let stream = session.stream.get_untracked();
    let cursor = session.cursor.get_untracked();
    let mut choices = vec![(What::All, format!("all {}", grouped(session.events.get_untracked())))];
    if cursor + 1 < session.events.get_untracked() {
        choices.push((What::UpTo(cursor), format!("up to position {}", grouped(cursor))));
    }
    if let Some(stream) = stream {
        let caption = format!("of the stream {}", visible(&stream));
        choices.push((What::Stream(stream), caption));
    }
    let choices = StoredValue::new(choices);
    let options = choices.with_value(|choices| {
        let option = |(at, (_, caption)): (usize, &(What, String))| {
            view! { <option value=at.to_string()>{caption.clone()}</option> }
        };
        choices.iter().enumerate().map(option).collect_view()
    });
    view! {
        <label class="role">
            <span>"Events"</span>
            <select on:change=move |event| {
                let at = event_target_value(&event).parse::<usize>().ok();
                let chosen = at.and_then(|at| choices.with_value(|choices| choices.get(at).map(|(what, _)| what.clone())));
                what.set(chosen.unwrap_or_default());
            }>{options}</select>
        </label>
    }
}

/// The names in a list with commas.
fn names(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A log's title without what names the form it once had.
fn stem(title: &str) -> String {
    let name = title.rsplit(['/', '\\']).next().unwrap_or_default();
    let end = name.char_indices().skip(1).find(|(_, c)| *c == '.').map_or(name.len(), |(at, _)| at);
    let stem = name.get(..end).unwrap_or_default().trim();
    if stem.is_empty() { "log".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_after_its_log() {
        for (title, expected) in
            [("orders.ndjson.gz", "orders"), ("", "log"), ("a/b.csv", "b"), (".x", ".x"), ("Shop", "Shop")]
        {
            assert_eq!(stem(title), expected);
        }
    }

    #[test]
    fn names_are_between_commas() {
        assert_eq!(names(" cart- ,,order-,"), ["cart-", "order-"]);
        assert!(names(" ").is_empty());
    }
}
