//! What is to be hidden, and how: a target, a path into it and an action. It changes nothing.

use std::fmt;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedactionTarget {
    /// The payload.
    Data,
    /// The metadata.
    Metadata,
    /// The names of streams.
    Stream,
    /// Event ids.
    Id,
    /// Tags.
    Tags,
    /// Where imported events came from: revision and position there, and the place in the file.
    Source,
}

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedactionAction {
    /// It is taken out, with its name.
    Drop,
    /// A keyed hash of it stands in its place.
    Hash,
    /// Letters become `x`, digits `0`; how long it is and how it is put together stays to be seen.
    Mask,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The member of this name, or the element of this index.
    Name(Box<str>),
    /// Any member or element.
    Any,
    /// Any number of members and elements, none as well.
    Deep,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactionRule {
    target: RedactionTarget,
    path: Vec<Step>,
    action: RedactionAction,
    keeps_prefix: bool,
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError(String);

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleError {}

impl RedactionRule {
    /// A rule. `path` is a JSON Pointer (RFC 6901) into data or metadata, empty for the whole, in which `*` stands for any member
    /// or element and `**` for any number of them; `~2` is an asterisk in a name. Other targets have no path.
    ///
    /// # Errors
    /// A path that is none, or a rule that would leave no event.
    pub fn new(target: RedactionTarget, path: &str, action: RedactionAction) -> Result<Self, RuleError> {
        let has_path = matches!(target, RedactionTarget::Data | RedactionTarget::Metadata);
        let refused = match (target, action) {
            _ if !has_path && !path.is_empty() => Some("only rules about data and metadata have a path; leave it out"),
            (RedactionTarget::Stream, RedactionAction::Drop) => {
                Some("an event must have a stream: hash or mask the names of streams instead of dropping them")
            }
            (RedactionTarget::Metadata, RedactionAction::Hash) if path.is_empty() => {
                Some("metadata must stay an object: drop or mask them whole, or hash what is in them with the path /*")
            }
            (RedactionTarget::Source, RedactionAction::Hash | RedactionAction::Mask) => {
                Some("where events came from can only be dropped")
            }
            _ => None,
        };
        match refused {
            Some(why) => Err(RuleError(why.to_owned())),
            None => Ok(Self { target, path: steps(path)?, action, keeps_prefix: false }),
        }
    }

    /// The same rule, which keeps what stands before the first `-` of a stream or the first `:` of a tag.
    #[must_use]
    pub fn keeping_prefix(self, keeps_prefix: bool) -> Self {
        Self { keeps_prefix, ..self }
    }

    pub(super) fn target(&self) -> RedactionTarget {
        self.target
    }

    pub(super) fn action(&self) -> RedactionAction {
        self.action
    }

    pub(super) fn keeps_prefix(&self) -> bool {
        self.keeps_prefix
    }

    pub(super) fn path(&self) -> &[Step] {
        &self.path
    }

    /// Whether it is about the whole value.
    pub(super) fn is_whole(&self) -> bool {
        self.path.iter().all(|step| *step == Step::Deep)
    }
}

fn steps(path: &str) -> Result<Vec<Step>, RuleError> {
    let wrong = |at: usize, what: &str| RuleError(format!("the path {path:?} is wrong at byte {at}: {what}"));
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let rest =
        path.strip_prefix('/').ok_or_else(|| wrong(0, "it is empty or begins with '/', as in /customer/email"))?;
    let mut at = 1;
    let mut steps = Vec::new();
    for key in rest.split('/') {
        steps.push(match key {
            "*" => Step::Any,
            "**" => Step::Deep,
            key => {
                let mut plain = String::with_capacity(key.len());
                let mut parts = key.split('~');
                plain.push_str(parts.next().unwrap_or_default());
                for part in parts {
                    let (c, behind) = part.split_at_checked(1).unwrap_or_default();
                    plain.push(match c {
                        "0" => '~',
                        "1" => '/',
                        "2" => '*',
                        _ => return Err(wrong(at, "'~' is followed by 0 (for ~), 1 (for /) or 2 (for *)")),
                    });
                    plain.push_str(behind);
                }
                Step::Name(plain.into())
            }
        });
        at += key.len() + 1;
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_pointers_with_asterisks() {
        let name = |name: &str| Step::Name(name.into());
        for (path, expected) in [
            ("", vec![]),
            ("/", vec![name("")]),
            ("/a~1b/~0/*/**/~2", vec![name("a/b"), name("~"), Step::Any, Step::Deep, name("*")]),
            ("/*a", vec![name("*a")]),
            ("/~01", vec![name("~1")]),
        ] {
            assert_eq!(steps(path), Ok(expected), "{path}");
        }
        for (path, at) in [("a", 0), ("/a/~", 3), ("/~3", 1), ("/ü/~x", 4)] {
            let error = steps(path).unwrap_err().to_string();
            assert!(error.contains(&format!("byte {at}")), "{error}");
        }
    }

    #[test]
    fn a_rule_that_would_leave_no_event_is_refused() {
        use RedactionAction::{Drop, Hash, Mask};
        use RedactionTarget::{Data, Id, Metadata, Source, Stream, Tags};
        for (target, path, action) in
            [(Stream, "", Drop), (Metadata, "", Hash), (Source, "", Mask), (Id, "/a", Drop), (Tags, "/0", Hash)]
        {
            assert!(RedactionRule::new(target, path, action).is_err(), "{target:?} {path} {action:?}");
        }
        for (target, path, action) in
            [(Stream, "", Hash), (Metadata, "", Drop), (Metadata, "/a", Hash), (Data, "", Hash)]
        {
            assert!(RedactionRule::new(target, path, action).is_ok(), "{target:?} {path} {action:?}");
        }
    }
}
