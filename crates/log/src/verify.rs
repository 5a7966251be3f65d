//! The check that everything is what was written: checksums of all records, and the hash chain over all events.

use crate::backend::Backend;
use crate::chain;
use crate::log::{Log, SegmentEntry};
use crate::rules::{self, Rules};
use crate::segment::View;
use crate::{Link, LogError};

/// Something that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A segment. All others stay readable.
    Segment {
        /// Position of its first event.
        first: u64,
        /// How many events it holds.
        count: u64,
        /// What does not fit.
        reason: &'static str,
    },
    /// The head: what there is can be read, and nothing can be appended.
    Head {
        /// What does not fit.
        reason: &'static str,
    },
    /// What was said of a stream beside its events: it is read as if nothing had been.
    Rules {
        /// The stream.
        stream: String,
    },
}

/// What a check of the whole log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were read and fit the hash chain, removed ones counted.
    pub events: u64,
    /// The hash chain at the head.
    pub link: Link,
    /// What is not whole.
    pub damaged: Vec<Damage>,
}

/// Follows the hash chain through a segment, over its removed events too.
#[derive(Debug)]
pub struct Chain<'a> {
    segment: &'a SegmentEntry,
    next: u64,
    removed: std::slice::Iter<'a, (u32, Link)>,
    /// The chain behind the last event.
    pub link: Link,
}

impl<'a> Chain<'a> {
    /// Begins behind the event with the chain `before`.
    pub fn new(segment: &'a SegmentEntry, before: Link) -> Self {
        Self { segment, next: segment.first, removed: segment.removed.iter(), link: before }
    }

    /// Passes over the removed events before `position`, showing place and digest of each. `false` when there are others too.
    pub fn pass_removed(&mut self, position: u64, mut show: impl FnMut(Link)) -> bool {
        while self.next < position {
            match self.removed.next() {
                Some((place, digest)) if self.segment.first + u64::from(*place) == self.next => {
                    self.link = chain::link(&self.link, self.next, digest);
                    self.next += 1;
                    show(*digest);
                }
                _ => return false,
            }
        }
        true
    }

    /// Follows it over the next event.
    pub fn pass(&mut self, digest: &Link) {
        self.link = chain::link(&self.link, self.next, digest);
        self.next += 1;
    }
}

impl<B: Backend> Log<B> {
    /// Reads everything and checks it. `go_on` hears how many events were checked and ends the check by `false`.
    ///
    /// # Errors
    /// What the backend says, [`LogError::Cancelled`]; damage is no error here but in the answer.
    pub async fn verify(&self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Verified, LogError> {
        loop {
            let generation = self.head().generation;
            let verified = self.try_verify(go_on).await?;
            // What does not fit may have been compacted or scavenged since the check began: then it is checked anew.
            if verified.damaged.is_empty() || self.head().generation == generation {
                return Ok(verified);
            }
        }
    }

    async fn try_verify(&self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<Verified, LogError> {
        let (segments, head_damaged) = {
            let state = self.state.borrow();
            (state.segments.clone(), state.head_damaged)
        };
        let mut verified = Verified { events: 0, link: Link::default(), damaged: Vec::new() };
        verified.damaged.extend(head_damaged.map(|reason| Damage::Head { reason }));
        let mut before = Some(Link::default());
        let mut checked = 0;
        for segment in &segments {
            let reason = match segment.damaged {
                Some(reason) => Some(reason),
                None => self.check_segment(segment, before).await?,
            };
            match reason {
                None => verified.events += segment.count,
                Some(reason) => {
                    verified.damaged.push(Damage::Segment { first: segment.first, count: segment.count, reason });
                }
            }
            // The header has vouched for its link, so damage in one segment does not spread to the next. A damaged one has not.
            before = segment.damaged.is_none().then_some(segment.link);
            checked += segment.count;
            if !go_on(checked) {
                return Err(LogError::Cancelled);
            }
        }
        for (name, bytes) in self.backend.notes(rules::NOTES).await? {
            if Rules::from_bytes(&bytes).is_err() {
                let stream = name.strip_prefix(rules::NOTES).unwrap_or_default().to_owned();
                verified.damaged.push(Damage::Rules { stream });
            }
        }
        verified.link = segments.last().map(|segment| segment.link).unwrap_or_default();
        Ok(verified)
    }

    /// What of a segment does not fit. Without the hash chain before it only its records are checked.
    async fn check_segment(
        &self,
        segment: &SegmentEntry,
        before: Option<Link>,
    ) -> Result<Option<&'static str>, LogError> {
        let mut scratch = Vec::new();
        let mut chain = Chain::new(segment, before.unwrap_or_default());
        let mut whole = true;
        let read = self
            .visit(segment.first..segment.end(), &mut |view| {
                whole = chain.pass_removed(view.position.0, |_| {});
                let digest = view.digest(&mut scratch);
                chain.pass(&digest);
                whole
            })
            .await;
        match read {
            Ok(())
                if whole
                    && chain.pass_removed(segment.end(), |_| {})
                    && (before.is_none() || chain.link == segment.link) =>
            {
                Ok(None)
            }
            Ok(()) => Ok(Some("its events do not fit the hash chain")),
            Err(LogError::Corrupt { reason, .. }) => Ok(Some(reason)),
            Err(error) => Err(error),
        }
    }
}

impl View<'_> {
    /// What the hash chain says of the event.
    pub(crate) fn digest(&self, scratch: &mut Vec<u8>) -> Link {
        self.with(|event| chain::digest(event, &self.id(), self.revision.0, scratch))
    }
}
