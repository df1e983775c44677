//! `cargo xtask demo`: everything on this machine, ready to be tried.
use std::process::ExitCode;
#[derive(clap::Args)]
pub struct Options {}
pub fn run(_: &Options) -> anyhow::Result<ExitCode> { anyhow::bail!("not yet") }
