//! Mappings that the person has given a name: kept in the browser, and found again for a file with the same fields.
//! Never guesses which one is meant: it says which fit.

use foldback_protocol::{Field, FieldPath, Mapping};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::kept;

/// Where they are kept.
const KEY: &str = "foldback.mappings";

/// A mapping with a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SavedMapping {
    /// What the person called it.
    pub name: String,
    /// The fields of the file that it was made for.
    pub fields: Vec<FieldPath>,
    /// The mapping.
    pub mapping: Mapping,
}

impl SavedMapping {
    /// Whether it names only fields that are there.
    pub fn fits(&self, fields: &[Field]) -> bool {
        let has = |path: &FieldPath| fields.iter().any(|field| field.path == *path);
        !self.mapping.fields.is_empty() && self.mapping.fields.iter().all(|(_, path)| has(path))
    }

    /// Whether it was made for a file with just these fields, in whatever order.
    pub fn is_for(&self, fields: &[Field]) -> bool {
        self.fields.len() == fields.len() && fields.iter().all(|field| self.fields.contains(&field.path))
    }
}

/// All that are kept, by name.
pub fn all() -> Vec<SavedMapping> {
    kept::read(KEY).unwrap_or_default()
}

/// Keeps one, in the place of one of the same name. Gives whether the browser took it.
pub fn keep(one: SavedMapping) -> bool {
    kept::write(KEY, &with(all(), one))
}

/// Forgets the one of that name.
pub fn forget(name: &str) -> bool {
    let mut kept = all();
    kept.retain(|one| one.name != name);
    kept::write(KEY, &kept)
}

fn with(mut kept: Vec<SavedMapping>, one: SavedMapping) -> Vec<SavedMapping> {
    kept.retain(|other| other.name != one.name);
    let at = kept.partition_point(|other| other.name < one.name);
    kept.insert(at, one);
    kept
}

/// A value as JSON text.
pub fn to_json(value: &impl Serialize) -> String {
    let value = serde_wasm_bindgen::to_value(value).ok();
    let text = value.and_then(|value| {
        js_sys::JSON::stringify_with_replacer_and_space(&value, &wasm_bindgen::JsValue::NULL, &2.into()).ok()
    });
    text.map(String::from).unwrap_or_default()
}

/// A value of JSON text.
///
/// # Errors
/// Why the text is none.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let value = js_sys::JSON::parse(text).map_err(|_| "this is no JSON".to_owned())?;
    serde_wasm_bindgen::from_value(value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use foldback_protocol::Role;

    fn saved(name: &str, fields: &[&str]) -> SavedMapping {
        let paths: Vec<FieldPath> = fields.iter().map(|name| vec![(*name).to_owned()]).collect();
        let roles = paths.first().map(|path| (Role::Stream, path.clone()));
        SavedMapping {
            name: name.to_owned(),
            fields: paths,
            mapping: Mapping { fields: roles.into_iter().collect(), ..Mapping::default() },
        }
    }

    fn seen(fields: &[&str]) -> Vec<Field> {
        fields.iter().map(|name| Field { path: vec![(*name).to_owned()], ..Field::default() }).collect()
    }

    #[test]
    fn one_fits_where_its_fields_are() {
        let one = saved("a", &["who", "what"]);
        assert!(one.fits(&seen(&["what", "who"])) && one.is_for(&seen(&["what", "who"])));
        assert!(one.fits(&seen(&["who", "more"])) && !one.is_for(&seen(&["who", "more"])));
        assert!(!one.fits(&seen(&["what"])) && !one.is_for(&seen(&["who"])));
        assert!(!saved("b", &[]).fits(&seen(&["who"])));
    }

    #[test]
    fn a_name_is_kept_once_and_in_its_place() {
        let kept = with(with(with(Vec::new(), saved("b", &["x"])), saved("a", &["x"])), saved("b", &["y"]));
        let names: Vec<_> = kept.iter().map(|one| (one.name.as_str(), one.fields.len())).collect();
        assert_eq!(names, [("a", 1), ("b", 1)]);
        assert_eq!(kept[1], saved("b", &["y"]));
    }
}
