//! Outlines of values, whole and cut.

use super::*;

fn outline(text: &str, step: usize) -> (Outline, Progress) {
    let mut outline = Outline::new(0);
    let mut progress = Progress::More;
    for piece in text.as_bytes().chunks(step) {
        progress = outline.feed(piece);
        if progress != Progress::More {
            break;
        }
    }
    (outline, progress)
}

#[test]
fn arrays_and_names_are_found_however_the_text_is_cut() {
    let text = r#"{"a":{"list":[ {"x":[1]} ],"s":"}]"},"\u0062":[],"c":[[{}]], "d":1} "#;
    for step in [1, 3, 1000] {
        let (outline, progress) = outline(text, step);
        assert_eq!(progress, Progress::Ended(text.len() as u64 - 1));
        assert_eq!(outline.top, ["a", "b", "c", "d"]);
        assert!(!outline.has_line_break);
        let arrays: Vec<_> =
            outline.arrays.iter().map(|array| (array.path.to_string(), array.first, array.end.is_some())).collect();
        assert_eq!(
            arrays,
            [
                ("a.list".to_owned(), Some(b'{'), true),
                ("b".to_owned(), Some(b']'), true),
                ("c".to_owned(), Some(b'['), true)
            ]
        );
    }
}

#[test]
fn what_cannot_be_json_stops_it() {
    assert_eq!(outline("{\"a\":[1}", 100).1, Progress::Broken(7));
    assert_eq!(outline("{\"a\":\"\n\"}", 100).1, Progress::Broken(6));
    assert_eq!(outline(&"[".repeat(10_000), 100).1, Progress::More);
}

#[test]
fn what_follows_an_array_is_outlined_too() {
    let mut rest = Outline::behind_array(50, 2);
    assert_eq!(rest.feed(br#","x":1},"after":[{}]} "#), Progress::Ended(71));
    assert_eq!(rest.top, ["after"]);
}
