//! Gzip data whole, in members, damaged and cut.

use super::*;
use std::io::Write as _;

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn unpacked(bytes: &[u8], step: usize) -> (Vec<u8>, Option<Damage>) {
    let mut gunzip = Gunzip::default();
    let mut out = Vec::new();
    for piece in bytes.chunks(step) {
        let damage = gunzip
            .push(piece, &mut |text| {
                assert!(text.len() <= PIECE);
                out.extend_from_slice(text);
                Ok::<(), ()>(())
            })
            .unwrap();
        if damage.is_some() {
            return (out, damage);
        }
    }
    let missing = gunzip.missing();
    (out, missing)
}

#[test]
fn members_follow_each_other() {
    let text = b"one line of text, again and again\n".repeat(10_000);
    let mut file = packed(&text);
    file.extend_from_slice(&packed(b""));
    file.extend_from_slice(&packed(b"tail"));
    let expected = [&text[..], b"tail"].concat();
    for step in [1, 7, 1000, file.len()] {
        assert_eq!(unpacked(&file, step), (expected.clone(), None));
    }
    file.extend_from_slice(&[0; 600]);
    assert_eq!(unpacked(&file, 100), (expected, None));
}

#[test]
fn damage_keeps_what_came_before() {
    let text = (0..20_000).map(|n| format!("line {n}\n")).collect::<String>();
    let file = packed(text.as_bytes());
    let (out, damage) = unpacked(&file[..file.len() / 2], 1000);
    assert!(out.len() > 1000 && text.as_bytes().starts_with(&out));
    assert_eq!(damage.unwrap().byte, file.len() as u64 / 2);

    let mut wrong = file.clone();
    let last = wrong.len() - 1;
    wrong[last] ^= 1;
    assert_eq!(unpacked(&wrong, 1000).1.unwrap().message, "the checksum is wrong");

    let mut behind = file;
    behind.extend_from_slice(b"more");
    assert_eq!(unpacked(&behind, 1000).1.unwrap().message, "there is no gzip header");
}
