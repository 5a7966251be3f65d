//! The partitions of a person's projection, and the one that is looked at.
//! Never knows which partition an event belongs to: the engine does.

use foldback_protocol::{Call, ErrorInfo, PartitionsAnswer, PartitionsRequest, ProjectionInfo};
use leptos::prelude::*;

use crate::engine::{Engine, Latest};
use crate::session::Session;

/// Names that are offered.
const OFFERED: u32 = 200;

/// Which partitions there are. A copy is another handle on the same.
#[derive(Clone, Copy)]
pub struct Partitions {
    /// What the person has chosen; `None` follows the event at the cursor.
    pub chosen: RwSignal<Option<String>>,
    /// What the names that are offered contain.
    pub search: RwSignal<String>,
    /// What the engine answered.
    pub found: RwSignal<PartitionsAnswer>,
    /// The one whose state is shown.
    pub shown: Memo<Option<String>>,
}

impl Partitions {
    /// Of the projection that `good` names and `info` tells of, at the session's cursor.
    pub fn new(
        engine: Engine,
        session: Session,
        good: RwSignal<Option<String>>,
        info: RwSignal<Option<ProjectionInfo>>,
    ) -> Self {
        let chosen = RwSignal::new(None::<String>);
        let search = RwSignal::new(String::new());
        let found = RwSignal::new(PartitionsAnswer::default());
        let names = Latest::new(
            engine,
            |asked: &PartitionsRequest| Call::Partitions(asked.clone()),
            move |asked: PartitionsRequest, answer: Result<(PartitionsAnswer, Vec<u8>), ErrorInfo>| {
                if good.get_untracked() == asked.projection {
                    // What cannot be listed is said where its state is asked for.
                    found.set(answer.map(|(found, _)| found).unwrap_or_default());
                }
            },
        );
        // Each event that is folded may bring another one.
        let folded = Memo::new(move |_| info.with(|info| info.as_ref().map(|info| (info.next, info.partitions))));
        Effect::new(move |_| {
            session.revision_of_log.track();
            folded.track();
            let (projection, at) = (good.get(), session.cursor.get());
            match (session.log.get(), &projection) {
                (Some(log), Some(_)) if session.events.with(|events| at < *events) => names.ask(PartitionsRequest {
                    log,
                    projection,
                    contains: search.get(),
                    at: Some(at.into()),
                    limit: OFFERED,
                }),
                _ => found.set(PartitionsAnswer::default()),
            }
        });
        let shown = Memo::new(move |before: Option<&Option<String>>| {
            if chosen.with(Option::is_some) {
                return chosen.get();
            }
            found.with(|found| {
                let still = before.and_then(Clone::clone).filter(|_| found.total > 0);
                found.here.clone().or(still).or_else(|| found.names.first().cloned())
            })
        });
        Self { chosen, search, found, shown }
    }

    /// Looks at one partition, or at that of the event at the cursor.
    pub fn choose(self, partition: Option<String>) {
        self.chosen.set(partition);
        self.search.set(String::new());
    }
}
