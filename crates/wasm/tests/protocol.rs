//! The engine behind its protocol, over a message channel in a real browser: what a page would send and get.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod page;

use foldback_protocol::{
    At, BlameAnswer, BlameRequest, Call, CategoryInfo, ExportAnswer, ExportFormat, ExportRequest, HeadAnswer,
    ImportReport, LaneBy, LogInfo, LogSummary, OnBad, Pixels, ReadFilter, ReadFrom, Redaction, RedactionAction,
    RedactionRule, SampleInfo, StateAnswer, StateRequest, StatesRequest, TimelineAnswer, read_rows,
};
use futures::channel::oneshot;
use futures::future::Either;
use js_sys::Reflect;
use page::{Page, blob};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{MessageChannel, MessageEvent, MessagePort};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn a_sample_is_imported_asked_about_and_found_again_by_another_engine() {
    let page = Page::start();
    let report: ImportReport = page.ask(Call::Sample { sample: "cart".into() }).await.unwrap();
    assert_eq!(report.skipped, 0);
    let sample = foldback_sample::Sample::named("cart").unwrap();
    let bug = sample.bug().unwrap();
    let log = report.log.clone();
    let stream = bug.stream.clone();

    // Another engine, as in another tab or after a reload.
    let other = Page::start();
    let logs: Vec<LogInfo> = other.ask(Call::Logs).await.unwrap();
    let listed = logs.iter().find(|info| info.log == log).unwrap();
    assert_eq!((listed.events, listed.importing), (report.events, false));
    let summary: LogSummary = other.ask(Call::Open { log: log.clone() }).await.unwrap();
    assert_eq!((summary.info.streams, summary.report.as_ref()), (report.streams, Some(&report)));
    let said = summary.sample.unwrap();
    assert_eq!((said.title.as_str(), said.projection.as_str()), (sample.title, sample.projection));
    assert_eq!(summary.types.iter().map(|kind| kind.events).sum::<u64>(), report.events);

    for page in [&page, &other] {
        let at = bug.position;
        let state = Call::State(StateRequest {
            log: log.clone(),
            partition: Some(stream.clone()),
            at: Some(at.into()),
            ..StateRequest::default()
        });
        let (answer, bytes) = page.send(&state, None, false).await.unwrap();
        let answer: StateAnswer = serde_wasm_bindgen::from_value(answer).unwrap();
        assert_eq!((answer.position, &answer.partition), (Some(at), &None));
        // Following the event at the moment leads to the same, and says whose it is.
        let follows = StateRequest { log: log.clone(), follows: true, at: Some(at.into()), ..StateRequest::default() };
        let (same, same_bytes) = page.send(&Call::State(follows.clone()), None, false).await.unwrap();
        let same: StateAnswer = serde_wasm_bindgen::from_value(same).unwrap();
        assert_eq!(same.partition.as_ref(), Some(&stream));
        assert_eq!((same.position, same.revision, &same_bytes), (answer.position, answer.revision, &bytes));
        let named = Call::State(StateRequest { partition: Some(stream.clone()), ..follows });
        assert_eq!(page.send(&named, None, false).await.unwrap_err().code, "InvalidCall");
        assert!(String::from_utf8(bytes).unwrap().contains("\"total\":-"), "the total is negative after the culprit");
        let blame = Call::Blame(BlameRequest {
            log: log.clone(),
            partition: Some(stream.clone()),
            path: "/total".into(),
            at: Some(at.into()),
            limit: 5,
            ..BlameRequest::default()
        });
        let blame: BlameAnswer = page.ask(blame).await.unwrap();
        assert_eq!((blame.writes[0].position, blame.writes.len()), (at, 5));
        let rows = Call::Rows { log: log.clone(), from: at, count: 2, cut: Some(10) };
        let rows = read_rows(&page.send(&rows, None, false).await.unwrap().1).unwrap();
        assert_eq!((rows.len(), rows[0].position, rows[0].stream.as_str()), (2, at, stream.as_str()));
        assert!(rows[0].data.len() <= 10 && rows[0].data_length > 10);
    }
    let timeline = Call::Timeline(foldback_protocol::TimelineRequest {
        log: log.clone(),
        from: 0,
        to: u64::MAX >> 12,
        width: 300,
        lane_by: LaneBy::Category,
        lanes: 3,
    });
    let (answer, bytes) = page.send(&timeline, None, false).await.unwrap();
    let answer: TimelineAnswer = serde_wasm_bindgen::from_value(answer).unwrap();
    let pixels = Pixels::from_bytes(300, &bytes).unwrap();
    assert_eq!((answer.lanes.len(), u64::from(pixels.counts.iter().sum::<u32>())), (3, report.events));
    let categories: Vec<CategoryInfo> =
        page.ask(Call::Categories { log: log.clone(), filter: String::new(), bars: 21 }).await.unwrap();
    assert_eq!(categories.iter().map(|category| category.events).sum::<u64>(), report.events);

    page.ask::<()>(Call::Rename { log: log.clone(), title: "Our shop".into() }).await.unwrap();
    let summary: LogSummary = Page::start().ask(Call::Open { log: log.clone() }).await.unwrap();
    assert_eq!((summary.info.title.as_str(), summary.sample), ("Our shop", Some(said)), "still the same sample");
    page.ask::<()>(Call::Delete { log: log.clone() }).await.unwrap();
    let gone = other.ask::<LogSummary>(Call::Open { log: log.clone() }).await;
    assert_eq!(gone.map_err(|error| error.code), Err("LogNotFound".into()));
    let logs: Vec<LogInfo> = page.ask(Call::Logs).await.unwrap();
    assert!(logs.iter().all(|info| info.log != log), "deleted means gone, also after someone asked for it");
}

#[wasm_bindgen_test]
async fn every_sample_of_the_list_can_be_had_and_no_other() {
    let page = Page::start();
    let samples: Vec<SampleInfo> = page.ask(Call::Samples).await.unwrap();
    assert_eq!(samples.len(), 6);
    for sample in samples {
        let report: ImportReport = page.ask(Call::Sample { sample: sample.sample.clone() }).await.unwrap();
        assert_eq!((report.skipped, report.warnings.len()), (0, 0), "{}", sample.sample);
        let summary: LogSummary = page.ask(Call::Open { log: report.log.clone() }).await.unwrap();
        assert_eq!((&summary.info.title, summary.sample.as_ref()), (&sample.title, Some(&sample)));
        let state = Call::State(StateRequest {
            log: report.log.clone(),
            partition: Some(sample.stream.clone()),
            ..StateRequest::default()
        });
        let (_, bytes) = page.send(&state, None, false).await.unwrap();
        assert!(bytes.len() > 20, "{}: there is a state of the stream that the sentence is about", sample.sample);
        page.ask::<()>(Call::Delete { log: report.log }).await.unwrap();
    }
    let none = page.ask::<ImportReport>(Call::Sample { sample: "shop".into() }).await.unwrap_err();
    assert_eq!(none.code, "LogNotFound");
    assert!(none.message.contains("bank, hospital, conference, cart, courses, habits"), "{}", none.message);
}

#[wasm_bindgen_test]
async fn what_cannot_be_imported_leaves_no_log_behind() {
    let page = Page::start();
    for (text, code) in
        [("", "EmptyLog"), ("[]", "EmptyLog"), ("\u{89}PNG\r\n", "UnknownFormat"), ("{\"a\":1}\n", "NeedsMapping")]
    {
        let error = page.import("left.json", text).await.unwrap_err();
        assert_eq!(error.code, code, "{}", error.message);
        assert_eq!(error.preview.is_some(), code == "NeedsMapping");
    }
    let line = "{\"stream\":\"s\",\"type\":\"t\",\"data\":{}}\n";
    let call = Call::Import(foldback_protocol::ImportRequest {
        name: "left.json".into(),
        names: Vec::new(),
        only: None,
        format: None,
        mapping: None,
        on_bad: OnBad::Keep,
    });
    let cancelled = page.send(&call, Some(&blob(&line.repeat(200_000))), true).await.unwrap_err();
    assert_eq!(cancelled.code, "Aborted");
    let logs: Vec<LogInfo> = page.ask(Call::Logs).await.unwrap();
    assert!(logs.iter().all(|info| !info.log.starts_with("left")), "{logs:?}");
}

#[wasm_bindgen_test]
async fn a_call_that_makes_no_sense_is_answered_with_an_error() {
    let page = Page::start();
    let missing = page.ask::<LogSummary>(Call::Open { log: "never was".into() }).await;
    assert_eq!(missing.map_err(|error| error.code), Err("LogNotFound".into()));
    let report = page.import("small.ndjson", "{\"stream\":\"s\",\"type\":\"t\",\"data\":{\"a\":1}}\n").await.unwrap();
    let partition = Some("nobody".to_owned());
    let state = Call::State(StateRequest { log: report.log.clone(), partition, ..StateRequest::default() });
    let state = page.ask::<StateAnswer>(state).await;
    assert_eq!(state.map_err(|error| error.code), Err("StreamNotFound".into()));
    let (partition, path) = (Some("s".to_owned()), "a".to_owned());
    let blame = BlameRequest { log: report.log.clone(), partition, path, limit: 1, ..BlameRequest::default() };
    let blame = Call::Blame(blame);
    assert_eq!(page.ask::<BlameAnswer>(blame).await.map_err(|error| error.code), Err("InvalidPath".into()));
    page.ask::<()>(Call::Delete { log: report.log }).await.unwrap();
}

#[wasm_bindgen_test]
async fn an_engine_that_fails_tells_every_port_and_answers_nobody() {
    let one = Page::start();
    let channel = MessageChannel::new().unwrap();
    one.engine.serve(channel.port1().into());
    let told = |port: &MessagePort| {
        let (sender, told) = oneshot::channel();
        let mut sender = Some(sender);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let crashed = Reflect::get(&event.data(), &"crashed".into()).unwrap().as_string();
            if let Some(crashed) = crashed
                && let Some(sender) = sender.take()
            {
                let _ = sender.send(crashed);
            }
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        (listener, told)
    };
    let ((_first, one_told), (_second, two_told)) = (told(&one.port), told(&channel.port2()));
    one.engine.crash("it fell over");
    assert_eq!([one_told.await.unwrap(), two_told.await.unwrap()], ["it fell over", "it fell over"]);

    // Whoever comes later is told at once, and what is asked is not answered.
    let late = MessageChannel::new().unwrap();
    one.engine.serve(late.port1().into());
    let (_third, late_told) = told(&late.port2());
    let asked = one.ask::<Vec<LogInfo>>(Call::Logs);
    match futures::future::select(Box::pin(asked), late_told).await {
        Either::Left(_) => panic!("it answered"),
        Either::Right((told, _)) => assert_eq!(told.unwrap(), "it fell over"),
    }
}

#[wasm_bindgen_test]
async fn a_store_is_exported_into_another_one_whether_in_memory_or_not() {
    let page = Page::start();
    let text = "{\"stream\":\"cart-1\",\"type\":\"Added\",\"data\":{\"items\":{\"tea\":2}}}\n".repeat(3);
    let (kept, memory) = ("exported", "exported into memory");
    let open = |log: &str, memory| Call::OpenStore { log: log.into(), memory };
    let import = |log: &str| {
        Call::ImportEvents(foldback_protocol::ImportEventsRequest {
            log: log.into(),
            name: "carts.ndjson".into(),
            names: Vec::new(),
            format: None,
            mapping: None,
            on_bad: OnBad::Refuse,
        })
    };
    page.ask::<HeadAnswer>(open(kept, false)).await.unwrap();
    page.ask::<HeadAnswer>(open(memory, true)).await.unwrap();
    page.send(&import(kept), Some(&blob(&text)), false).await.unwrap();
    let export = Call::ExportEvents {
        log: kept.into(),
        filter: ReadFilter::default(),
        from: None,
        to: None,
        until: None,
        max_events: 100,
    };
    let (_, lines) = page.send(&export, None, false).await.unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let redact = Redaction {
        rules: vec![RedactionRule {
            path: "/items/*".into(),
            action: RedactionAction::Hash,
            ..RedactionRule::default()
        }],
        key: "key".into(),
    };
    let redacted = |rules| {
        Call::Export(ExportRequest {
            log: kept.into(),
            format: ExportFormat::Csv,
            redact: Some(rules),
            stream: None,
            filter: ReadFilter::default(),
            from: Some(ReadFrom::At(1)),
            to: Some(At::Position(1)),
            until: None,
            written: 0,
            max_events: 100,
        })
    };
    let (answer, row) = page.send(&redacted(redact.clone()), None, false).await.unwrap();
    let answer: ExportAnswer = serde_wasm_bindgen::from_value(answer).unwrap();
    assert_eq!(answer, ExportAnswer { next: None, until: 2, events: 1, redacted: vec![1], unread: 0 });
    let row = String::from_utf8(row).unwrap();
    assert!(row.starts_with("stream,") && row.contains("\r\ncart-1,1,1,") && !row.contains(":2}"), "{row}");
    let wrong = Redaction { rules: vec![RedactionRule { path: "items".into(), ..RedactionRule::default() }], ..redact };
    let error = page.send(&redacted(wrong), None, false).await.unwrap_err();
    assert_eq!(error.code, "InvalidRule");
    page.send(&import(memory), Some(&blob(&lines)), false).await.unwrap();
    let head = |log: &str| page.ask::<HeadAnswer>(Call::Head { log: log.into() });
    let heads = (head(kept).await.unwrap(), head(memory).await.unwrap());
    assert_eq!((heads.0.position, &heads.0), (Some(2), &heads.1));
    let states = Call::States(StatesRequest { log: memory.into(), ..StatesRequest::default() });
    let (_, states) = page.send(&states, None, false).await.unwrap();
    assert_eq!(String::from_utf8(states).unwrap(), r#"{"cart-1":{"items":{"tea":2}}}"#);

    // One name is one place.
    let taken = page.ask::<HeadAnswer>(open(kept, true)).await.unwrap_err();
    assert_eq!(taken.code, "Conflict");
    for log in [kept, memory] {
        page.ask::<()>(Call::Delete { log: log.into() }).await.unwrap();
    }
}
