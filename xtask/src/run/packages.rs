//! Finds programs, and installs Debian packages when we may.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::bail;

/// Where a program is on the path.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Installs Debian packages, if we are root. Servers among them are not started (`RUNLEVEL`).
///
/// # Errors
/// Names the packages in one line, if we are not root or apt fails.
pub fn apt_install(packages: &[&str]) -> anyhow::Result<()> {
    let wanted = packages.join(" ");
    if !is_root() || find_program("apt-get").is_none() {
        bail!("missing: {wanted}; install it, for example with `apt-get install {wanted}` as root");
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        let output = command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("RUNLEVEL", "1")
            .stdin(Stdio::null())
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

/// Whether we run as root: then we may install packages, and must not run a database server as ourselves.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
