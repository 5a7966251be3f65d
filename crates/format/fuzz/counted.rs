//! The harness with memory counted, for the fuzz targets.

#[path = "harness.rs"]
mod harness;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Whether everything holds that must hold for every input. The first byte says which of the beginnings stands before the others, so
/// that not every input has to find its way into the decoder by itself.
pub fn survives_behind(beginnings: &[&str], bytes: &[u8]) {
    let (beginning, rest) = match bytes.split_first() {
        Some((first, rest)) if usize::from(*first) < beginnings.len() => (beginnings[usize::from(*first)], rest),
        _ => ("", bytes),
    };
    let bytes = [beginning.as_bytes(), rest].concat();
    let used = || (MEMORY.current_usage(), MEMORY.peak_usage());
    harness::survives_within(&bytes, || MEMORY.reset_peak_usage(), used);
}
