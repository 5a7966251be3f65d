//! Searches against looking at every event, one by one, by rules that are written here anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::{EventRef, Timestamp};
use foldback_log::{Append, MemoryBackend};
use foldback_store::Store;
use foldback_store::search::{Found, Kind, Query};
use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000_000;

#[derive(Clone, Debug)]
struct Sample {
    stream: String,
    kind: &'static str,
    day: Option<i64>,
    tags: Vec<&'static str>,
    data: Value,
    metadata: Value,
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["tea", "Green Tea", "jam", "caf\u{e9} \"x\"", "7", "a/b"]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-3i64..9).prop_map(Value::from),
        text().prop_map(Value::from),
        Just(json!(2.5)),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
    ]
}

fn sample() -> impl Strategy<Value = Sample> {
    let data = (scalar(), prop::option::of(scalar()), prop::collection::vec((text(), -3i64..9), 0..3)).prop_map(
        |(qty, sku, lines)| {
            let lines: Vec<Value> = lines.iter().map(|(sku, qty)| json!({ "sku": sku, "qty": qty })).collect();
            match sku {
                Some(sku) => json!({ "qty": qty, "sku": sku, "lines": lines }),
                None => json!({ "qty": qty, "lines": lines }),
            }
        },
    );
    (
        (0..3u8, prop::sample::select(vec!["cart", "order", "teapot"])),
        prop::sample::select(vec!["ItemAdded", "ItemRemoved", "Paid"]),
        prop::option::of(0i64..6),
        prop::collection::vec(prop::sample::select(vec!["eu", "us-east"]), 0..2),
        data,
        prop_oneof![
            Just(json!({})),
            text().prop_map(|id| json!({ "$correlationId": id })),
            text().prop_map(|id| json!({ "correlation_id": id, "user": { "name": "Zoe" } })),
        ],
    )
        .prop_map(|((number, category), kind, day, tags, data, metadata)| Sample {
            stream: format!("{category}-{number}"),
            kind,
            day,
            tags,
            data,
            metadata,
        })
}

#[derive(Clone, Debug)]
enum Asked {
    Type(&'static str),
    Stream(&'static str),
    Tag(&'static str),
    Before(i64),
    After(i64),
    Positions(u64, u64),
    Correlation(String),
    Member(&'static str, &'static str, String),
    Text(String),
}

fn asked() -> impl Strategy<Value = Asked> {
    prop_oneof![
        prop::sample::select(vec!["ItemAdded", "item*", "*d,Paid", "Nothing"]).prop_map(Asked::Type),
        prop::sample::select(vec!["cart-*", "*-1", "order-0,CART-2", "*ar*-*"]).prop_map(Asked::Stream),
        prop::sample::select(vec!["eu", "us*", "*"]).prop_map(Asked::Tag),
        (0i64..6).prop_map(Asked::Before),
        (0i64..6).prop_map(Asked::After),
        (0u64..30, 0u64..30).prop_map(|(first, last)| Asked::Positions(first, last)),
        text().prop_map(Asked::Correlation),
        (
            prop::sample::select(vec!["data.qty", "data.sku", "data.lines.sku", "data.lines[0].qty", "meta.user.name"]),
            prop::sample::select(vec!["=", "!=", ">", ">=", "<", "<=", "~", ""]),
            prop_oneof![text(), (-3i64..9).prop_map(|number| number.to_string()), Just("null".to_owned())],
        )
            .prop_map(|(path, operator, value)| Asked::Member(path, operator, value)),
        prop_oneof![text(), Just("cart".to_owned()), Just("ADDED".to_owned()), Just("zoe".to_owned())]
            .prop_map(Asked::Text),
    ]
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Asked {
    fn written(&self) -> String {
        match self {
            Self::Type(names) => format!("type:{names}"),
            Self::Stream(names) => format!("stream:{names}"),
            Self::Tag(names) => format!("tag:{names}"),
            Self::Before(day) => format!("before:1970-01-0{}", day + 1),
            Self::After(day) => format!("after:1970-01-0{}T00:00Z", day + 1),
            Self::Positions(first, last) => format!("position:{first}..{last}"),
            Self::Correlation(id) => format!("correlation:{}", quoted(id)),
            Self::Member(path, "", _) => (*path).to_owned(),
            Self::Member(path, operator, value) if value.contains([' ', '"', '/']) => {
                format!("{path}{operator}{}", quoted(value))
            }
            Self::Member(path, operator, value) => format!("{path}{operator}{value}"),
            Self::Text(text) => quoted(text),
        }
    }

    fn fits(&self, position: u64, event: &Sample) -> bool {
        match self {
            Self::Type(names) => names.split(',').any(|name| glob(&lower(name), &lower(event.kind))),
            Self::Stream(names) => names.split(',').any(|name| glob(&lower(name), &lower(&event.stream))),
            Self::Tag(names) => event.tags.iter().any(|tag| glob(names, tag)),
            Self::Before(day) => event.day.is_some_and(|at| at < *day),
            Self::After(day) => event.day.is_some_and(|at| at >= *day),
            Self::Positions(first, last) => (*first..=*last).contains(&position),
            Self::Correlation(id) => ["$correlationId", "correlation_id"]
                .iter()
                .any(|name| event.metadata[name].as_str().is_some_and(|seen| lower(seen) == lower(id))),
            Self::Member(path, operator, value) => member(event, path, operator, value),
            Self::Text(text) => {
                let payload = lower(&event.data.to_string());
                let plain = payload.replace("\\\"", "\"");
                [payload, plain, lower(event.kind), lower(&event.stream)].iter().any(|hay| hay.contains(&lower(text)))
            }
        }
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn glob(pattern: &str, name: &str) -> bool {
    match (pattern.chars().next(), name.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            glob(&pattern[1..], name) || name.chars().next().is_some_and(|c| glob(pattern, &name[c.len_utf8()..]))
        }
        (Some(a), Some(b)) if a == b => glob(&pattern[a.len_utf8()..], &name[b.len_utf8()..]),
        _ => false,
    }
}

fn member(event: &Sample, path: &str, operator: &str, value: &str) -> bool {
    let found: Vec<&Value> = match path {
        "data.qty" | "data.sku" => event.data.get(&path[5..]).into_iter().collect(),
        "data.lines.sku" => event.data["lines"].as_array().unwrap().iter().map(|line| &line["sku"]).collect(),
        "data.lines[0].qty" => event.data["lines"].get(0).map(|line| &line["qty"]).into_iter().collect(),
        _ => event.metadata.get("user").map(|user| &user["name"]).into_iter().collect(),
    };
    let spaced = value.contains([' ', '"', '/']);
    let wanted: Option<f64> = value.parse().ok().filter(|_| !spaced);
    let equal = |seen: &Value| match seen {
        Value::Number(number) => wanted == number.as_f64(),
        Value::String(text) => text == value,
        other => {
            let written = other.to_string();
            !spaced && written == value
        }
    };
    let order = |seen: &Value| match (seen, wanted) {
        (Value::Number(number), Some(wanted)) => number.as_f64().unwrap().partial_cmp(&wanted),
        (Value::String(text), Some(wanted)) => text.parse::<f64>().ok()?.partial_cmp(&wanted),
        (Value::String(text), None) => Some(text.as_str().cmp(value)),
        _ => None,
    };
    match operator {
        "" => !found.is_empty(),
        "=" => found.iter().any(|seen| equal(seen)),
        "!=" => !found.is_empty() && !found.iter().any(|seen| equal(seen)),
        ">" => found.iter().any(|seen| order(seen).is_some_and(|order| order.is_gt())),
        ">=" => found.iter().any(|seen| order(seen).is_some_and(|order| order.is_ge())),
        "<" => found.iter().any(|seen| order(seen).is_some_and(|order| order.is_lt())),
        "<=" => found.iter().any(|seen| order(seen).is_some_and(|order| order.is_le())),
        _ => found.iter().any(|seen| {
            let text = seen.as_str().map_or_else(|| seen.to_string(), str::to_owned);
            lower(&text).contains(&lower(value))
        }),
    }
}

fn store(samples: &[Sample]) -> Store<MemoryBackend> {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    let texts: Vec<_> = samples.iter().map(|event| (event.data.to_string(), event.metadata.to_string())).collect();
    let events: Vec<_> = samples
        .iter()
        .zip(&texts)
        .map(|(event, (data, metadata))| EventRef {
            stream: &event.stream,
            event_type: event.kind,
            created: event.day.map(|day| Timestamp(day * DAY)),
            data: data.as_bytes(),
            metadata: metadata.as_bytes(),
            tags: &event.tags,
            ..EventRef::default()
        })
        .collect();
    block_on(store.append(Append { events: &events, ..Append::default() })).unwrap();
    store
}

fn read(text: &str) -> Query {
    Query::read(text, &|wall| wall).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn search(store: &Store<MemoryBackend>, query: &Query, from: u64, limit: usize, enough: bool) -> Found {
    block_on(store.search(query, from..u64::MAX, limit, &|| enough, &mut async || {})).unwrap()
}

fn all(store: &Store<MemoryBackend>, text: &str) -> Vec<u32> {
    let found = search(store, &read(text), 0, usize::MAX, false);
    assert_eq!((found.next, found.unread), (None, 0));
    found.hits
}

proptest! {
    #[test]
    fn a_search_finds_what_looking_at_every_event_finds(
        samples in prop::collection::vec(sample(), 1..30),
        terms in prop::collection::vec((asked(), any::<bool>()), 1..4),
        filter in any::<bool>(),
        limit in 1usize..5,
    ) {
        let store = store(&samples);
        let words = terms.iter().map(|(asked, not)| format!("{}{}", if *not { "-" } else { "" }, asked.written()));
        let mut text = words.collect::<Vec<_>>().join(" ");
        if filter {
            text.push_str(" jq: .data.sku == \"tea\" or (.position > 9 and .type == \"Paid\")");
        }
        let by_jq = |position: u64, event: &Sample| {
            !filter || event.data["sku"] == "tea" || (position > 9 && event.kind == "Paid")
        };
        let right: Vec<u32> = (0u64..)
            .zip(&samples)
            .filter(|(at, event)| terms.iter().all(|(asked, not)| asked.fits(*at, event) != *not) && by_jq(*at, event))
            .map(|(at, _)| at as u32)
            .collect();
        prop_assert_eq!(&all(&store, &text), &right, "{}", text);

        // In parts it is the same, whoever ends them.
        for enough in [false, true] {
            let (query, mut hits, mut from) = (read(&text), Vec::new(), Some(0));
            while let Some(at) = from {
                let found = search(&store, &query, at, limit, enough);
                prop_assert!(found.hits.len() <= limit);
                prop_assert!(found.next.is_none_or(|next| next > at));
                hits.extend(found.hits);
                from = found.next;
            }
            prop_assert_eq!(&hits, &right, "{} in parts", text);
        }
    }
}

/// Events enough that the log has many blocks.
fn many() -> Store<MemoryBackend> {
    let samples: Vec<Sample> = (0..6000)
        .map(|at| Sample {
            stream: format!("cart-{}", at % 7),
            kind: if at % 1000 == 999 { "Rare" } else { "Common" },
            day: Some(i64::from(at) / 1000),
            tags: Vec::new(),
            data: json!({ "n": at, "text": "x".repeat(at as usize % 300) }),
            metadata: json!({}),
        })
        .collect();
    store(&samples)
}

#[test]
fn many_blocks_are_searched_in_their_order_and_single_events_are_picked() {
    let store = many();
    assert_eq!(all(&store, "data.n>=5990"), (5990..6000).collect::<Vec<u32>>());
    assert_eq!(all(&store, "type:rare data.n"), [999, 1999, 2999, 3999, 4999, 5999]);
    assert_eq!(all(&store, "stream:cart-0 -data.n<5950 after:1970-01-06").len(), 8);
    assert_eq!(all(&store, "jq: .data.n % 1000 == 0").len(), 6);
    assert_eq!(all(&store, "").len(), 6000);
}

#[test]
fn a_filter_that_fails_on_events_is_told_and_ends_nothing() {
    let found =
        search(&many(), &read("position:0..9 jq: if .data.n < 3 then error(\"no\") else true end"), 0, 100, false);
    assert_eq!((found.hits.len(), found.failed), (7, 3));
    assert_eq!(found.failure, Some((0, "no".to_owned())));
}

#[test]
fn completion_offers_what_fits_where_one_writes() {
    let samples = [
        ("cart-1", "ItemAdded", json!({ "qty": 1, "a b": { "c.d": 1 } })),
        ("cart-2", "ItemAdded", json!({ "qty": 2, "sku": "green tea" })),
        ("order-1", "Order Placed", json!({ "lines": [{ "price": 1 }] })),
    ]
    .map(|(stream, kind, data)| Sample {
        stream: stream.into(),
        kind,
        day: Some(0),
        tags: Vec::new(),
        data,
        metadata: json!({ "user": "Zoe" }),
    });
    let store = store(&samples);
    let offers = |text: &str| {
        let found = block_on(store.complete(text, text.len())).unwrap();
        let written: Vec<String> = found.offers.into_iter().map(|offer| offer.text).collect();
        (text[found.place].to_owned(), written)
    };
    assert!(offers("").1.contains(&"type:".to_owned()));
    assert_eq!(offers("x -st"), ("st".into(), vec!["stream:".into()]));
    assert_eq!(offers("Added"), ("Added".into(), vec!["type:ItemAdded".into()]));
    assert_eq!(offers("type:"), (String::new(), vec!["ItemAdded".into(), "\"Order Placed\"".into()]));
    assert_eq!(offers("type:A,ord"), ("ord".into(), vec!["\"Order Placed\"".into()]));
    assert_eq!(offers("stream:car"), ("car".into(), vec!["cart-*".into(), "cart-1".into(), "cart-2".into()]));
    assert_eq!(offers("data."), (String::new(), vec!["qty".into(), "\"a b\"".into(), "lines".into(), "sku".into()]));
    assert_eq!(offers("type:order* data.l"), ("l".into(), vec!["lines".into()]));
    assert_eq!(offers("type:order* data."), (String::new(), vec!["lines".into()]));
    assert_eq!(offers("data.\"a b\"."), (String::new(), vec!["\"c.d\"".into()]));
    assert_eq!(offers("data.\"a"), ("\"a".into(), vec!["\"a b\"".into()]));
    assert_eq!(offers("data.lines."), (String::new(), vec!["price".into()]));
    assert_eq!(offers("data.sku="), (String::new(), vec!["\"green tea\"".into()]));
    assert_eq!(offers("meta.us"), ("us".into(), vec!["user".into()]));
    assert_eq!(offers("after:"), (String::new(), vec!["1970-01-01T00:00:00Z".into()]));
    for nothing in ["foo:", "jq: .da", "data.a[0]", "id:"] {
        assert_eq!(offers(nothing).1, [""; 0], "{nothing}");
    }
    let kinds = block_on(store.complete("stream:", 7)).unwrap().offers;
    assert_eq!((kinds[0].kind, kinds[0].events), (Kind::Category, Some(2)));
}
