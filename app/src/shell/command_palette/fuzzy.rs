//! How well a text fits what was typed: letters in their order, better where they stand together and where words begin.
//! Never minds the case.

/// How well `text` fits `typed`, more is better; nothing where it does not. Each word of `typed` has to be found.
pub fn fit(typed: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut sum = 0;
    for word in typed.to_lowercase().split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        sum += whole(&word, &text).or_else(|| scattered(&word, &text))?;
    }
    // Of two that fit alike the shorter one is meant.
    Some(sum * 8 - text.len().min(200) as i32)
}

fn begins(text: &[char], at: usize) -> bool {
    at == 0 || !text[at - 1].is_alphanumeric()
}

/// The word as it is, anywhere.
fn whole(word: &[char], text: &[char]) -> Option<i32> {
    let found = text.windows(word.len()).enumerate().filter(|(_, window)| *window == word);
    let best = found
        .map(|(at, _)| {
            if at == 0 {
                60
            } else if begins(text, at) {
                50
            } else {
                30
            }
        })
        .max()?;
    Some(best + word.len() as i32 * 4)
}

/// Its letters in their order, with others between.
fn scattered(word: &[char], text: &[char]) -> Option<i32> {
    let (mut at, mut sum, mut before) = (0, 0, None);
    for letter in word {
        // A letter that begins a word is taken before one that does not.
        let next = (at..text.len()).filter(|at| text[*at] == *letter);
        let found = next.clone().find(|at| begins(text, *at) || before == Some(at.wrapping_sub(1)));
        let found = found.or_else(|| next.clone().next())?;
        sum += if before == Some(found.wrapping_sub(1)) || begins(text, found) { 4 } else { 1 };
        (at, before) = (found + 1, Some(found));
    }
    // Letters that are strewn over a text are there by accident.
    (sum >= word.len() as i32 * 2).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::fit;

    /// The best of some texts.
    fn best<'a>(typed: &str, texts: &[&'a str]) -> Option<&'a str> {
        let fitting = texts.iter().filter_map(|text| Some((fit(typed, text)?, *text)));
        fitting.max_by_key(|(how, _)| *how).map(|(_, text)| text)
    }

    #[test]
    fn words_come_before_letters_and_beginnings_before_middles() {
        let texts = ["Zoom in", "Zoom out", "Export the log", "First event", "Play or pause"];
        assert_eq!(best("zi", &texts), Some("Zoom in"));
        assert_eq!(best("OUT", &texts), Some("Zoom out"));
        assert_eq!(best("fe", &texts), Some("First event"));
        assert_eq!(best("log ex", &texts), Some("Export the log"));
        assert_eq!(best("xq", &texts), None);
        assert_eq!(best("cart-1", &["cart-12", "cart-1"]), Some("cart-1"));
    }

    #[test]
    fn letters_by_accident_do_not_fit() {
        assert_eq!(fit("ear", "Show the trail marks"), None);
        assert!(fit("", "anything").is_some());
    }

    #[test]
    fn a_letter_at_the_beginning_of_a_later_word_is_found() {
        assert!(fit("wtfv", "Who wrote the focused value").is_some());
    }
}
