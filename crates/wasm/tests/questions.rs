//! The questions of the time machine over the protocol: what values were when, queries, branches, comparisons, plans to undo.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod page;

use foldback_protocol::{
    BlameAnswer, BlameRequest, BranchEvent, BranchInfo, BranchRequest, Call, ChangesAnswer, ChangesRequest,
    CompareAnswer, CompareRequest, CompareWith, DeclareIndexRequest, EditInfo, FindAnswer, FindRequest, FlipsAnswer,
    FlipsRequest, PatchesAnswer, PatchesRequest, QueryAnswer, QueryRequest, RevertAnswer, RevertRequest, SeriesAnswer,
    SeriesRequest, StateRequest, StatesRequest,
};
use page::Page;
use serde::de::DeserializeOwned;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const LOG: &str = "questions";

async fn with_bytes<T: DeserializeOwned>(page: &Page, call: Call) -> (T, String) {
    let (answer, bytes) = page.send(&call, None, false).await.unwrap();
    (serde_wasm_bindgen::from_value(answer).unwrap(), String::from_utf8(bytes).unwrap())
}

async fn refused(page: &Page, call: Call) -> foldback_protocol::ErrorInfo {
    page.send(&call, None, false).await.map(|_| ()).unwrap_err()
}

#[wasm_bindgen_test]
async fn questions_are_answered_over_the_protocol() {
    let page = Page::start();
    let lines = [
        r#"{"stream":"a","type":"Put","data":{"n":1,"word":"x"}}"#,
        r#"{"stream":"b","type":"Put","data":{"n":5,"word":"x"}}"#,
        r#"{"stream":"a","type":"Put","data":{"n":7}}"#,
        r#"{"stream":"a","type":"Put","data":{"n":2}}"#,
    ];
    let log = page.import(&format!("{LOG}.ndjson"), &lines.join("\n")).await.unwrap().log;
    let (a, path) = (Some("a".to_owned()), "/n".to_owned());

    let asked =
        ChangesRequest { log: log.clone(), partition: a.clone(), path: path.clone(), limit: 2, ..Default::default() };
    let changes: ChangesAnswer = page.ask(Call::Changes(asked)).await.unwrap();
    let told: Vec<_> =
        changes.changes.iter().map(|one| (one.position, one.old.as_deref(), one.new.as_deref())).collect();
    assert_eq!((changes.total, told), (3, vec![(0, None, Some("1")), (2, Some("1"), Some("7"))]));

    let asked =
        SeriesRequest { log: log.clone(), partition: a.clone(), path: path.clone(), width: 100, ..Default::default() };
    let series: SeriesAnswer = page.ask(Call::Series(asked)).await.unwrap();
    assert_eq!((series.positions, series.values), (vec![0, 2, 3], vec![Some(1.0), Some(7.0), Some(2.0)]));

    let flips = |jq: &str| FlipsRequest { log: log.clone(), jq: jq.to_owned(), limit: 9, ..Default::default() };
    let found: FlipsAnswer = page.ask(Call::Flips(flips(".n > 4"))).await.unwrap();
    let told: Vec<_> = found.flips.iter().map(|flip| (flip.position, flip.partition.as_str(), flip.value)).collect();
    assert_eq!(told, [(1, "b", true), (2, "a", true), (3, "a", false)]);
    let error = refused(&page, Call::Flips(flips(".n >"))).await;
    assert_eq!((error.code.as_str(), error.byte), ("InvalidJq", Some(4)));

    let asked = PatchesRequest { log: log.clone(), partition: a.clone(), from: Some(1.into()), ..Default::default() };
    let (answer, text): (PatchesAnswer, _) = with_bytes(&page, Call::Patches(asked)).await;
    assert_eq!(answer.next, None);
    assert_eq!(text, "{\"n\":1,\"word\":\"x\"}\n[2,\"a\",[[\"/n\",7]]]\n[3,\"a\",[[\"/n\",2]]]\n");

    let query =
        |jq: &str| Call::Query(QueryRequest { log: log.clone(), jq: jq.to_owned(), limit: 9, ..Default::default() });
    let (answer, text): (QueryAnswer, _) = with_bytes(&page, query(".[] | select(.n > 4) | .word")).await;
    assert_eq!((answer.total, answer.asked, text.as_str()), (1, 2, "[\"b\",\"x\"]\n"));
    let declared = DeclareIndexRequest { log: log.clone(), path: path.clone(), ..Default::default() };
    page.ask::<()>(Call::DeclareIndex(declared)).await.unwrap();
    let (answer, _): (QueryAnswer, _) = with_bytes(&page, query(".[] | select(.n > 4) | .word")).await;
    assert_eq!((answer.total, answer.asked), (1, 1));
    let find =
        FindRequest { log: log.clone(), path: path.clone(), below: Some("5".into()), limit: 9, ..Default::default() };
    let found: FindAnswer = page.ask(Call::Find(find)).await.unwrap();
    assert_eq!(found.partitions, [("2".to_owned(), vec!["a".to_owned()])]);

    let event = |stream: &str| {
        let (stream_id, event_type, data) = (Some(stream.to_owned()), "Made".to_owned(), "{\"n\":9}".to_owned());
        Some(BranchEvent { stream_id, event_type, data, ..Default::default() })
    };
    let edits = vec![
        EditInfo { skip: Some(2), ..Default::default() },
        EditInfo { insert: Some(4), event: event("a"), ..Default::default() },
        EditInfo { insert: Some(4), event: event("new"), ..Default::default() },
    ];
    let branch = |edits| BranchRequest { log: log.clone(), branch: "b".into(), edits };
    let info: BranchInfo = page.ask(Call::Branch(branch(edits))).await.unwrap();
    assert_eq!((info.first, info.events, info.edits), (Some(2), 5, 3));
    let on = Some("b".to_owned());
    let state = StateRequest { log: log.clone(), branch: on.clone(), partition: a.clone(), ..Default::default() };
    let (_, text): (foldback_protocol::StateAnswer, _) = with_bytes(&page, Call::State(state)).await;
    assert_eq!(text, "{\"n\":9,\"word\":\"x\"}");
    let states = StatesRequest { log: log.clone(), branch: on.clone(), ..Default::default() };
    let (answer, text): (foldback_protocol::StatesAnswer, _) = with_bytes(&page, Call::States(states)).await;
    assert_eq!(answer.position, Some(4));
    assert_eq!(text, "{\"a\":{\"n\":9,\"word\":\"x\"},\"b\":{\"n\":5,\"word\":\"x\"},\"new\":{\"n\":9}}");
    let blame =
        BlameRequest { log: log.clone(), branch: on.clone(), partition: a, path, limit: 9, ..Default::default() };
    let blame: BlameAnswer = page.ask(Call::Blame(blame)).await.unwrap();
    let told: Vec<_> =
        blame.writes.iter().map(|write| (write.position, write.event_type.as_str(), write.own)).collect();
    assert_eq!(told, [(4, "Made", true), (3, "Put", false), (0, "Put", false)]);
    let with = CompareWith { branch: on.clone(), ..Default::default() };
    let compare = CompareRequest { log: log.clone(), with, limit: 9, ..Default::default() };
    let compared: CompareAnswer = page.ask(Call::Compare(compare)).await.unwrap();
    let told: Vec<_> = compared.partitions.iter().map(|one| (one.partition.as_str(), one.first)).collect();
    assert_eq!((compared.first, told), (Some(2), vec![("a", Some(2)), ("new", Some(4))]));
    let error = refused(&page, Call::Branch(branch(vec![EditInfo { skip: Some(9), ..Default::default() }]))).await;
    assert_eq!((error.code.as_str(), error.position), ("InvalidEdit", Some(9)));
    page.ask::<()>(Call::Unbranch { log: log.clone(), branch: "b".into() }).await.unwrap();
    let gone = StateRequest { log: log.clone(), branch: on, partition: Some("a".into()), ..Default::default() };
    assert_eq!(refused(&page, Call::State(gone)).await.code, "BranchNotFound");

    let revert = RevertRequest { log: log.clone(), projection: None, positions: vec![3] };
    let plan: RevertAnswer = page.ask(Call::Revert(revert)).await.unwrap();
    assert_eq!((plan.position, plan.partitions.len()), (Some(3), 1));
    assert_eq!((plan.partitions[0].stream.as_str(), plan.partitions[0].payload.as_deref()), ("a", Some("{\"n\":7}")));
    page.ask::<()>(Call::Delete { log }).await.unwrap();
}
