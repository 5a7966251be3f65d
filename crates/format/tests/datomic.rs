//! Datomic's transactions, datoms and maps, as EDN and as JSON.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use std::collections::BTreeMap;

use collect::shapes::{Known, known, parsed};
use collect::{Seen, decode, decode_by};
use foldback_format::{Format, ImportError, Options, WarningCode, preview};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The streams as the fold `merge` leaves them.
fn merged(found: &Known) -> BTreeMap<&str, Value> {
    fn merge(into: &mut Value, patch: &Value) {
        let Value::Object(members) = patch else {
            *into = patch.clone();
            return;
        };
        if !into.is_object() {
            *into = json!({});
        }
        for (name, value) in members {
            if value.is_null() {
                into.as_object_mut().unwrap().remove(name);
            } else {
                merge(&mut into[name], value);
            }
        }
    }
    let mut streams = BTreeMap::new();
    for event in found.events() {
        merge(streams.entry(event.stream.as_str()).or_insert(json!({})), &parsed(&event.data));
    }
    streams
}

fn correlation(event: &Seen) -> Value {
    parsed(&event.metadata)["$correlationId"].clone()
}

#[test]
fn a_log_of_transactions_gives_each_datom_its_name_and_time() {
    let edn = r#"; the log of a database
[{:t 1000, :data [#datom[13194139534312 50 #inst "2024-01-01T00:00:00.000-00:00" 13194139534312 true]
                  #datom[72 10 :artist/name 13194139534312 true]
                  #datom[72 41 35 13194139534312 true]
                  #datom[73 10 :artist/alias 13194139534312 true]
                  #datom[73 41 36 13194139534312 true]]}
 {:t 1001, :data [[13194139534313 50 #inst "2024-01-02T00:00:00.000-00:00" 13194139534313 true]
                  [17592186045418 72 "Adamo" 13194139534313 true]
                  [17592186045418 73 "A" 13194139534313 true]
                  [17592186045418 73 "B" 13194139534313 true]]}
 {:t 1002, :data [[13194139534314 50 #inst "2024-01-03T00:00:00.000-00:00" 13194139534314 true]
                  [17592186045418 72 "Salvatore" 13194139534314 true]
                  [17592186045418 72 "Adamo" 13194139534314 false]
                  [17592186045418 73 "A" 13194139534314 false]]}]"#;
    let json = edn
        .lines()
        .skip(1)
        .collect::<String>()
        .replace("#datom", "")
        .replace("#inst ", "")
        .replace("{:t", "{\"t\":")
        .replace(", :data", ",\"data\":")
        .replace(":artist/", "\"artist/")
        .replace("name 1", "name\" 1")
        .replace("alias 1", "alias\" 1");
    // Between the parts of a vector JSON has commas.
    let json: String = {
        let mut in_text = false;
        let mut out = String::new();
        for character in json.chars() {
            in_text ^= character == '"';
            let is_space = character == ' ' && !in_text;
            let after = out.chars().last();
            if is_space && after.is_some_and(|last| last.is_ascii_alphanumeric() || matches!(last, '"' | ']' | '}')) {
                out.push(',');
            } else if !is_space {
                out.push(character);
            }
        }
        out
    };
    let parsed_json: Value = serde_json::from_str(&json).unwrap();
    let lines: String = parsed_json.as_array().unwrap().iter().map(|line| format!("{line}\n")).collect();
    for text in [edn.to_owned(), json, lines] {
        let found = known(&text);
        assert_eq!((found.shape, found.skipped, found.events().len()), ("Datomic", 0, 13), "{text}");
        let streams = merged(&found);
        assert_eq!(streams["entity-17592186045418"], json!({"artist/name": "Salvatore", "artist/alias": {"B": "B"}}));
        assert!(streams.contains_key("tx-13194139534313"), "{streams:?}");
        let event = &found.events()[6];
        assert_eq!((event.event_type.as_str(), event.data.as_str()), ("artist/name", r#"{"artist/name":"Adamo"}"#));
        assert_eq!((correlation(event), event.position.as_deref()), (json!("13194139534313"), Some("13194139534313")));
        assert_eq!(event.micros, Some(1_704_153_600_000_000));
        found.assert_times();
        // What was retracted is still known, and comes before what replaces it.
        let gone = &found.events()[9];
        assert_eq!(
            (gone.data.as_str(), &parsed(&gone.metadata)["value"]),
            (r#"{"artist/name":null}"#, &json!("Adamo"))
        );
        assert_eq!(found.collected.warnings, []);
    }
}

#[test]
fn datoms_alone_are_told_and_their_order_is_looked_at() {
    let edn = r#"[13194139534312 :db/txInstant #inst "2024-01-01" 13194139534312 true]
[13194139534313 :db/txInstant #inst "2024-01-02" 13194139534313 true]
[7 :artist/name "A" 13194139534313 true]
[8 :artist/name "B" 13194139534312 true]
#_ [9 :artist/name "left out" 1 true]
"#;
    let objects = r#"{"e":13194139534312,"a":"db/txInstant","v":"2024-01-01","tx":13194139534312,"added":true}
{"e":13194139534313,"a":":db/txInstant","v":"2024-01-02","tx":13194139534313,"added":true}
{"e":7,"a":":artist/name","v":"A","tx":13194139534313,"added":true}
{"e":8,"a":":artist/name","v":"B","tx":13194139534312,"added":true}
"#;
    for text in [edn, objects] {
        let found = known(text);
        assert_eq!((found.shape, found.skipped), ("Datomic", 0), "{text}");
        assert_eq!(found.names()[2..], [("entity-7", "artist/name"), ("entity-8", "artist/name")]);
        assert_eq!(found.events()[3].micros, Some(1_704_067_200_000_000));
        let codes: Vec<_> = found.collected.warnings.iter().map(|warning| (warning.code, warning.line)).collect();
        assert_eq!(codes, [(WarningCode::OutOfOrder, 4)]);
    }
}

#[test]
fn batches_of_an_importer() {
    let text = r##"{:batch-ident {:db/id "datomic.tx", :import/batch-id "a-1"}, :data [#:artist{:name "Adamo", :gid #uuid "d313", :startYear 1943N, :country :country/IT} {:db/ident :country/IT, :country/name "Italy"}]}
{:batch-ident {:db/id "datomic.tx", :import/batch-id "a-2"}, :data [#:artist{:name "No id"} {:db/id "temp", :artist/name "T"} {:db/id [:artist/gid #uuid "d313"] :artist/endYear 1999M}]}
"##;
    let found = known(text);
    assert_eq!((found.shape, found.skipped, found.reason.contains("EDN")), ("Datomic", 0, true));
    assert_eq!(
        found.names(),
        [
            ("tx-0", "import"),
            ("artist-d313", "artist"),
            ("country-IT", "country"),
            ("tx-1", "import"),
            ("artist-tx-1:1", "artist"),
            ("entity-tx-1:temp", "artist"),
            ("artist-d313", "artist"),
        ]
    );
    assert_eq!(
        found.events()[1].data,
        r#"{"artist/name":"Adamo","artist/gid":"d313","artist/startYear":1943,"artist/country":":country/IT"}"#
    );
    assert_eq!((correlation(&found.events()[2]), correlation(&found.events()[3])), (json!("tx-0"), json!("tx-1")));
    assert_eq!(merged(&found)["artist-d313"]["artist/endYear"], 1999);
}

#[test]
fn transactions_as_they_are_written() {
    let text = r#";; one transaction a form
[{:db/id #db/id[:db.part/tx] :db/txInstant #inst "2024-01-01"} [:db/add 7 :a/name "x"] [:db/retract :a/one :a/name "y"]]
[[:db/retractEntity 7] [:my.fn/inc [:a/id 3] :a/n 1]]
"#;
    let found = known(text);
    assert_eq!((found.shape, found.skipped), ("Datomic", 0));
    let names = found.names();
    // What is retracted comes first.
    assert_eq!(names[0], ("a-one", "a/name"));
    assert_eq!(names[2..], [("entity-7", "a/name"), ("entity-7", "db/retractEntity"), ("a-3", "my.fn/inc")]);
    assert_eq!(found.events()[4].data, r#"{"my.fn/inc":[["a/id",3],":a/n",1]}"#.replace("\"a/id\"", "\":a/id\""));
    assert_eq!(found.events()[0].micros, Some(1_704_067_200_000_000));
    assert_eq!((correlation(&found.events()[0]), correlation(&found.events()[3])), (json!("tx-0"), json!("tx-1")));
}

#[test]
fn a_schema_is_one_transaction() {
    let text = "[#:db{:ident :country/name,\n :valueType :db.type/string,\n :doc \"The [name]; \\\"of\\\"\"}\n #:db{:ident :country/code\n :valueType :db.type/string}]\n\n";
    let found = known(text);
    assert_eq!(found.names(), [("country-name", "db.install/attribute"), ("country-code", "db.install/attribute")]);
    assert_eq!(parsed(&found.events()[0].data)["db/doc"], "The [name]; \"of\"");
    assert_eq!(correlation(&found.events()[0]), correlation(&found.events()[1]));
    assert_eq!(found.events()[1].place, text.find("#:db{:ident :country/code").unwrap() as u64);
}

#[test]
fn other_edn_is_read_like_other_json() {
    let text = "{:stream \"cart-1\" :type :added :time #inst \"2024-01-01T00:00:00Z\" :data {:n 1.50M}}\n{:stream \"cart-1\", :type :removed, :time #inst \"2024-01-02T00:00:00Z\", :data {:n 2}}";
    let (collected, outcome) = decode(text);
    assert_eq!(outcome.unwrap().format, Format::Edn);
    let names: Vec<_> =
        collected.events.iter().map(|event| (event.stream.as_str(), event.event_type.as_str())).collect();
    assert_eq!(names, [("cart-1", ":added"), ("cart-1", ":removed")]);
    assert_eq!(
        (collected.events[0].data.as_str(), collected.events[1].micros),
        (r#"{"n":1.50}"#, Some(1_704_153_600_000_000))
    );
}

#[test]
fn what_is_no_edn_is_said_with_its_place() {
    let text = "[#:a{:id 1 :b 2}\n #:a{:id 2 :b}\n #:a{:id 3}\n #foo[1\n";
    let (collected, outcome) = decode(text);
    let outcome = outcome.unwrap();
    assert_eq!((outcome.events, outcome.skipped), (2, 2));
    let codes: Vec<_> =
        collected.warnings.iter().map(|warning| (warning.code, warning.line, warning.skipped)).collect();
    assert_eq!(
        codes,
        [(WarningCode::NotEdn, 2, true), (WarningCode::Truncated, 4, true), (WarningCode::Truncated, 5, false)]
    );
    assert_eq!(collected.warnings[0].byte, text.find(":b}").unwrap() as u64 + 2);
    let long = format!("[{{:a/id 1}}\n{{:a/id \"{}\"}}\n{{:a/id 3}}]", "x".repeat(400));
    let (collected, outcome) = decode_by(long.as_bytes(), 7, Options { max_record: 300, ..Options::named("file") });
    assert_eq!((outcome.unwrap().events, collected.warnings[0].code), (2, WarningCode::TooLarge));
}

#[test]
fn deep_forms_fit_a_small_stack() {
    let nested = |open: &str, close: &str, levels: usize| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    let run = move || {
        for (levels, events) in [(250, 2), (5000, 1)] {
            for (open, close) in [("[", "]"), ("{:a ", "}"), ("#x ", ""), ("{:a [", "]}"), ("#_ ", " 1"), ("'", "")] {
                let text = format!("{{:a/id 1}}\n{{:a/id 2 :a/b {}}}\n", nested(open, close, levels));
                let (found, outcome) = decode(&text);
                assert!(outcome.unwrap().events >= events, "{open}");
                assert!(found.events.len() == 2 || found.warnings[0].code == WarningCode::TooDeep, "{open}");
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(run).unwrap();
    assert!(thread.join().is_ok());
}

#[test]
fn a_preview_shows_a_cut_file() {
    let text = "{:batch-ident {:db/id \"datomic.tx\"} :data [#:a{:id 1} #:a{:id 2}]}\n".repeat(40);
    let shown = preview(&text.as_bytes()[..text.len() - 9], &Options::named("file"), 5).unwrap();
    assert_eq!((shown.rows.len(), shown.warnings), (5, vec![]));
    assert_eq!(shown.detection.shape_id, Some("datomic"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cuts_change_nothing(
        forms in prop::collection::vec(prop::sample::select(vec![
            "{:db/id 1 :a/b \"x\\\"]\"}", "[7 :a/b \\] 9 true]", "#:a{:id #uuid \"d\" :n 1N}", "; a [comment\n", "#_ {:a 1}",
            "[:db/add 1 :a/b #{1 2}]", "{:t 3 :data [[1 :a/b nil 3 false]]}", "{:a}", "]", "\"text", "^{:m 1} {:a/b 1}", "{\"s\" 1}",
        ]), 1..9),
        around: bool,
        separator in prop::sample::select(vec!["\n", " ", ", ", "\r\n"]),
        fault in prop::option::weighted(0.3, (any::<prop::sample::Index>(), any::<u8>())),
        step in 1usize..40,
    ) {
        let body = forms.join(separator);
        let mut bytes = if around { format!("[{{:db/id 1}} {body}]") } else { format!("{{:db/id 1}}\n{body}") }.into_bytes();
        if let Some((at, byte)) = fault {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for max_record in [12, 16 << 20] {
            let options = || Options { max_record, ..Options::named("file") };
            let whole = decode_by(&bytes, usize::MAX, options());
            for event in &whole.0.events {
                prop_assert!(serde_json::from_str::<Value>(&event.data).is_ok(), "{:?}", event);
                prop_assert!(event.metadata.is_empty() || serde_json::from_str::<Value>(&event.metadata).is_ok(), "{:?}", event);
            }
            for step in [1, step] {
                prop_assert_eq!(&decode_by(&bytes, step, options()), &whole);
            }
            let _ = preview(&bytes, &options(), 3);
        }
    }

    #[test]
    fn bytes_of_edn_are_survived(text in "[\\[\\]{}()\"#:_^;\\\\\n 0-9tae,]{0,60}", step in 1usize..9) {
        for prefix in ["{:a/b 1}\n", "[{:a/b 1} ", "#:a{", "[:a "] {
            let bytes = format!("{prefix}{text}").into_bytes();
            let whole = decode_by(&bytes, usize::MAX, Options::named("file"));
            if !matches!(whole.1, Err(ImportError::NeedsMapping(_))) {
                prop_assert_eq!(decode_by(&bytes, step, Options::named("file")), whole);
            }
        }
    }
}
