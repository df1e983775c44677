//! The Django app in its own folder, with data: see `xtask/fixtures/old_app.py`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{
    inbox::{self, Mail},
    matrix::fresh_name,
    test_servers::servers,
};

/// Host name of the app.
pub const HOST: &str = "register.example.test";

/// A folder with the app's config and its database.
pub struct OldApp {
    /// Suffix of all usernames.
    pub stem: String,
    pub config: PathBuf,
    database: String,
    folder: tempfile::TempDir,
}

impl OldApp {
    /// Addresses that got mails from the app.
    pub const PEOPLE: [&str; 8] =
        ["started", "verified", "requested", "approved", "quiet", "denied", "hushed", "completed"];

    /// The app in this version, with requests in every state.
    pub fn used(version: &str) -> Self {
        Self::used_with(version, "")
    }

    /// The same, with additional lines in the config file.
    pub fn used_with(version: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("config.yaml");
        fs::write(&config, yaml(more)).expect("written");
        let database = folder.path().join("db.sqlite3").to_str().expect("text").to_owned();
        let app = Self { stem: fresh_name("d"), config, database, folder };
        app.runs(version, &["--stem", &app.stem]);
        app
    }

    /// Migrates the database to another version of the app.
    pub fn migrate_to(&self, version: &str) {
        self.runs(version, &["--only-migrate"]);
    }

    fn runs(&self, version: &str, arguments: &[&str]) {
        let django = &servers().django;
        let mut command = Command::new(&django.pythons[version]);
        command.arg(&django.script).arg("--config").arg(&self.config).args(arguments);
        command.env("SSL_CERT_FILE", &servers().mail.authority).current_dir(self.folder());
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The database's path.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The app's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The content of every file of the app.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.folder()).expect("a folder");
        let file = |path: PathBuf| (path.clone(), fs::read(&path).expect("a file"));
        entries.map(|entry| entry.expect("an entry").path()).map(file).collect()
    }

    /// The username of one of its applicants.
    pub fn name(&self, who: &str) -> String {
        format!("{who}-{}", self.stem)
    }

    /// Their e-mail address.
    pub fn email(&self, who: &str) -> String {
        format!("{}@example.test", self.name(who))
    }

    /// The path of a link in one of the app's own mails.
    pub fn mailed(&self, who: &str, prefix: &str) -> String {
        let origin = format!("https://{HOST}");
        let link = |mail: &Mail| mail.link(&format!("{origin}{prefix}"));
        let mails = inbox::mails_to(&self.email(who));
        let link = mails.iter().find_map(link).expect("the app has mailed a link");
        link.trim_start_matches(&origin).to_owned()
    }
}

/// Without `secret_key`, which the app generates and writes into the file.
fn yaml(more: &str) -> String {
    let (synapse, mail) = (&servers().synapse, &servers().mail);
    format!(
        "synapse:\n  server: {server}\n  domain: {domain}\n  admin_token: {token}\n\
         hosts: [{HOST}]\n\
         trust_proxy: true\n\
         email:\n  host: localhost\n  port: {port}\n  username: {username}\n  password: {password}\n  tls: true\n\
         admin:\n  email: {operator}@example.test\n\
         mjml: {{url: 'http://127.0.0.1:9/'}}\n\
         {more}",
        server = synapse.url,
        domain = synapse.server_name,
        token = synapse.admin_token,
        port = mail.ports.starttls,
        username = mail.username,
        password = mail.password,
        operator = fresh_name("operator"),
    )
}
