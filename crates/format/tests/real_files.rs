//! Every real log of the folder that `FOLDBACK_LOGS` names is known for what it is, without a hint. The numbers were counted by
//! other programs than this one. A file that is in no list fails the test, so that none is passed over in silence.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use collect::Collected;
use collect::shapes::logs;
use foldback_format::{Decoder, ImportError, Options};

/// Path, layout, shape (nothing where fields or columns tell), events, and records that are left out. Those with 17 begin with
/// the licence of the project that they are from, which has so many lines.
#[rustfmt::skip]
const FILES: &[(&str, &str, &str, u64, u64)] = &[
    ("aws/codebuild-state-change.json", "ndjson", "eventbridge", 1, 0),
    ("aws/dynamodb-event.json", "json-object", "dynamodb-stream", 2, 0),
    ("aws/kafka-event.json", "ndjson", "lambda-kafka", 1, 0),
    ("aws/kinesis-event.json", "json-object", "lambda-kinesis", 2, 0),
    ("aws/sqs-event.json", "json-object", "lambda-sqs", 1, 0),
    ("cdc-other/paimon_aws_dms.ndjson", "ndjson", "aws-dms", 4, 17),
    ("cdc-other/paimon_canal.ndjson", "ndjson", "canal", 6, 17),
    ("cdc-other/paimon_canal_alltype.ndjson", "ndjson", "canal", 2, 17),
    ("cdc-other/paimon_maxwell.ndjson", "ndjson", "maxwell", 4, 17),
    ("cdc-other/paimon_ogg.ndjson", "ndjson", "goldengate", 4, 17),
    ("cloudevents/cdevents_artifact_deleted.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_artifact_downloaded.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_artifact_packaged.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_artifact_published.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_artifact_signed.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_incident_detected.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_incident_reported.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_incident_resolved.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_pipelinerun_finished.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_pipelinerun_queued.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/cdevents_pipelinerun_started.json", "ndjson", "cdevents", 1, 0),
    ("cloudevents/tractusx_certificate-management_execution-trace.jsonl", "ndjson", "cloudevents", 39, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1145Z_s7dpHbl38neqZbm2.json", "json-object", "cloudtrail", 51, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1200Z_iLj9fb7yyUG9X4Bf.json", "json-object", "cloudtrail", 394, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1200Z_x9kHmzMa7cx6l9wM.json", "json-object", "cloudtrail", 132, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1205Z_UljXNp9xLp8nsAGc.json", "json-object", "cloudtrail", 55, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1205Z_zs3JGxETHr59VpkX.json", "json-object", "cloudtrail", 196, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1210Z_6CICdbJQM3beT7n3.json", "json-object", "cloudtrail", 246, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1210Z_QY5iPRtGUt0EpVaH.json", "json-object", "cloudtrail", 69, 0),
    ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1210Z_vj0QE0Tf5ZmzMsCo.json", "json-object", "cloudtrail", 149, 0),
    ("datomic/batches_artists.edn", "edn", "datomic", 4648, 0),
    ("datomic/batches_super-enums.edn", "edn", "datomic", 8275, 0),
    ("datomic/entities_schema.edn", "edn", "datomic", 66, 0),
    ("debezium/paimon_no_schema_3.ndjson", "ndjson", "debezium", 4, 17),
    ("debezium/paimon_no_schema_include.ndjson", "ndjson", "debezium", 4, 17),
    ("debezium/paimon_with_schema_include.ndjson", "ndjson", "debezium", 1, 17),
    ("debezium/serde-with-schema.json", "ndjson", "debezium", 1, 0),
    ("derived-pg/trento_all.csv", "csv", "", 227, 0),
    ("derived-pg/trento_all.ndjson", "ndjson", "commanded", 227, 0),
    ("derived-pg/trento_all_json_agg.json", "json-array", "commanded", 227, 0),
    ("dynamodb-export/docs_example.ndjson", "ndjson", "dynamodb-export", 1, 0),
    ("editing-traces/automerge-paper.json.gz", "json-object", "editing-trace", 259778, 0),
    ("gharchive/pinot_2021-07-21-few-hours.json", "ndjson", "github-archive", 800, 0),
    ("git/derived_automerge_log.ndjson", "ndjson", "git-log", 1655, 0),
    ("kurrentdb/rooset_atom_0forward20.json", "json-object", "kurrent-atom", 20, 0),
    ("marten/marten_EventAppenderPerfTester_data.json", "json-array", "marten-streams", 2416, 0),
    ("mongodb/change_stream_excerpt.ndjson", "ndjson", "mongodb-changes", 1, 0),
    ("nostr/profiles.json", "ndjson", "nostr", 501, 0),
    ("otel/events.json", "json-object", "otlp-logs-resource", 1, 0),
    ("otel/logs.json", "json-object", "otlp-logs-resource", 1, 0),
    ("otel/trace.json", "json-object", "otlp-spans-resource", 1, 0),
    ("pg-eventstore/events_before_links_rework.sql", "pg-dump", "", 4, 0),
    ("rails-event-store/body1.json", "json-object", "rails-event-store-http", 2, 0),
    ("rails-event-store/body2.json", "json-object", "rails-event-store-http", 2, 0),
    ("redux-devtools/derived_extension_state.json", "ndjson", "redux-actions", 24, 0),
    ("redux-devtools/liftedState_issue348.json", "ndjson", "redux-state", 6, 0),
    ("stripe/account.application.deauthorized.json", "ndjson", "stripe", 1, 0),
    ("stripe/account.external_account.created.json", "ndjson", "stripe", 1, 0),
    ("stripe/account.external_account.deleted.json", "ndjson", "stripe", 1, 0),
    ("stripe/account.external_account.updated.json", "ndjson", "stripe", 1, 0),
    ("stripe/account.updated.json", "ndjson", "stripe", 1, 0),
    ("stripe/balance.available.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.captured.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.dispute.closed.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.dispute.created.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.dispute.funds_reinstated.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.dispute.funds_withdrawn.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.dispute.updated.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.failed.json", "ndjson", "stripe", 1, 0),
    ("stripe/charge.refund.updated.json", "ndjson", "stripe", 1, 0),
    ("temporal/customer-service-workflow-history.json", "json-object", "temporal", 65, 0),
    ("temporal/helloworld.json", "json-object", "temporal", 11, 0),
    ("temporal/rainbowstatusesworkflow.json", "json-object", "temporal", 12, 0),
    ("wal2json/derived_trento_format1.json", "ndjson", "wal2json-1", 1094, 0),
    ("wal2json/derived_trento_format2.ndjson", "ndjson", "wal2json-2", 1139, 0),
    // An event for each event, each object, and each later time at which something of an object is another.
    ("ocel/derived_ocel2_logistics.json", "ocel-json", "", 8577, 0),
    ("ocel/example_log.jsonocel", "ocel-json", "", 38, 0),
    ("ocel/example_log.xmlocel", "ocel-xml", "", 38, 0),
    ("ocel/ocel20_example.jsonocel", "ocel-json", "", 25, 0),
    ("ocel/ocel20_example.xmlocel", "ocel-xml", "", 25, 0),
    ("ocel/pm4net_github_pm4py.jsonocel", "ocel-json", "", 2330, 0),
    ("xes/derived_bpic2013_incidents.ndjson.gz", "ndjson", "", 65533, 0),
    ("xes/roadtraffic100traces.xes", "xes", "", 390, 0),
    ("xes/running-example.csv", "csv", "", 42, 0),
    ("xes/running-example.xes", "xes", "", 42, 0),
];

/// Files whose columns have no names, so that a person has to say what they are.
const UNNAMED: &[&str] = &["derived-pg/trento_all_copy_text.tsv"];

/// What is beside the logs and is none.
const NOTES: &[&str] = &["FORMATS.md", "SOURCES.tsv"];

fn folder() -> Option<PathBuf> {
    let folder = logs();
    let is_there = folder.is_dir();
    if !is_there {
        // Past the capture of the test runner.
        let _ = writeln!(std::io::stderr(), "skipped: the real logs, which FOLDBACK_LOGS would name, are not there");
    }
    is_there.then_some(folder)
}

/// Decodes a file in pieces, as a page does.
fn decode(folder: &Path, name: &str) -> (Decoder, Collected, Result<foldback_format::Outcome, ImportError>) {
    let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
    let mut collected = Collected::default();
    let mut decoder = Decoder::new(Options::named("log"));
    let result = bytes
        .chunks(1 << 18)
        .try_for_each(|piece| decoder.push(piece, &mut collected))
        .and_then(|()| decoder.finish(&mut collected));
    (decoder, collected, result)
}

#[test]
fn every_file_is_in_a_list() {
    let Some(folder) = folder() else { return };
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.clone()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let known = FILES.iter().map(|file| file.0).chain(UNNAMED.iter().chain(NOTES).copied());
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let unlisted: Vec<_> = found.difference(&known).collect();
    assert!(unlisted.is_empty(), "real logs that no list here has: {unlisted:?}");
    // The folder may hold a part of them.
    for missing in known.difference(&found) {
        let _ = writeln!(std::io::stderr(), "skipped: the real log {missing} is not there");
    }
}

#[test]
fn every_file_is_known_for_what_it_is() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    for (name, format, shape, events, skipped) in FILES {
        if !folder.join(name).is_file() {
            continue;
        }
        let (decoder, collected, result) = decode(&folder, name);
        let seen = match (&result, decoder.detection()) {
            (Ok(outcome), Some(detection)) => {
                assert_eq!(outcome.events, collected.events.len() as u64, "{name}");
                assert_eq!(outcome.records, outcome.events + outcome.skipped, "{name}");
                let shape = detection.shape_id.unwrap_or_default();
                (detection.format.as_str(), shape, outcome.events, outcome.skipped)
            }
            _ => ("", "", 0, 0),
        };
        if seen != (*format, *shape, *events, *skipped) {
            wrong.push(format!("{name}: {seen:?} {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_has_no_names_asks_for_them() {
    let Some(folder) = folder() else { return };
    for name in UNNAMED.iter().filter(|name| folder.join(name).is_file()) {
        let (_, _, result) = decode(&folder, name);
        assert!(matches!(result, Err(ImportError::NeedsMapping(_))), "{name}: {result:?}");
    }
}

#[test]
fn no_event_of_a_known_shape_lacks_a_name() {
    let Some(folder) = folder() else { return };
    for (name, ..) in FILES.iter().filter(|file| !file.2.is_empty() && folder.join(file.0).is_file()) {
        let (_, collected, _) = decode(&folder, name);
        for event in &collected.events {
            assert!(!event.stream.is_empty() && !event.event_type.is_empty(), "{name}: {event:?}");
            let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert!(!event.content_type.is_empty() || is_json(&event.data), "{name}: {event:?}");
            assert!(event.metadata.is_empty() || is_json(&event.metadata), "{name}: {event:?}");
        }
    }
}
