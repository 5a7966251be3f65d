//! Frames read back, and whatever else comes is refused.

use proptest::prelude::*;

use super::*;

fn frame() -> Vec<u8> {
    let mut writer = RequestWriter::default();
    let full = EventRef {
        stream: "cart-1",
        event_type: "ItemAdded",
        id: Some("0aaec32e-5395-4898-9189-9a065faa47e5"),
        time: Some("2026-03-02T13:03:11.202Z"),
        created: Some(Timestamp(1_772_456_591_202_000)),
        content_type: "application/avro",
        data: &[0xff; 300],
        metadata: br#"{"a":1}"#,
        tags: &["sku:tea", "é"],
        source: None,
    };
    let bare = EventRef { stream: "s", event_type: "T", data: b"1", ..EventRef::default() };
    let condition = Condition {
        after: Some(300),
        criteria: vec![Criterion { types: &["A", "B"], tags: &["x"] }, Criterion { types: &[], tags: &["y", "z"] }],
    };
    let expected = [("cart-1", ExpectedRevision::Revision(1 << 40)), ("s", ExpectedRevision::NoStream)];
    writer.push(true, &expected, Some(&condition), &[full, bare]);
    writer.push(false, &[("s", ExpectedRevision::StreamExists)], None, &[]);
    writer.push(false, &[("", ExpectedRevision::Any)], Some(&Condition::default()), &[bare]);
    writer.finish()
}

#[test]
fn a_frame_reads_back() {
    let bytes = frame();
    let frame = RequestFrame::read(&bytes).unwrap();
    assert_eq!(frame.len(), 3);
    let requests: Vec<_> = frame.requests().collect();
    let first = &requests[0];
    assert!(first.strict && !requests[1].strict);
    assert_eq!(first.expected[0], ("cart-1", ExpectedRevision::Revision(1 << 40)));
    assert_eq!(first.expected[1], ("s", ExpectedRevision::NoStream));
    let condition = first.condition.as_ref().unwrap();
    assert_eq!((condition.after, condition.criteria.len()), (Some(300), 2));
    assert_eq!(condition.criteria[0], Criterion { types: &["A", "B"], tags: &["x"] });
    assert_eq!(condition.criteria[1], Criterion { types: &[], tags: &["y", "z"] });
    let events: Vec<_> = first.events().collect();
    assert_eq!(events[0].tags, ["sku:tea", "é"]);
    assert_eq!(events[0].created, Some(Timestamp(1_772_456_591_202_000)));
    assert_eq!((events[0].data, events[0].content_type), (&[0xff; 300][..], "application/avro"));
    assert_eq!((events[1].stream, events[1].id, events[1].time, events[1].tags.len()), ("s", None, None, 0));
    assert_eq!((requests[1].events().len(), requests[1].condition.is_none()), (0, true));
    assert_eq!(requests[2].condition, Some(Condition::default()));
    assert_eq!(requests[2].expected, [("", ExpectedRevision::Any)]);
}

const JS_FRAME: &[u8] = b"\x81\x80\x80\x80\x00\x01\x01\x07cart-\xc3\xa9\x03\xac\x02\x01\x01\x07\x01\x01\x01A\x01\x01t\x01\x07cart-\xc3\xa9\x01T\x01i\
    \x01\x042026\x00\xb8\x00{\"a\":\"ten letters and more to need two bytes of length\"}\x02{}\x01\x01x";

/// What `npm/src/engine/frame.ts` writes: lengths that were not known when their room was kept are longer than need be.
#[test]
fn a_frame_of_the_javascript_client_is_read() {
    let frame = RequestFrame::read(JS_FRAME).unwrap();
    let request = frame.requests().next().unwrap();
    let event = request.events().next().unwrap();
    assert_eq!((request.strict, request.expected), (true, &[("cart-é", ExpectedRevision::Revision(300))][..]));
    assert_eq!(request.condition.unwrap().criteria, [Criterion { types: &["A"], tags: &["t"] }]);
    assert_eq!((event.stream, event.event_type, event.id), ("cart-é", "T", Some("i")));
    assert_eq!((event.time, event.content_type, event.tags), (Some("2026"), "", &["x"][..]));
    assert_eq!(
        (event.data, event.metadata),
        (br#"{"a":"ten letters and more to need two bytes of length"}"#.as_slice(), &b"{}"[..])
    );
}

#[test]
fn what_is_cut_is_refused() {
    let bytes = frame();
    for end in 0..bytes.len() {
        assert!(RequestFrame::read(&bytes[..end]).is_err(), "cut at {end}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert_eq!(RequestFrame::read(&longer).unwrap_err().at, longer.len() - 1);
}

#[test]
fn counts_that_cannot_be_ask_for_no_memory() {
    for frame in [&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0][..], &[1, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]]
    {
        assert!(RequestFrame::read(frame).is_err());
    }
}

#[test]
fn results_read_back() {
    let done = Appended { first: 7, last: 1 << 50, revision: 3, written: true };
    let again = Appended { written: false, ..done };
    let mut out = Vec::new();
    [Some(done), None, Some(again)].into_iter().for_each(|result| Appended::write(result, &mut out));
    assert_eq!(out.len(), 96);
    assert_eq!(Appended::read_all(&out), [Some(done), None, Some(again)]);
}

/// Everything that can be asked of a frame.
fn walk(bytes: &[u8]) {
    if let Ok(frame) = RequestFrame::read(bytes) {
        for request in frame.requests() {
            let _ = (request.condition.is_some(), request.events().map(|event| event.tags.len()).sum::<usize>());
        }
    }
}

proptest! {
    #[test]
    fn no_input_ends_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        walk(&bytes);
    }

    #[test]
    fn no_flipped_bit_ends_the_reader(flips in proptest::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..4)) {
        let mut bytes = frame();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        walk(&bytes);
    }
}
