//! The header of a gzip member (RFC 1952, section 2.3). It never reads the compressed data behind it.

use memchr::memchr;

/// The first bytes of every member.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Names and comments have no bound of their own; nobody writes longer ones.
const LONGEST: usize = 128 * 1024;

const HEADER_CRC: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;

/// What the first bytes of a member hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// More bytes are needed.
    Part,
    /// The header ends before this offset.
    Whole(usize),
    /// This is no member that can be read.
    Bad(&'static str),
}

/// Looks for the end of the header that `bytes` begin with.
pub(super) fn header(bytes: &[u8]) -> Header {
    let begins = bytes.iter().zip(&MAGIC).all(|(found, expected)| found == expected);
    if !begins {
        return Header::Bad("there is no gzip header");
    }
    let (Some(method), Some(flags)) = (bytes.get(2), bytes.get(3)) else {
        return Header::Part;
    };
    if *method != 8 {
        return Header::Bad("the compression method is unknown");
    }
    match end(bytes, *flags) {
        Some(end) if end <= bytes.len() => Header::Whole(end),
        _ if bytes.len() > LONGEST => Header::Bad("the gzip header does not end"),
        _ => Header::Part,
    }
}

fn end(bytes: &[u8], flags: u8) -> Option<usize> {
    let mut at = 10;
    if flags & EXTRA != 0 {
        let length = bytes.get(at..at + 2)?;
        at += 2 + length.iter().rev().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += memchr(0, bytes.get(at..)?)? + 1;
        }
    }
    if flags & HEADER_CRC != 0 {
        at += 2;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_optional_part_is_stepped_over() {
        let mut bytes = vec![0x1f, 0x8b, 8, HEADER_CRC | EXTRA | NAME | COMMENT, 0, 0, 0, 0, 0, 3];
        bytes.extend_from_slice(b"\x03\0abcname\0comment\0\x12\x34");
        for cut in 0..bytes.len() {
            assert_eq!(header(&bytes[..cut]), Header::Part, "{cut}");
        }
        let length = bytes.len();
        bytes.extend_from_slice(b"rest");
        assert_eq!(header(&bytes), Header::Whole(length));
    }

    #[test]
    fn other_bytes_are_refused() {
        assert!(matches!(header(b"PK"), Header::Bad(_)));
        assert!(matches!(header(&[0x1f, 0x8b, 7, 0]), Header::Bad(_)));
        let mut endless = vec![0x1f, 0x8b, 8, NAME, 0, 0, 0, 0, 0, 3];
        endless.resize(LONGEST + 1, b'x');
        assert!(matches!(header(&endless), Header::Bad(_)));
    }
}
