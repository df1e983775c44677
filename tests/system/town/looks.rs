//! What an operator does and sees in a town beside the form and the room: the database, the config file,
//! the log, `/readyz` and `check`.

use std::{fs, process::Command};

use reqwest::Method;
use serde_json::json;

use super::{Town, process};
use crate::support::{
    matrix::{Person, admin_api, escape, eventually},
    world::world,
};

impl Town {
    /// Lets days go by for everything that is in the database.
    pub fn days_go_by(&self, days: u32) {
        let ms = u64::from(days) * 86_400_000;
        let statements = [
            format!("UPDATE registrations SET started_at = started_at - {ms}, submitted_at = submitted_at - {ms}, changed_at = changed_at - {ms}, account_intended_at = account_intended_at - {ms}"),
            format!("UPDATE links SET created_at = created_at - {ms}, expires_at = expires_at - {ms}"),
            format!("UPDATE attempts SET at = at - {ms}"),
        ]
        .join("; ");
        self.changes_database(&statements);
    }

    /// Has statements carried out that the service itself never sends.
    pub fn changes_database(&self, statements: &str) {
        if let Some(url) = self.database.split('\'').nth(1) {
            return registration_core::testing::psql(url, statements);
        }
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=20).executescript(sys.argv[2])";
        let file = self.config.with_file_name("db.sqlite3");
        let status = Command::new(&world().other_client.python).args(["-c", script]).arg(file).arg(statements).status();
        assert!(status.expect("python3 runs").success());
    }

    /// What a statement finds in the database: of each row the first column.
    pub fn asks_database(&self, query: &str) -> Vec<String> {
        if let Some(url) = self.database.split('\'').nth(1) {
            return registration_core::testing::ask(url, query);
        }
        let script = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]): print(row[0])";
        let file = self.config.with_file_name("db.sqlite3");
        let output = Command::new(&world().other_client.python)
            .args(["-c", script])
            .arg(file)
            .arg(query)
            .output()
            .expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }

    /// Waits until `check` fails, and says this of this part.
    pub async fn fails_check(&self, part: &str, words: &str) {
        let line = format!("FAIL  {part}");
        let fails = async || {
            let check = self.command(&["check"]);
            let said = String::from_utf8_lossy(&check.stdout).into_owned();
            let is_said = said.lines().any(|said| said.starts_with(&line) && said.contains(words));
            (!check.status.success() && is_said).then_some(())
        };
        eventually(&format!("`check` says {line} {words:?}"), fails).await;
    }

    /// The process of the service.
    pub fn process_id(&self) -> u32 {
        self.service.as_ref().expect("a service that no other test uses").id()
    }

    /// How large the files may be that the service writes.
    pub fn may_write(&self, bytes: &str) {
        let pid = self.process_id().to_string();
        let set = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:")]).status();
        assert!(set.expect("prlimit runs").success());
    }

    /// Puts something else into the config file, for the next start.
    pub fn changes_config(&self, from: &str, to: &str) {
        let text = fs::read_to_string(&self.config).expect("a config");
        assert!(text.contains(from), "the config says {from:?}");
        fs::write(&self.config, text.replace(from, to)).expect("written");
    }

    /// Waits until the log says so.
    pub async fn logs(&self, words: &str) {
        eventually(&format!("the log says {words:?}"), async || self.log().contains(words).then_some(())).await;
    }

    /// What `/readyz` says, and whether that is good.
    pub async fn readiness(&self) -> Option<(bool, String)> {
        process::readiness(&self.url).await
    }

    /// Waits until `/readyz` says anything.
    pub async fn answers(&self) {
        eventually("the service answers", async || self.readiness().await.map(drop)).await;
    }

    /// Waits until `/readyz` says that all is well.
    pub async fn is_ready(&self) {
        eventually("all is well", async || self.readiness().await.filter(|(well, _)| *well)).await;
    }

    /// Waits until `/readyz` says that this is wrong.
    pub async fn is_unready(&self, words: &str) {
        let unready = async || self.readiness().await.filter(|(well, said)| !well && said.contains(words));
        eventually(&format!("/readyz says {words:?}"), unready).await;
    }

    /// Waits until nothing is remembered any more whose key begins so.
    pub async fn forgets(&self, what: &str) {
        if !self.database.is_empty() {
            return; // It looks into the file.
        }
        let query = format!("SELECT key FROM settings WHERE key LIKE '{what}%'");
        eventually("it is forgotten", async || self.asks_database(&query).is_empty().then_some(())).await;
    }

    /// The bot's account, in the hands of the server's admin.
    pub async fn possessed_bot(&self) -> Person {
        let id = self.bot();
        let answer = admin_api(Method::POST, &format!("v1/users/{}/login", escape(&id)), Some(&json!({}))).await;
        Person { id, password: String::new(), token: answer["access_token"].as_str().expect("a token").to_owned() }
    }
}
