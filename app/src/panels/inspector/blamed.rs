//! Who wrote a value, as the engine says.
//! Never looks through events.

use foldback_protocol::{BlameAnswer, BlameRequest, Call, ErrorInfo};
use leptos::prelude::*;

use super::asking::{Moment, moment};
use crate::engine::{Latest, engine};
use crate::projection::Mine;
use crate::session::Session;

/// Who wrote a value: the path it was asked for, and the writes.
#[derive(Clone, Default, PartialEq)]
pub struct Blamed {
    pub path: String,
    pub answer: BlameAnswer,
}

/// The writers of the value at the session's path, up to the cursor; `limit` of them at most.
/// The second signal is what went wrong, if anything did.
pub fn blamed(session: Session, mine: Mine, limit: u32) -> (RwSignal<Option<Blamed>>, RwSignal<Option<ErrorInfo>>) {
    let blamed = RwSignal::new(None::<Blamed>);
    let failed = RwSignal::new(None::<ErrorInfo>);
    let writers = Latest::new(
        engine(),
        move |(moment, path): &(Moment, String)| {
            Call::Blame(BlameRequest {
                log: moment.log.clone(),
                projection: moment.projection.clone(),
                branch: moment.branch(),
                partition: Some(moment.partition.clone()),
                path: path.clone(),
                at: Some(moment.at.into()),
                limit,
                ..BlameRequest::default()
            })
        },
        move |(_, path), answer: Result<(BlameAnswer, Vec<u8>), ErrorInfo>| match answer {
            Ok((answer, _)) => {
                blamed.try_set(Some(Blamed { path, answer }));
                failed.try_set(None);
            }
            Err(why) => {
                blamed.try_set(None);
                failed.try_set(Some(why));
            }
        },
    );
    Effect::new(move |_| match (moment(session, mine), session.blame_path.get()) {
        (Some(moment), Some(path)) => writers.ask((moment, path)),
        _ => {
            blamed.set(None);
            failed.set(None);
        }
    });
    (blamed, failed)
}
