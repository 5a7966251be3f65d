//! jq as a predicate, a fold and a query, against the same things done plainly.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use foldback_event::Json;
use foldback_event::Pointer;
use foldback_event::json::parse;
use foldback_replay::jq::{Jq, JqFold, condition, query};
use foldback_replay::{Flip, Fold, Folded, History, Index, Input, Merge, Predicate, Reads, Record, read_patches};
use proptest::prelude::*;
use support::{json, steps, wishes};

struct Nothing;

impl Record for Nothing {
    fn set(&mut self, _: &[&str], _: &Json) {}
    fn remove(&mut self, _: &[&str]) {}
    fn cut(&mut self, _: &[&str], _: usize) {}
}

fn outputs(filter: &str, input: &str) -> Vec<String> {
    let mut all = Vec::new();
    Jq::new(filter).unwrap().run(&json(input), &mut |output| {
        all.push(output.map_or_else(|why| format!("! {why}"), |value| value.to_string()));
        true
    });
    all
}

thread_local! {
    /// Compiled once: that costs more than to ask them.
    static FILTERS: Vec<Jq> = PREDICATES.iter().map(|text| Jq::new(text).unwrap()).collect();
}

/// A filter asked with everything, whatever it reads.
struct Whole<'a>(&'a Jq, Reads);

impl Predicate for Whole<'_> {
    fn reads(&self) -> &Reads {
        &self.1
    }

    fn test(&mut self, state: &Json) -> Result<bool, String> {
        truth(self.0, state)
    }
}

fn truth(filter: &Jq, state: &Json) -> Result<bool, String> {
    let mut answer = Ok(false);
    filter.run(state, &mut |output| {
        answer = output.map(|output| !matches!(output, Json::Null | Json::Bool(false)));
        false
    });
    answer
}

const PREDICATES: [&str; 25] = [
    "true",
    ".a == 1",
    ".a",
    ".a.b > 1",
    ".a.b? // .b.a?",
    ".[1]? == 2",
    ".a[0]? == 0",
    ".a[1]?.b?",
    ".a[-1]?",
    "(.a | length)? > 1",
    "try (.a | has(\"b\")) catch true",
    "try (.a | has(1)) catch false",
    "has(\"a\")",
    "if .a? == 1 then .b? else .a?.a? end",
    "select(.a? == null) | .b?",
    "[.a?, .b?] | any",
    ".a? as $x | .b? == $x",
    "{x: .a?} | .x == 2",
    "type == \"array\"",
    "(.a?.a? | type) == \"object\"",
    "[..] | length > 4",
    "any(.[]?; . == 1)",
    ".\"0\"? == 1",
    "(.a?, .b?) == 1",
    "-(.a? // 1) < 0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn flips_of_a_filter_are_what_a_naive_scan_finds(wishes in wishes()) {
        let steps = steps(&wishes);
        let mut history = History::default();
        for (at, step) in steps.iter().enumerate() {
            history.take(0, &read_patches(&step.line(at as u64, "")).next().unwrap().unwrap()).unwrap();
        }
        FILTERS.with(|filters| for filter in filters {
            let text = filter.text();
            let (mut value, mut expected) = (false, Vec::new());
            for (at, step) in steps.iter().enumerate() {
                let now = step.state.as_ref().is_some_and(|state| truth(filter, state).unwrap_or(false));
                if now != value {
                    value = now;
                    expected.push(Flip { position: at as u64, value });
                }
            }
            let found = history.flips(0, &mut &*filter, 0..=u64::MAX).unwrap();
            assert_eq!(found.flips, expected, "{text}");
            let whole = history.flips(0, &mut Whole(filter, Reads::All), 0..=u64::MAX).unwrap();
            assert_eq!(whole.flips, expected, "{text}");
            assert!(found.tests <= whole.tests);
        });
    }

    #[test]
    fn the_parts_that_a_filter_reads_are_enough_for_it(state in support::values()) {
        FILTERS.with(|filters| for mut filter in filters {
            // What goes wrong is told in other words where the value it went wrong with is there in part.
            let found = filter.test(&state).map_err(drop);
            assert_eq!(found, truth(filter, &state).map_err(drop), "{} of {state}", filter.text());
        });
    }
}

#[test]
fn values_keep_their_digits_until_they_are_calculated_with() {
    let exact = r#"[1.10,12345678901234567890123,1e400,-0.5,"é\n",{"b":1,"a":null}]"#;
    assert_eq!(outputs(".", exact), [exact]);
    assert_eq!(
        outputs(".[] | . + 1", "[12345678901234567890123,9007199254740993]"),
        ["12345678901234567890124", "9007199254740994"]
    );
    assert_eq!(outputs(". + 0", "1.10"), ["1.1"]);
    assert_eq!(outputs("1 / 0", "null"), ["! Infinity is no JSON number"]);
    assert_eq!(outputs("{(1|tostring): 2}", "null"), [r#"{"1":2}"#]);
    assert_eq!(outputs("{(1): 2}", "null"), ["! the name of a member is no string"]);
    assert_eq!(outputs(".[]", "[1,2]"), ["1", "2"]);
    assert_eq!(outputs("1, error(\"no\"), 2", "null"), ["1", "! no"]);
    assert_eq!(outputs("1, halt(0), 2", "null").len(), 2);
    assert_eq!(
        outputs("[range(600)] | reduce .[] as $x (0; [.])", "null"),
        ["! the value is nested deeper than 512 levels"]
    );
}

#[test]
fn what_is_no_filter_says_where() {
    for (text, byte, message) in [
        ("", 0, "term was expected, and not the end"),
        (".a >", 4, "term was expected, and not the end"),
        (".a | nothing", 5, "there is no filter called nothing"),
        (".a | test(\"x\")", 5, "there is no filter called test"),
        (".a | now", 5, "there is no filter called now"),
        ("$x", 0, "there is no variable called $x"),
        ("(.a", 3, "expected"),
        ("\"abc", 4, "expected"),
        (".a ^ 1", 3, "expected"),
        ("import \"x\" as x; .", 8, "there are no modules here"),
    ] {
        let error = Jq::new(text).unwrap_err();
        assert_eq!(error.byte, byte, "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

#[test]
fn a_filter_folds() {
    let fold = JqFold::new("select($event.type != \"Noise\") | .n += $event.data.n | .last = $event.position").unwrap();
    let mut history = History::default();
    let mut event = |position, event_type, data: &str| {
        history.fold(&fold, 0, &Input { position, event_type, ..Input::of(data.as_bytes()) }).unwrap()
    };
    assert_eq!(event(0, "Added", r#"{"n":1}"#), Folded::Applied);
    assert_eq!(event(1, "Noise", r#"{"n":1}"#), Folded::PassedOver);
    assert_eq!(event(2, "Added", r#"{"n":"x"}"#), Folded::Failed("cannot calculate 1 + \"x\"".into()));
    assert_eq!(event(3, "Added", r#"{"n":41}"#), Folded::Applied);
    let moment = history.moment(0, 9).unwrap();
    assert_eq!(moment.state.unwrap().to_string(), r#"{"n":42,"last":3}"#);
    assert_eq!((moment.passed_over, moment.changes.len()), (2, 2));

    let mut state = Some(json("{\"a\":1}"));
    let event = Input { stream: "cart-1", metadata: b"{\"m\":1}", ..Input::default() };
    JqFold::new("[$event.stream, $event.data, $event.metadata.m]").unwrap().apply(&mut state, &event, &mut Nothing);
    assert_eq!(state, parse(br#"["cart-1",null,1]"#).ok());
    assert_eq!(
        JqFold::new("1, 2").unwrap().apply(&mut state, &event, &mut Nothing),
        Folded::Failed("the filter gives more than one state".into())
    );
    JqFold::new("null").unwrap().apply(&mut state, &event, &mut Nothing);
    assert_eq!(state, None);
}

#[test]
fn a_predicate_is_asked_only_where_something_it_reads_was_written() {
    let mut history = History::default();
    for position in 0..1000 {
        let data =
            if position % 100 == 7 { format!("{{\"owes\":{position}}}") } else { format!("{{\"other\":{position}}}") };
        history.fold(&Merge, 0, &Input { position, ..Input::of(data.as_bytes()) }).unwrap();
    }
    let found = history.flips(0, &mut Jq::new(".owes > 300 and .owes < 600").unwrap(), 0..=u64::MAX).unwrap();
    assert_eq!(found.flips, [Flip { position: 307, value: true }, Flip { position: 607, value: false }]);
    // The first state, which is a write of everything, and ten more.
    assert_eq!(found.tests, 11);
    let failing = history.flips(0, &mut Jq::new(".owes | error(\"no\")").unwrap(), 0..=u64::MAX).unwrap();
    assert_eq!((failing.flips.len(), failing.failures, failing.failure), (0, 11, Some((Some(0), "no".to_owned()))));
}

#[test]
fn questions_go_over_all_partitions() {
    let states = || [("a", r#"{"owes":50}"#), ("b", r#"{"owes":150}"#), ("c", "[1]"), ("d", r#"{"owes":200}"#)];
    let ask = |text: &str, most: usize| {
        let mut answers = Vec::new();
        query(
            text,
            states().into_iter().map(|(name, state)| (name.to_owned(), json(state))),
            &mut |partition, answer| {
                let answer = answer.map_or_else(|_| "!".to_owned(), |value| value.to_string());
                answers.push(format!("{} {answer}", partition.unwrap_or("-")));
                answers.len() < most
            },
        )
        .map(|()| answers)
    };
    assert_eq!(ask(".[] | select(.owes > 100)", 9).unwrap(), [r#"b {"owes":150}"#, "c !", r#"d {"owes":200}"#]);
    assert_eq!(ask(".[] | select(.owes > 100)", 1).unwrap().len(), 1);
    assert_eq!(ask(" .[]|.owes?, 1", 3).unwrap(), ["a 50", "a 1", "b 150"]);
    assert_eq!(ask(".[]", 2).unwrap(), [r#"a {"owes":50}"#, r#"b {"owes":150}"#]);
    assert_eq!(ask("[.[].owes?] | add", 9).unwrap(), ["- 400"]);
    assert_eq!(ask("keys", 9).unwrap(), [r#"- ["a","b","c","d"]"#]);
    assert_eq!(ask(".[] |= 1", 9).unwrap(), [r#"- {"a":1,"b":1,"c":1,"d":1}"#]);
    assert_eq!(ask(".[] | nothing", 9).unwrap_err().byte, 6);
}

/// Values that jq compares in its own way: across kinds, and as 64-bit floating point.
fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "1.0",
            "10e-1",
            "0.1",
            "0.10000000000000001",
            "0.1000000000000000055",
            "9007199254740993",
            "9007199254740992",
            "9007199254740992.5",
            "-0",
            "1e400",
            "\"\"",
            "\"a\"",
            "\"b\"",
            "[]",
            "[1]",
            "{}",
            "{\"b\":1}",
            "{\"b\":\"a\"}",
            "{\"b\":null}",
        ])
        .prop_map(str::to_owned),
        (-3..4i8).prop_map(|n| n.to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_query_of_what_an_index_names_answers_as_one_of_everything(
        states in prop::collection::vec((values(), prop::bool::weighted(0.2), prop::bool::weighted(0.8)), 1..12),
        constant in values().prop_filter("jq has other words for these", |text| !text.starts_with(['[', '{'])),
        operator in prop::sample::select(vec!["==", "<", "<=", ">", ">="]),
        (turned, path) in (any::<bool>(), prop::sample::select(vec![".a", ".a.b", ".\"a\""])),
        shape in prop::sample::select(vec![".[] | select(C)", ".[] | select(C) | .a", ".[] | select(C and .x.y == 1)", "[.[] | select(C)] | length"]),
    ) {
        let asked = if turned { format!("{constant} {operator} {path}") } else { format!("{path} {operator} {constant}") };
        let text = shape.replace('C', &asked);
        let Some(condition) = condition(&text) else {
            prop_assert_eq!(constant, "1e400");
            return Ok(());
        };
        let mut history = History::default();
        history.declare(Index::new(Pointer::parse(&path.replace('"', "").replace('.', "/")).unwrap())).unwrap();
        for (partition, (value, whole, there)) in states.iter().enumerate() {
            let state = match (whole, there) {
                (true, _) => value.clone(),
                (_, true) => format!("{{\"a\":{value}}}"),
                (_, false) => format!("{{\"z\":{value}}}"),
            };
            let line = format!("[{partition},\"\",[[\"\",{state}]]]");
            history.take(partition as u32, &read_patches(&line).next().unwrap().unwrap()).unwrap();
        }
        let fitting = history.indexes()[0].fitting(&condition);
        let answers = |only: &dyn Fn(u32) -> bool| {
            let all = (0..states.len() as u32).filter(|partition| only(*partition));
            let all = all.map(|at| (at.to_string(), history.moment(at, u64::MAX).unwrap().state.unwrap()));
            let mut answers = Vec::new();
            query(&text, all, &mut |partition, answer| {
                answers.push((partition.map(str::to_owned), answer));
                true
            }).unwrap();
            answers
        };
        prop_assert_eq!(answers(&|partition| fitting.has(partition)), answers(&|_| true), "{}", text);
    }
}
