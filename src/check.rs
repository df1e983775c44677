//! `check`: tries everything that the service needs, and says what to mend.

mod mail;
mod synapse;

use std::{path::Path, process::ExitCode};

use registration_bot::{JoinState, LogRoom, RoomIssue, RoomState};
use registration_core::{
    Config, Registrations,
    keys::Keys,
    store::{Schema, Store, StoreError},
};

use crate::{assemble, open, private, serve::OTHER_KEY};

/// Prints a line for each part, and whether all is well.
pub async fn check(config: &Config, file: &Path) -> anyhow::Result<ExitCode> {
    let mut report = Report { is_well: true };
    report.good("config", "read, and every key is understood");
    for warning in &config.warnings {
        report.note("config", &warning.to_string());
    }
    for exposed in private::exposed(file, config) {
        report.note("files", &exposed);
    }
    let is_ready = database(config, &mut report).await;
    mail::check(config, &mut report).await;
    if synapse::check(config, &mut report).await && is_ready {
        room(config, &mut report).await;
    }
    Ok(if report.is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Report {
    is_well: bool,
}

impl Report {
    #[expect(clippy::unused_self, reason = "beside its siblings, which need it")]
    fn good(&self, part: &str, words: &str) {
        println!("ok    {part:<9} {words}");
    }

    #[expect(clippy::unused_self, reason = "beside its siblings, which need it")]
    fn note(&self, part: &str, words: &str) {
        println!("note  {part:<9} {words}");
    }

    fn bad(&mut self, part: &str, words: &str, mend: &str) {
        println!("FAIL  {part:<9} {words}\n                {mend}");
        self.is_well = false;
    }
}

/// Says whether there is a database with our schema. An empty one gets it; one of an earlier version
/// is left as it is, because that version may be running beside us.
async fn database(config: &Config, report: &mut Report) -> bool {
    let mend = "Look at `database` and `data_dir`: the folder must exist and be ours to write in.";
    let store = match open(config).await {
        Ok(store) => store,
        Err(error) => {
            report.bad("database", format!("{error:#}").trim_start_matches("database: "), mend);
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
            report.good("database", "opens, and its schema is up to date");
            secret_key(config, &store, report).await;
        }
        Ok(false) => report.note(
            "database",
            "has the schema of an earlier version: back it up, then `serve` brings it up to date. \
             The room is looked for once that is done",
        ),
        Err(error @ StoreError::Newer(_)) => report.bad("database", &error.to_string(), "Nothing was changed."),
        Err(error) => {
            report.bad("database", &format!("its schema cannot be brought up to date: {}", with_cause(error)), mend);
        }
    }
    is_current.unwrap_or(false)
}

/// Says whether it is the key with which the database was begun.
async fn secret_key(config: &Config, store: &Store, report: &mut Report) {
    let known = match config.secret_key() {
        Ok(key) => store.knows_key(&Keys::new(&key)).await,
        Err(error) => {
            let words = format!("{:#}", anyhow::Error::from(error));
            return report.bad("key", &words, "Look at `secret_key`, and at `data_dir`.");
        }
    };
    match known {
        Ok(Some(true)) => report.good("key", "`secret_key` is the one with which the database was begun"),
        Ok(None) => report.good("key", "`secret_key` is remembered at the first start"),
        Ok(Some(false)) => report.bad(
            "key",
            OTHER_KEY,
            "Put the former `secret_key` back; all processes of a database need the same. Is it lost for good? Then \
             `DELETE FROM settings WHERE key = 'secret_key'` in the database takes this one from now on.",
        ),
        Err(error) => report.bad("key", &with_cause(&error), "Look at `database`."),
    }
}

fn with_cause(error: &StoreError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

async fn room(config: &Config, report: &mut Report) {
    let mend = "Look at `bot.username` and `bot.admin_room`.";
    let found = match assemble(config.clone()).await {
        Ok(registrations) => {
            synapse::visible_accounts(&registrations, report).await;
            accounts(&registrations, report).await;
            registration_bot::check(&registrations).await
        }
        Err(error) => return report.bad("room", &format!("cannot be looked for: {error:#}"), "Mend the above first."),
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return report.bad("room", &error.to_string(), mend),
    };
    let account = if found.has_account { "is there" } else { "is made at the first start" };
    let bot = found.bot;
    report.good("bot", &format!("{bot} {account}"));
    for words in found.unconfirmed {
        report.bad("room", &words, "Until then nothing is posted or joined there.");
    }
    match found.room {
        RoomState::Found { room, encrypted, issues } => {
            let words = if encrypted { "is there, and encrypted" } else { "is there, and NOT encrypted" };
            report.good("room", &format!("{room} {words}"));
            for issue in issues {
                match issue {
                    RoomIssue::Powerless { .. } => {
                        report.bad("room", &issue.text(), "The bot cannot work without it.");
                    }
                    _ => report.note("room", &issue.text()),
                }
            }
        }
        RoomState::ToBeMade => report.good("room", "is made at the first start, and `bot.moderators` are invited"),
        RoomState::Unknown(room) => report.bad("room", &format!("Synapse does not know {room}"), mend),
    }
    if let Some(found) = found.log_room {
        log_room(&found, &bot, report);
    }
}

/// Says how many accounts need a decision, if any do.
async fn accounts(registrations: &Registrations, report: &mut Report) {
    let words = match registrations.account_questions().await {
        Ok(asked) if asked.is_empty() => return,
        Ok(asked) if asked.len() == 1 => "one account needs a decision: see `accounts list`".to_owned(),
        Ok(asked) => format!("{} accounts need a decision: see `accounts list`", asked.len()),
        Err(error) => return report.note("accounts", &with_cause(&error)),
    };
    report.note("accounts", &words);
}

/// Says whether the bot can speak in the room of `moderation.log_room`.
fn log_room(found: &LogRoom, bot: &str, report: &mut Report) {
    let (room, join_state, issue) = match found {
        LogRoom::Found { room, join_state, issue } => (room, join_state, issue),
        LogRoom::Unknown(named) => {
            let words = format!("Synapse does not know {named}");
            return report.bad("log room", &words, "Look at `moderation.log_room`.");
        }
    };
    match join_state {
        JoinState::Joined => report.good("log room", &format!("{room} is there, and {bot} is in it")),
        JoinState::CanJoin => {
            report.good("log room", &format!("{room} is there; {bot} goes in with the first decision"));
        }
        JoinState::NeedsInvite => {
            report.note("log room", &format!("{room} does not let {bot} in; invite it, else an admin has to"));
        }
        JoinState::Banned => {
            report.bad("log room", &format!("{bot} is banned from {room}"), "Unban it, and invite it.");
        }
    }
    if let Some(issue) = issue {
        report.bad("log room", &issue.text(), "Decisions are not told there without it.");
    }
}
