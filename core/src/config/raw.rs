//! The file as written, and its conversion to a [`Config`].

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::IgnoredAny};
use url::Url;

use super::{
    AdminConfig, BotConfig, Config, DatabaseConfig, LegalDocument, MatrixNotifications, ModerationConfig, PagesConfig,
    ProofOfWork, RateLimit, RegistrationConfig, Retention, TrustedProxies, VerifyCert, Warning,
    folder::Folder,
    issue::Issue,
    language, links,
    mail::RawEmail,
    matrix::Room,
    secrets::{self, Secrets},
    synapse::RawSynapse,
    values::{self, OneOrMany},
};
use crate::domain::{Localpart, LocalpartError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    #[serde(default)]
    debug: bool,
    secret_key: Option<SecretString>,
    secret_key_file: Option<PathBuf>,
    listen: Option<SocketAddr>,
    metrics: Option<SocketAddr>,
    #[serde(default, deserialize_with = "values::optional_web_url")]
    pub public_url: Option<Url>,
    #[serde(default, deserialize_with = "values::one_or_many")]
    pub hosts: Vec<String>,
    data_dir: Option<PathBuf>,
    pub synapse: RawSynapse,
    pub email: RawEmail,
    admin: AdminConfig,
    #[serde(default)]
    trust_proxy: TrustedProxies,
    #[serde(default = "none")]
    auto_join: OneOrMany<Room>,
    #[serde(default, deserialize_with = "values::or_default")]
    legal: Vec<LegalDocument>,
    #[serde(default, deserialize_with = "values::or_default")]
    pages: PagesConfig,
    #[serde(default)]
    retention: Retention,
    #[serde(default, deserialize_with = "values::or_default")]
    database: RawDatabase,
    #[serde(default, deserialize_with = "values::optional_text")]
    pub policy_version: Option<String>,
    #[serde(default, deserialize_with = "values::optional_text")]
    pub consent_version: Option<String>,
    pub form_secret: Option<SecretString>,
    pub form_secret_file: Option<PathBuf>,
    default_language: Option<String>,
    languages: Option<Vec<String>>,
    messages_dir: Option<PathBuf>,
    #[serde(default, deserialize_with = "values::optional_web_url")]
    logo_url: Option<Url>,
    #[serde(default, deserialize_with = "values::or_default")]
    rate_limit: RateLimit,
    #[serde(default, deserialize_with = "values::or_default")]
    pub proof_of_work: ProofOfWork,
    #[serde(default, deserialize_with = "values::or_default")]
    matrix_notifications: MatrixNotifications,
    pub mjml: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "values::or_default")]
    registration: RegistrationConfig,
    #[serde(default, deserialize_with = "values::or_default")]
    bot: BotConfig,
    #[serde(default, deserialize_with = "values::or_default")]
    moderation: ModerationConfig,
}

fn none() -> OneOrMany<Room> {
    OneOrMany(vec![])
}

impl RawConfig {
    /// Validates the file, which lies in `folder`, and applies defaults.
    pub(super) fn resolve(self, folder: Folder) -> Result<Config, Issue> {
        let (mut warnings, mut secrets) = (warnings(&self), Secrets::new(folder));
        let public_url = self.public_url.map_or_else(|| links::from_hosts(&self.hosts), Ok)?;
        if self.hosts.is_empty() {
            return Err(Issue::at("hosts", "name at least one host under which the form is reached"));
        }
        if self.policy_version.is_some() && self.consent_version.is_some() {
            return Err(Issue::at(
                "policy_version",
                "`policy_version` is the old name of `consent_version`; keep one of them",
            ));
        }
        let is_in_file = self.secret_key_file.is_some();
        let secret_key = secrets.take("secret_key", self.secret_key, self.secret_key_file)?;
        if let Some(key) = &secret_key {
            let key_path = if is_in_file { "secret_key_file" } else { "secret_key" };
            secrets::check_key(key).map_err(|error| Issue::at(key_path, error))?;
        }
        let synapse = self.synapse.resolve(&mut secrets)?;
        let messages_dir = self.messages_dir.map(|dir| secrets.folder.locate(dir));
        let (known, problems) = language::known(messages_dir.as_deref())?;
        warnings.extend(problems.into_iter().map(Warning::Message));
        if let Some(tag) = &self.bot.language {
            language::language(tag, "bot.language", &known)?;
        }
        language::check_questions(&self.registration.questions, &known)?;
        language::check_pages(&self.pages, &self.legal, &known)?;
        let languages = language::languages(self.default_language.as_deref(), self.languages.as_deref(), known)?;
        Ok(Config {
            debug: self.debug,
            secret_key,
            listen: self.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8000))),
            metrics: self.metrics,
            hosts: self.hosts,
            data_dir: self.data_dir.unwrap_or_else(|| ".".into()),
            email: self.email.resolve(&public_url, &mut secrets)?,
            public_url,
            admin: self.admin,
            trust_proxy: self.trust_proxy,
            auto_join: self.auto_join.0.into_iter().map(|Room(room)| room).collect(),
            pages: self.pages,
            legal: self.legal,
            retention: self.retention,
            database: self.database.resolve(&mut secrets)?,
            consent_version: self.consent_version.or(self.policy_version),
            form_secret: secrets.take("form_secret", self.form_secret, self.form_secret_file)?,
            languages,
            logo_url: self.logo_url,
            rate_limit: self.rate_limit,
            proof_of_work: self.proof_of_work,
            matrix_notifications: self.matrix_notifications,
            registration: self.registration,
            bot: BotConfig { username: bot_name(&self.bot.username, &synapse.domain)?, ..self.bot },
            moderation: self.moderation,
            synapse,
            warnings,
            secret_files: secrets.files,
        })
    }
}

/// The bot's username, which may be written as a full user ID.
fn bot_name(text: &str, domain: &str) -> Result<String, Issue> {
    let wrong = |why: &str| Issue::at("bot.username", format!("{why}; expected a username like registration-bot"));
    match Localpart::parse(text, domain) {
        Ok(name) => Ok(name.to_string()),
        Err(LocalpartError::Forbidden(_)) => Err(wrong("a username has only a-z, 0-9 and . _ = - / +")),
        Err(LocalpartError::OtherServer(_)) => Err(wrong("the bot has to be a user of `synapse.domain`")),
        Err(error) => Err(wrong(&error.to_string())),
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawDatabase {
    path: Option<PathBuf>,
    url: Option<SecretString>,
    url_file: Option<PathBuf>,
}

impl RawDatabase {
    fn resolve(self, secrets: &mut Secrets) -> Result<DatabaseConfig, Issue> {
        let key = if self.url_file.is_some() { "database.url_file" } else { "database.url" };
        match (self.path, secrets.take("database.url", self.url, self.url_file)?) {
            (Some(_), Some(_)) => Err(Issue::at("database", "`path` and `url` are both given; keep one of them")),
            (_, Some(url)) if is_postgres(&url) => Ok(DatabaseConfig::Postgres(url)),
            (_, Some(_)) => Err(Issue::at(
                key,
                "expected an address like postgres://user:password@host/database; special characters in the password \
                 are percent-encoded",
            )),
            (Some(path), None) if path.to_string_lossy().contains("://") => {
                Err(Issue::at("database.path", "expected the path of a file; the address of a server is `url`"))
            }
            (path, None) => Ok(DatabaseConfig::Sqlite(path.unwrap_or_else(|| "db.sqlite3".into()))),
        }
    }
}

/// Whether the database library accepts the URL. Its own errors contain the password.
fn is_postgres(url: &SecretString) -> bool {
    Url::parse(url.expose_secret()).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql"))
}

/// The warnings about this file.
fn warnings(raw: &RawConfig) -> Vec<Warning> {
    let consent_version = raw.consent_version.is_some() || raw.policy_version.is_some();
    let form_secret = raw.form_secret.is_some() || raw.form_secret_file.is_some();
    let useless = raw.hosts.iter().enumerate().filter(|(_, host)| links::matches_nothing(host));
    let useless = useless.map(|(index, _)| Warning::UselessHost { number: index + 1 });
    [
        (raw.mjml.is_some(), Warning::Ignored("mjml")),
        (raw.email.mjml.is_some(), Warning::Ignored("email.mjml")),
        (raw.email.subject_prefix.is_some(), Warning::Ignored("email.subject_prefix")),
        (consent_version && !form_secret, Warning::Half { given: "consent_version", missing: "form_secret" }),
        (form_secret && !consent_version, Warning::Half { given: "form_secret", missing: "consent_version" }),
        (raw.synapse.verify_cert == VerifyCert::Never, Warning::CertificateUnchecked),
        (raw.email.is_unchecked(), Warning::MailUnchecked),
        (raw.email.is_in_the_clear(), Warning::MailInTheClear),
        (raw.proof_of_work.enabled && is_in_the_clear(raw.public_url.as_ref()), Warning::PuzzleInTheClear),
    ]
    .into_iter()
    .filter_map(|(is, warning)| is.then_some(warning))
    .chain(useless)
    .collect()
}

/// Whether browsers treat pages of this address as insecure.
fn is_in_the_clear(public_url: Option<&Url>) -> bool {
    public_url.is_some_and(|url| {
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "http" && !loopback
    })
}
