//! Whether the values of a field can play a role, whatever its name is.

use super::Statistic;
use crate::Role;

/// Names of payloads whose values may be anything; other names have to hold objects.
const ANY_DATA: [&str; 5] = ["data", "payload", "body", "eventdata", "eventbody"];

/// Whether most values of `field`, which goes by `name`, fit `role`.
pub(super) fn is_plausible(role: Role, name: &str, field: &Statistic) -> bool {
    let most = |count: u32| count > 0 && u64::from(count) * 2 > u64::from(field.filled());
    let words = most(field.texts + field.numbers);
    match role {
        Role::Stream | Role::EventType => words,
        // Early events often have no cause, and some no payload: a name is enough then.
        Role::Correlation | Role::Causation => words || field.filled() == 0,
        // A value that comes again and again names something else than the event.
        Role::Id => words && field.distinct() * 2 >= field.filled() as usize,
        Role::Time => most(field.times),
        // A version that never changes is that of a schema.
        Role::Revision if name == "version" => most(field.counts) && field.distinct() > 1,
        Role::Revision => most(field.counts),
        Role::Position => most(field.counts) || name == "lsn" && words,
        Role::Data if ANY_DATA.contains(&name) => true,
        Role::Data => most(field.objects),
        Role::Metadata if name == "metadata" || name == "meta" => {
            most(field.objects + field.texts) || field.filled() == 0
        }
        Role::Metadata => most(field.objects),
        Role::Tags => most(field.texts + field.text_arrays),
    }
}
