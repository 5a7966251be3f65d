//! A fold of the engine, shared by whoever uses it.

use std::fmt;
#[cfg(feature = "time")]
use std::rc::Rc;

use foldback_replay::{Fold, Merge};

/// See above.
#[derive(Clone)]
pub enum Folder {
    /// One that has nothing of its own.
    Known(&'static dyn Fold),
    /// One that was made.
    #[cfg(feature = "time")]
    Made(Rc<dyn Fold>),
}

impl Folder {
    /// The fold `merge`.
    pub fn merge() -> Self {
        Self::Known(&Merge)
    }

    pub fn get(&self) -> &dyn Fold {
        match self {
            Self::Known(fold) => *fold,
            #[cfg(feature = "time")]
            Self::Made(fold) => &**fold,
        }
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Folder")
    }
}

#[cfg(feature = "time")]
mod of_source {
    use foldback_event::Json;
    use foldback_protocol::{ProjectRequest, ProjectionSource};
    use foldback_replay::jq::{JqError, JqFold};
    use foldback_replay::{Folded, Input, NAMES, Record, by_name};

    use super::{Fold, Folder, Rc};
    use crate::StoreError;

    impl Folder {
        /// The fold that is asked for; none where handlers fold.
        pub fn of(asked: &ProjectRequest) -> Result<Option<Self>, StoreError> {
            let fold = match &asked.source {
                ProjectionSource::Handlers => return Ok(None),
                ProjectionSource::BuiltIn(name) => {
                    let unknown = || {
                        let there_are = NAMES.join(", ");
                        StoreError::InvalidProjection(format!("there is no fold {name:?}; there are {there_are}"))
                    };
                    Self::Known(by_name(name).ok_or_else(unknown)?)
                }
                ProjectionSource::Jq(text) => Self::Made(Rc::new(JqFold::new(text).map_err(invalid)?)),
            };
            let types = asked.types.clone();
            Ok(Some(if types.is_empty() { fold } else { Self::Made(Rc::new(OfTypes { types, fold })) }))
        }
    }

    /// What is no filter, as an error of the store.
    fn invalid(JqError { byte, message }: JqError) -> StoreError {
        StoreError::InvalidJq { byte: byte as u64, message }
    }

    /// Folds events of some types and passes over the others.
    struct OfTypes {
        types: Vec<String>,
        fold: Folder,
    }

    impl Fold for OfTypes {
        fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
            match self.types.iter().any(|wanted| wanted == event.event_type) {
                true => self.fold.get().apply(state, event, record),
                false => Folded::PassedOver,
            }
        }
    }
}
