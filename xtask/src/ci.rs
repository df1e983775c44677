//! `cargo xtask ci`
use std::process::ExitCode;
pub fn run(options: &crate::test::Options) -> anyhow::Result<ExitCode> { crate::test::run(options) }
