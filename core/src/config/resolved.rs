//! The config as the service uses it.

use std::{net::SocketAddr, path::PathBuf};

use jiff::SignedDuration;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{
    BotConfig, EmailConfig, LegalDocument, Mailboxes, MatrixNotifications, ModerationConfig, PagesConfig, ProofOfWork,
    RateLimit, RegistrationConfig, Retention, SecretFile, SynapseConfig, TrustedProxies, Warning,
};
use crate::messages::{Language, Languages};

/// The config. Keys of the Django app keep their meaning.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether the log has more details. Does not change the pages.
    pub debug: bool,
    /// The key from which all others are derived. If it is not set, one is created and kept in `data_dir`.
    pub secret_key: Option<SecretString>,
    /// The address of the web server.
    pub listen: SocketAddr,
    /// The address that serves `/metrics`, if any.
    pub metrics: Option<SocketAddr>,
    /// The prefix of mailed links, without a slash at the end.
    pub public_url: Url,
    /// The host names of the form.
    pub hosts: Vec<String>,
    /// The folder for the database, the secret key and the bot's store.
    pub data_dir: PathBuf,
    /// The homeserver.
    pub synapse: SynapseConfig,
    /// The mail server.
    pub email: EmailConfig,
    /// The operators who get mails about new requests.
    pub admin: AdminConfig,
    /// The proxies whose `X-Forwarded-For` header is trusted.
    pub trust_proxy: TrustedProxies,
    /// Rooms that an approved account joins.
    pub auto_join: Vec<String>,
    /// The operator's own texts on the first page.
    pub pages: PagesConfig,
    /// Documents to which applicants agree.
    pub legal: Vec<LegalDocument>,
    /// How long registrations are kept.
    pub retention: Retention,
    /// The database.
    pub database: DatabaseConfig,
    /// The version of the consent documents in Synapse.
    pub consent_version: Option<String>,
    /// Synapse's `form_secret`, which gives consent for a new account.
    pub form_secret: Option<SecretString>,
    /// The languages of pages and mails.
    pub languages: Languages,
    /// The logo at the top of each page and mail.
    pub logo_url: Option<Url>,
    /// The rate limits.
    pub rate_limit: RateLimit,
    /// The proof of work that browsers do before the first mail.
    pub proof_of_work: ProofOfWork,
    /// The Django app's keys for its Matrix notices.
    pub matrix_notifications: MatrixNotifications,
    /// How accounts are requested and created.
    pub registration: RegistrationConfig,
    /// The bot.
    pub bot: BotConfig,
    /// Who decides on requests, and how.
    pub moderation: ModerationConfig,
    /// Warnings for the operator about the file.
    pub warnings: Vec<Warning>,
    /// The files that contain secrets.
    pub secret_files: Vec<SecretFile>,
}

/// The operators who get mails about new requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminConfig {
    /// One address, or a list.
    pub email: Mailboxes,
}

/// The database.
#[derive(Clone, Debug)]
pub enum DatabaseConfig {
    /// A SQLite file, the default. A relative path is below `data_dir`.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(SecretString),
}

impl Config {
    /// The language of the moderators' room and of mails to operators.
    #[must_use]
    pub fn room_language(&self) -> Language {
        let named = self.bot.language.as_deref().and_then(|tag| self.languages.named(tag));
        named.unwrap_or_else(|| self.languages.default_language())
    }

    /// The public URL of a page; `path` begins with a slash.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether the public address is https, so that cookies can be `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The moderators' room, as an ID or an alias, if one is set.
    #[must_use]
    pub fn admin_room(&self) -> Option<&str> {
        self.bot.admin_room.as_deref().or_else(|| self.matrix_notifications.admin_room_id())
    }

    /// The version and the secret for giving a new account's consent, if both are set.
    #[must_use]
    pub fn consent(&self) -> Option<(&str, &SecretString)> {
        self.consent_version.as_deref().zip(self.form_secret.as_ref())
    }

    /// How long a mailed link is valid.
    #[must_use]
    pub fn link_lifetime(&self) -> SignedDuration {
        self.registration.link_lifetime
    }
}
