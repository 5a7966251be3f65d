//! What is wrong with the query, and where.
//! Never hides what the last good query found.

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::query::Query;
use crate::visible::visible;

/// The message, with the part of the query that it is about.
#[component]
pub fn Wrong(
    /// The query.
    query: Query,
) -> impl IntoView {
    let shown = move |why: ErrorInfo| {
        let text = query.text.get_untracked();
        let place = why.byte.and_then(|byte| place(&text, byte));
        let marked = place.map(|(before, wrong)| {
            let end = tail(before);
            let cut = if end.len() < before.len() { "…" } else { "" };
            let before = format!("{cut}{}", visible(end));
            view! {
                <code class="query-place from-log" aria-hidden="true">{before}<mark>{visible(wrong).into_owned()}</mark></code>
            }
        });
        view! {
            <Icon shape=Shape::Error/>
            <span class="query-message">{visible(&why.message).into_owned()}</span>
            {marked}
        }
    };
    view! {
        <p id="query-wrong" class="query-wrong" role="status" class:is-empty=move || query.error.with(Option::is_none)>
            {move || query.error.get().map(shown)}
        </p>
    }
}

/// How much of the text before the place is shown.
const BEFORE: usize = 16;

/// The end of a text.
fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().take(BEFORE).last().map_or(text.len(), |(at, _)| at);
    &text[from..]
}

/// What stands before a byte of the trimmed text, and the word there.
fn place(text: &str, byte: u64) -> Option<(&str, &str)> {
    let text = text.trim();
    let (before, behind) = text.split_at_checked(usize::try_from(byte).ok()?)?;
    let end = behind.find(char::is_whitespace).filter(|end| *end > 0).unwrap_or(behind.len());
    (!behind.is_empty()).then(|| (before, &behind[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_the_word_there() {
        assert_eq!(place(" a foo:b c", 2), Some(("a ", "foo:b")));
        assert_eq!(place("a", 1), None);
        assert_eq!(place("é", 1), None);
        assert_eq!(tail("0123456789abcdefghij"), "456789abcdefghij");
        assert_eq!(tail("ab"), "ab");
    }
}
