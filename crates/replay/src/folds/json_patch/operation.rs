//! Reading one operation of a JSON Patch.

use foldback_event::json::Object;
use foldback_event::{Json, Pointer};

/// One operation.
#[derive(Debug)]
pub enum Operation {
    Add(Pointer, Json),
    Remove(Pointer),
    Replace(Pointer, Json),
    Move { from: Pointer, to: Pointer },
    Copy { from: Pointer, to: Pointer },
    Test(Pointer, Json),
}

impl Operation {
    /// Members that the operation does not need are passed over, as the RFC has it.
    pub fn read(value: Json) -> Result<Self, String> {
        let Json::Object(mut members) = value else {
            return Err(format!("{value} is no operation: an object with \"op\" and \"path\""));
        };
        let name = text(&members, "op")?.to_owned();
        let path = pointer(&members, "path")?;
        let mut value = || members.swap_remove("value").ok_or_else(|| missing("value", &name));
        Ok(match name.as_str() {
            "add" => Self::Add(path, value()?),
            "replace" => Self::Replace(path, value()?),
            "test" => Self::Test(path, value()?),
            "remove" => Self::Remove(path),
            "copy" => Self::Copy { from: pointer(&members, "from")?, to: path },
            "move" => {
                let from = pointer(&members, "from")?;
                if from != path && path.keys().starts_with(from.keys()) {
                    return Err(format!("{from:?} cannot be moved into itself", from = from.to_string()));
                }
                Self::Move { from, to: path }
            }
            other => return Err(format!("{other:?} is none of add, remove, replace, move, copy and test")),
        })
    }
}

fn text<'m>(members: &'m Object, name: &str) -> Result<&'m str, String> {
    match members.get(name) {
        Some(Json::String(text)) => Ok(text),
        Some(other) => Err(format!("\"{name}\" is {other} and must be a string")),
        None => Err(format!("\"{name}\" is missing")),
    }
}

fn pointer(members: &Object, name: &str) -> Result<Pointer, String> {
    let text = text(members, name)?;
    Pointer::parse(text).map_err(|error| format!("\"{name}\" is {text:?}: {error}"))
}

fn missing(member: &str, operation: &str) -> String {
    format!("\"{member}\" is missing, which \"{operation}\" needs")
}
