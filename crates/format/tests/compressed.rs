//! Logs in zstd and zlib: told by their first bytes, read like the text in them, damage named by its byte.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use std::io::Write as _;

use collect::{Collected, decode, decode_by};
use foldback_format::{Compression, Decoder, ImportError, Options, WarningCode};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

fn zstd(text: &[u8]) -> Vec<u8> {
    compress_to_vec(text, CompressionLevel::Fastest)
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn log() -> String {
    let line = |n| format!("{{\"stream\":\"s-{}\",\"type\":\"T\",\"data\":{{\"n\":{n}}}}}\n", n % 7);
    (0..20_000).map(line).collect()
}

#[test]
fn compressed_logs_are_read_like_their_text() {
    let text = log();
    let plain = decode(&text);
    for (compression, file) in [(Compression::Zstd, zstd(text.as_bytes())), (Compression::Zlib, zlib(text.as_bytes()))]
    {
        for step in [1000, usize::MAX] {
            assert!(decode_by(&file, step, Options::named("file")) == plain, "{compression:?}");
        }
        let mut decoder = Decoder::new(Options::named("file"));
        decoder.push(&file, &mut Collected::default()).unwrap();
        assert_eq!(decoder.detection().unwrap().compression, Some(compression));
    }
}

#[test]
fn damage_is_named_by_its_byte() {
    let text = log();
    for file in [zstd(text.as_bytes()), zlib(text.as_bytes())] {
        let half = file.len() / 2;
        let (collected, outcome) = decode(&file[..half]);
        let outcome = outcome.unwrap();
        assert!(outcome.events > 1000 && outcome.skipped <= 1);
        let warning = collected.warnings.iter().find(|warning| warning.code == WarningCode::Packed).unwrap();
        assert!(warning.byte == half as u64 && !warning.skipped, "{warning:?}");
        let name = if file[0] == 0x78 { "zlib" } else { "zstd" };
        assert!(warning.message.contains(name), "{}", warning.message);
    }
}

#[test]
fn what_cannot_be_unpacked_at_all_says_what_to_do() {
    let cut = decode(b"\x28\xb5\x2f\xfd\x04\x58").1.unwrap_err();
    assert!(matches!(cut, ImportError::Packed { compression: Compression::Zstd, byte: 6, .. }), "{cut:?}");
    let window = decode(b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00").1.unwrap_err();
    assert!(window.to_string().contains("128 MiB") && window.to_string().contains("--long"), "{window}");
    let few = decode(b"\x78\x9c").1.unwrap_err();
    assert!(matches!(few, ImportError::Packed { compression: Compression::Zlib, .. }), "{few:?}");
    let inside = decode(zstd(&zstd(b"{}"))).1.unwrap_err();
    assert!(inside.to_string().contains("Unpack it first"), "{inside}");
}
