//! Steps within a stream: where one leads, the engine knows.
//! Never goes anywhere once the person has gone elsewhere.

use foldback_protocol::{Call, Direction, ErrorInfo, StepAnswer};
use leptos::prelude::*;

use crate::engine::{Engine, Latest};

/// A step that was asked for.
pub struct Step {
    /// The log.
    pub log: String,
    /// The stream.
    pub stream: String,
    /// Where the cursor was.
    pub from: u64,
    /// Which way.
    pub direction: Direction,
}

/// Asks where a step leads, and goes there.
pub fn steps(engine: Engine, cursor: RwSignal<u64>, error: RwSignal<Option<ErrorInfo>>) -> Latest<Step, StepAnswer> {
    Latest::new(
        engine,
        |step: &Step| Call::Step {
            log: step.log.clone(),
            stream: step.stream.clone(),
            from: step.from,
            direction: step.direction,
        },
        move |step: Step, answer: Result<(StepAnswer, Vec<u8>), ErrorInfo>| match answer {
            // Someone went elsewhere in the meantime: the step no longer starts where it was asked.
            Ok((StepAnswer { position: Some(position) }, _)) if cursor.get_untracked() == step.from => {
                cursor.set(position);
            }
            Ok(_) => {}
            Err(why) => error.set(Some(why)),
        },
    )
}
