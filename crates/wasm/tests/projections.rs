//! Projections behind the protocol, in a real browser: handlers at one port, questions at another.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod page;

use foldback_protocol::{
    Call, CheckpointAnswer, FailedRequest, Given, GivenRequest, HandledRequest, HeadAnswer, OnBad, ProjectRequest,
    ProjectionBy, ProjectionFailure, ProjectionInfo, ProjectionSource, RebuildAnswer, StateRequest, WorkAnswer,
    WorkKind, read_page,
};
use futures::future::join;
use page::{Page, blob};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const LOG: &str = "projected";

async fn opened() -> Page {
    let page = Page::start();
    page.ask::<HeadAnswer>(Call::OpenStore { log: LOG.into(), memory: true }).await.unwrap();
    let text = "{\"stream\":\"cart-1\",\"type\":\"Added\",\"data\":{\"items\":{\"tea\":2}}}\n".repeat(3);
    let import = Call::ImportEvents(foldback_protocol::ImportEventsRequest {
        log: LOG.into(),
        name: "carts.ndjson".into(),
        names: Vec::new(),
        format: None,
        mapping: None,
        on_bad: OnBad::Refuse,
    });
    page.send(&import, Some(&blob(&text)), false).await.unwrap();
    page
}

fn named(name: &str, source: ProjectionSource) -> ProjectRequest {
    ProjectRequest { log: LOG.into(), projection: name.into(), source, ..ProjectRequest::default() }
}

fn state(projection: &str, partition: &str) -> Call {
    let (projection, partition) = (Some(projection.to_owned()), Some(partition.to_owned()));
    Call::State(StateRequest { log: LOG.into(), projection, partition, ..StateRequest::default() })
}

async fn text(page: &Page, call: Call) -> Result<String, String> {
    let answer = page.send(&call, None, false).await;
    answer.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).map_err(|error| error.code)
}

/// The next work: what it is, and the positions of its events.
async fn work(page: &Page) -> (WorkAnswer, Vec<u64>) {
    let (answer, bytes) = page.send(&Call::Work { log: LOG.into() }, None, false).await.unwrap();
    let events = read_page(&bytes).unwrap();
    (serde_wasm_bindgen::from_value(answer).unwrap(), events.iter().map(|event| event.position.0).collect())
}

fn handled(projection: &str, job: u64) -> Call {
    Call::Handled(HandledRequest { log: LOG.into(), projection: projection.into(), job })
}

#[wasm_bindgen_test]
async fn folds_of_the_engine_are_named_asked_and_ended() {
    let page = opened().await;
    let all = ProjectRequest { by: ProjectionBy::All, ..named("n", ProjectionSource::Jq(".n += 1".into())) };
    let info: ProjectionInfo = page.ask(Call::Project(all)).await.unwrap();
    assert_eq!((info.name.as_str(), info.events), ("n", 3));
    assert_eq!(text(&page, state("n", "")).await.as_deref(), Ok("{\"n\":3}"));
    let checkpoint = Call::Checkpoint { log: LOG.into(), projection: "n".into() };
    assert_eq!(page.ask::<CheckpointAnswer>(checkpoint).await.unwrap().position, Some(2));
    let rebuild = Call::Rebuild { log: LOG.into(), projection: "n".into() };
    assert_eq!(page.ask::<RebuildAnswer>(rebuild).await.unwrap(), RebuildAnswer { events: 3, differs: vec![] });
    let all: Vec<ProjectionInfo> = page.ask(Call::Projections { log: LOG.into() }).await.unwrap();
    assert_eq!((all.len(), all[0].next, all[0].snapshot), (1, 3, Some(2)));
    let end = Call::Unproject { log: LOG.into(), projection: "n".into(), forget: true };
    page.ask::<()>(end).await.unwrap();
    assert_eq!(text(&page, state("n", "")).await.unwrap_err(), "ProjectionNotFound");
    let wrong = page.ask::<ProjectionInfo>(Call::Project(named("n", ProjectionSource::Jq(".n +".into())))).await;
    let error = wrong.unwrap_err();
    assert_eq!((error.code.as_str(), error.byte), ("InvalidJq", Some(4)));
}

#[wasm_bindgen_test]
async fn handlers_at_one_port_answer_questions_at_another() {
    let page = opened().await;
    let driver = Page::of(&page.engine);
    driver.ask::<ProjectionInfo>(Call::Project(named("p", ProjectionSource::Handlers))).await.unwrap();
    let answering = async {
        let (job, events) = work(&driver).await;
        assert_eq!((job.kind, job.projections.clone(), job.from, job.to), (WorkKind::Fold, vec!["p".into()], 0, 3));
        assert_eq!(events, [0, 1, 2]);
        let lines = b"{\"handled\":1,\"unhandled\":{\"Added\":2},\"logs\":[{\"position\":1,\"text\":\"hm\"}]}\n[1,\"a\",[[\"\",{\"n\":1.0}]]]\n";
        driver.send_bytes(&handled("p", job.job), lines).await.unwrap();
    };
    let (answer, ()) = join(text(&page, state("p", "a")), answering).await;
    assert_eq!(answer.as_deref(), Ok("{\"n\":1.0}"));
    let all: Vec<ProjectionInfo> = page.ask(Call::Projections { log: LOG.into() }).await.unwrap();
    assert_eq!((all[0].handled, &all[0].unhandled, all[0].logs), (1, &vec![("Added".to_owned(), 2)], 1));
    let logs = GivenRequest { log: LOG.into(), projection: "p".into(), kind: Given::Logs, from: 0, limit: 9 };
    assert_eq!(text(&page, Call::Given(logs)).await.unwrap(), "{\"position\":1,\"text\":\"hm\"}\n");

    // Another fails at the second event, and says where in the state.
    driver.ask::<ProjectionInfo>(Call::Project(named("q", ProjectionSource::Handlers))).await.unwrap();
    let (job, _) = work(&driver).await;
    let error = ProjectionFailure {
        code: "HandlerFailed".into(),
        message: "it cannot".into(),
        position: Some(1),
        path: Some("/a".into()),
    };
    let failed = FailedRequest { log: LOG.into(), projection: "q".into(), job: job.job, error };
    driver.send_bytes(&Call::HandlersFailed(failed), b"{}\n[0,\"\",[[\"\",7]]]\n").await.unwrap();
    let error = page.send(&state("q", ""), None, false).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.position, error.path.as_deref()), ("HandlerFailed", Some(1), Some("/a")));
    assert_eq!(error.projection.as_deref(), Some("q"));

    // Cancelled while they wait, work and questions end; what waits for a driver that leaves is told so.
    let cancelled = driver.send(&Call::Work { log: LOG.into() }, None, true).await.unwrap_err();
    assert_eq!(cancelled.code, "Aborted");
    driver.ask::<ProjectionInfo>(Call::Project(named("r", ProjectionSource::Handlers))).await.unwrap();
    let cancelled = page.send(&state("r", ""), None, true).await.unwrap_err();
    assert_eq!(cancelled.code, "Aborted");
    let leaving = async { driver.ask::<()>(Call::CloseStore { log: LOG.into() }).await.unwrap() };
    let (answer, ()) = join(text(&page, state("r", "")), leaving).await;
    assert_eq!(answer.unwrap_err(), "ProjectionStopped");
}
