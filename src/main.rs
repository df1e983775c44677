//! The composition root: reads the command line and the config, and runs the command. It has no business rules.
#![recursion_limit = "256"]

mod accounts;
mod assemble;
mod check;
mod cli;
mod import;
mod permissions;
mod requests;
mod room;
mod rules;
mod serve;
mod show;
mod table;
mod telemetry;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use registration_core::{Config, domain::Actor, store::Store};

use assemble::{assemble, open};
use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let format = cli.log_format;
    let done = tokio::runtime::Runtime::new().context("cannot start").and_then(|runtime| runtime.block_on(run(cli)));
    done.unwrap_or_else(|error| {
        telemetry::fatal(format, &error);
        ExitCode::FAILURE
    })
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    permissions::restrict();
    if let Command::Messages { language } = &cli.command {
        return messages(language);
    }
    if let Command::Check { json } = cli.command {
        telemetry::start(cli.log_format, false);
        return check::check(&cli.config, json).await;
    }
    let config = Config::load(&cli.config)?;
    telemetry::start(cli.log_format, config.debug);
    for warning in &config.warnings {
        tracing::warn!("config: {warning}");
    }
    for exposed in permissions::exposed(&cli.config, &config) {
        tracing::warn!("{exposed}");
    }
    match cli.command {
        Command::Serve { only } => serve::serve(assemble(config).await?, &only).await?,
        Command::Migrate => {
            open(&config).await?.migrate().await.context("database: cannot migrate it")?;
        }
        Command::Backup { path } => {
            Store::back_up(&config, &path).await?;
            println!("The database is copied to {}. Keep a copy of the secret key elsewhere.", path.display());
        }
        Command::Cleanup => {
            let cleaned = assemble(config).await?.operations().clean_up().await?;
            let registration_core::registrations::Cleaned { expired, forgotten, rules } = cleaned;
            println!("requests expired: {expired}, deleted: {forgotten}; expired rules removed: {rules}");
        }
        Command::Requests { command } => requests::run(assemble(config).await?, command).await?,
        Command::Accounts { command } => accounts::run(assemble(config).await?, command).await?,
        Command::ImportDjango { path, apply, json } => {
            import::run(assemble(config).await?, &path, apply, json).await?;
        }
        Command::Pause { reason } => {
            assemble(config).await?.moderation().pause(reason, &Actor::Operator).await?;
            println!("New requests are not accepted from now on.");
        }
        Command::Resume => {
            assemble(config).await?.moderation().resume(&Actor::Operator).await?;
            println!("New requests are accepted again.");
        }
        Command::Room { command } => room::run(assemble(config).await?, command).await?,
        Command::Messages { .. } | Command::Check { .. } => {} // above
        Command::Rules { command } => rules::run(assemble(config).await?, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the built-in messages of a language. Needs no config.
fn messages(language: &str) -> anyhow::Result<ExitCode> {
    let found = registration_core::messages::built_in(language);
    print!("{}", found.with_context(|| format!("there are no built-in messages in `{language}`"))?);
    Ok(ExitCode::SUCCESS)
}
