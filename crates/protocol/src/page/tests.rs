//! Pages read back, are laid out as said, and whatever else comes is refused.

use foldback_event::{Event, Position, Revision, Source, SourceRef, Timestamp};
use proptest::prelude::*;

use super::*;

fn event(position: u64) -> PageEvent<'static> {
    PageEvent {
        position,
        revision: position / 2,
        stream_id: 70_000,
        stream: "cart-1",
        type_id: 9,
        event_type: "ItemAdded",
        id: PageId::Uuid([0xab; 16]),
        time: PageTime::None,
        created: None,
        content_type: "",
        data: b"{\"a\":1}",
        metadata: b"",
        source: None,
    }
}

fn sample() -> PageWriter {
    let mut page = PageWriter::default();
    let micros = Some(Timestamp(1_772_456_591_202_000));
    page.push(&PageEvent { time: PageTime::Utc { digits: 3 }, created: micros, ..event(0) }, []);
    page.push(&PageEvent { stream_id: 3, stream: "\"é\"", data: b"{\"a\":2},3", ..event(1) }, ["sku:tea", ""]);
    page.push(&PageEvent { metadata: b"{\"m\":1}", id: PageId::Text("evt_1"), ..event(2) }, []);
    let source = Some(SourceRef { revision: Some("0/16B"), position: None, place: 1 << 40 });
    let (time, metadata) = (PageTime::Text("2026-03-02"), &b"{"[..]);
    page.push(&PageEvent { source, time, metadata, content_type: "image/png", data: &[0xff, 0], ..event(3) }, ["x"]);
    page.push(&PageEvent { type_id: 1, event_type: "B", data: b"", content_type: "a/b+json", ..event(4) }, []);
    let far = Some(Timestamp(EXACT_AND_ONE));
    page.push(&PageEvent { time: PageTime::Utc { digits: 6 }, created: far, data: b"nonsense", ..event(5) }, []);
    page
}

const EXACT_AND_ONE: i64 = (1 << 53) + 1;

#[test]
fn a_page_reads_back() {
    let mut writer = sample();
    let budget = writer.len_bytes();
    let page = writer.finish();
    assert!(page.len() <= budget && page.len() + 13 * 8 > budget);
    let plain = Event {
        stream: "cart-1".into(),
        event_type: "ItemAdded".into(),
        id: "abababab-abab-abab-abab-abababababab".into(),
        content_type: "application/json".into(),
        data: b"{\"a\":1}".to_vec(),
        ..Event::default()
    };
    let at = |position: u64| Event { position: Position(position), revision: Revision(position / 2), ..plain.clone() };
    let expected = [
        Event {
            time: Some("2026-03-02T13:03:11.202Z".into()),
            created: Some(Timestamp(1_772_456_591_202_000)),
            ..at(0)
        },
        Event {
            stream: "\"é\"".into(),
            data: b"{\"a\":2},3".to_vec(),
            tags: vec!["sku:tea".into(), String::new()],
            ..at(1)
        },
        Event { metadata: b"{\"m\":1}".to_vec(), id: "evt_1".into(), ..at(2) },
        Event {
            source: Some(Source { revision: Some("0/16B".into()), position: None, place: 1 << 40 }),
            time: Some("2026-03-02".into()),
            metadata: b"{".to_vec(),
            content_type: "image/png".into(),
            data: vec![0xff, 0],
            tags: vec!["x".into()],
            ..at(3)
        },
        Event { event_type: "B".into(), data: Vec::new(), content_type: "a/b+json".into(), ..at(4) },
        Event {
            time: Some("2255-06-05T23:47:34.740993Z".into()),
            created: Some(Timestamp(EXACT_AND_ONE - 1)),
            data: b"nonsense".to_vec(),
            ..at(5)
        },
    ];
    assert_eq!(read_page(&page).unwrap(), expected);

    // The writer is as good as new.
    assert_eq!(read_page(&writer.finish()).unwrap(), []);
    writer.push(&event(0), []);
    assert_eq!(read_page(&writer.finish()).unwrap(), [at(0)]);
}

#[test]
fn sections_lie_where_typed_arrays_need_them() {
    let page = sample().finish();
    let text = |start: usize, length: usize| std::str::from_utf8(&page[start..start + length]).unwrap();
    let header: Vec<usize> = page[..32].as_chunks().0.iter().map(|word| u32::from_le_bytes(*word) as usize).collect();
    assert_eq!((text(0, 4), header[1], header[6], header[7]), ("FBP1", 6, 0, 0));
    // Six events: f64 columns of 48 bytes, u32 columns of 24, flags of 12 and 4 of padding, ids of 96.
    let data = 32 + 3 * 48 + 5 * 24 + 16 + 96;
    assert_eq!(text(data, header[2]), r#"{"a":1},null,{"a":1},null,null,nonsense"#);
    let metadata = data + padded(header[2]);
    assert_eq!(text(metadata, header[3]), r#"null,null,{"m":1},null,null,null"#);
    let dictionary = metadata + padded(header[3]) + padded(header[4]);
    assert_eq!(text(dictionary, header[5]), r#"[["cart-1","\"é\""],["ItemAdded","B"]]"#);
    assert_eq!(page.len(), dictionary + padded(header[5]));
}

#[test]
fn a_page_without_metadata_has_no_bytes_for_it() {
    let mut writer = PageWriter::default();
    (0..5).for_each(|at| writer.push(&event(at), []));
    let page = writer.finish();
    assert_eq!(page[12..16], [0; 4]);
    assert!(read_page(&page).unwrap().iter().all(|event| event.metadata.is_empty()));
}

#[test]
fn what_is_cut_is_refused() {
    let page = sample().finish();
    for end in 0..page.len() {
        assert!(read_page(&page[..end]).is_err(), "cut at {end}");
    }
}

proptest! {
    #[test]
    fn no_input_ends_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_page(&bytes);
        let mut page = MAGIC.to_le_bytes().to_vec();
        page.extend(bytes);
        let _ = read_page(&page);
    }

    #[test]
    fn no_flipped_bit_ends_the_reader(flips in proptest::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..4)) {
        let mut page = sample().finish();
        for (at, bit) in flips {
            let at = at.index(page.len());
            page[at] ^= 1 << bit;
        }
        let _ = read_page(&page);
    }

    #[test]
    fn any_payload_comes_back(payloads in proptest::collection::vec((r#"[1",\[\]{} \\é]{0,8}"#, r#"[{}",a]{0,5}"#), 0..8)) {
        let mut writer = PageWriter::default();
        for (at, (data, metadata)) in payloads.iter().enumerate() {
            writer.push(&PageEvent { data: data.as_bytes(), metadata: metadata.as_bytes(), ..event(at as u64) }, []);
        }
        let events = read_page(&writer.finish()).unwrap();
        prop_assert_eq!(events.len(), payloads.len());
        for (event, (data, metadata)) in events.iter().zip(&payloads) {
            prop_assert_eq!((&event.data[..], &event.metadata[..]), (data.as_bytes(), metadata.as_bytes()));
        }
    }
}
