//! `check`: tries everything that the service needs, and says what to mend.

use std::process::ExitCode;

use registration_core::{Config, mail::Mailer, store::Store, synapse::Synapse};

/// Prints a line for each part, and whether all is well.
pub async fn check(config: &Config) -> anyhow::Result<ExitCode> {
    let mut report = Report { is_well: true };
    report.good("config", "read, and every key is understood");
    for warning in &config.warnings {
        report.note("config", &warning.to_string());
    }
    database(config, &mut report).await;
    mail(config, &mut report).await;
    if let Some(synapse) = synapse(config, &mut report).await {
        room(config, &synapse, &mut report).await;
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

async fn synapse(config: &Config, report: &mut Report) -> Option<Synapse> {
    let synapse = match Synapse::new(&config.synapse) {
        Ok(synapse) => synapse,
        Err(error) => {
            report.bad("synapse", &error.to_string(), "Look at `synapse.verify_cert`.");
            return None;
        }
    };
    match synapse.version().await {
        Ok(version) => report.good("synapse", &format!("answers (version {version})")),
        Err(error) => {
            let mend =
                "Look at `synapse.server`: is it Synapse's address, does it run, is `/_synapse/admin` let through?";
            report.bad("synapse", &error.to_string(), mend);
            return None;
        }
    }
    let ask = "Put an access token of a server admin into `synapse.admin_token`.";
    match synapse.is_admin().await {
        Ok(true) => report.good("token", "is a server admin's"),
        Ok(false) => report.bad("token", "is valid, but its user is no server admin", ask),
        Err(error) => report.bad("token", &error.to_string(), ask),
    }
    Some(synapse)
}

async fn room(config: &Config, synapse: &Synapse, report: &mut Report) {
    let Some(room) = config.admin_room() else {
        return report.good("room", "none is named: the bot makes one and invites `bot.moderators`");
    };
    if room.starts_with('#') {
        return report.note("room", "is named by an alias, which the bot looks up when it starts");
    }
    match synapse.room(room).await {
        Ok(Some(details)) => {
            let is_encrypted = details.get("encryption").is_some_and(serde_json::Value::is_string);
            let words = if is_encrypted { "is there, and encrypted" } else { "is there, and not encrypted" };
            report.good("room", words);
            if details.get("public").and_then(serde_json::Value::as_bool) == Some(true) {
                report.note("room", "is listed publicly: moderators' cards hold personal data");
            }
        }
        Ok(None) => report.bad("room", "Synapse does not know it", "Look at `bot.admin_room`, or leave it out."),
        Err(error) => report.bad("room", &error.to_string(), "Look at `bot.admin_room`, or leave it out."),
    }
}
