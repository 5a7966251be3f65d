//! What a file that is no log of events is instead, told by its first bytes. It never decides that a file is JSON.

/// Bytes that are needed to tell most kinds.
pub(crate) const NEEDED: usize = 16;

const PACKED: [&str; 7] = [
    "a ZIP archive",
    "zstd-compressed data inside other compressed data",
    "bzip2-compressed data",
    "xz-compressed data",
    "a 7z archive",
    "a tar archive",
    "gzip-compressed data inside gzip",
];

/// Whether unpacking what was recognised may lead to a log.
pub(crate) fn can_be_unpacked(what: &str) -> bool {
    PACKED.contains(&what)
}

/// The kind of a binary file.
pub(crate) fn binary(head: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 22] = [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"PK\x05\x06", "a ZIP archive"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed data inside other compressed data"),
        (b"BZh", "bzip2-compressed data"),
        (b"\xfd7zXZ\0", "xz-compressed data"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\x1f\x8b", "gzip-compressed data inside gzip"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\0asm", "a WebAssembly module"),
        (b"\x7fELF", "an executable"),
        (b"MZ", "an executable"),
        (b"\xcf\xfa\xed\xfe", "an executable"),
        (b"PAR1", "a Parquet file"),
        (b"Obj\x01", "an Avro file"),
        (b"PGDMP", "a pg_dump archive in its binary form"),
        (b"\xff\xfe", "UTF-16 text (save it as UTF-8)"),
        (b"\xfe\xff", "UTF-16 text (save it as UTF-8)"),
        (b"bplist", "a binary property list"),
    ];
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some("a WebP image");
    }
    // "MZ" and "BZh" are also letters; what follows them in such files is not.
    let text = head.iter().take(NEEDED).all(|byte| *byte >= 0x20 || byte.is_ascii_whitespace());
    kinds
        .iter()
        .find(|(magic, _)| head.starts_with(magic) && !(text && magic.len() < 4 && magic.is_ascii()))
        .map(|(_, what)| *what)
}

/// The kind of a file that is text, or binary of an unknown kind, once JSON is ruled out.
pub(crate) fn text(head: &[u8]) -> Option<&'static str> {
    if head.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |needle: &[u8]| memchr::memmem::find(start, needle).is_some();
    if head.contains(&0) {
        Some("binary data")
    } else if start.starts_with(b"<") {
        Some(if has(b"<!DOCTYPE html") || has(b"<html") { "a web page" } else { "an XML document" })
    } else if start.starts_with(b"-- PostgreSQL database dump") || has(b"COPY ") && has(b" FROM stdin;") {
        Some("a Postgres dump")
    } else if [&b"{:"[..], b"[{:", b"#:", b"#{", b";;", b"(", b"[:", b"[["].iter().any(|sign| start.starts_with(sign))
        && (has(b"#uuid") || has(b"#inst") || has(b"{:") || has(b":db/"))
    {
        Some("EDN")
    } else if first_line.contains(&b'\t') {
        Some("a table of tab-separated values")
    } else if first_line.iter().filter(|byte| matches!(byte, b',' | b';')).count() > 1 {
        Some("a table of comma-separated values")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_files_are_named() {
        assert_eq!(binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("a PNG image"));
        assert_eq!(binary(b"PK\x03\x04"), Some("a ZIP archive"));
        assert_eq!(binary(b"SQLite format 3\0"), Some("an SQLite database"));
        assert_eq!(binary(b"MZ\x90\0\x03\0"), Some("an executable"));
        assert_eq!(binary(b"MZone,b\n"), None);
        assert_eq!(binary(b"{\"a\":1}"), None);
        assert_eq!(text(b"<?xml version='1.0'?>"), Some("an XML document"));
        assert_eq!(text(b"a,b,c\n1,2,3\n"), Some("a table of comma-separated values"));
        assert_eq!(text(b"[{:db/id 1}]"), Some("EDN"));
        assert_eq!(text(b"hello"), None);
        assert!(can_be_unpacked("a ZIP archive"));
    }
}
