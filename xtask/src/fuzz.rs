//! `cargo xtask fuzz`: searches for input that violates a property of `properties/`.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Context;
use clap::Args;

use crate::run::{ChildGuard, Output};
use crate::{paths, tools};

/// The first build with the nightly compiler takes long.
const BUILD_LIMIT: Duration = Duration::from_mins(40);

/// What to fuzz, and how long.
#[derive(Args)]
pub struct Options {
    /// One property; without it, all of them, one after the other
    target: Option<String>,
    /// Minutes for each property
    #[arg(long, default_value_t = 10, value_name = "MINUTES")]
    minutes: u64,
}

/// Stops at the first input that violates a property.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let program = tools::FUZZ.installed()?;
    let targets = match &options.target {
        Some(target) => vec![target.clone()],
        None => all()?,
    };
    for target in targets {
        println!("{target}, {} minutes", options.minutes);
        // New inputs go to a folder that is not committed; the seeds are only read.
        let (found, seeds) = (paths::target("fuzz").join(&target), paths::root().join("fuzz/corpus").join(&target));
        std::fs::create_dir_all(&found)?;
        let mut command = Command::new(&program);
        command.env("RUSTUP_TOOLCHAIN", "nightly").env_remove("CARGO").current_dir(paths::root());
        // No sanitizer: our code has no unsafe block, so assertions find more.
        command.args(["fuzz", "run", "--dev", "--sanitizer", "none", &target]).args([found, seeds]);
        let seconds = options.minutes * 60;
        command.args([
            "--",
            &format!("-max_total_time={seconds}"),
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-max_len=4096",
        ]);
        ChildGuard::start("cargo fuzz", &command, Output::Shown)?
            .succeed(BUILD_LIMIT + Duration::from_secs(seconds))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn all() -> anyhow::Result<Vec<String>> {
    let folder = paths::root().join("fuzz/corpus");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<_> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<std::io::Result<_>>()?;
    names.sort();
    Ok(names)
}
