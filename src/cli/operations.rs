//! The arguments of commands that keep the service running.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Commands for the outbox. NUMBER is that of the effect, as `outbox list` shows it.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// Lists the effects that wait for their turn, wait after a failure, or are parked.
    List {
        /// The maximum number of effects.
        #[arg(long, default_value_t = 1000)]
        limit: u64,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Tries effects again now, once the cause is fixed.
    Retry {
        /// The effect.
        #[arg(required_unless_present = "all")]
        number: Option<i64>,
        /// All that are parked, or that failed and wait for their next attempt.
        #[arg(long, conflicts_with = "number")]
        all: bool,
    },
    /// Removes an effect that will never succeed, such as a mail to an address that does not exist.
    Drop {
        /// The effect.
        number: i64,
    },
}

/// Where a backup goes, or which one is verified.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// A file that does not exist yet; or a folder, for a file with the time in its name.
    #[arg(required_unless_present = "verify")]
    pub path: Option<PathBuf>,
    /// Also copy the secret key, beside the backup. Anyone who has both can read mailed links and the bot's messages.
    #[arg(long)]
    pub with_key: bool,
    /// Delete all but this many of the newest backups in the folder.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub keep: Option<u16>,
    /// Verify this backup instead of making one: the file is sound, every row can be read, and the secret key fits.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["path", "with_key", "keep"])]
    pub verify: Option<PathBuf>,
}

/// Commands for the database.
#[derive(Debug, Subcommand)]
pub enum DatabaseCommand {
    /// Moves everything into another, empty database: from SQLite to PostgreSQL, or back. Stop the service first.
    Move {
        /// The address of a PostgreSQL database, or the path of a new SQLite file.
        #[arg(long, required_unless_present = "to_file")]
        to: Option<String>,
        /// A file with the address: other users of this machine can see the arguments of a command, and a password in
        /// them.
        #[arg(long, conflicts_with = "to", value_name = "FILE")]
        to_file: Option<PathBuf>,
    },
}

/// Commands for the moderators. USER is a user ID, or the name of an account on this server.
#[derive(Debug, Subcommand)]
pub enum ModeratorsCommand {
    /// Lists who can decide on requests, and who was added or removed.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Makes a person a moderator of the room, and invites them. The running bot does it.
    Add {
        /// The person.
        user: String,
    },
    /// Takes a moderator's power level away, and removes them from the room. The running bot does it.
    Remove {
        /// The person.
        user: String,
    },
}

/// Commands for accounts without a request.
#[derive(Debug, Subcommand)]
pub enum LeftoversCommand {
    /// Lists locked, unused accounts that look like ours and for which no request is known. Changes nothing.
    List {
        /// Only accounts created since then: when the backup was made that was restored, as in 2026-11-28 or
        /// 2026-11-28T04:00:00Z.
        #[arg(long, value_name = "TIME", value_parser = instant)]
        since: Timestamp,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Puts such an account among those that need a decision. `accounts keep`, `release` or `remove` then decides.
    Ask {
        /// The account.
        name: String,
    },
}

/// A date, whose day begins at midnight UTC, or an instant.
fn instant(text: &str) -> Result<Timestamp, String> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|start| start.timestamp());
    // A date alone is not an instant.
    text.parse().ok().or_else(day).ok_or_else(|| "expected a date like 2026-11-28, or 2026-11-28T04:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_a_date_or_an_instant() {
        assert_eq!(instant("2026-11-28"), instant("2026-11-28T00:00:00Z"));
        assert_eq!(instant("2026-11-28T01:00:00+01:00"), instant("2026-11-28"));
        assert!(instant("yesterday").is_err() && instant("2026-13-01").is_err());
    }
}
