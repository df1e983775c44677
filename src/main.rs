//! The composition root: reads the command line and the config, and runs the command. It has no business rules.
#![recursion_limit = "256"]
// They panic when nobody reads them any more: see `output.rs`.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod accounts;
mod assemble;
mod backup;
mod check;
mod cli;
mod database;
mod import;
mod leftovers;
mod moderators;
mod outbox;
mod output;
mod permissions;
mod reload;
mod requests;
mod room;
mod rules;
mod serve;
mod show;
mod status;
mod table;
mod telemetry;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use registration_core::{
    Config,
    domain::{Actor, EmailAddress},
    mail::send_test_mail,
};

use assemble::{assemble, open};
use cli::{Cli, Command};
use output::outln;
use reload::Reload;

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
    let log_level = telemetry::start(cli.log_format, config.debug);
    for warning in &config.warnings {
        tracing::warn!("config: {warning}");
    }
    for exposed in permissions::exposed(&cli.config, &config) {
        tracing::warn!("{exposed}");
    }
    match cli.command {
        Command::Serve { only } => {
            let reload = Reload::new(cli.config, log_level)?;
            serve::serve(assemble(config).await?, &only, reload).await?;
        }
        Command::Migrate => {
            open(&config).await?.migrate().await.context("database: cannot migrate it")?;
        }
        Command::Backup(arguments) => backup::run(&config, arguments).await?,
        Command::Database { command } => database::run(&config, command).await?,
        Command::Leftovers { command } => leftovers::run(assemble(config).await?, command).await?,
        Command::Status { json } => return status::run(assemble(config).await?, json).await,
        Command::Outbox { command } => outbox::run(assemble(config).await?, command).await?,
        Command::TestMail { address } => test_mail(&config, &address).await?,
        Command::Cleanup => {
            let cleaned = assemble(config).await?.operations().clean_up().await?;
            let registration_core::registrations::Cleaned { expired, forgotten, rules } = cleaned;
            outln!("requests expired: {expired}, deleted: {forgotten}; expired rules removed: {rules}");
        }
        Command::Requests { command } => requests::run(assemble(config).await?, command).await?,
        Command::Accounts { command } => accounts::run(assemble(config).await?, command).await?,
        Command::ImportDjango { path, apply, json } => {
            import::run(assemble(config).await?, &path, apply, json).await?;
        }
        Command::Pause { reason } => {
            assemble(config).await?.moderation().pause(reason, &Actor::Operator).await?;
            outln!("New requests are not accepted from now on.");
        }
        Command::Resume => {
            assemble(config).await?.moderation().resume(&Actor::Operator).await?;
            outln!("New requests are accepted again.");
        }
        Command::Room { command } => room::run(assemble(config).await?, command).await?,
        Command::Moderators { command } => moderators::run(assemble(config).await?, command).await?,
        Command::Messages { .. } | Command::Check { .. } => {} // above
        Command::Rules { command } => rules::run(assemble(config).await?, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Sends a test mail, and prints how to find it.
async fn test_mail(config: &Config, to: &EmailAddress) -> anyhow::Result<()> {
    let id = send_test_mail(config, to).await?;
    outln!("The mail server has accepted the mail to {}. Message-ID: {id}", to.as_typed());
    outln!("If it does not arrive, look for this ID in the mail server's log, and into the spam folder.");
    Ok(())
}

/// Prints the built-in messages of a language. Needs no config.
fn messages(language: &str) -> anyhow::Result<ExitCode> {
    let found = registration_core::messages::built_in(language);
    output::print(format_args!(
        "{}",
        found.with_context(|| format!("there are no built-in messages in `{language}`"))?
    ));
    Ok(ExitCode::SUCCESS)
}
