//! The operator's view: database, config file, log, `/readyz` and `check`.

use std::{fs, process::Command};

use reqwest::Method;
use serde_json::json;

use super::{TestService, extra_process};
use crate::support::{
    matrix::{Person, admin_api, escape, eventually},
    test_servers::servers,
};

impl TestService {
    /// Moves every time in the database back by `days`.
    pub fn advance_days(&self, days: u32) {
        let ms = u64::from(days) * 86_400_000;
        let statements = [
            format!("UPDATE registrations SET started_at = started_at - {ms}, submitted_at = submitted_at - {ms}, changed_at = changed_at - {ms}, account_intended_at = account_intended_at - {ms}"),
            format!("UPDATE links SET created_at = created_at - {ms}, expires_at = expires_at - {ms}"),
            format!("UPDATE attempts SET at = at - {ms}"),
        ]
        .join("; ");
        self.execute_sql(&statements);
    }

    /// Executes SQL statements that the service itself never sends.
    pub fn execute_sql(&self, statements: &str) {
        if let Some(url) = self.database.split('\'').nth(1) {
            return registration_core::testing::psql(url, statements);
        }
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=20).executescript(sys.argv[2])";
        let file = self.config.with_file_name("db.sqlite3");
        let status =
            Command::new(&servers().other_client.python).args(["-c", script]).arg(file).arg(statements).status();
        assert!(status.expect("python3 runs").success());
    }

    /// The first column of each row that a query returns.
    pub fn query(&self, query: &str) -> Vec<String> {
        if let Some(url) = self.database.split('\'').nth(1) {
            return registration_core::testing::ask(url, query);
        }
        let script = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]): print(row[0])";
        let file = self.config.with_file_name("db.sqlite3");
        let output = Command::new(&servers().other_client.python)
            .args(["-c", script])
            .arg(file)
            .arg(query)
            .output()
            .expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }

    /// Waits until `check` fails with `words` about `part`.
    pub async fn wait_for_failed_check(&self, part: &str, words: &str) {
        let line = format!("FAIL  {part}");
        let fails = async || {
            let check = self.command(&["check"]);
            let said = String::from_utf8_lossy(&check.stdout).into_owned();
            let is_said = said.lines().any(|said| said.starts_with(&line) && said.contains(words));
            (!check.status.success() && is_said).then_some(())
        };
        eventually(&format!("`check` says {line} {words:?}"), fails).await;
    }

    /// The process ID of the service.
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().expect("a service that is not shared").id()
    }

    /// Limits the size of files that the service writes.
    pub fn limit_file_size(&self, bytes: &str) {
        let pid = self.process_id().to_string();
        let set = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:")]).status();
        assert!(set.expect("prlimit runs").success());
    }

    /// Replaces text in the config file, for the next start.
    pub fn replace_in_config(&self, from: &str, to: &str) {
        let text = fs::read_to_string(&self.config).expect("a config");
        assert!(text.contains(from), "the config says {from:?}");
        fs::write(&self.config, text.replace(from, to)).expect("written");
    }

    /// Waits until the log contains `words`.
    pub async fn wait_for_log(&self, words: &str) {
        eventually(&format!("the log says {words:?}"), async || self.log().contains(words).then_some(())).await;
    }

    /// The answer of `/readyz`, and whether it is a success.
    pub async fn readiness(&self) -> Option<(bool, String)> {
        extra_process::readiness(&self.url).await
    }

    /// Waits until `/readyz` answers, ready or not.
    pub async fn wait_until_answering(&self) {
        eventually("the service answers", async || self.readiness().await.map(drop)).await;
    }

    /// Waits until `/readyz` succeeds.
    pub async fn wait_until_ready(&self) {
        eventually("all is well", async || self.readiness().await.filter(|(well, _)| *well)).await;
    }

    /// Waits until `/readyz` fails with `words`.
    pub async fn wait_until_unready(&self, words: &str) {
        let unready = async || self.readiness().await.filter(|(well, said)| !well && said.contains(words));
        eventually(&format!("/readyz says {words:?}"), unready).await;
    }

    /// Waits until no setting's key begins with `prefix`.
    pub async fn wait_until_forgotten(&self, prefix: &str) {
        if !self.database.is_empty() {
            return; // Only SQLite files are supported.
        }
        let query = format!("SELECT key FROM settings WHERE key LIKE '{prefix}%'");
        eventually("the setting is deleted", async || self.query(&query).is_empty().then_some(())).await;
    }

    /// A client with an admin-issued token for the bot's account.
    pub async fn bot_client(&self) -> Person {
        let id = self.bot_id();
        let answer = admin_api(Method::POST, &format!("v1/users/{}/login", escape(&id)), Some(&json!({}))).await;
        Person { id, password: String::new(), token: answer["access_token"].as_str().expect("a token").to_owned() }
    }
}
