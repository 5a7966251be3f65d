//! What if events had been others: the branches of the open log, and the one that is shown beside it.
//!
//! Never folds and never compares: the engine does. What is kept in the browser is what the person changed, and no state.

mod edited;
mod kept;
mod list;

use std::sync::Arc;

use foldback_protocol::{BranchInfo, BranchRequest, Call, EditInfo, ErrorInfo};
use leptos::prelude::*;

use crate::engine::{Engine, Latest};
use crate::session::{Future, Session};
pub use edited::{At, Edited, Kind, about};
pub use kept::{Kept, Named, forget};

/// What is asked of the engine when a branch is named.
#[derive(Clone, PartialEq)]
struct Asked {
    log: String,
    branch: Named,
}

/// The branches of the open log. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct WhatIf {
    /// All that are kept for the log.
    pub branches: RwSignal<Vec<Named>>,
    /// The name of the one that is shown.
    pub shown: RwSignal<Option<String>>,
    /// What the engine says of it; nothing until it has taken it.
    pub info: RwSignal<Option<BranchInfo>>,
    /// Why it did not take the last change.
    pub wrong: RwSignal<Option<ErrorInfo>>,
    /// Whether State, Diff and Blame show it in place of the log.
    pub is_looked_at: RwSignal<bool>,
    /// Whether the diff is between the log and the branch.
    pub against: RwSignal<bool>,
    /// The first event after which a state is different, once that was asked.
    pub differs: RwSignal<Option<u64>>,
    /// What is different in it, by position.
    pub edited: Memo<Arc<Edited>>,
    /// Rises whenever the engine has it anew.
    round: RwSignal<u32>,
    /// What the engine took last.
    taken: StoredValue<Option<Named>>,
    engine: Engine,
    session: Session,
    naming: StoredValue<Option<Latest<Asked, BranchInfo>>, LocalStorage>,
}

/// The branches of this page.
pub fn whatif() -> WhatIf {
    expect_context()
}

impl WhatIf {
    /// None, until a log is open.
    pub fn new(engine: Engine, session: Session) -> Self {
        let (branches, shown) = (RwSignal::new(Vec::<Named>::new()), RwSignal::new(None::<String>));
        let whatif = Self {
            branches,
            shown,
            info: RwSignal::new(None),
            wrong: RwSignal::new(None),
            is_looked_at: RwSignal::new(false),
            against: RwSignal::new(false),
            differs: RwSignal::new(None),
            edited: Memo::new(move |_| {
                let shown = shown.get();
                branches.with(|branches| {
                    let shown = branches.iter().find(|branch| shown.as_ref() == Some(&branch.name));
                    Arc::new(shown.map(|branch| Edited::of(&branch.edits)).unwrap_or_default())
                })
            }),
            round: RwSignal::new(0),
            taken: StoredValue::new(None),
            engine,
            session,
            naming: StoredValue::new_local(None),
        };
        whatif.naming.set_value(Some(whatif.naming()));
        Effect::new(move |before: Option<Option<String>>| {
            let log = session.log.get();
            if before.flatten() != log {
                whatif.begin(log.as_deref().map(kept::of).unwrap_or_default());
            }
            log
        });
        whatif.keep_future();
        whatif
    }

    /// Tells the page whose states are shown.
    fn keep_future(self) {
        let future = Memo::new(move |_| if self.is_looked_at.get() { self.future() } else { None });
        Effect::new(move |_| self.session.future.set(future.get()));
    }

    /// The branch that is shown, once the engine has it. Tracked.
    fn future(self) -> Option<Future> {
        let info = self.info.get()?;
        let events = self.session.events.get();
        let goes_on = self.edited.with(|edited| edited.at(events).is_inserted);
        Some(Future { branch: info.branch, round: self.round.get(), goes_on })
    }

    /// The branch that the log is compared with in the diff, if it is. Tracked.
    pub fn compared(self) -> Option<Future> {
        if self.against.get() { self.future() } else { None }
    }

    fn naming(self) -> Latest<Asked, BranchInfo> {
        Latest::new(
            self.engine,
            |Asked { log, branch }: &Asked| {
                let Named { name, edits } = branch.clone();
                Call::Branch(BranchRequest { log: log.clone(), branch: name, edits })
            },
            move |Asked { log, branch }, answer: Result<(BranchInfo, Vec<u8>), ErrorInfo>| {
                let is_here = self.session.log.get_untracked().as_ref() == Some(&log)
                    && self.shown.with_untracked(|shown| shown.as_ref() == Some(&branch.name));
                match answer {
                    _ if !is_here => {}
                    Ok((info, _)) => {
                        self.taken.set_value(Some(branch));
                        self.wrong.set(None);
                        self.info.set(Some(info));
                        self.round.update(|round| *round = round.wrapping_add(1));
                    }
                    Err(why) => {
                        self.wrong.set(Some(why));
                        // It is again what the engine has. One that was kept and does not fit any more stays, to be mended.
                        match self.taken.get_value().filter(|taken| taken.name == branch.name) {
                            Some(taken) => self.write(|kept| kept.put(taken)),
                            None => self.info.set(None),
                        }
                    }
                }
            },
        )
    }

    /// Shows what was kept for a log.
    fn begin(self, kept: Kept) {
        self.taken.set_value(None);
        self.info.set(None);
        self.wrong.set(None);
        self.against.set(false);
        self.branches.set(kept.branches);
        self.is_looked_at.set(kept.is_looked_at && kept.shown.is_some());
        self.shown.set(kept.shown);
        self.tell();
    }

    /// Has the engine take the branch that is shown.
    fn tell(self) {
        self.differs.set(None);
        let Some(log) = self.session.log.get_untracked() else { return };
        let Some(branch) = self.current() else {
            self.taken.set_value(None);
            self.info.set(None);
            self.is_looked_at.set(false);
            self.against.set(false);
            return;
        };
        self.naming.with_value(|naming| {
            if let Some(naming) = naming {
                naming.ask(Asked { log, branch });
            }
        });
    }

    /// The branch that is shown.
    fn current(self) -> Option<Named> {
        let shown = self.shown.get_untracked()?;
        self.branches.with_untracked(|branches| branches.iter().find(|branch| branch.name == shown).cloned())
    }

    /// What is different in the branch that is shown, in the order in which it was said.
    pub fn edits(self) -> Vec<EditInfo> {
        let shown = self.shown.get();
        self.branches.with(|branches| {
            let shown = branches.iter().find(|branch| shown.as_ref() == Some(&branch.name));
            shown.map(|branch| branch.edits.clone()).unwrap_or_default()
        })
    }

    /// Changes what is kept, and shows it.
    fn write(self, change: impl FnOnce(&mut Kept)) {
        let Some(log) = self.session.log.get_untracked() else { return };
        // Another tab of the browser may have kept one meanwhile.
        let mut kept = kept::of(&log);
        kept.shown = self.shown.get_untracked();
        kept.is_looked_at = self.is_looked_at.get_untracked();
        change(&mut kept);
        if !kept::keep(&log, &kept) {
            let what = "The browser keeps nothing for this page, or has no room left: the branch is gone after a reload. Free some room, or allow this page to store data.";
            self.session.error.set(Some(ErrorInfo::new("NotKept", what)));
        }
        self.branches.set(kept.branches);
        self.shown.set(kept.shown);
    }

    /// How often the engine has had the shown branch anew. Tracked.
    pub fn round(self) -> u32 {
        self.round.get()
    }
}
