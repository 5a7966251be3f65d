//! Queries that are read, and those that are not.

use foldback_event::Timestamp;

use super::*;

fn read(text: &str) -> Result<Query, QueryError> {
    Query::read(text, &|wall| Timestamp(wall.0 - 3_600_000_000))
}

/// The conditions as Rust writes them: what tells one from another.
fn shown(text: &str) -> Vec<String> {
    let terms = read(text).unwrap().terms;
    terms.iter().map(|term| format!("{}{:?}", if term.negated { "not " } else { "" }, term.condition)).collect()
}

#[test]
fn every_word_is_read() {
    let right = [
        ("type:A,b*", "Type"),
        ("STREAM:cart-*", "Stream"),
        ("tag:eu", "Tag"),
        ("id:1", "Id"),
        ("correlation:\"a b\"", "Related(Correlation"),
        ("causation:x", "Related(Causation"),
        ("before:2026-03-01", "Before(Timestamp(1772319600000000))"),
        ("after:2026-03-01T00:00Z", "After(Timestamp(1772323200000000))"),
        ("position:5", "Position(5..6)"),
        ("position:5..9", "Position(5..10)"),
        ("position:>5", "Position(6..18446744073709551615)"),
        ("position>=5", "Position(5..18446744073709551615)"),
        ("position<5", "Position(0..5)"),
        ("data.qty>3", "Member(Data, [Name(\"qty\")], Order(Greater, false"),
        ("meta.a.b~x", "Member(Metadata, [Name(\"a\"), Name(\"b\")], Contains"),
        ("data.items[].sku:tea", "Member(Data, [Name(\"items\"), Each, Name(\"sku\")], Equal"),
        ("data.a!=1", "Member(Data, [Name(\"a\")], Other"),
        ("data.a", "Member(Data, [Name(\"a\")], Is)"),
        ("data.\"a b\"=\"\"", "Member(Data, [Name(\"a b\")], Equal"),
        ("data", "Text"),
        ("12:30", "Text"),
        ("\"type:A\"", "Text"),
        ("-", "Text"),
    ];
    for (text, start) in right {
        let shown = shown(text);
        assert!(shown.len() == 1 && shown[0].starts_with(start), "{text}: {shown:?}");
        if text != "-" {
            assert_eq!(self::shown(&format!("-{text}")), [format!("not {}", shown[0])], "{text}");
        }
    }
    assert_eq!(shown(&right.map(|(text, _)| text).join(" ")).len(), right.len());
    assert!(read("").unwrap().is_empty() && read(" \t").unwrap().is_empty());
    assert!(read("a jq: .data.qty > 3").unwrap().jq.is_some());
}

#[test]
fn times_without_a_zone_are_told() {
    let said = read("after:2026-03-01 before:2026-03-02T00:00Z").unwrap().said;
    assert_eq!(said, [Said { text: "after:2026-03-01".into(), at: Timestamp(1_772_319_600_000_000) }]);
}

#[test]
fn an_error_names_the_place_and_what_to_do() {
    for (text, place, says) in [
        ("a sku:tea", 2..6, "\"sku:tea\""),
        ("type:", 0..5, "type:ItemAdded"),
        ("type:A,", 5..7, "comma"),
        ("é before:soon", 10..14, "before:2026-03-01"),
        ("position:1,000", 9..14, "without commas"),
        ("position>x", 8..10, "position:>100"),
        ("data.", 4..5, "data.qty>3"),
        ("data.a.=1", 6..9, "data.qty>3"),
        ("data.a!1", 6..8, "!="),
        ("data.a>", 6..7, "\"\""),
        ("a \"b c", 2..6, "not closed"),
        ("jq: ", 0..4, "jq: .data.qty"),
        ("a jq: .b >", 10..10, "no jq filter"),
        ("jq: nothing_such", 4..16, "nothing_such"),
        ("jq: last(repeat(.))", 9..15, "for ever"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.place, place, "{text}: {error}");
        assert!(error.message.contains(says), "{text}: {error}");
    }
    assert_eq!(read("é before:soon").unwrap_err().character, 10);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "(type:|data\\.|-|jq:|position|[a\"\\\\ .\\[\\]=~>é,*:0-9]){0,12}") {
        let outcome = read(&text);
        if let Err(error) = outcome {
            proptest::prop_assert!(text.get(error.place.clone()).is_some(), "{} {:?}", text, error);
        }
    }
}
