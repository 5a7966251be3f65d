//! Asking the history of a stream: what was let go of it for want of memory is folded again.

use std::cell::RefCell;

use foldback_log::{Backend, LogError, View};
use foldback_replay::{Gone, History};

use super::streams::{Streams, input};
use crate::{Store, StoreError};

/// Somebody asks; what was folded again for that stays as long as this.
struct Asking<'a>(&'a RefCell<Streams>);

impl<'a> Asking<'a> {
    fn begin(of: &'a RefCell<Streams>) -> Self {
        of.borrow_mut().asking += 1;
        Self(of)
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut streams = self.0.borrow_mut();
        streams.asking -= 1;
        if streams.asking == 0 {
            streams.history.thin();
        }
    }
}

impl<B: Backend> Store<B> {
    /// Asks the history of a stream that is folded up to `at`.
    pub(crate) async fn ask_stream<T>(
        &self,
        of: &RefCell<Streams>,
        stream: &str,
        at: u64,
        question: impl Fn(&History, u32) -> Result<T, Gone>,
    ) -> Result<T, StoreError> {
        let mut asking = None;
        loop {
            let partition = self.fold_stream(of, stream, at).await?;
            let answer = question(of.borrow_mut().history(partition), partition);
            match answer {
                Ok(answer) => return Ok(answer),
                Err(gone) => {
                    let again = asking.is_some();
                    asking.get_or_insert_with(|| Asking::begin(of));
                    self.fold_stream_again(of, stream, gone, at, again).await?;
                }
            }
        }
    }

    /// Folds again what a question needs and is not there; when it asks again, all of it.
    async fn fold_stream_again(
        &self,
        of: &RefCell<Streams>,
        stream: &str,
        gone: Gone,
        at: u64,
        all: bool,
    ) -> Result<(), StoreError> {
        let partition = gone.partition;
        if gone.is_before_all() {
            if self.log.index().stream(stream).is_none_or(|entry| entry.first_revision > 0) {
                return Err(StoreError::Log(LogError::Scavenged { position: at }));
            }
            of.borrow_mut().let_go(partition);
            return Ok(());
        }
        let missing = if all { of.borrow().history.missing(partition) } else { vec![gone] };
        for gone in missing {
            let positions: Vec<u64> = {
                let index = self.log.index();
                let positions = index.stream(stream).map_or(&[][..], |entry| &entry.positions);
                let from = gone.after.map_or(0, |after| positions.partition_point(|at| u64::from(*at) <= after));
                let to = positions.partition_point(|at| u64::from(*at) <= gone.to);
                positions.get(from..to).unwrap_or_default().iter().map(|at| u64::from(*at)).collect()
            };
            let Ok(mut refill) = of.borrow().history.refill(&gone) else { continue };
            let fold = of.borrow().fold.clone();
            let mut take = |view: View<'_>| {
                if view.stream == stream {
                    of.borrow_mut().history.refold(&mut refill, fold.get(), &input(&view));
                }
                true
            };
            self.read_stream(&positions, &mut take).await?;
            let mut streams = of.borrow_mut();
            let filled = streams.history.fill(refill);
            // Others may have been faster. If not, events were removed: it is folded from where there are some.
            if filled.is_err() && streams.history.missing(partition).contains(&gone) {
                streams.let_go(partition);
                return Ok(());
            }
        }
        Ok(())
    }
}
