//! Another process with the same database and its own `data_dir`.

use std::{fs, net::TcpListener, path::PathBuf, process::Command};

use super::TestService;
use crate::{
    service_process::{Launch, ServiceProcess},
    support::matrix::{eventually, http},
};

/// One of several processes. Dropping it ends the process.
pub struct ExtraProcess {
    /// Base URL of its form, if it has one.
    pub url: String,
    log: PathBuf,
    process: ServiceProcess,
}

impl TestService {
    /// Starts another process with these parts and additional environment variables.
    pub fn start_another(&self, name: &str, only: &'static str, env: &[(&'static str, &str)]) -> ExtraProcess {
        self.start_another_that_crashes(name, only, env, None)
    }

    /// The same, with a fault point (see `core/src/fault_injection.rs`).
    pub fn start_another_that_crashes(
        &self,
        name: &str,
        only: &'static str,
        env: &[(&'static str, &str)],
        fault: Option<&str>,
    ) -> ExtraProcess {
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
        let launch = Launch { config, log: log.clone(), only, env, ..Launch::default() };
        if let Some(fault) = fault {
            launch.arm(fault);
        }
        let process = ServiceProcess::start(launch);
        ExtraProcess { url: format!("http://{listen}"), log, process }
    }
}

impl ExtraProcess {
    /// Waits until `/readyz` succeeds.
    pub async fn wait_until_ready(&self) {
        let well = async || self.readiness().await.filter(|(well, _)| *well);
        eventually("the form answers", well).await;
    }

    /// The answer of `/readyz`, and whether it is a success.
    pub async fn readiness(&self) -> Option<(bool, String)> {
        readiness(&self.url).await
    }

    /// Waits until `/readyz` answers with `words`.
    pub async fn wait_for_readiness(&self, words: &str) {
        let says = async || self.readiness().await.filter(|(_, said)| said.contains(words));
        eventually(&format!("/readyz says {words:?}"), says).await;
    }

    /// Waits until its log contains `words` this many times.
    pub async fn wait_for_log(&self, words: &str, times: usize) {
        let said = async || (self.log().matches(words).count() >= times).then_some(());
        eventually(&format!("the log says {words:?}"), said).await;
    }

    /// Its log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it without a shutdown.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Restarts it without its fault point.
    pub fn restart(&mut self) {
        self.process.kill_and_restart();
    }

    /// Sends a signal such as `STOP` or `CONT`.
    pub fn send_signal(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.process.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }
}

/// The answer of `/readyz` at this URL, and whether it is a success.
pub(super) async fn readiness(url: &str) -> Option<(bool, String)> {
    let answer = http().get(format!("{url}/readyz")).send().await.ok()?;
    Some((answer.status().is_success(), answer.text().await.ok()?))
}

impl Drop for ExtraProcess {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the log of {} ---\n{}", self.log.display(), self.log());
            return;
        }
        super::checks::assert_no_secrets(&self.log());
    }
}
