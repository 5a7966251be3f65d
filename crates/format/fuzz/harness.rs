//! What must hold for every input of a decoder, whatever it is. The fuzz targets and the test of the corpus share it.
//!
//! It never panics but to say what did not hold.

use foldback_event::json::scan;
use foldback_event::{EventRef, JSON_CONTENT_TYPE};
use foldback_format::{Decoder, ImportError, Options, Outcome, Sink, Warning, preview};

/// What an event is told apart by here.
type Seen = (String, String, Option<String>, Option<String>, u64);

#[derive(Debug, Default, PartialEq)]
struct Collected {
    events: Vec<Seen>,
    warnings: Vec<Warning>,
    /// Bytes of texts that events hold, for the bound on memory.
    kept: usize,
    /// Whether some lines may be our own: they keep what was stored, whatever its content type says, and metadata of any kind.
    any_own: bool,
}

fn is_json(text: &[u8]) -> bool {
    let whole = scan::value(text, 0).is_ok_and(|span| scan::skip_space(text, span.end) == text.len());
    whole && std::str::from_utf8(text).is_ok()
}

impl Sink for Collected {
    fn event(&mut self, event: EventRef<'_>) {
        let json = event.content_type.is_empty() || event.content_type == JSON_CONTENT_TYPE;
        // An event of our own lines may have been stored without data.
        assert!(
            !json || self.any_own || event.data.is_empty() || is_json(event.data),
            "data are no JSON: {:?}",
            String::from_utf8_lossy(event.data)
        );
        let metadata = event.metadata;
        let object = self.any_own || metadata.is_empty() || metadata.starts_with(b"{") && is_json(metadata);
        assert!(object, "metadata are no object: {:?}", String::from_utf8_lossy(metadata));
        assert!(!event.stream.is_empty() && !event.event_type.is_empty(), "an event without a stream or a type");
        let hash = event.data.iter().chain(metadata).fold(0u64, |hash, byte| hash.wrapping_mul(31) ^ u64::from(*byte));
        let seen: Seen = (
            event.stream.to_owned(),
            event.event_type.to_owned(),
            event.id.map(str::to_owned),
            event.time.map(str::to_owned),
            hash,
        );
        self.kept += size_of::<Seen>() + seen.0.len() + seen.1.len();
        self.kept += [&seen.2, &seen.3].into_iter().flatten().map(String::len).sum::<usize>();
        self.events.push(seen);
    }

    fn warning(&mut self, warning: Warning) {
        assert!(warning.message.chars().count() < 500, "a long message: {}", warning.message);
        self.kept += size_of::<Warning>() + warning.message.len();
        self.warnings.push(warning);
    }
}

struct Decoded {
    collected: Collected,
    result: Result<Outcome, ImportError>,
    /// Bytes of text.
    length: usize,
    packed: bool,
}

fn decode(bytes: &[u8], step: usize) -> Decoded {
    let own = b"foldback";
    let any_own = bytes.windows(own.len()).any(|window| window == own);
    let mut collected = Collected { any_own, ..Collected::default() };
    let mut decoder = Decoder::new(Options { max_record: 1 << 20, ..Options::named("file") });
    let pushed = bytes.chunks(step).try_for_each(|piece| decoder.push(piece, &mut collected));
    let result = pushed.and_then(|()| decoder.finish(&mut collected));
    if let Ok(outcome) = &result {
        let skipped = collected.warnings.iter().filter(|warning| warning.skipped).count() as u64;
        assert_eq!(outcome.events, collected.events.len() as u64, "events were counted wrong");
        assert_eq!(outcome.skipped, skipped, "skipped records and their warnings");
        assert_eq!(outcome.records, outcome.events + outcome.skipped, "a record was lost");
    }
    let length = usize::try_from(decoder.decompressed()).unwrap_or(usize::MAX).max(bytes.len());
    Decoded { collected, result, length, packed: length > bytes.len() || is_packed(bytes) }
}

fn is_packed(bytes: &[u8]) -> bool {
    [&b"\x1f\x8b"[..], b"\x28\xb5\x2f\xfd", b"PK"].iter().any(|magic| bytes.starts_with(magic))
}

/// Decodes at once and in pieces, and looks at everything that has to hold.
pub fn survives(bytes: &[u8]) {
    let whole = decode(bytes, usize::MAX);
    // Any number that the bytes say, so that an input that fails fails again.
    let step = 1 + bytes.iter().fold(bytes.len(), |sum, byte| sum.wrapping_mul(31) ^ usize::from(*byte)) % 61;
    let pieces = decode(bytes, step);
    assert_eq!(whole.collected.events, pieces.collected.events, "pieces of {step} bytes give other events");
    if !whole.packed {
        // How far behind damage a decompressor notices it is its own matter.
        assert_eq!(whole.collected.warnings, pieces.collected.warnings, "pieces of {step} bytes give other warnings");
        assert_eq!(whole.result, pieces.result, "pieces of {step} bytes give another result");
    }
    let _ = preview(bytes, &Options::named("file"), 3);
}

/// The same, and memory stays within ten times the input. `used` answers the bytes that are allocated at this moment and
/// the most since `forget`.
#[allow(dead_code, reason = "only where memory is counted")]
pub fn survives_within(bytes: &[u8], forget: impl Fn(), used: impl Fn() -> (usize, usize)) {
    /// What a decoder takes for the shortest input.
    const AT_LEAST: usize = 2 << 20;
    forget();
    let (before, _) = used();
    let decoded = decode(bytes, usize::MAX);
    let (_, most) = used();
    let taken = most.saturating_sub(before + decoded.collected.kept);
    let allowed = AT_LEAST + 10 * decoded.length;
    assert!(taken <= allowed, "{taken} bytes of memory for {} bytes of input", decoded.length);
    survives(bytes);
}
