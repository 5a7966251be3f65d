//! The encoding that a file declares: UTF-8 and Latin-1 are read, of others what is plain ASCII. It never guesses.

use std::borrow::Cow;

/// How bytes become text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    #[default]
    Utf8,
    /// Each byte is the character of its number.
    Latin1,
    /// One that is not known here but has ASCII in it.
    Other(String),
}

/// Names of encodings whose bytes could not have been read as far as their name: the file is in fact in another.
const WIDE: [&str; 8] =
    ["utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be", "ucs-2", "iso-10646-ucs-2"];

impl Encoding {
    /// What `<?xml … ?>` says.
    pub fn declared(instruction: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(instruction).ok()?.strip_prefix("<?xml")?;
        let (_, behind) = text.split_once("encoding")?;
        let behind = behind.trim_start().strip_prefix('=')?.trim_start();
        let quote = behind.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let name = behind.get(1..)?.split(quote).next()?;
        let lower = name.to_ascii_lowercase();
        Some(match lower.as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => Self::Utf8,
            "iso-8859-1" | "latin1" | "latin-1" => Self::Latin1,
            other if WIDE.contains(&other) => Self::Utf8,
            _ => Self::Other(name.to_owned()),
        })
    }

    /// The text of these bytes.
    ///
    /// # Errors
    /// The offset of the first byte that has no meaning.
    pub fn text<'a>(&self, bytes: &'a [u8]) -> Result<Cow<'a, str>, usize> {
        match self {
            Self::Latin1 if !bytes.is_ascii() => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Self::Other(_) if !bytes.is_ascii() => Err(bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0)),
            _ => match simdutf8::basic::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                // Where they go wrong only this one says.
                Err(_) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_understood() {
        let declared = |encoding: &str| Encoding::declared(format!("<?xml version='1.0' {encoding} ?>").as_bytes());
        assert_eq!(declared("encoding=\"UTF-8\""), Some(Encoding::Utf8));
        assert_eq!(declared("encoding = 'ISO-8859-1'"), Some(Encoding::Latin1));
        assert_eq!(declared("encoding='utf-16'"), Some(Encoding::Utf8));
        assert_eq!(declared("encoding='windows-1252'"), Some(Encoding::Other("windows-1252".into())));
        assert_eq!(declared(""), None);
        assert_eq!(declared("encoding=é"), None);
        assert_eq!(Encoding::Latin1.text(b"caf\xe9").as_deref(), Ok("café"));
        assert_eq!(Encoding::Utf8.text(b"caf\xe9"), Err(3));
        assert_eq!(Encoding::Other("x".into()).text("café".as_bytes()), Err(3));
    }
}
