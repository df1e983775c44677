//! `cargo xtask fuzz`: looks for bytes for which a property of `properties/` does not hold.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Context;
use clap::Args;

use crate::run::{Output, Tethered};
use crate::{paths, tools};

/// A nightly compiler builds what libFuzzer drives; the first time that takes long.
const BUILDING: Duration = Duration::from_mins(40);

/// What to look at, and how long.
#[derive(Args)]
pub struct Options {
    /// One of the properties; all of them, one after the other, if none is named
    target: Option<String>,
    /// For each of them
    #[arg(long, default_value_t = 10, value_name = "MINUTES")]
    minutes: u64,
}

/// Stops at the first input for which a property does not hold.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let program = tools::FUZZ.installed()?;
    let targets = match &options.target {
        Some(target) => vec![target.clone()],
        None => all()?,
    };
    for target in targets {
        println!("{target}, {} minutes", options.minutes);
        // What is new goes into a folder that is not kept; the seeds are read.
        let (found, seeds) = (paths::target("fuzz").join(&target), paths::root().join("fuzz/corpus").join(&target));
        std::fs::create_dir_all(&found)?;
        let mut command = Command::new(&program);
        command.env("RUSTUP_TOOLCHAIN", "nightly").env_remove("CARGO").current_dir(paths::root());
        // No sanitizer: none of our code is unsafe, and assertions are worth more.
        command.args(["fuzz", "run", "--dev", "--sanitizer", "none", &target]).args([found, seeds]);
        let seconds = options.minutes * 60;
        command.args([
            "--",
            &format!("-max_total_time={seconds}"),
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-max_len=4096",
        ]);
        Tethered::start("cargo fuzz", &command, Output::Shown)?.succeed(BUILDING + Duration::from_secs(seconds))?;
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
