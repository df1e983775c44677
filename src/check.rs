//! `check`: checks everything that the service needs, and says how to fix problems. It creates and changes nothing.

mod database;
mod files;
mod mail;
mod report;
mod synapse;

use std::{path::Path, process::ExitCode};

use registration_core::{
    Config, Registrations,
    clock::Clock,
    finding::{Code, Finding, Part},
    keys::Keys,
    mail::Mailer,
    proxy_check::{self, Outcome},
    store::Store,
    synapse::Synapse,
};

use report::Report;

/// Loads the config and checks everything; the exit code says how bad the worst finding is.
pub async fn check(file: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let mut report = Report::new(json);
    match Config::load(file) {
        Ok(config) => {
            report.pass(Part::Config, "is valid");
            Box::pin(all(&config, file, &mut report)).await;
        }
        Err(error) => {
            let cause = format!("{:#}", anyhow::Error::from(error));
            report.find(Finding::new(Part::Config, Code::ConfigInvalid, cause));
        }
    }
    report.finish()
}

async fn all(config: &Config, file: &Path, report: &mut Report) {
    for warning in &config.warnings {
        report.find(Finding::new(Part::Config, Code::ConfigDoubtful, warning.to_string()));
    }
    files::check(config, file, report).await;
    let keys = files::keys(config, report);
    let store = database::check(config, keys.as_ref(), report).await;
    let mailer = mail::check(config, report).await;
    let synapse = synapse::check(config, report).await;
    let keys = keys.unwrap_or_else(|| Keys::new(&"no key yet".into()));
    if let (Some(store), Some(mailer), Some(synapse)) = (store, mailer, synapse) {
        room(config, &keys, (store, mailer, synapse), report).await;
    }
    public_url(config, &keys, report).await;
}

async fn room(config: &Config, keys: &Keys, (store, mailer, synapse): (Store, Mailer, Synapse), report: &mut Report) {
    let registrations = Registrations::new(config.clone(), keys.clone(), store, synapse, mailer, Clock::system());
    synapse::visible_accounts(&registrations, report).await;
    accounts(&registrations, report).await;
    let found = registration_bot::check(&registrations).await;
    for (part, text) in found.passed {
        report.pass(part, &text);
    }
    for finding in found.findings {
        report.find(finding);
    }
}

/// Reports how many accounts need a decision, if any do.
async fn accounts(registrations: &Registrations, report: &mut Report) {
    let cause = match registrations.operations().account_questions().await {
        Ok(asked) if asked.is_empty() => return,
        Ok(asked) if asked.len() == 1 => "one account needs a decision".to_owned(),
        Ok(asked) => format!("{} accounts need a decision", asked.len()),
        Err(error) => return report.find(error.finding()),
    };
    report.find(Finding::new(Part::Accounts, Code::AccountsWaiting, cause));
}

/// Reports whether requests to `public_url` arrive at the running service as they should.
async fn public_url(config: &Config, keys: &Keys, report: &mut Report) {
    let url = &config.public_url;
    match proxy_check::probe(config, keys, Clock::system().now()).await {
        Outcome::NotRunning => {
            let text = format!(
                "not tested, because the service does not run at {}; repeat this after its start",
                config.listen
            );
            report.pass(Part::PublicUrl, &text);
        }
        Outcome::Works => report.pass(Part::PublicUrl, &format!("{url} leads here; Host and client address arrive")),
        Outcome::Direct => report.pass(Part::PublicUrl, &format!("{url} leads here, without a proxy")),
        Outcome::Wrong(finding) => report.find(finding),
    }
}
