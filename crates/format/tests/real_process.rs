//! Real logs of process mining, where the folder that `FOLDBACK_LOGS` names has them: every element becomes an event, and
//! the forms of one log become the same events.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::shapes::{Known, logs, parsed, real};
use collect::{Collected, Seen};

fn codes(collected: &Collected) -> Vec<&str> {
    collected.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

fn of_type<'a>(known: &'a Known, kind: &str) -> Vec<&'a Seen> {
    known.events().iter().filter(|event| event.event_type == kind).collect()
}

#[test]
fn cases_in_xml_are_what_they_are_as_csv() {
    let (Some(xes), Some(csv)) = (real("xes/running-example.xes"), real("xes/running-example.csv")) else {
        return;
    };
    assert_eq!((xes.events().len(), xes.streams(), xes.skipped), (42, 6, 0));
    assert_eq!(codes(&xes.collected), ["OtherMembers"]);
    xes.assert_times();
    csv.assert_times();
    let key = |event: &Seen| (event.stream.clone(), event.event_type.clone(), event.micros);
    let sorted = |known: &Known| {
        let mut keys: Vec<_> = known.events().iter().map(key).collect();
        keys.sort();
        keys
    };
    assert_eq!(sorted(&xes), sorted(&csv));
    assert_eq!(codes(&csv.collected), [""; 0]);
    let first = parsed(&xes.events()[0].data);
    assert_eq!(first["case:creator"], "Fluxicon Nitro");
    assert_eq!(first["Costs"], "50");
}

#[test]
fn a_large_header_stands_before_the_cases() {
    let Some(xes) = real("xes/roadtraffic100traces.xes") else {
        return;
    };
    assert_eq!((xes.events().len(), xes.streams(), xes.skipped), (390, 100, 0));
    xes.assert_times();
    let first = &xes.events()[0];
    assert_eq!(first.event_type, "Create Fine");
    assert!(parsed(&first.data)["amount"].is_number(), "{}", first.data);
}

#[test]
fn the_forms_of_the_first_version_are_one_log() {
    let (Some(json), Some(xml)) = (real("ocel/example_log.jsonocel"), real("ocel/example_log.xmlocel")) else {
        return;
    };
    for known in [&json, &xml] {
        assert_eq!((known.events().len() - of_type(known, "Object").len(), known.skipped), (23, 0));
        assert_eq!(of_type(known, "Object").len(), 15);
    }
    for (one, other) in json.events().iter().zip(xml.events()) {
        assert_eq!((&one.stream, &one.event_type, &one.id), (&other.stream, &other.event_type, &other.id));
        assert_eq!((&one.tags, one.micros), (&other.tags, other.micros));
    }
    let first = json.events().iter().find(|event| event.id.as_deref() == Some("e1")).unwrap();
    assert_eq!(first.stream, "element-i4");
    assert_eq!(first.tags, ["element:i4", "element:i1", "order:o1", "element:i3", "element:i2"]);
    assert_eq!(parsed(&first.data)["prova2"], 456);
}

#[test]
fn the_forms_of_the_second_version_are_one_log() {
    let (Some(json), Some(xml)) = (real("ocel/ocel20_example.jsonocel"), real("ocel/ocel20_example.xmlocel")) else {
        return;
    };
    for known in [&json, &xml] {
        let counts = (of_type(known, "Object").len(), of_type(known, "ObjectChanged").len());
        assert_eq!((counts, known.events().len(), known.skipped), ((9, 3), 25, 0));
    }
    for (one, other) in json.events().iter().zip(xml.events()) {
        assert_eq!((&one.stream, &one.event_type, &one.id), (&other.stream, &other.event_type, &other.id));
        assert_eq!((&one.tags, parsed(&one.data)), (&other.tags, parsed(&other.data)));
        let related = |event: &Seen| {
            (!event.metadata.is_empty()).then(|| parsed(&event.metadata).get("relationships").cloned()).flatten()
        };
        assert_eq!(related(one), related(other));
    }
    // The quantity changes before the event that says so.
    let names = json.names();
    let at = names.iter().position(|(_, kind)| *kind == "Change PO Quantity").unwrap();
    assert_eq!(names[at - 1], ("Purchase Order-PO1", "ObjectChanged"));
    assert_eq!(json.events()[at - 1].data, r#"{"po_quantity":"600"}"#);
    assert_eq!(json.events()[at].tags, ["Purchase Order:PO1"]);
}

#[test]
fn larger_logs_lose_nothing() {
    if let Some(known) = real("ocel/derived_ocel2_logistics.json") {
        let objects = of_type(&known, "Object").len() + of_type(&known, "ObjectChanged").len();
        assert_eq!(known.skipped, 0);
        let source = std::fs::read_to_string(logs().join("ocel/derived_ocel2_logistics.json")).unwrap();
        let source = parsed(&source);
        assert_eq!(known.events().len() - objects, source["events"].as_array().unwrap().len());
        assert_eq!(of_type(&known, "Object").len(), source["objects"].as_array().unwrap().len());
        assert!(known.events().iter().all(|event| event.stream.contains('-')));
    }
    if let Some(known) = real("ocel/pm4net_github_pm4py.jsonocel") {
        assert_eq!((known.events().len() - of_type(&known, "Object").len(), known.skipped), (1798, 0));
        let issue = "case:concept:name-https://api.github.com/repos/pm4py/pm4py-core/issues/1/timeline";
        assert!(known.events().iter().any(|event| event.stream == issue && event.event_type == "created"));
    }
}
