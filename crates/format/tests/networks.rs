//! Events of Nostr and Matrix, of Elm's debugger and of text editors, of Marten's arrays and of git.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::decode;
use collect::shapes::{known, parsed};
use foldback_format::WarningCode;
use serde_json::json;

#[test]
fn nostr_as_a_relay_sends_it() {
    let event = |id: &str, kind: u8, content: &str, tags: &str| {
        format!(
            r#"{{"id":"{id}","pubkey":"ab","created_at":1690749924,"kind":{kind},"tags":{tags},"content":{content},"sig":"s"}}"#
        )
    };
    let profile = event("1", 0, r#""{\"name\":\"ann\",\"n\":1.50}""#, "[]");
    let reply =
        event("2", 1, r#""a [reply]""#, r#"[["e","r0","","root"],["e","r1","","reply"],["t","tea"],["p","x"]]"#);
    let lines = format!("[\"EVENT\",\"sub\",{profile}]\n[\"EVENT\",{reply}]\n");
    for text in
        [lines.clone(), format!("{profile}\n{reply}\n"), format!("[{profile},{reply}]"), lines.replace("]\n[", "],\n[")]
    {
        let text = if text.contains("],\n[") { format!("[{}]", text.trim()) } else { text };
        let found = known(&text);
        assert_eq!((found.shape, found.skipped), ("Nostr events", 0), "{text}");
        assert_eq!(found.names(), [("ab", "0"), ("ab", "1")]);
        assert_eq!(found.events()[0].data, r#"{"name":"ann","n":1.50}"#);
        let reply = &found.events()[1];
        assert_eq!((reply.id.as_deref(), reply.micros), (Some("2"), Some(1_690_749_924_000_000)));
        assert_eq!(parsed(&reply.data)["content"], "a [reply]");
        let metadata = parsed(&reply.metadata);
        assert_eq!((&metadata["$correlationId"], &metadata["$causationId"]), (&json!("r0"), &json!("r1")));
        assert_eq!(reply.tags, ["tea"]);
    }
    // What a relay says beside the events is no event, and is not passed over.
    let (collected, outcome) = decode(format!("{lines}[\"EOSE\",\"sub\"]\n"));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.events, outcome.skipped), (2, 1));
    assert_eq!(collected.places(), [(WarningCode::NotAnObject, 3, lines.len() as u64)]);
}

#[test]
fn matrix_events_name_what_came_before() {
    let found = known(
        r#"{"auth_events":["$a"],"content":{"membership":"join"},"depth":12,"origin_server_ts":1404838188000,"prev_events":["$before"],"room_id":"!r:x","sender":"@ann:x","state_key":"@ann:x","type":"m.room.member"}
{"content":{"body":"hi","m.relates_to":{"event_id":"$to"}},"depth":13,"event_id":"$2","origin_server_ts":1404838189000,"prev_events":[["$1",{"sha256":"x"}]],"room_id":"!r:x","sender":"@ann:x","type":"m.room.message"}"#,
    );
    assert_eq!(
        (found.shape, found.names()),
        ("Matrix events", vec![("!r:x", "m.room.member"), ("!r:x", "m.room.message")])
    );
    let causes: Vec<_> = found.events().iter().map(|event| parsed(&event.metadata)["$causationId"].clone()).collect();
    assert_eq!(causes, ["$before", "$to"]);
    assert_eq!(parsed(&found.events()[0].metadata)["state_key"], "@ann:x");
    assert_eq!((found.events()[0].position.as_deref(), found.events()[1].id.as_deref()), (Some("12"), Some("$2")));
    found.assert_times();
}

#[test]
fn elm_messages() {
    let found = known(
        r#"{"metadata":{"versions":{"elm":"0.19.1"},"types":{"message":"Main.Msg","aliases":{},"unions":{}}},"history":[{"$":"Increment"},{"$":"SetName","a":"ann","b":{"$":"Just","a":1}}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("Elm debugger history", vec![("app", "Increment"), ("app", "SetName")]));
    assert_eq!(found.events()[1].data, r#"{"$":"SetName","a":"ann","b":{"$":"Just","a":1}}"#);
    let older = known(r#"{"metadata":{"versions":{"elm":"0.18.0"}},"history":[{"ctor":"Tick","_0":1460000000000.5}]}"#);
    assert_eq!((older.shape, older.names()), ("Elm debugger history", vec![("app", "Tick")]));
}

#[test]
fn editing_traces_of_one_and_of_many() {
    let found = known(
        r#"{"startContent":"","endContent":"ac","txns":[{"time":"2021-04-19T06:06:58.513Z","patches":[[0,0,"ab"]]},{"time":"2021-04-19T06:06:59Z","patches":[[1,1,""]]},{"patches":[[0,1,"x"]]},{"patches":[[0,0,"x"],[1,0,"c"]]}]}"#,
    );
    assert_eq!(found.shape, "Text editing trace");
    assert_eq!(found.names(), [("file", "Insert"), ("file", "Delete"), ("file", "Replace"), ("file", "Edit")]);
    assert_eq!(found.events()[1].data, r#"{"patches":[[1,1,""]]}"#);
    let found = known(
        r#"{"kind":"concurrent","endContent":"ab","numAgents":2,"txns":[{"parents":[],"numChildren":1,"agent":0,"patches":[[0,0,"a"]]},{"parents":[0],"numChildren":0,"agent":1,"patches":[[1,0,"b"]]}]}"#,
    );
    assert_eq!(found.names(), [("agent-0", "Insert"), ("agent-1", "Insert")]);
    assert_eq!(parsed(&found.events()[1].metadata), json!({"parents": [0], "numChildren": 0}));
}

#[test]
fn marten_streams_are_told_by_their_place() {
    let found = known(
        r#"[
  [ { "$type": "Trips.TripStarted, Trips", "Day": 70 }, { "$type": "Trips.Outer+Departure, Trips", "Distance": 8.0 } ],
  [],
  [ { "$type": "Generic`1[[System.String, mscorlib]], Trips", "State": "Kansas" } ]
]"#,
    );
    assert_eq!(
        (found.shape, found.names()),
        (
            "Marten (streams of typed events)",
            vec![("file-0", "TripStarted"), ("file-0", "Departure"), ("file-2", "Generic`1")]
        )
    );
    let event = &found.events()[1];
    assert_eq!(
        (event.revision.as_deref(), parsed(&event.metadata)),
        (Some("1"), json!({"$type": "Trips.Outer+Departure, Trips"}))
    );
    assert_eq!(event.data, r#"{"Distance":8.0}"#);
}

#[test]
fn a_broken_array_harms_no_other() {
    let (collected, outcome) =
        decode("[[{\"$type\":\"A\"}],\n[{\"$type\": x}],\n[{\"a\":1}],\n[{\"$type\":\"B\"},{\"$type\":\"C\"}]]");
    let outcome = outcome.unwrap();
    assert_eq!((outcome.events, outcome.skipped), (0, 4), "half of the records do not make a shape: {collected:?}");
    let many: String = (0..30).map(|_| "[{\"$type\":\"A\"}],\n").collect();
    let text = format!("[{many}[{{\"$type\": x}}],\n[{{\"a\":1}}],\n[{{\"$type\":\"B\"}},{{\"$type\":\"C\"}}]]");
    let (collected, outcome) = decode(&text);
    let outcome = outcome.unwrap();
    assert_eq!((outcome.events, outcome.skipped), (32, 2));
    let at = |needle: &str| text.find(needle).unwrap() as u64;
    assert_eq!(
        collected.places(),
        [(WarningCode::NotJson, 31, at("x}]")), (WarningCode::NotAnObject, 32, at("[{\"a\""))]
    );
}

#[test]
fn commits_of_git() {
    let found = known(
        r#"{"commit":"8c93be2b6271","parents":"","author":"ann","date":"2021-08-30T14:09:14-04:00","subject":"one"}
{"commit":"32d3880006ec","parents":"8c93be2b6271","author":"bob","date":"2021-09-03T16:51:36-04:00"}
{"commit":"c729c4a59caf","parents":"32d3880006ec 8c93be2b6271","author":"ann","date":"2021-09-11T15:00:12-04:00"}
{"commit":"d729c4a59caf","parents":["c729c4a59caf"],"author":"ann","date":"2021-09-11T15:00:12-04:00"}"#,
    );
    assert_eq!(found.shape, "git log");
    assert_eq!(found.names(), [("file", "Commit"), ("file", "Commit"), ("file", "Merge"), ("file", "Commit")]);
    let causes: Vec<_> =
        found.events()[1..].iter().map(|event| parsed(&event.metadata)["$causationId"].clone()).collect();
    assert_eq!(causes, ["8c93be2b6271", "32d3880006ec", "c729c4a59caf"]);
    assert_eq!(found.events()[0].metadata, "");
    found.assert_times();
}
