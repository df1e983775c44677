//! Input as text.

/// The input as text, if it is UTF-8.
pub fn text(data: &[u8]) -> Option<&str> {
    str::from_utf8(data).ok()
}
