//! A zlib stream whole, damaged and cut.

use super::*;
use std::io::Write as _;

fn unpacked(bytes: &[u8], step: usize) -> (Vec<u8>, Option<Damage>) {
    let mut inflate = Inflate::default();
    let mut out = Vec::new();
    for piece in bytes.chunks(step) {
        let mut take = |text: &[u8]| {
            out.extend_from_slice(text);
            Ok::<(), ()>(())
        };
        let damage = inflate.push(piece, &mut take).unwrap();
        if damage.is_some() {
            return (out, damage);
        }
    }
    (out, inflate.missing())
}

#[test]
fn a_stream_is_read_and_checked() {
    let text = (0..20_000).map(|n| format!("line {n}\n")).collect::<String>().into_bytes();
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&text).unwrap();
    let file = encoder.finish().unwrap();
    assert!(is_header(&file));
    for step in [1, 7, 1000, file.len()] {
        assert!(unpacked(&file, step) == (text.clone(), None));
    }
    let (out, damage) = unpacked(&file[..file.len() / 2], 100);
    assert!(text.starts_with(&out) && out.len() > 1000);
    assert_eq!(damage.unwrap().byte, file.len() as u64 / 2);
    let mut wrong = file.clone();
    let last = wrong.len() - 1;
    wrong[last] ^= 1;
    assert_eq!(unpacked(&wrong, 1000).1.unwrap().message, "the data are damaged");
    let behind = [&file[..], b"x"].concat();
    assert_eq!(unpacked(&behind, 9).1.unwrap().byte, file.len() as u64);
}
