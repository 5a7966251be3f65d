//! Which part of the engine answers which call.

use std::rc::Rc;

use foldback_protocol::{Call, ErrorInfo};

use crate::logs::Logs;
use crate::port::{Answer, Request};
use crate::{imports, overviews, rows, states};

pub async fn perform(logs: &Rc<Logs>, call: Call, request: &Request) -> Result<Answer, ErrorInfo> {
    match call {
        Call::Logs => Answer::of(&logs.list().await?),
        Call::Open { log } => Answer::of(&logs.summary(&log).await?),
        Call::Rename { log, title } => Answer::of(&logs.rename(&log, &title).await?),
        Call::Delete { log } => Answer::of(&logs.delete(&log).await?),
        Call::Preview { name, mapping, rows } => Answer::of(&imports::preview(request, &name, mapping, rows).await?),
        Call::Import { name, mapping, on_bad } => {
            Answer::of(&imports::file(logs, request, &name, mapping, on_bad).await?)
        }
        Call::Sample { sample } => Answer::of(&imports::sample(logs, request, &sample).await?),
        Call::Categories { log, filter, bars } => {
            Answer::of(&logs.store(&log).await?.categories(&filter, bars.min(1024)))
        }
        Call::Streams { log, category, filter, offset, limit, bars } => {
            let store = logs.store(&log).await?;
            Answer::of(&store.streams(category.as_deref(), &filter, offset as usize, limit as usize, bars.min(1024)))
        }
        Call::Rows { log, from, count, cut } => rows::rows(&*logs.store(&log).await?, from, count, cut).await,
        Call::Step { log, stream, from, direction } => {
            overviews::step(&*logs.store(&log).await?, &stream, from, direction)
        }
        Call::Timeline { log, from, to, width, lane_by, lanes } => {
            overviews::timeline(&*logs.store(&log).await?, from..to, width, lane_by, lanes)
        }
        Call::State { log, stream, at } => states::state(&*logs.store(&log).await?, &stream, at).await,
        Call::Diff { log, stream, from, to } => states::diff(&*logs.store(&log).await?, &stream, from, to).await,
        Call::Blame { log, stream, path, at, limit } => {
            states::blame(&*logs.store(&log).await?, &stream, &path, at, limit).await
        }
    }
}
