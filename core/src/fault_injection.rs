//! Fault injection for tests: crash points around everything that lasts, and shorter timeouts. Release builds have
//! none of them.

use std::time::Duration;

use jiff::SignedDuration;

/// Aborts the process here if a test asked for it.
#[inline]
pub fn point(name: &'static str) {
    #[cfg(any(test, feature = "testing"))]
    armed::pass(name);
    #[cfg(not(any(test, feature = "testing")))]
    let _ = name;
}

/// The lease of an effect in a test.
#[must_use]
pub fn lease() -> Option<Duration> {
    seconds("REGISTRATION_LEASE_S")
}

/// The timeout for Synapse and the mail server in a test.
#[must_use]
pub fn patience() -> Option<Duration> {
    seconds("REGISTRATION_PATIENCE_S")
}

/// How long a page waits for work on an account in a test.
#[must_use]
pub fn page_patience() -> Option<Duration> {
    seconds("REGISTRATION_PAGE_S")
}

/// The offset of the clock in a test: the file named by `REGISTRATION_CLOCK` has the seconds, and is read every time.
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
    use std::{ffi::OsString, fs, sync::OnceLock};

    use crate::lock::Lock;

    pub(super) fn clock() -> Option<i64> {
        static FILE: OnceLock<Option<OsString>> = OnceLock::new();
        let file = FILE.get_or_init(|| std::env::var_os("REGISTRATION_CLOCK")).as_ref()?;
        fs::read_to_string(file).ok()?.trim().parse().ok()
    }

    /// If the file that `REGISTRATION_FAULT` names contains `after commit:7`, the process aborts after the seventh commit
    /// since the file was written.
    pub(super) fn pass(name: &str) {
        static FILE: OnceLock<Option<OsString>> = OnceLock::new();
        static PASSED: Lock<(String, u64)> = Lock::new((String::new(), 0));
        let Some(file) = FILE.get_or_init(|| std::env::var_os("REGISTRATION_FAULT")) else { return };
        let Ok(fault) = fs::read_to_string(file) else { return };
        let Some((armed, count)) = fault.rsplit_once(':') else { return };
        if armed != name {
            return;
        }
        let mut passed = PASSED.lock();
        if passed.0 != fault {
            *passed = (fault.clone(), 0);
        }
        passed.1 += 1;
        if count.parse() == Ok(passed.1) {
            // No destructors or handlers run, as in a power cut.
            std::process::abort();
        }
    }
}
