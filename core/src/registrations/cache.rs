//! A value that was read before and is used again while it is fresh.

use std::time::Duration;

use crate::lock::Lock;

/// The last value, and the uptime at which it was read.
#[derive(Debug)]
pub(crate) struct Cached<T>(Lock<Option<(Duration, T)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Lock::default())
    }
}

impl<T: Clone> Cached<T> {
    /// The last value, however old.
    pub(crate) fn last(&self) -> Option<T> {
        self.0.lock().as_ref().map(|(_, value)| value.clone())
    }

    /// The last value, if it was read less than `lifetime` before `now`.
    pub(crate) fn fresh(&self, now: Duration, lifetime: Duration) -> Option<T> {
        let last = self.0.lock();
        last.as_ref().filter(|(at, _)| now.saturating_sub(*at) < lifetime).map(|(_, value)| value.clone())
    }

    /// Keeps a value that was read at `now`.
    pub(crate) fn set(&self, now: Duration, value: T) {
        *self.0.lock() = Some((now, value));
    }

    /// Forces the value to be read again.
    pub(crate) fn clear(&self) {
        *self.0.lock() = None;
    }
}
