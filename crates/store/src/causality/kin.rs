//! From an event to its cause and to its effects. Each event has one cause at most, so that what is drawn is a tree.

use std::rc::Rc;

use foldback_event::Position;
use foldback_log::Backend;

use super::links::{Naming, cause_hash, hash, is_same};
use super::seen::{Named, Reader, Seen};
use crate::StoreError;

/// Events of one id that are looked at for the one that was meant.
const CLAIMS: usize = 24;

/// How well an event fits as another's cause; less is better.
type Rank = (u8, bool, bool, bool, u64);

/// What an event's cause is.
pub enum Cause {
    /// It names none.
    None,
    /// It names itself.
    Itself,
    /// This one; so many events have the id that it names.
    Event(Rc<Seen>, u64),
    /// One that is not in the log.
    Missing(Named),
}

/// What an event has caused, as far as it is shown.
pub struct Effects {
    /// In the order of the log.
    pub events: Vec<Rc<Seen>>,
    /// How many are left out before these.
    pub before: u64,
    /// How many are left out after them.
    pub after: u64,
}

impl Effects {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.events.len() as u64 + self.before + self.after
    }
}

impl<B: Backend> Reader<'_, B> {
    /// The cause of an event.
    pub async fn cause(&self, of: &Seen) -> Result<Cause, StoreError> {
        let Some((named, naming)) = &of.cause else { return Ok(Cause::None) };
        let claims = self.claims(of, &named.id);
        let mut best: Option<(Rank, Rc<Seen>)> = None;
        let (mut count, mut is_itself) = (0, false);
        for claim in self.all(&claims).await? {
            let Some(how) = claim.answers(&named.id, *naming) else { continue };
            if claim.position == of.position {
                is_itself |= how == 0;
                continue;
            }
            count += 1;
            // Of several that have the id, the one nearest in what it is part of, then in the log; a cause comes first.
            let is_later = claim.position > of.position;
            let rank = (
                how,
                of.correlation.is_some() && !claim.has_correlation(of.correlation.as_ref()),
                claim.stream_id != of.stream_id,
                is_later,
                // What happened in a span is told apart by nothing: its first stands for it.
                if how > 0 { claim.position } else { claim.position.abs_diff(of.position) },
            );
            if best.as_ref().is_none_or(|(before, _)| rank < *before) {
                best = Some((rank, claim));
            }
        }
        Ok(match best {
            // An id that others have too is their name as well as its own: only outright it means itself.
            _ if is_itself && *naming == Naming::Outright => Cause::Itself,
            Some((_, cause)) => Cause::Event(cause, count),
            // What came about in a span that nobody has recorded has no cause to speak of.
            None if *naming == Naming::Within => Cause::None,
            None => Cause::Missing(named.clone()),
        })
    }

    /// The events that may have an id, those first that are likelier meant by `of`.
    fn claims(&self, of: &Seen, id: &str) -> Vec<u64> {
        let causes = self.store.causes.borrow();
        let hash = hash(id);
        if causes.own.count(hash) <= CLAIMS as u64 {
            return causes.own.positions(hash).collect();
        }
        // Ids that are counted anew in each stream are many alike: that of the same stream, and the nearest.
        let index = self.store.log.index();
        let is_near = |position: &u64| index.stream_at(Position(*position)) == Some(of.stream_id);
        let mut claims: Vec<u64> = causes.own.positions(hash).filter(is_near).take(CLAIMS / 2).collect();
        let (near, ..) = causes.own.near(hash, of.position, CLAIMS / 2);
        claims.extend(near);
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    /// Whether `of` is the cause of `effect`.
    async fn has_caused(&self, of: &Seen, effect: &Seen) -> Result<bool, StoreError> {
        let Some((named, naming)) = &effect.cause else { return Ok(false) };
        if effect.position == of.position || of.answers(&named.id, *naming).is_none() {
            return Ok(false);
        }
        Ok(matches!(self.cause(effect).await?, Cause::Event(cause, _) if cause.position == of.position))
    }

    /// The effects of an event, at most `most` and those near to `around`.
    pub async fn effects(&self, of: &Seen, around: u64, most: usize) -> Result<Effects, StoreError> {
        let mut found = self.candidates(&of.effect_hashes(), Some(of), around, most);
        let mut events = Vec::with_capacity(found.0.len());
        for candidate in self.all(&found.0).await? {
            if self.has_caused(of, &candidate).await? {
                events.push(candidate);
            }
        }
        if events.is_empty() {
            // They name another event of the same id.
            (found.1, found.2) = (0, 0);
        }
        Ok(Effects { events, before: found.1, after: found.2 })
    }

    /// The events that name the same cause, which is not in the log.
    pub async fn effects_of_missing(&self, cause: &Named, around: u64, most: usize) -> Result<Effects, StoreError> {
        let (candidates, before, after) =
            self.candidates(&[cause_hash(&cause.id, Naming::Outright)], None, around, most);
        let names_it = |seen: &Rc<Seen>| match &seen.cause {
            Some((named, Naming::Outright)) => is_same(&named.id, &cause.id),
            _ => false,
        };
        let events = self.all(&candidates).await?.into_iter().filter(names_it).collect();
        Ok(Effects { events, before, after })
    }

    /// Positions that hashes lead to, at most `most` and near to `around`, and how many are left out before and after them.
    fn candidates(&self, hashes: &[u64], own: Option<&Seen>, around: u64, most: usize) -> (Vec<u64>, u64, u64) {
        let causes = self.store.causes.borrow();
        let own_cause = own.and_then(|own| own.cause.as_ref()).map(|(named, naming)| cause_hash(&named.id, *naming));
        let (mut all, mut before, mut after) = (Vec::new(), 0, 0);
        for hash in hashes {
            // One more: the event itself may be among them.
            let (near, mut left_before, mut left_after) = causes.caused.near(*hash, around, most + 1);
            if let Some(own) = own.filter(|_| own_cause == Some(*hash)) {
                match (near.first(), near.last()) {
                    (Some(first), _) if own.position < *first => left_before = left_before.saturating_sub(1),
                    (_, Some(last)) if own.position > *last => left_after = left_after.saturating_sub(1),
                    _ => {}
                }
            }
            all.extend(near);
            before += left_before;
            after += left_after;
        }
        all.sort_unstable();
        all.dedup();
        all.retain(|position| own.is_none_or(|own| own.position != *position));
        // Those farthest from `around` go, on whichever side they are.
        while all.len() > most {
            let (Some(first), Some(last)) = (all.first(), all.last()) else { break };
            if around.abs_diff(*first) > around.abs_diff(*last) {
                all.remove(0);
                before += 1;
            } else {
                all.pop();
                after += 1;
            }
        }
        (all, before, after)
    }
}
