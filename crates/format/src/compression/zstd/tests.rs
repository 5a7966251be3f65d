//! Zstandard data whole, in frames, damaged and cut.

use super::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

fn packed(text: &[u8]) -> Vec<u8> {
    compress_to_vec(text, CompressionLevel::Fastest)
}

fn unpacked(bytes: &[u8], step: usize) -> (Vec<u8>, Option<Damage>) {
    let mut unzstd = Unzstd::default();
    let mut out = Vec::new();
    for piece in bytes.chunks(step) {
        let damage = unzstd
            .push(piece, &mut |text| {
                assert!(text.len() <= PIECE);
                out.extend_from_slice(text);
                Ok::<(), ()>(())
            })
            .unwrap();
        if damage.is_some() {
            return (out, damage);
        }
        assert!(unzstd.held.len() <= BLOCK + FRAME_HEADER);
    }
    let missing = unzstd.missing();
    (out, missing)
}

fn text() -> Vec<u8> {
    (0..30_000).map(|n| format!("line {n}, and {}\n", n * 7919 % 1000)).collect::<String>().into_bytes()
}

#[test]
fn frames_follow_each_other() {
    let skipped = [&[0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0][..], b"notes"].concat();
    let empty = [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0];
    let file = [&skipped[..], &packed(&text()), &skipped, &packed(b""), &empty, &packed(b"tail")].concat();
    let expected = [&text()[..], b"tail"].concat();
    for step in [1, 7, 1000, file.len()] {
        assert!(unpacked(&file, step) == (expected.clone(), None), "{step}");
    }
}

/// A frame with a checksum: one raw block, one of equal bytes. The checksums were computed by zstd's own tool.
#[test]
fn blocks_of_each_kind_are_read() {
    let file = b"\x28\xb5\x2f\xfd\x04\x00\x18\x00\x00abc\x23\x00\x00x";
    let text = b"abcxxxx";
    let sum = twox(text).to_le_bytes();
    let whole = [&file[..], &sum].concat();
    assert_eq!(unpacked(&whole, 1), (text.to_vec(), None));
    let mut wrong = whole.clone();
    *wrong.last_mut().unwrap() ^= 1;
    assert_eq!(unpacked(&wrong, 3).1.unwrap().message, "the checksum is wrong");
}

/// The checksum that a frame of this text has, taken from one that the encoder wrote.
fn twox(text: &[u8]) -> u32 {
    let file = packed(text);
    u32::from_le_bytes(*file.last_chunk().unwrap())
}

#[test]
fn damage_keeps_what_came_before() {
    let text = text();
    let file = packed(&text);
    let (out, damage) = unpacked(&file[..file.len() / 2], 1000);
    assert!(text.starts_with(&out));
    assert_eq!(damage, Some(Damage { byte: file.len() as u64 / 2, message: END }));

    let mut wrong = file.clone();
    let last = wrong.len() - 1;
    wrong[last] ^= 1;
    assert_eq!(unpacked(&wrong, 1000).1.unwrap().message, "the checksum is wrong");

    let behind = [&file[..], b"more"].concat();
    let (out, damage) = unpacked(&behind, 1000);
    assert!(out == text);
    assert_eq!(damage, Some(Damage { byte: file.len() as u64, message: "there is no zstd frame" }));
}

#[test]
fn damage_anywhere_is_survived() {
    let text = &text()[..2000];
    let file = packed(text);
    for at in 0..file.len() {
        for flip in [1, 0x80, 0xff] {
            let mut wrong = file.clone();
            wrong[at] ^= flip;
            let (out, damage) = unpacked(&wrong, 100);
            assert!(damage.is_some() || out == text, "{at}");
        }
        assert!(unpacked(&file[..at], 100).1.is_some());
    }
}

#[test]
fn a_window_that_is_too_large_is_refused() {
    // A window of 2 GiB, as `zstd --ultra --long=31` asks for.
    let file = [&MAGIC[..], &[0, 21 << 3, 1, 0, 0]].concat();
    let damage = unpacked(&file, 1).1.unwrap();
    assert_eq!(damage.byte, 0);
    assert!(damage.message.contains("128 MiB"), "{}", damage.message);
    // 128 MiB itself is read: an empty raw block, the last.
    let file = [&MAGIC[..], &[0, 17 << 3, 1, 0, 0]].concat();
    assert_eq!(unpacked(&file, 1), (Vec::new(), None));
}
