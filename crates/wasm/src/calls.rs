//! Which part of the engine answers which call.

use std::rc::Rc;

#[cfg(feature = "time")]
use foldback_protocol::At;
use foldback_protocol::{Call, ErrorInfo};

#[cfg(feature = "time")]
use crate::background::keep_folding;
use crate::failure::of_store;
use crate::logs::{LogStore, Logs};
use crate::place::Kind;
use crate::reads::Wanted;
use crate::request::{Answer, Request, Why};
use crate::{appends, exports, reads, upkeep};
#[cfg(feature = "time")]
use crate::{asked, states, work};
#[cfg(feature = "debugger")]
use crate::{causes, chosen, imports, overviews, rows, samples, search};
#[cfg(feature = "import")]
use crate::{into_store, redacted};

pub async fn perform(logs: &Rc<Logs>, call: Call, request: &Request) -> Result<Answer, ErrorInfo> {
    match call {
        Call::Logs => Answer::of(&logs.list().await?),
        #[cfg(feature = "debugger")]
        Call::Open { log } => Answer::of(&logs.summary(&log).await?),
        #[cfg(feature = "debugger")]
        Call::Rename { log, title } => Answer::of(&logs.rename(&log, &title).await?),
        Call::Delete { log } => Answer::of(&logs.delete(&log).await?),
        #[cfg(feature = "debugger")]
        Call::Files { names } => Answer::of(&chosen::list(request, &names).await?),
        #[cfg(feature = "debugger")]
        Call::Preview(foldback_protocol::PreviewRequest { name, names, only, format, mapping, rows }) => {
            let wanted = imports::Wanted { name: &name, names: &names, only: only.as_deref() };
            Answer::of(&imports::preview(request, &wanted, format, mapping, rows).await?)
        }
        #[cfg(feature = "debugger")]
        Call::Import(foldback_protocol::ImportRequest { name, names, only, format, mapping, on_bad }) => {
            let wanted = imports::Wanted { name: &name, names: &names, only: only.as_deref() };
            let reading = into_store::Reading { format, mapping, on_bad };
            Answer::of(&imports::file(logs, request, &wanted, reading).await?)
        }
        #[cfg(feature = "debugger")]
        Call::Samples => Answer::of(&samples::all()),
        #[cfg(feature = "debugger")]
        Call::Sample { sample } => Answer::of(&imports::sample(logs, request, &sample).await?),
        Call::OpenStore { log, memory } => {
            let kind = if memory { Kind::Memory } else { Kind::Idb };
            Answer::of(&reads::head(&*logs.open_store(&log, kind, request.client.number).await?))
        }
        Call::CloseStore { log } => {
            if logs.let_go(&log, request.client.number) {
                // Others go on with it.
                request.client.end_calls(Some(&log), Why::Closed);
            }
            foldback_idb::rest();
            Answer::of(&())
        }
        Call::Restore { log } => {
            let head = upkeep::restore(logs, &log, request).await?;
            logs.wrote(&log);
            Answer::of(&head)
        }
        Call::Persist => Answer::of(&foldback_idb::persist().await),
        call => {
            let log = call.log().unwrap_or_default().to_owned();
            let store = logs.store(&log).await?;
            let anew = looks_anew(&call);
            #[cfg(feature = "time")]
            let anew = anew || asks_anew(&call, store.events());
            if anew {
                store.refresh().await.map_err(|error| of_store(&error))?;
            }
            let writes = writes(&call);
            #[cfg(feature = "time")]
            let names = matches!(call, Call::Project(_));
            #[cfg(not(feature = "time"))]
            let answer = about(logs, &store, call, request).await;
            // A question may wait for handlers, and whoever asked may leave before they have got there.
            #[cfg(feature = "time")]
            let answer = match waits(&call) {
                true => work::unless_cancelled(request, about(logs, &store, call, request)).await,
                false => about(logs, &store, call, request).await,
            };
            #[cfg(feature = "time")]
            if names && let Some(entry) = logs.find(&log) {
                keep_folding(entry);
            }
            // Whatever came of it, it may have seen what others had written.
            store.took_up();
            // An import that failed may have written before.
            if writes {
                logs.wrote(&log);
            }
            answer
        }
    }
}

/// Calls that see what other tabs have written a moment ago. Those of the debugger see one state of the log while it is looked at.
fn looks_anew(call: &Call) -> bool {
    #[cfg(feature = "import")]
    if matches!(call, Call::Export(foldback_protocol::ExportRequest { until: None, .. })) {
        return true;
    }
    matches!(
        call,
        Call::Head { .. }
            | Call::ListStreams { .. }
            | Call::StreamMetadata { .. }
            | Call::Compact { .. }
            | Call::Verify { .. }
            | Call::Estimate { .. }
            // A read that goes on sees what it saw.
            | Call::Read(foldback_protocol::ReadRequest { until: None, .. })
            | Call::ExportEvents { until: None, .. }
    )
}

/// The same of questions to the time machine: those about the head, a time, or a position that has not been seen here. There are
/// `events` so far.
#[cfg(feature = "time")]
fn asks_anew(call: &Call, events: u64) -> bool {
    // The debugger names a position that it has seen; an app one that another engine has given to an event.
    let is_new = |at: Option<At>| !matches!(at, Some(At::Position(position)) if position < events);
    match call {
        Call::States(_) | Call::Diffs(_) | Call::Project(_) | Call::Rebuild { .. } | Call::Checkpoint { .. } => true,
        Call::State(asked) => is_new(asked.at),
        Call::Blame(asked) => is_new(asked.at),
        Call::Diff(asked) => is_new(asked.to),
        Call::Changes(asked) => is_new(asked.to),
        Call::Series(asked) => is_new(asked.to),
        Call::Flips(asked) => is_new(asked.to),
        Call::Patches(asked) => is_new(asked.to),
        Call::Query(asked) => is_new(asked.at),
        Call::Find(_) | Call::Branch(_) | Call::Compare(_) | Call::Revert(_) => true,
        _ => false,
    }
}

/// Calls that may wait for handlers.
#[cfg(feature = "time")]
fn waits(call: &Call) -> bool {
    matches!(
        call,
        Call::State(_)
            | Call::Diff(_)
            | Call::Blame(_)
            | Call::States(_)
            | Call::Diffs(_)
            | Call::Work { .. }
            | Call::Rebuild { .. }
            | Call::Checkpoint { .. }
            | Call::Changes(_)
            | Call::Series(_)
            | Call::Flips(_)
            | Call::Patches(_)
            | Call::Query(_)
            | Call::Find(_)
            | Call::Compare(_)
            | Call::Revert(_)
    )
}

fn writes(call: &Call) -> bool {
    #[cfg(feature = "import")]
    if matches!(call, Call::ImportEvents(_)) {
        return true;
    }
    matches!(
        call,
        Call::Append { .. }
            | Call::SetStreamMetadata { .. }
            | Call::DeleteStream { .. }
            | Call::Scavenge { .. }
            | Call::Compact { .. }
    )
}

/// Answers a call about one log.
async fn about(
    #[cfg_attr(not(feature = "time"), allow(unused_variables, reason = "comparisons look at two"))] logs: &Rc<Logs>,
    store: &LogStore,
    call: Call,
    request: &Request,
) -> Result<Answer, ErrorInfo> {
    match call {
        Call::Append { .. } => appends::append(store, request).await,
        Call::Read(foldback_protocol::ReadRequest {
            stream, filter, direction, from, until, max_events, wait, ..
        }) => {
            let wanted = Wanted { stream, filter, direction, from, until, max_events, wait };
            reads::read(store, wanted, request).await
        }
        #[cfg(feature = "import")]
        Call::ImportEvents(foldback_protocol::ImportEventsRequest { log, name, names, format, mapping, on_bad }) => {
            let reading = into_store::Reading { format, mapping, on_bad };
            Answer::of(&into_store::import(store, &log, request, &name, &names, reading).await?)
        }
        Call::ExportEvents { filter, from, to, until, max_events, .. } => {
            exports::lines(store, &exports::read(store, filter, from, to, until, max_events)).await
        }
        #[cfg(feature = "import")]
        Call::Export(asked) => redacted::export(store, asked).await,
        Call::Head { .. } => Answer::of(&reads::head(store)),
        Call::ListStreams { prefix, limit, .. } => Answer::of(&reads::streams(store, &prefix, limit)),
        Call::StreamMetadata { stream, .. } => Answer::of(&upkeep::metadata(store, &stream)),
        Call::SetStreamMetadata { stream, metadata, expected_revision, .. } => {
            Answer::of(&upkeep::set_metadata(store, &stream, metadata, expected_revision).await?)
        }
        Call::DeleteStream { stream, expected, tombstone, .. } => {
            Answer::of(&upkeep::delete_stream(store, &stream, expected, tombstone).await?)
        }
        Call::Scavenge { .. } => Answer::of(&upkeep::scavenge(store, request).await?),
        Call::Compact { .. } => Answer::of(&upkeep::compact(store, request).await?),
        Call::Verify { .. } => Answer::of(&upkeep::verify(store, request).await?),
        Call::Backup { .. } => upkeep::backup(store, request).await,
        Call::Estimate { .. } => Answer::of(&upkeep::estimate(store).await),
        #[cfg(feature = "debugger")]
        Call::Categories { filter, bars, .. } => Answer::of(&store.categories(&filter, bars.min(1024))),
        #[cfg(feature = "debugger")]
        Call::Streams(foldback_protocol::StreamsRequest { category, filter, offset, limit, bars, .. }) => {
            Answer::of(&store.streams(category.as_deref(), &filter, offset as usize, limit as usize, bars.min(1024)))
        }
        #[cfg(feature = "debugger")]
        Call::Rows { from, count, cut, .. } => rows::rows(store, from, count, cut).await,
        #[cfg(feature = "debugger")]
        Call::Pick(asked) => rows::pick(store, &asked.positions, asked.cut).await,
        #[cfg(feature = "debugger")]
        Call::Search(asked) => search::search(store, request, &asked).await,
        #[cfg(feature = "debugger")]
        Call::Complete(asked) => Answer::of(&search::complete(store, &asked).await?),
        #[cfg(feature = "debugger")]
        Call::Step { stream, from, direction, .. } => overviews::step(store, &stream, from, direction),
        #[cfg(feature = "debugger")]
        Call::Timeline(foldback_protocol::TimelineRequest { from, to, width, lane_by, lanes, .. }) => {
            overviews::timeline(store, from..to, width, lane_by, lanes)
        }
        #[cfg(feature = "debugger")]
        Call::Causality(asked) => causes::tree(store, asked).await,
        #[cfg(feature = "debugger")]
        Call::Correlated(asked) => causes::next(store, request, asked).await,
        #[cfg(feature = "debugger")]
        Call::Correlation(asked) => causes::all(store, asked).await,
        #[cfg(feature = "time")]
        Call::State(asked) => states::state(store, &asked).await,
        #[cfg(feature = "time")]
        Call::Diff(asked) => states::diff(store, &asked).await,
        #[cfg(feature = "time")]
        Call::Blame(asked) => states::blame(store, &asked).await,
        #[cfg(feature = "time")]
        Call::States(asked) => states::states(store, request, &asked).await,
        #[cfg(feature = "time")]
        Call::Diffs(asked) => states::diffs(store, request, &asked).await,
        #[cfg(feature = "time")]
        Call::Project(asked) => work::project(store, asked, request).await,
        #[cfg(feature = "time")]
        Call::Unproject { projection, forget, .. } => {
            Answer::of(&store.unproject(&projection, forget).await.map_err(|error| of_store(&error))?)
        }
        #[cfg(feature = "time")]
        Call::Work { .. } => work::work(store, request).await,
        #[cfg(feature = "time")]
        Call::Handled(asked) => work::handled(store, asked, request).await,
        #[cfg(feature = "time")]
        Call::HandlersFailed(asked) => work::failed(store, asked, request).await,
        #[cfg(feature = "time")]
        Call::Rebuild { projection, .. } => work::rebuild(store, &projection, request).await,
        #[cfg(feature = "time")]
        Call::Checkpoint { projection, .. } => work::checkpoint(store, &projection).await,
        #[cfg(feature = "time")]
        Call::Given(asked) => work::given(store, &asked),
        #[cfg(feature = "time")]
        Call::Partitions(asked) => states::partitions(store, &asked),
        #[cfg(feature = "time")]
        Call::Projections { .. } => Answer::of(&store.projections()),
        #[cfg(feature = "time")]
        call => asked::answer(logs, store, call, request).await,
        // Those that need no store were answered before.
        #[cfg(not(feature = "time"))]
        _ => Err(ErrorInfo::new("InvalidCall", "This call is about no store.")),
    }
}
