//! Calls as a client sends them.

use super::*;
use crate::Direction;

#[test]
fn calls_are_read_from_what_a_client_sends() {
    let read = |text: &str| serde_json::from_str::<Call>(text);
    let page = r#"{"read":{"log":"shop","maxEvents":10,"from":{"time":5},"filter":{"types":["A"]},"wait":true}}"#;
    let Call::Read(ReadRequest { log, stream: None, filter, direction, from, until: None, max_events, wait }) =
        read(page).unwrap()
    else {
        panic!("another call");
    };
    assert_eq!((log.as_str(), direction, max_events, wait), ("shop", Direction::Forwards, 10, true));
    assert_eq!((filter.types, from), (vec!["A".to_owned()], Some(ReadFrom::Time(5))));
    let delete = r#"{"deleteStream":{"log":"shop","stream":"a","expected":"streamExists","tombstone":true}}"#;
    let (log, stream, expected) = ("shop".into(), "a".into(), ExpectedRevision::StreamExists);
    assert_eq!(read(delete).unwrap(), Call::DeleteStream { log, stream, expected, tombstone: true });
    let set = r#"{"setStreamMetadata":{"log":"shop","stream":"a","metadata":{"maxCount":3},"expectedRevision":4}}"#;
    let metadata = StreamMetadataInfo { max_count: Some(3), ..StreamMetadataInfo::default() };
    let expected_revision = Some(ExpectedRevision::Revision(4));
    let (log, stream) = ("shop".into(), "a".into());
    assert_eq!(read(set).unwrap(), Call::SetStreamMetadata { log, stream, metadata, expected_revision });
    assert_eq!(read(r#""persist""#).unwrap(), Call::Persist);
    assert!(read(r#"{"append":{}}"#).is_err());
}

#[cfg(feature = "time")]
#[test]
fn calls_to_the_time_machine_are_read_from_what_a_client_sends() {
    use crate::{
        DiffRequest, ProjectRequest, ProjectionBy, ProjectionSource, SnapshotPolicy, StatesRequest, StreamFilter,
    };
    let read = |text: &str| serde_json::from_str::<Call>(text);
    let states = r#"{"states":{"log":"shop","filter":{"streamPrefixes":["cart-"]},"at":{"time":-5}}}"#;
    let filter = StreamFilter { stream_prefixes: vec!["cart-".into()], ..StreamFilter::default() };
    assert_eq!(
        read(states).unwrap(),
        Call::States(StatesRequest { log: "shop".into(), filter, at: Some(At::Time(-5)), ..StatesRequest::default() })
    );
    let diff = r#"{"diff":{"log":"shop","partition":"a","from":7}}"#;
    let asked =
        DiffRequest { log: "shop".into(), partition: Some("a".into()), from: Some(7.into()), ..DiffRequest::default() };
    assert_eq!(read(diff).unwrap(), Call::Diff(asked));
    let project =
        r#"{"project":{"log":"shop","projection":"p","source":{"jq":".n += 1"},"by":"all","snapshots":{"ms":5}}}"#;
    let asked = ProjectRequest {
        log: "shop".into(),
        projection: "p".into(),
        source: ProjectionSource::Jq(".n += 1".into()),
        by: ProjectionBy::All,
        snapshots: SnapshotPolicy { events: None, ms: Some(5) },
        ..ProjectRequest::default()
    };
    assert_eq!(read(project).unwrap(), Call::Project(asked));
    let handlers = r#"{"project":{"log":"shop","projection":"p","source":"handlers"}}"#;
    assert!(matches!(
        read(handlers).unwrap(),
        Call::Project(ProjectRequest { source: ProjectionSource::Handlers, .. })
    ));
    #[cfg(feature = "debugger")]
    {
        let search = r#"{"search":{"log":"l","query":"type:A","from":0,"to":9,"limit":5}}"#;
        let (log, query) = ("l".into(), "type:A".into());
        let right = Call::Search(SearchRequest { log, query, from: 0, to: 9, limit: 5 });
        assert_eq!((right.log(), read(search).unwrap()), (Some("l"), right.clone()));
    }
    for wrong in ["-1", "1.5", "\"head\"", "{}", "{\"time\":1.5}"] {
        assert!(read(&format!(r#"{{"state":{{"log":"l","partition":"s","at":{wrong}}}}}"#)).is_err(), "{wrong}");
    }
    for at in [At::Position(0), At::Position(1 << 53), At::Time(-1)] {
        assert_eq!(serde_json::from_str::<At>(&serde_json::to_string(&at).unwrap()).unwrap(), at);
    }
}
