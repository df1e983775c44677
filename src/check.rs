//! `check`: checks everything that the service needs, and says how to fix problems.

mod mail;
mod report;
mod synapse;

use std::{path::Path, process::ExitCode};

use registration_bot::{JoinState, LogRoom, RoomIssue, RoomState};
use registration_core::{
    Config, Registrations,
    keys::Keys,
    messages::Language,
    store::{Schema, Store, StoreError},
};

use report::Report;

use crate::{
    assemble::{assemble, open},
    permissions,
    serve::OTHER_KEY,
};

/// Prints a line for each part; the exit code says whether all is well.
pub async fn check(config: &Config, file: &Path) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    report.good("config", "is valid");
    for warning in &config.warnings {
        report.note("config", &warning.to_string());
    }
    for exposed in permissions::exposed(file, config) {
        report.note("files", &exposed);
    }
    let is_ready = database(config, &mut report).await;
    mail::check(config, &mut report).await;
    if synapse::check(config, &mut report).await && is_ready {
        room(config, &mut report).await;
    }
    Ok(if report.has_failures { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Reports on the database, and whether it has the current schema. An empty database is migrated; one of an earlier
/// version is not, because that version may still be running.
async fn database(config: &Config, report: &mut Report) -> bool {
    let fix = "Check `database` and `data_dir`: the service must be able to write to the folder.";
    let store = match open(config).await {
        Ok(store) => store,
        Err(error) => {
            report.bad("database", format!("{error:#}").trim_start_matches("database: "), fix);
            return false;
        }
    };
    let is_current = match store.schema().await {
        Ok(Schema::Behind) => Ok(false),
        Ok(_) => store.migrate().await.map(|()| true),
        Err(error) => Err(error),
    };
    match &is_current {
        Ok(true) => {
            report.good("database", "opens, and its schema is current");
            secret_key(config, &store, report).await;
        }
        Ok(false) => report.note(
            "database",
            "has the schema of an earlier version: back it up, then `serve` migrates it. The room is checked after that",
        ),
        Err(error @ StoreError::Newer(_)) => report.bad("database", &error.to_string(), "Nothing was changed."),
        Err(error) => {
            report.bad("database", &format!("cannot be migrated: {}", with_cause(error)), fix);
        }
    }
    is_current.unwrap_or(false)
}

/// Reports whether the secret key is the one that the database was created with.
async fn secret_key(config: &Config, store: &Store, report: &mut Report) {
    let known = match config.secret_key() {
        Ok(key) => store.knows_key(&Keys::new(&key)).await,
        Err(error) => {
            let words = format!("{:#}", anyhow::Error::from(error));
            return report.bad("key", &words, "Check `secret_key` and `data_dir`.");
        }
    };
    match known {
        Ok(Some(true)) => report.good("key", "`secret_key` is the one that the database was created with"),
        Ok(None) => report.good("key", "`secret_key` will be remembered at the first start"),
        Ok(Some(false)) => report.bad(
            "key",
            OTHER_KEY,
            "Restore the former `secret_key`; all processes that share a database need the same one. If it is lost, run \
             `DELETE FROM settings WHERE key = 'secret_key'` in the database to accept the new one.",
        ),
        Err(error) => report.bad("key", &with_cause(&error), "Check `database`."),
    }
}

fn with_cause(error: &StoreError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

async fn room(config: &Config, report: &mut Report) {
    let fix = "Check `bot.username` and `bot.admin_room`.";
    let found = match assemble(config.clone()).await {
        Ok(registrations) => {
            synapse::visible_accounts(&registrations, report).await;
            accounts(&registrations, report).await;
            registration_bot::check(&registrations).await
        }
        Err(error) => {
            return report.bad("room", &format!("cannot be checked: {error:#}"), "Fix the problems above first.");
        }
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return report.bad("room", &error.to_string(), fix),
    };
    let account = if found.has_account { "exists" } else { "will be created at the first start" };
    let bot = found.bot;
    report.good("bot", &format!("{bot} {account}"));
    for words in found.unconfirmed {
        report.bad("room", &words, "Until then, the bot neither joins it nor posts there.");
    }
    match found.room {
        RoomState::Found { room, encrypted, issues } => {
            let words = if encrypted { "exists, and is encrypted" } else { "exists, and is NOT encrypted" };
            report.good("room", &format!("{room} {words}"));
            for issue in issues {
                match issue {
                    RoomIssue::Powerless { .. } => {
                        report.bad("room", &issue.text(Language::english()), "The bot needs it.");
                    }
                    _ => report.note("room", &issue.text(Language::english())),
                }
            }
        }
        RoomState::ToBeCreated => {
            report.good("room", "will be created at the first start, and `bot.moderators` will be invited");
        }
        RoomState::Unknown(room) => report.bad("room", &format!("Synapse does not know {room}"), fix),
    }
    if let Some(found) = found.log_room {
        log_room(&found, &bot, report);
    }
}

/// Reports how many accounts need a decision, if any do.
async fn accounts(registrations: &Registrations, report: &mut Report) {
    let words = match registrations.moderation().account_questions().await {
        Ok(asked) if asked.is_empty() => return,
        Ok(asked) if asked.len() == 1 => "one account needs a decision: see `accounts list`".to_owned(),
        Ok(asked) => format!("{} accounts need a decision: see `accounts list`", asked.len()),
        Err(error) => return report.note("accounts", &with_cause(&error)),
    };
    report.note("accounts", &words);
}

/// Reports whether the bot can post in `moderation.log_room`.
fn log_room(found: &LogRoom, bot: &str, report: &mut Report) {
    let (room, join_state, issue) = match found {
        LogRoom::Found { room, join_state, issue } => (room, join_state, issue),
        LogRoom::Unknown(named) => {
            let words = format!("Synapse does not know {named}");
            return report.bad("log room", &words, "Check `moderation.log_room`.");
        }
    };
    match join_state {
        JoinState::Joined => report.good("log room", &format!("{room} exists, and {bot} has joined it")),
        JoinState::CanJoin => {
            report.good("log room", &format!("{room} exists; {bot} joins it with the first decision"));
        }
        JoinState::NeedsInvite => {
            report.note("log room", &format!("{bot} cannot join {room}; invite it, or a server admin has to"));
        }
        JoinState::Banned => {
            report.bad("log room", &format!("{bot} is banned from {room}"), "Unban it, then invite it.");
        }
    }
    if let Some(issue) = issue {
        report.bad("log room", &issue.text(Language::english()), "Without it, decisions are not posted there.");
    }
}
