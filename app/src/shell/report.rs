//! What an import did: how trustworthy it is, how much there is, what was left out and where.
//! Never deletes anything but the log it reports on, and that on demand.

use foldback_protocol::{Grade, ImportReport};
use leptos::prelude::*;

use super::dialog::Dialog;
use super::opened::opened;
use super::report_files::FileReports;
use super::report_warnings::Warnings;
use crate::icon::{Icon, Shape};
use crate::import::imports;
use crate::moment;
use crate::number::{bytes, counted, grouped};
use crate::session::session;
use crate::visible::visible;

/// The report of the open log.
#[component]
pub fn ReportDialog() -> impl IntoView {
    let session = session();
    let open = opened().report;
    let report = move || session.summary.with(|open| open.as_ref().and_then(|open| open.report.clone()));
    view! {
        <Dialog open=open title="Import report" close=move || open.set(false)>
            {move || match report() {
                Some(report) => view! { <Report report/> }.into_any(),
                None => view! { <p class="nothing">"This log has no report: its import has not ended. If nothing is being imported any more, it was interrupted: open the file again."</p> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Report(report: ImportReport) -> impl IntoView {
    let imports = imports();
    let open = opened().report;
    let can_map = imports.files_of(&report.log).is_some();
    let log = StoredValue::new(report.log.clone());
    let left_out = report.skipped > 0;
    let facts = facts(&report);
    let (shape, grade, class) = match report.grade {
        Grade::Fine => (Shape::Check, "Fine: nothing was left out or changed.", "grade fine"),
        Grade::Risky => (Shape::Warning, risk(&report), "grade risky"),
        Grade::Impossible => (Shape::Error, "Impossible: nothing could be used.", "grade impossible"),
    };
    view! {
        <p class=class>
            <Icon shape=shape/>
            <strong>{grade}</strong>
        </p>
        <p class="dim from-log">{format!("{}: {}.", report.format, visible(&report.reason))}</p>
        <dl class="facts">
            {facts.into_iter().map(|(name, value)| view! { <div class:long=name == "Time"><dt>{name}</dt><dd class="mono">{value}</dd></div> }).collect_view()}
        </dl>
        <ul class="report-notes dim">
            {notes(&report).into_iter().map(|note| view! { <li class="from-log">{note}</li> }).collect_view()}
        </ul>
        <FileReports files=report.files merge=report.merge/>
        <Warnings groups=report.warnings/>
        <div class="dialog-foot">
            {can_map.then(|| view! {
                <button type="button" class="line foot-first" on:click=move |_| {
                    open.set(false);
                    imports.map_again(log.get_value());
                }>"Change mapping"</button>
            })}
            {if left_out {
                view! {
                    <button type="button" class="danger line" on:click=move |_| {
                        open.set(false);
                        imports.delete(log.get_value());
                    }>"Discard the log"</button>
                    <button type="button" class="main" autofocus=true on:click=move |_| open.set(false)>"Keep what was good"</button>
                }.into_any()
            } else {
                view! { <button type="button" class="main" autofocus=true on:click=move |_| open.set(false)>"Close"</button> }.into_any()
            }}
        </div>
    }
}

/// Why a report is not fine, the worst reason first.
fn risk(report: &ImportReport) -> &'static str {
    if report.skipped > 0 {
        "Risky: records were left out."
    } else if report.files.iter().any(|file| file.left_out.is_some()) {
        "Risky: a file was left out."
    } else if !report.warnings.is_empty() {
        "Risky: something was not understood, or left out."
    } else if report.duplicate_ids > 0 {
        "Risky: everything was imported, but some events have the id of another."
    } else {
        "Risky: everything was imported, but look at the figures."
    }
}

/// What became of the order, of the numbers and of the fields that play no role.
fn notes(report: &ImportReport) -> Vec<String> {
    let mut notes = vec![match report.time_backwards {
        0 => "Events are in the order of the file.".to_owned(),
        count => format!(
            "Events are in the order of the file, although {} an earlier time than one before.",
            if count == 1 { "1 event has".to_owned() } else { format!("{} events have", grouped(count)) }
        ),
    }];
    let kept = match (report.source_positions, report.source_revisions) {
        (true, true) => "Positions and revisions were given anew; those of the file are kept with each event.",
        (true, false) => "Positions and revisions were given anew; the positions of the file are kept with each event.",
        (false, true) => "Positions and revisions were given anew; the revisions of the file are kept with each event.",
        (false, false) => "Positions and revisions were given anew, by the order of the file.",
    };
    notes.push(kept.to_owned());
    if !report.kept_fields.is_empty() {
        let names: Vec<_> = report.kept_fields.iter().map(|path| visible(&path.join(".")).into_owned()).collect();
        notes.push(format!("Kept in the metadata, for they play no role: {}.", names.join(", ")));
    }
    // That fields can be told by their names alone is true of any file.
    let others = report.candidates.iter().filter(|one| one.format != "plain");
    let names: Vec<_> = others.map(|one| visible(&one.name).into_owned()).collect();
    if !names.is_empty() {
        notes.push(format!("The records could also be read as: {}. Choose with \"Change mapping\".", names.join(", ")));
    }
    notes
}

fn facts(report: &ImportReport) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Events", grouped(report.events)),
        ("Streams", grouped(report.streams)),
        ("Left out", counted(report.skipped, "record", "records")),
    ];
    // Logs that were imported by an earlier version say nothing of it.
    if let Some((first, last)) = report.times {
        facts.push(("Time", format!("{} to {}", moment::utc(first), moment::utc(last))));
    }
    if report.duplicate_ids > 0 {
        facts.push(("Ids seen twice", counted(report.duplicate_ids, "event", "events")));
    }
    if report.time_backwards > 0 {
        facts.push(("Time ran backwards", counted(report.time_backwards, "time", "times")));
    }
    let size = if report.decompressed > report.bytes {
        format!("{}, {} unpacked", bytes(report.bytes), bytes(report.decompressed))
    } else {
        bytes(report.bytes)
    };
    if report.bytes > 0.0 {
        facts.push(("Size", size));
    }
    let rate = if report.millis > 0.0 { report.events as f64 / report.millis * 1000.0 } else { 0.0 };
    facts.push(("Took", moment::duration(report.millis * 1000.0)));
    facts.push(("Speed", format!("{} events/s", grouped(rate.round() as u64))));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_say_what_became_of_order_and_numbers() {
        let report = ImportReport {
            time_backwards: 1,
            source_revisions: true,
            kept_fields: vec![vec!["shard".to_owned()]],
            ..ImportReport::default()
        };
        let notes = notes(&report);
        assert_eq!(notes.len(), 3);
        assert!(notes[0].contains("1 event has an earlier time") && notes[2].ends_with("shard."), "{notes:?}");
        assert!(notes[1].contains("the revisions of the file are kept"), "{notes:?}");
    }
}
