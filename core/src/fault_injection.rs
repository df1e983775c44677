//! Points before and after everything that lasts, at which a test may have the process die. A
//! release build has none of them.

use std::time::Duration;

use jiff::SignedDuration;

/// The process ends here, without a word to anybody, if a test has asked for it.
#[inline]
pub fn point(name: &'static str) {
    #[cfg(any(test, feature = "testing"))]
    armed::pass(name);
    #[cfg(not(any(test, feature = "testing")))]
    let _ = name;
}

/// How long a test lets an effect be claimed by a process that may have died.
#[must_use]
pub fn lease() -> Option<Duration> {
    seconds("REGISTRATION_LEASE_S")
}

/// How long a test has us wait for an answer of Synapse or of the mail server.
#[must_use]
pub fn patience() -> Option<Duration> {
    seconds("REGISTRATION_PATIENCE_S")
}

/// How long a test has a page wait for work on an account.
#[must_use]
pub fn page_patience() -> Option<Duration> {
    seconds("REGISTRATION_PAGE_S")
}

/// How far a test has set the clock forward, or back: `REGISTRATION_CLOCK` names a file that says so
/// in seconds, and is read whenever somebody asks for the time.
#[inline]
#[must_use]
pub fn clock_is_ahead() -> SignedDuration {
    #[cfg(any(test, feature = "testing"))]
    let seconds = armed::clock().unwrap_or_default();
    #[cfg(not(any(test, feature = "testing")))]
    let seconds = 0;
    SignedDuration::from_secs(seconds)
}

fn seconds(name: &str) -> Option<Duration> {
    #[cfg(any(test, feature = "testing"))]
    return std::env::var(name).ok()?.parse().map(Duration::from_secs).ok();
    #[cfg(not(any(test, feature = "testing")))]
    {
        let _ = name;
        None
    }
}

#[cfg(any(test, feature = "testing"))]
mod armed {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };

    /// `REGISTRATION_FAULT=after commit:7` ends the process after its seventh commit.
    fn armed() -> Option<&'static (String, u64)> {
        static ARMED: OnceLock<Option<(String, u64)>> = OnceLock::new();
        let read = || {
            let text = std::env::var("REGISTRATION_FAULT").ok()?;
            let (name, count) = text.rsplit_once(':')?;
            Some((name.to_owned(), count.parse().ok()?))
        };
        ARMED.get_or_init(read).as_ref()
    }

    pub(super) fn clock() -> Option<i64> {
        static FILE: OnceLock<Option<std::ffi::OsString>> = OnceLock::new();
        let file = FILE.get_or_init(|| std::env::var_os("REGISTRATION_CLOCK")).as_ref()?;
        std::fs::read_to_string(file).ok()?.trim().parse().ok()
    }

    pub(super) fn pass(name: &str) {
        static PASSED: AtomicU64 = AtomicU64::new(0);
        let Some((armed, count)) = armed() else { return };
        if armed == name && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *count {
            // Neither destructors nor handlers run, as after a loss of power.
            std::process::abort();
        }
    }
}
