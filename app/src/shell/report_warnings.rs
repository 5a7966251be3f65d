//! The warnings of an import, by kind, with the first places of each.
//! Never lists more places than the engine kept.

use foldback_protocol::{WarningGroup, WarningPlace};
use leptos::prelude::*;

use crate::number::{counted, grouped};
use crate::visible::visible;

/// The warnings.
#[component]
pub fn Warnings(
    /// By kind.
    groups: Vec<WarningGroup>,
) -> impl IntoView {
    groups.into_iter().map(|one| group(&one)).collect_view()
}

fn group(group: &WarningGroup) -> impl IntoView + use<> {
    let left_out = match group.skipped {
        0 => String::new(),
        skipped => format!(", {} left out", counted(skipped, "record", "records")),
    };
    let shown = group.first.len() as u64;
    let rest = group.count.saturating_sub(shown);
    view! {
        <details class="warnings" open>
            <summary>
                <strong>{words(&group.code)}</strong>
                <span class="dim">{format!(" {}{left_out}", counted(group.count, "time", "times"))}</span>
            </summary>
            <ul>
                {group.first.iter().map(place).collect_view()}
                {(rest > 0 && shown > 0).then(|| view! { <li class="dim">{format!("and {} more", grouped(rest))}</li> })}
            </ul>
        </details>
    }
}

fn place(place: &WarningPlace) -> impl IntoView + use<> {
    view! {
        <li>
            {place.file.as_ref().map(|file| view! { <span class="mono from-log">{visible(file).into_owned()}</span> })}
            {(place.line > 0).then(|| view! {
                <span class="mono dim">{format!("line {}, byte {}", grouped(place.line), grouped(place.byte))}</span>
            })}
            <span class="from-log">{visible(&place.message).into_owned()}</span>
        </li>
    }
}

/// A kind of warning in words; a kind that is not known here keeps its name, taken apart: `DuplicateId` is `Duplicate id`.
fn words(code: &str) -> String {
    match code {
        "NotJson" => "Not JSON".to_owned(),
        "NotAnObject" => "JSON, but no object".to_owned(),
        "NotXml" => "Not XML".to_owned(),
        "Objects" => "Objects out of place".to_owned(),
        "Truncated" => "Cut off".to_owned(),
        "TooDeep" => "Nested too deep".to_owned(),
        "TooLarge" => "Too large".to_owned(),
        "Utf8" => "No valid UTF-8".to_owned(),
        "NoStream" => "No stream".to_owned(),
        "NoType" => "No event type".to_owned(),
        "BadTime" => "Time not understood".to_owned(),
        "BadTags" => "Tags not understood".to_owned(),
        "OtherMembers" => "Beside the events".to_owned(),
        "NewestFirst" => "Newest first".to_owned(),
        "Native" => "Not as exported".to_owned(),
        "Packed" => "Damaged compression".to_owned(),
        "Zip" => "Damaged entry of an archive".to_owned(),
        "FileLeftOut" => "File left out".to_owned(),
        "PassedOver" => "Beside the logs".to_owned(),
        "FileTag" => "No tag for the file".to_owned(),
        _ => apart(code),
    }
}

fn apart(code: &str) -> String {
    let mut words = String::with_capacity(code.len() + 4);
    for (at, c) in code.chars().enumerate() {
        if at > 0 && c.is_uppercase() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else if at == 0 {
            words.extend(c.to_uppercase());
        } else {
            words.push(if matches!(c, '_' | '-') { ' ' } else { c });
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_words() {
        assert_eq!(words("DuplicateId"), "Duplicate id");
        assert_eq!(words("NotJson"), "Not JSON");
        assert_eq!(words("bad_json"), "Bad json");
    }
}
