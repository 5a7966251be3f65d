//! Which field of a file's records plays which role, guessed from names and values as a person would.
//! A guess is a proposal: nothing here reads a whole file or decides about a single record.

mod names;
mod plausible;
mod sample;
mod spelling;
mod statistic;

pub(crate) use sample::{Kept, Sample};
pub(crate) use spelling::{has_role, looks_like_event, plain_name};
use statistic::Statistic;

use crate::{FieldPath, Mapping, Role};

/// Roles in the order in which they choose: what is surest first, since a field plays one role only.
const ORDER: [Role; 11] = [
    Role::Time,
    Role::EventType,
    Role::Stream,
    Role::Id,
    Role::Position,
    Role::Revision,
    Role::Correlation,
    Role::Causation,
    Role::Data,
    Role::Metadata,
    Role::Tags,
];

/// A guess, and whether stream, type and time are in nearly every record.
pub(crate) struct Guess {
    pub mapping: Mapping,
    pub sure: bool,
}

/// Guesses from the statistics of `records` records.
pub(crate) fn guess(fields: &[Statistic], records: u32, name: &str) -> Guess {
    let mut mapping = Mapping::named(name);
    let mut taken: Vec<&FieldPath> = Vec::new();
    let mut sure = true;
    for role in ORDER {
        let found = best(role, fields, records, &taken);
        if matches!(role, Role::Stream | Role::EventType | Role::Time) {
            sure &= found.is_some_and(|field| u64::from(field.seen) * 10 >= u64::from(records) * 9);
        }
        if let Some(field) = found {
            taken.push(&field.path);
            *mapping.field_mut(role) = Some(field.path.clone());
        }
    }
    Guess { mapping, sure }
}

/// The first name of the role's list that most records have; failing that, the one that most of them have.
fn best<'a>(role: Role, fields: &'a [Statistic], records: u32, taken: &[&FieldPath]) -> Option<&'a Statistic> {
    let candidates = |nested: bool| {
        names::of(role).iter().filter_map(move |name| {
            fields
                .iter()
                .filter(|field| {
                    spelling::fits(name, field, nested)
                        && !taken.contains(&&field.path)
                        && plausible::is_plausible(role, name, field)
                })
                .max_by_key(|field| field.seen)
        })
    };
    let most = |field: &&Statistic| u64::from(field.seen) * 2 >= u64::from(records);
    candidates(false).find(most).or_else(|| candidates(true).find(most)).or_else(|| {
        // The first of equals, hence from behind.
        let rare: Vec<_> = candidates(false).collect();
        rare.into_iter().rev().max_by_key(|field| field.seen)
    })
}

#[cfg(test)]
mod tests;
