//! The command-line arguments.

mod operations;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;
use registration_core::domain::{EmailAddress, RuleId, RuleKind, State, parse_lifetime};

pub use operations::{BackupArguments, DatabaseCommand, LeftoversCommand, ModeratorsCommand, OutboxCommand};

/// Moderated sign-up for a Matrix homeserver that runs Synapse.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// The config file.
    #[arg(long, env = "CONFIG_PATH", default_value = "config.yaml", global = true)]
    pub config: PathBuf,
    /// The format of the log.
    #[arg(long, value_enum, default_value_t = LogFormat::Human, global = true)]
    pub log_format: LogFormat,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The format of the log.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    Human,
    /// One JSON object per line.
    Json,
}

/// The command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Migrates the database, then runs the web server, the worker and the bot.
    Serve {
        /// Run only these parts.
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<Service>,
    },
    /// Migrates the database.
    Migrate,
    /// Checks config, database, Synapse, mail server, room and proxy, and says how to fix problems.
    ///
    /// Creates and changes nothing. Exit code: 0 all is well, 1 errors, 3 warnings only.
    Check {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shows whether the service runs, what it depends on, and what waits; as the room's `status`.
    Status {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists, retries and drops effects: what the service has yet to do.
    Outbox {
        /// The command.
        #[command(subcommand)]
        command: OutboxCommand,
    },
    /// Sends a test mail at once, and prints the mail server's answer.
    TestMail {
        /// The recipient.
        address: EmailAddress,
    },
    /// Copies the database to a new file, and verifies it; works while the service runs.
    Backup(BackupArguments),
    /// Moves the database.
    Database {
        /// The command.
        #[command(subcommand)]
        command: DatabaseCommand,
    },
    /// Finds accounts in Synapse without a request, after a restore.
    Leftovers {
        /// The command.
        #[command(subcommand)]
        command: LeftoversCommand,
    },
    /// Expires unfinished requests and deletes old ones; `serve` also does this.
    Cleanup,
    /// Lists, shows and decides requests.
    Requests {
        /// The command.
        #[command(subcommand)]
        command: RequestsCommand,
    },
    /// Lists accounts that need a decision, and decides them.
    Accounts {
        /// The command.
        #[command(subcommand)]
        command: AccountsCommand,
    },
    /// Imports the Django app's database; without --apply, only shows what it would import.
    ImportDjango {
        /// The app's database file, which is not changed.
        path: PathBuf,
        /// Import it.
        #[arg(long)]
        apply: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Stops accepting new requests until `resume`; started ones can be finished.
    Pause {
        /// The reason shown to applicants.
        reason: Option<String>,
    },
    /// Accepts new requests again.
    Resume,
    /// Lists the rooms of the config, and confirms the room that an alias points to.
    Room {
        /// The command.
        #[command(subcommand)]
        command: RoomCommand,
    },
    /// Lists, adds and removes moderators.
    Moderators {
        /// The command.
        #[command(subcommand)]
        command: ModeratorsCommand,
    },
    /// Prints the built-in messages, as a start for `messages_dir`.
    Messages {
        /// The language.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Lists, adds and removes rules that block sign-ups.
    Rules {
        /// The command.
        #[command(subcommand)]
        command: RulesCommand,
    },
}

/// A part of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    /// The sign-up form.
    Web,
    /// Sends mails and creates accounts.
    Worker,
    /// The bot in the moderators' room.
    Bot,
}

/// Commands for requests. WHO is a number (12, #12), a username or a user ID.
#[derive(Debug, Subcommand)]
pub enum RequestsCommand {
    /// Lists requests that wait for a decision.
    List {
        /// List requests in this state, such as `denied` or `awaiting_password`.
        #[arg(long, conflicts_with = "all")]
        state: Option<State>,
        /// List the newest requests in any state.
        #[arg(long)]
        all: bool,
        /// The maximum number of requests.
        #[arg(long, default_value_t = 100)]
        limit: u64,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shows a request and its audit log.
    Show {
        /// The request.
        who: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Approves a request: the account can be used.
    Approve(DecisionArguments),
    /// Denies a request: the account is removed.
    Deny(DecisionArguments),
    /// Mails the applicant a question, with a link to answer it.
    Ask {
        /// The request.
        who: String,
        /// The question.
        question: String,
    },
    /// Puts a pending request on hold: moderators are not reminded of it.
    Hold {
        /// The request.
        who: String,
        /// Why.
        reason: Option<String>,
        /// For how long: 3d, 2w, 12h. Without it, until `unhold`.
        #[arg(long = "for", value_name = "SPAN", value_parser = parse_lifetime)]
        lifetime: Option<SignedDuration>,
    },
    /// Ends a hold.
    Unhold {
        /// The request.
        who: String,
    },
    /// Notes something about a request for the moderators.
    Note {
        /// The request.
        who: String,
        /// The note.
        note: String,
    },
    /// Undoes a decision before it takes effect (`moderation.undo`).
    Undo {
        /// The request.
        who: String,
    },
    /// Turns a decision around that has taken effect: locks an opened account, reopens a denied request.
    Revoke(DecisionArguments),
    /// Reopens a denied request: moderators decide again.
    Reopen {
        /// The request.
        who: String,
    },
    /// Sends the mail with the link or the decision again.
    Resend {
        /// The request.
        who: String,
    },
    /// Lists parked effects, which wait until an operator has fixed the cause.
    Parked {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Retries parked effects, once the cause is fixed.
    Retry {
        /// The effects of this request.
        #[arg(required_unless_present = "all")]
        who: Option<String>,
        /// The effects of all requests.
        #[arg(long, conflicts_with = "who")]
        all: bool,
    },
}

/// A decision.
#[derive(Debug, Args)]
pub struct DecisionArguments {
    /// The request.
    pub who: String,
    /// A message to the applicant, for the mail.
    #[arg(long)]
    pub message: Option<String>,
    /// Send no mail to the applicant.
    #[arg(long)]
    pub quiet: bool,
}

/// Commands for accounts that need a decision. NAME is a username or a user ID.
#[derive(Debug, Subcommand)]
pub enum AccountsCommand {
    /// Lists the accounts that need a decision, with the possible answers.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Treats the account as ours, and continues with it as it is.
    Adopt {
        /// The account.
        name: String,
    },
    /// Leaves the account to the person who uses it. A denied request becomes active.
    Keep {
        /// The account.
        name: String,
    },
    /// Gives up our claim to the account. The username of a denied request can be requested again.
    Release {
        /// The account.
        name: String,
    },
    /// Deactivates and erases the account, even if it is in use.
    Remove {
        /// The account.
        name: String,
    },
}

/// Commands for rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Lists all rules.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Adds a rule.
    Add {
        /// What the rule matches: email, username or ip.
        kind: RuleKind,
        /// A regular expression, matched anywhere and ignoring case; for ip, an address or a network.
        pattern: String,
        /// The reason.
        #[arg(long)]
        reason: Option<String>,
        /// Show the reason to applicants who are blocked.
        #[arg(long, requires = "reason")]
        show_reason: bool,
        /// How long the rule applies: 30d, 2w, 12h. Without it, forever.
        #[arg(long = "for", value_name = "SPAN", value_parser = parse_lifetime)]
        lifetime: Option<SignedDuration>,
        /// Also deny waiting requests that match, without a mail. Only lists them, unless --yes is given.
        #[arg(long)]
        deny_pending: bool,
        /// Deny the requests that --deny-pending lists.
        #[arg(long, requires = "deny_pending")]
        yes: bool,
    },
    /// Removes a rule.
    Remove {
        /// The number of the rule.
        number: RuleId,
    },
}

/// Commands for the rooms of the config.
#[derive(Debug, Subcommand)]
pub enum RoomCommand {
    /// Lists the rooms, with the room that each alias points to.
    List,
    /// Confirms that the aliases that now point to this room may do so.
    Confirm {
        /// The room ID, as `check` and `room list` show it.
        room: String,
    },
}
