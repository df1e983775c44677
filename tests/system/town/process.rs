//! Another process of the same town: with the same database, and a `data_dir` of its own.

use std::{fs, net::TcpListener, path::PathBuf, process::Command};

use super::Town;
use crate::{
    service::{Launch, Service},
    support::matrix::{eventually, http},
};

/// One process of several. Dropping it ends it.
pub struct Process {
    /// Where its form is, if it has one.
    pub url: String,
    log: PathBuf,
    service: Service,
}

impl Town {
    /// Starts another process, with these parts and more for its environment.
    pub fn another(&self, name: &str, only: &'static str, env: &[(&'static str, &str)]) -> Process {
        let listen = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").to_string();
        let (first, folder) = (self.url.trim_start_matches("http://"), self.config.parent().expect("a folder"));
        let ours = format!("data_dir: {}\n", folder.display());
        let mut text = fs::read_to_string(&self.config)
            .expect("a config")
            .replace(&format!("listen: {first}\n"), &format!("listen: {listen}\n"))
            .replace(&format!("hosts: [{first}]"), &format!("hosts: [{first}, {listen}]"))
            .replace(&ours, &format!("data_dir: {}\n", folder.join(name).display()));
        if !text.contains("\ndatabase:") {
            text = format!("{text}database: {{path: {}}}\n", folder.join("db.sqlite3").display());
        }
        let config = folder.join(format!("{name}.yaml"));
        fs::write(&config, text).expect("written");
        let log = folder.join(format!("{name}.log"));
        let env = env.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        let service = Service::start(Launch { config, log: log.clone(), only, env, ..Launch::default() });
        Process { url: format!("http://{listen}"), log, service }
    }
}

impl Process {
    /// Waits until its form answers that all is well.
    pub async fn answers(&self) {
        let well = async || self.readiness().await.filter(|(well, _)| *well);
        eventually("the form answers", well).await;
    }

    /// What `/readyz` says, and whether that is good.
    pub async fn readiness(&self) -> Option<(bool, String)> {
        readiness(&self.url).await
    }

    /// Waits until `/readyz` says so.
    pub async fn says(&self, words: &str) {
        let says = async || self.readiness().await.filter(|(_, said)| said.contains(words));
        eventually(&format!("/readyz says {words:?}"), says).await;
    }

    /// Waits until its log says so for the time of this number.
    pub async fn logs(&self, words: &str, times: usize) {
        let said = async || (self.log().matches(words).count() >= times).then_some(());
        eventually(&format!("the log says {words:?}"), said).await;
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it in the middle of whatever it does.
    pub fn ends(&mut self) {
        self.service.ends();
    }

    /// Starts it again, unharmed.
    pub fn begins_again(&mut self) {
        self.service.is_mended();
    }

    /// Has it stand still (`STOP`), or go on (`CONT`).
    pub fn is_sent(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.service.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }
}

/// What `/readyz` says there, and whether that is good.
pub(super) async fn readiness(url: &str) -> Option<(bool, String)> {
    let answer = http().get(format!("{url}/readyz")).send().await.ok()?;
    Some((answer.status().is_success(), answer.text().await.ok()?))
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the log of {} ---\n{}", self.log.display(), self.log());
            return;
        }
        super::checks::holds_no_secret(&self.log());
    }
}
