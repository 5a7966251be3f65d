//! Paths into JSON values, written as RFC 6901 JSON Pointers.

use std::fmt;

/// A path into a JSON value: the member names and array indexes from the root down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(Vec<Box<str>>);

/// A text that is no JSON Pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointerError {
    /// Byte offset of what is wrong.
    pub at: usize,
}

impl fmt::Display for PointerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a JSON Pointer at byte {}: it is empty or begins with '/', and '~' is followed by 0 or 1",
            self.at
        )
    }
}

impl std::error::Error for PointerError {}

impl Pointer {
    /// The path to the whole value.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a JSON Pointer: `/items/jam`, with `~1` for `/` and `~0` for `~` inside a name.
    ///
    /// # Errors
    /// A text that neither is empty nor begins with `/`, or a `~` that is followed by neither 0 nor 1.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(PointerError { at: 0 });
        };
        let mut at = 1;
        let mut keys = Vec::new();
        for key in rest.split('/') {
            let mut plain = String::with_capacity(key.len());
            let mut chars = key.char_indices();
            while let Some((offset, c)) = chars.next() {
                if c != '~' {
                    plain.push(c);
                    continue;
                }
                match chars.next() {
                    Some((_, '0')) => plain.push('~'),
                    Some((_, '1')) => plain.push('/'),
                    _ => return Err(PointerError { at: at + offset }),
                }
            }
            at += key.len() + 1;
            keys.push(plain.into());
        }
        Ok(Self(keys))
    }

    /// The names from the root down.
    pub fn keys(&self) -> &[Box<str>] {
        &self.0
    }

    /// Goes one name further down.
    pub fn push(&mut self, key: &str) {
        self.0.push(key.into());
    }

    /// Goes one name back up.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// This path with one name more.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut child = self.clone();
        child.push(key);
        child
    }

    /// Whether one of the two paths leads through the other (or they are the same).
    pub fn touches(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

impl FromIterator<Box<str>> for Pointer {
    fn from_iter<I: IntoIterator<Item = Box<str>>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for key in &self.0 {
            f.write_str("/")?;
            for part in key.split_inclusive(['~', '/']) {
                if let Some(plain) = part.strip_suffix('~') {
                    write!(f, "{plain}~0")?;
                } else if let Some(plain) = part.strip_suffix('/') {
                    write!(f, "{plain}~1")?;
                } else {
                    f.write_str(part)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_6901_read_and_write_back() {
        for (text, keys) in [
            ("", vec![]),
            ("/foo", vec!["foo"]),
            ("/foo/0", vec!["foo", "0"]),
            ("/", vec![""]),
            ("/a~1b", vec!["a/b"]),
            ("/m~0n", vec!["m~n"]),
            ("/ ", vec![" "]),
            ("/~01", vec!["~1"]),
        ] {
            let pointer = Pointer::parse(text).unwrap();
            assert_eq!(pointer.keys().iter().map(|key| &**key).collect::<Vec<_>>(), keys);
            assert_eq!(pointer.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_pointer_says_where() {
        assert_eq!(Pointer::parse("foo"), Err(PointerError { at: 0 }));
        assert_eq!(Pointer::parse("/ab/x~2"), Err(PointerError { at: 5 }));
        assert_eq!(Pointer::parse("/x~"), Err(PointerError { at: 2 }));
    }

    #[test]
    fn a_path_touches_what_is_above_and_below_it() {
        let path = |text| Pointer::parse(text).unwrap();
        assert!(path("/a").touches(&path("/a/b")));
        assert!(path("/a/b").touches(&path("/a")));
        assert!(path("").touches(&path("/a")));
        assert!(!path("/a/b").touches(&path("/a/c")));
    }
}
