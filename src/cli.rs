//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Moderated sign-up for a Matrix homeserver that runs Synapse.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// The config file.
    #[arg(long, env = "CONFIG_PATH", default_value = "config.yaml", global = true)]
    pub config: PathBuf,
    /// How log lines look.
    #[arg(long, value_enum, default_value_t = LogFormat::Human, global = true)]
    pub log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    Human,
    /// A JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Brings the schema up to date, then runs web server, worker and bot.
    Serve {
        /// Runs only these parts.
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<Service>,
    },
    /// Brings the schema up to date, and ends.
    Migrate,
    /// Tries config, database, Synapse, mail server and room, and says what to mend.
    Check,
    /// Gives up what nobody finished and forgets what is over; `serve` does so by itself.
    Cleanup,
    /// Looks at requests and decides on them.
    Requests {
        /// What to do with them.
        #[command(subcommand)]
        command: RequestsCommand,
    },
    /// Takes over what the Django app has in its database; without --apply, says what it would do.
    ImportDjango {
        /// The app's file, which is not changed.
        path: PathBuf,
        /// Does it.
        #[arg(long)]
        apply: bool,
        /// For scripts.
        #[arg(long)]
        json: bool,
    },
}

/// A part of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    /// The form.
    Web,
    /// Mails and accounts.
    Worker,
    /// The moderators' room.
    Bot,
}

/// What to do with requests.
#[derive(Debug, Subcommand)]
pub enum RequestsCommand {
    /// Lists those that wait, or with --all the newest of all.
    List {
        /// Those that are decided, too.
        #[arg(long)]
        all: bool,
    },
    /// Shows one.
    Show {
        /// Its number.
        number: String,
    },
    /// Opens the account.
    Approve {
        /// Its number.
        number: String,
        /// Words to the applicant.
        #[arg(long)]
        message: Option<String>,
    },
    /// Removes the account.
    Deny {
        /// Its number.
        number: String,
        /// Words to the applicant.
        #[arg(long)]
        message: Option<String>,
    },
}
