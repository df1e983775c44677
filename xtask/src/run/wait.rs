//! Waits with a limit, and ends them on Ctrl-C.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// The interval of all polling.
pub const PAUSE: Duration = Duration::from_millis(50);

static INTERRUPTS: AtomicUsize = AtomicUsize::new(0);

/// Lets Ctrl-C, SIGTERM and SIGHUP end our waits; the second signal ends us at once.
///
/// Child guards end what we started in either case.
pub fn listen_for_interrupts() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if INTERRUPTS.fetch_add(1, Ordering::SeqCst) > 0 {
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether we were asked to stop.
pub fn interrupted() -> bool {
    INTERRUPTS.load(Ordering::SeqCst) > 0
}

/// Polls `ready` until it returns something, we are interrupted, or `limit` has passed.
///
/// # Errors
/// The error of `ready`, an interruption, or `limit`.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut ready: impl FnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = ready()? {
            return Ok(found);
        }
        if interrupted() {
            bail!("interrupted");
        }
        if Instant::now() > deadline {
            bail!("{what} took longer than {} s", limit.as_secs());
        }
        std::thread::sleep(PAUSE);
    }
}

/// A free port on loopback. It is not reserved, so use it soon.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?.port())
}
