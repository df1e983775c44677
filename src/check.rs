//! `check`: tries everything that the service needs, and says what to mend.

use std::{path::Path, process::ExitCode};

use registration_bot::{Concern, RoomState};
use registration_core::{Config, mail::Mailer, store::Store, synapse::Synapse};

use crate::{assemble, private};

/// Prints a line for each part, and whether all is well.
pub async fn check(config: &Config, file: &Path) -> anyhow::Result<ExitCode> {
    let mut report = Report { is_well: true };
    report.good("config", "read, and every key is understood");
    for warning in &config.warnings {
        report.note("config", &warning.to_string());
    }
    for exposed in private::exposed(file, &config.data_dir) {
        report.note("files", &exposed);
    }
    database(config, &mut report).await;
    mail(config, &mut report).await;
    if synapse(config, &mut report).await {
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

async fn database(config: &Config, report: &mut Report) {
    let mend = "Look at `database` and `data_dir`: the folder must exist and be ours to write in.";
    match Store::connect(config).await {
        Ok(store) => match store.migrate().await {
            Ok(()) => report.good("database", "opens, and its schema is up to date"),
            Err(error) => report.bad("database", &format!("its schema cannot be brought up to date: {error}"), mend),
        },
        Err(error) => report.bad("database", &format!("cannot be opened: {error}"), mend),
    }
}

async fn mail(config: &Config, report: &mut Report) {
    let outcome = match Mailer::new(&config.email) {
        Ok(mailer) => mailer.check().await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => report.good("mail", "the server answers and lets us in"),
        Err(error) => report.bad(
            "mail",
            &error.to_string(),
            "Look at `email`: host, port, `tls` (STARTTLS) or `ssl`, username and password.",
        ),
    }
}

/// Says whether there is a Synapse that takes our token.
async fn synapse(config: &Config, report: &mut Report) -> bool {
    let synapse = match Synapse::new(&config.synapse) {
        Ok(synapse) => synapse,
        Err(error) => {
            report.bad("synapse", &error.to_string(), "Look at `synapse.verify_cert`.");
            return false;
        }
    };
    match synapse.version().await {
        Ok(version) => report.good("synapse", &format!("answers (version {version})")),
        Err(error) => {
            let mend =
                "Look at `synapse.server`: is it Synapse's address, does it run, is `/_synapse/admin` let through?";
            report.bad("synapse", &error.to_string(), mend);
            return false;
        }
    }
    let ask = "Put an access token of a server admin into `synapse.admin_token`.";
    match synapse.is_admin().await {
        Ok(true) => {
            report.good("token", "is a server admin's");
            return true;
        }
        Ok(false) => report.bad("token", "is valid, but its user is no server admin", ask),
        Err(error) => report.bad("token", &error.to_string(), ask),
    }
    false
}

async fn room(config: &Config, report: &mut Report) {
    let mend = "Look at `bot.username` and `bot.admin_room`.";
    let found = match assemble(config.clone()).await {
        Ok(registrations) => registration_bot::check(&registrations).await,
        Err(error) => return report.bad("room", &format!("cannot be looked for: {error:#}"), "Mend the above first."),
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return report.bad("room", &error.to_string(), mend),
    };
    let account = if found.has_account { "is there" } else { "is made at the first start" };
    report.good("bot", &format!("{} {account}", found.bot));
    match found.room {
        RoomState::Found { room, encrypted, concerns } => {
            let words = if encrypted { "is there, and encrypted" } else { "is there, and NOT encrypted" };
            report.good("room", &format!("{room} {words}"));
            for concern in concerns {
                match concern {
                    Concern::Powerless { .. } => {
                        report.bad("room", &concern.words(), "The bot cannot work without it.");
                    }
                    _ => report.note("room", &concern.words()),
                }
            }
        }
        RoomState::ToBeMade => report.good("room", "is made at the first start, and `bot.moderators` are invited"),
        RoomState::Unknown(room) => report.bad("room", &format!("Synapse does not know {room}"), mend),
    }
}
