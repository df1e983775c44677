//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;
use registration_core::domain::{RuleId, RuleKind, State, parse_lifetime};

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
    /// Copies the database into a new file, also while the service runs.
    Backup {
        /// The file, which must not exist yet.
        path: PathBuf,
    },
    /// Gives up what nobody finished and forgets what is over; `serve` does so by itself.
    Cleanup,
    /// Looks at requests and decides on them.
    Requests {
        /// What to do with them.
        #[command(subcommand)]
        command: RequestsCommand,
    },
    /// Lists accounts that are not as we left them, and decides what happens to them.
    Accounts {
        /// What to do with them.
        #[command(subcommand)]
        command: AccountsCommand,
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
    /// Takes no new requests until `resume`; what is under way goes on.
    Pause {
        /// What applicants are told.
        reason: Option<String>,
    },
    /// Takes new requests again.
    Resume,
    /// Looks at the rooms of the config, and confirms one that an alias leads to.
    Room {
        /// What to do with them.
        #[command(subcommand)]
        command: RoomCommand,
    },
    /// Prints the built-in messages, as a start for `messages_dir`.
    Messages {
        /// In this language.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Looks at rules that keep people out, makes and removes them.
    Rules {
        /// What to do with them.
        #[command(subcommand)]
        command: RulesCommand,
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

/// What to do with requests. WHO is a number (12, #12), a username or a user ID.
#[derive(Debug, Subcommand)]
pub enum RequestsCommand {
    /// Lists those that wait for a decision.
    List {
        /// Those of another state, such as `denied` or `awaiting_password`.
        #[arg(long, conflicts_with = "all")]
        state: Option<State>,
        /// The newest, whatever their state.
        #[arg(long)]
        all: bool,
        /// At most so many.
        #[arg(long, default_value_t = 100)]
        limit: u64,
        /// For scripts.
        #[arg(long)]
        json: bool,
    },
    /// Shows one, with everything that happened to it.
    Show {
        /// Which one.
        who: String,
        /// For scripts.
        #[arg(long)]
        json: bool,
    },
    /// Opens the account.
    Approve(RulingArguments),
    /// Removes the account.
    Deny(RulingArguments),
    /// Gives a denied one back to the moderators.
    Reopen {
        /// Which one.
        who: String,
    },
    /// Mails the link, or the decision, once more.
    Resend {
        /// Which one.
        who: String,
    },
    /// Lists what could not be done, and waits for somebody to mend something.
    Parked {
        /// For scripts.
        #[arg(long)]
        json: bool,
    },
    /// Has it tried again once it is mended.
    Retry {
        /// Of which one.
        #[arg(required_unless_present = "all")]
        who: Option<String>,
        /// Of all.
        #[arg(long, conflicts_with = "who")]
        all: bool,
    },
}

/// A decision.
#[derive(Debug, Args)]
pub struct RulingArguments {
    /// Which one.
    pub who: String,
    /// Words to the applicant, for the mail.
    #[arg(long)]
    pub message: Option<String>,
    /// Without a mail to the applicant.
    #[arg(long)]
    pub quiet: bool,
}

/// What to do with accounts that need a decision. NAME is a username or a user ID.
#[derive(Debug, Subcommand)]
pub enum AccountsCommand {
    /// Lists the accounts that need a decision, with the possible answers.
    List {
        /// For scripts.
        #[arg(long)]
        json: bool,
    },
    /// The account is ours: continue with it as it is.
    Adopt {
        /// Which account.
        name: String,
    },
    /// Leave the account to the person who uses it. A denied request becomes active.
    Keep {
        /// Which account.
        name: String,
    },
    /// Give up our claim to the account; of a denied request, allow its username to be given out again.
    Release {
        /// Which account.
        name: String,
    },
    /// Deactivate and erase the account, even if it is in use.
    Remove {
        /// Which account.
        name: String,
    },
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Lists them.
    List {
        /// For scripts.
        #[arg(long)]
        json: bool,
    },
    /// Makes one.
    Add {
        /// What it looks at: email, username or ip.
        kind: RuleKind,
        /// A regular expression, found anywhere and in any case; for ip an address or a network.
        pattern: String,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
        /// Tell the reason to whom it keeps out.
        #[arg(long, requires = "reason")]
        show_reason: bool,
        /// Until when it holds: 30d, 2w, 12h. For ever if left out.
        #[arg(long = "for", value_name = "SPAN", value_parser = parse_lifetime)]
        lifetime: Option<SignedDuration>,
        /// Deny waiting requests that it matches, too, without a mail: lists them, and does so
        /// with --yes.
        #[arg(long)]
        deny_pending: bool,
        /// Do what --deny-pending has listed.
        #[arg(long, requires = "deny_pending")]
        yes: bool,
    },
    /// Takes one away.
    Remove {
        /// Its number.
        number: RuleId,
    },
}

/// What to do with the rooms that the config names.
#[derive(Debug, Subcommand)]
pub enum RoomCommand {
    /// Lists them, and which room each alias leads to.
    List,
    /// Says that the aliases that lead to this room now are meant to.
    Confirm {
        /// The room's ID, as `check` and `room list` show it.
        room: String,
    },
}
