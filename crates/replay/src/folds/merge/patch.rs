//! The merge patch that leads from one value to another, as far as one can.

use foldback_event::Json;
use foldback_event::json::Object;

/// What is not in `new` is `null` in the patch. A `null` in `new` cannot be said: the patch leads elsewhere then.
pub fn merge_patch(old: &Json, new: &Json) -> Json {
    let (Json::Object(before), Json::Object(after)) = (old, new) else {
        return new.clone();
    };
    let mut patch = Object::default();
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        patch.insert(name.clone(), Json::Null);
    }
    for (name, value) in after {
        match before.get(name) {
            Some(was) if was == value => {}
            Some(was) => {
                patch.insert(name.clone(), merge_patch(was, value));
            }
            None => {
                patch.insert(name.clone(), value.clone());
            }
        }
    }
    Json::Object(patch)
}
