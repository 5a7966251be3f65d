//! What a scan tells of the values that it passes.

use super::Span;

/// What is told of a value while it is checked, in the order of the text.
pub(super) trait Note {
    /// An array or object opens at this place.
    fn open(&mut self, at: usize);
    /// The one that was opened last has closed before this place.
    fn close(&mut self, end: usize);
    /// The name, between its quotes, of what comes next.
    fn name(&mut self, name: Span);
    /// Any other value.
    fn leaf(&mut self, value: Span);
}

/// For those who only want to know where it ends.
impl Note for () {
    #[inline]
    fn open(&mut self, _: usize) {}
    #[inline]
    fn close(&mut self, _: usize) {}
    #[inline]
    fn name(&mut self, _: Span) {}
    #[inline]
    fn leaf(&mut self, _: Span) {}
}
