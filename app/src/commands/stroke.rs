//! Keys as they are written in the table of commands: whether one was pressed, and how people read it.
//! Never decides what a key does.

use web_sys::KeyboardEvent;

/// Whether a key press is one of a command's keys.
pub fn fits(keys: &str, press: &KeyboardEvent) -> bool {
    let held = Held { shift: press.shift_key(), ctrl: press.ctrl_key(), alt: press.alt_key(), meta: press.meta_key() };
    keys.split_whitespace().any(|stroke| is(stroke, &press.key(), held))
}

/// What is held while a key is pressed.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    shift: bool,
    ctrl: bool,
    alt: bool,
    meta: bool,
}

fn is(stroke: &str, key: &str, held: Held) -> bool {
    if let Some(wanted) = stroke.strip_prefix("Mod+") {
        return (held.ctrl || held.meta) && !held.alt && !held.shift && key.eq_ignore_ascii_case(wanted);
    }
    // Where brackets are typed with AltGr, that is Ctrl and Alt to the browser.
    let is_bracket = matches!(key, "[" | "]");
    if held.meta || !is_bracket && (held.ctrl || held.alt) {
        return false;
    }
    if let Some(wanted) = stroke.strip_prefix("Shift+") {
        return held.shift && key == wanted;
    }
    match stroke {
        "Space" => key == " " && !held.shift,
        // A letter says by itself whether it is large, and signs are where a keyboard has them.
        _ if stroke.chars().count() == 1 => key == stroke,
        _ => key == stroke && !held.shift,
    }
}

/// A command's keys for people: each with what is held before it.
pub fn captions(keys: &'static str, is_mac: bool) -> Vec<Vec<String>> {
    let strokes: Vec<&str> = keys.split_whitespace().collect();
    // A letter that may be large or small is shown once.
    let is_twin = |at: usize| strokes.get(at + 1).is_some_and(|next| strokes[at].to_uppercase() == **next);
    let shown = (0..strokes.len()).filter(|at| !is_twin(*at)).map(|at| {
        let is_chord = strokes[at].starts_with("Mod+");
        strokes[at].split('+').map(move |part| match part {
            "Mod" if is_mac => "⌘".to_owned(),
            "Mod" => "Ctrl".to_owned(),
            "ArrowLeft" => "←".to_owned(),
            "ArrowRight" => "→".to_owned(),
            "Escape" => "Esc".to_owned(),
            part if is_chord => part.to_uppercase(),
            part => part.to_owned(),
        })
    });
    shown.map(Iterator::collect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_what_is_held() {
        let none = Held::default();
        let shift = Held { shift: true, ..none };
        assert!(is("ArrowLeft", "ArrowLeft", none) && !is("ArrowLeft", "ArrowLeft", shift));
        assert!(is("Shift+ArrowLeft", "ArrowLeft", shift) && !is("Shift+ArrowLeft", "ArrowLeft", none));
        assert!(is("?", "?", shift) && is("O", "O", shift) && !is("o", "O", shift));
        for held in [Held { ctrl: true, ..none }, Held { meta: true, ..none }] {
            assert!(is("Mod+k", "k", held) && !is("k", "k", held));
        }
        let altgr = Held { ctrl: true, alt: true, ..none };
        assert!(is("[", "[", altgr) && !is("e", "e", altgr) && !is("Mod+k", "k", altgr));
        assert!(is("Space", " ", none));
    }

    #[test]
    fn captions_are_what_keyboards_say() {
        assert_eq!(captions("ArrowLeft k", false), [vec!["←"], vec!["k"]]);
        assert_eq!(captions("m M", false), [vec!["M"]]);
        assert_eq!(captions("Shift+ArrowRight", false), [vec!["Shift", "→"]]);
        assert_eq!(
            (captions("Mod+k", true), captions("Mod+k", false)),
            (vec![vec!["⌘".into(), "K".into()]], vec![vec!["Ctrl".to_owned(), "K".into()]])
        );
    }
}
