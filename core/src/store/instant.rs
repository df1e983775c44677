//! Instants as they are stored.

/// Reads an instant as it is stored: milliseconds since 1970, UTC.
pub(super) fn to_instant(ms: i64) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(ms).ok()
}
