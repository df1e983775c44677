//! The config file: a struct per section, which cannot be filled with nonsense.

mod bot;
mod issue;
mod language;
mod links;
mod load;
mod mail;
mod matrix;
mod moderation;
mod pages;
mod proof;
mod raw;
mod registration;
mod secrets;
mod synapse;
mod template;
mod values;
mod warnings;
mod yaml;

use std::{net::SocketAddr, path::PathBuf};

use jiff::SignedDuration;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

pub use bot::{AdminRoomConfig, BotConfig, MatrixNotifications, WelcomeConfig};
pub use load::ConfigError;
pub use mail::{EmailConfig, MailTls, Mailboxes};
pub use moderation::{ModerationConfig, QuietHours, Reactions, ShowAddress};
pub use pages::LegalDocument;
pub use proof::{ProofOfWork, WithoutJavascript};
pub use registration::{AccountCreation, RateLimit, RegistrationConfig, Retention};
pub use secrets::SecretFile;
pub use synapse::{SynapseConfig, VerifyCert};
pub use template::{Field, Template};
pub use values::TrustedProxies;
pub use warnings::Warning;

use crate::messages::{Language, Languages};

/// Everything that an operator can say. Keys of the Django app keep their meaning.
#[derive(Clone, Debug)]
pub struct Config {
    /// More words in the log. Never changes what people see.
    pub debug: bool,
    /// From which all keys are derived; made and kept in `data_dir` when absent.
    pub secret_key: Option<SecretString>,
    /// Where the web server listens.
    pub listen: SocketAddr,
    /// Where `/metrics` is served, if it is.
    pub metrics: Option<SocketAddr>,
    /// What links in mails begin with; no slash at the end of its path.
    pub public_url: Url,
    /// The names under which the form is reached.
    pub hosts: Vec<String>,
    /// Where the database, the secret key and the bot's store live.
    pub data_dir: PathBuf,
    /// The homeserver.
    pub synapse: SynapseConfig,
    /// The mail server.
    pub email: EmailConfig,
    /// Who is told of new requests by mail.
    pub admin: AdminConfig,
    /// Whose `X-Forwarded-For` is believed.
    pub trust_proxy: TrustedProxies,
    /// Rooms that an approved person is joined to.
    pub auto_join: Vec<String>,
    /// Documents that an applicant agrees to.
    pub legal: Vec<LegalDocument>,
    /// How long registrations are kept.
    pub retention: Retention,
    /// Where registrations are kept.
    pub database: DatabaseConfig,
    /// The version of the consent documents in Synapse.
    pub consent_version: Option<String>,
    /// Synapse's `form_secret`, with which consent is given for a new account.
    pub form_secret: Option<SecretString>,
    /// In which languages applicants are answered.
    pub languages: Languages,
    /// A picture at the top of each page and mail.
    pub logo_url: Option<Url>,
    /// How often one address may ask.
    pub rate_limit: RateLimit,
    /// A puzzle for browsers before the first mail.
    pub proof_of_work: ProofOfWork,
    /// The Django app's keys for its Matrix notices.
    pub matrix_notifications: MatrixNotifications,
    /// How accounts are asked for.
    pub registration: RegistrationConfig,
    /// The bot.
    pub bot: BotConfig,
    /// Who decides, and how.
    pub moderation: ModerationConfig,
    /// What an operator should know about this file, found while it was read.
    pub warnings: Vec<Warning>,
    /// The files that hold secrets.
    pub secret_files: Vec<SecretFile>,
}

/// Who is told of new requests by mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminConfig {
    /// One address, or a list.
    pub email: Mailboxes,
}

/// Where registrations are kept.
#[derive(Clone, Debug)]
pub enum DatabaseConfig {
    /// A file: the embedded default. A relative path is taken from `data_dir`.
    Sqlite(PathBuf),
    /// A `PostgreSQL` server.
    Postgres(SecretString),
}

impl Config {
    /// The language of the moderators' room and of mails to operators.
    #[must_use]
    pub fn room_language(&self) -> Language {
        let named = self.bot.language.as_deref().and_then(|tag| self.languages.named(tag));
        named.unwrap_or_else(|| self.languages.default_language())
    }

    /// A link into our pages: `path` begins with a slash.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether people reach us over https, so that cookies can insist on it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The room in which moderators sit, as an ID or an alias, if one is named.
    #[must_use]
    pub fn admin_room(&self) -> Option<&str> {
        self.bot.admin_room.as_deref().or_else(|| self.matrix_notifications.admin_room_id())
    }

    /// Version and secret with which a new account's consent is given, if both are there.
    #[must_use]
    pub fn consent(&self) -> Option<(&str, &SecretString)> {
        self.consent_version.as_deref().zip(self.form_secret.as_ref())
    }

    /// How long a mailed link can be used.
    #[must_use]
    pub fn link_lifetime(&self) -> SignedDuration {
        self.registration.link_lifetime
    }
}
