//! Names that differ at their end, as those of streams do: what does not fit is left out in the middle.
//! Never cuts a name that may be written from right to left: its parts would change places.

use leptos::prelude::*;

/// The most characters of the end that always stay.
const TAIL: usize = 10;
/// Names up to this long are not cut.
const SHORT: usize = 14;

/// The beginning, which gives way, and the end, which stays: whole words, unless the last one is longer.
pub fn head_and_tail(name: &str) -> (&str, &str) {
    if name.len() <= SHORT || !name.is_ascii() {
        return (name, "");
    }
    let end = name.len() - TAIL;
    let word = name.get(end..).and_then(|tail| tail.find(['-', '_', '/', ':', '.', ' ']));
    name.split_at(word.map_or(end, |at| end + at + 1).min(name.len() - 4))
}

/// A name in two parts.
#[component]
pub fn Tailed(
    /// The name, visible.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="head" class:cut=move || name.with(|name| !head_and_tail(name).1.is_empty())>
            {move || name.with(|name| head_and_tail(name).0.to_owned())}
        </span>
        <span class="tail">{move || name.with(|name| head_and_tail(name).1.to_owned())}</span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_long_names_stays() {
        assert_eq!(head_and_tail("cart-17"), ("cart-17", ""));
        assert_eq!(head_and_tail("incident-1-739333180"), ("incident-1-", "739333180"));
        assert_eq!(head_and_tail("course-watercolours"), ("course-wa", "tercolours"));
        assert_eq!(head_and_tail("a-name-that-ends-a-b"), ("a-name-that-", "ends-a-b"));
        assert_eq!(head_and_tail("سلة-المشتريات-١٢٣٤٥"), ("سلة-المشتريات-١٢٣٤٥", ""));
    }
}
