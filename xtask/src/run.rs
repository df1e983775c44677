//! Starting, waiting for and ending other programs, none of which may outlive us.

mod tethered;

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::paths;

pub use tethered::{Output, Tethered};

/// The cargo that runs us, in the workspace's folder.
///
/// Without what `cargo run` says about us: build scripts watch some of it (that of ring does), and
/// would be run again, with all that follows, whenever we take turns with a cargo in a terminal.
pub fn cargo() -> Command {
    cargo_program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()).as_ref())
}

/// A program that runs cargo, as above.
pub fn cargo_program(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_about_us(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.current_dir(paths::root());
    command
}

fn is_about_us(variable: &str) -> bool {
    let begins = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    begins.iter().any(|begin| variable.starts_with(begin)) || ["CARGO", "CARGO_CRATE_NAME"].contains(&variable)
}

/// How often anything is polled.
pub const PAUSE: Duration = Duration::from_millis(50);

static INTERRUPTS: AtomicUsize = AtomicUsize::new(0);

/// Lets Ctrl-C, SIGTERM and SIGHUP end our waits; the second one ends us at once.
///
/// What we started is tethered to us, so it ends either way.
pub fn listen_for_interrupts() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if INTERRUPTS.fetch_add(1, Ordering::SeqCst) > 0 {
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether someone wants us to stop.
pub fn interrupted() -> bool {
    INTERRUPTS.load(Ordering::SeqCst) > 0
}

/// Polls `ready` until it gives something, someone interrupts us, or `limit` has passed.
///
/// # Errors
/// On what `ready` reports, on an interruption and on `limit`.
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

/// Where a program is, if it is on the path.
pub fn find_program(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Installs Debian packages, when that is ours to do.
///
/// # Errors
/// Says in one line what to install when it is not, or when it did not work.
pub fn apt_install(packages: &[&str]) -> anyhow::Result<()> {
    let wanted = packages.join(" ");
    if !is_root() || find_program("apt-get").is_none() {
        bail!("missing: {wanted}; install it, for example with `apt-get install {wanted}` as root");
    }
    let apt = |arguments: &[&str]| {
        let output = Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(std::process::Stdio::null())
            .output();
        output.is_ok_and(|output| output.status.success())
    };
    apt(&["update", "-qq"]);
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    if !apt(&[&install, packages].concat()) {
        bail!("missing: {wanted}; `apt-get install {wanted}` failed (is there a network?)");
    }
    Ok(())
}

/// Whether we may install packages, and must not run a database server as we are.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// A free port on loopback. Nothing holds it, so take it soon.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// The last line of a log: programs say there why they ended.
pub fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let last = text.lines().rfind(|line| !line.trim().is_empty());
    last.unwrap_or_default().trim().to_owned()
}
