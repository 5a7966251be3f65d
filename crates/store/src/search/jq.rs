//! The filter behind `jq:`, asked about one event at a time.

use foldback_event::Json;
use foldback_event::json::{Object, parse};
use foldback_log::View;
use foldback_replay::jq::Jq;
use foldback_replay::{Predicate as _, Reads};

/// Whether the first that the filter makes of `{type, stream, position, data, metadata}` is neither false nor null.
///
/// # Errors
/// Why the filter fails on this event.
pub fn holds(jq: &Jq, view: &View<'_>) -> Result<bool, String> {
    // Only what the filter reads is parsed: most look at one member of the data.
    let wanted = |name: &str| match jq.reads() {
        Reads::All => true,
        Reads::Paths(paths) => paths.iter().any(|path| path.keys().first().is_none_or(|first| **first == *name)),
    };
    let json = |bytes: &[u8]| parse(bytes).unwrap_or_default();
    let mut event = Object::default();
    let mut put = |name: &str, make: &dyn Fn() -> Json| {
        if wanted(name) {
            event.insert(name.into(), make());
        }
    };
    put("type", &|| Json::String(view.event_type.into()));
    put("stream", &|| Json::String(view.stream.into()));
    put("position", &|| Json::Number(view.position.0.to_string().into()));
    put("data", &|| if view.is_json() { json(view.data()) } else { Json::Null });
    put("metadata", &|| json(view.metadata()));
    jq.holds(&Json::Object(event))
}
