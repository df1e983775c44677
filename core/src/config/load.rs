//! From a file to a [`Config`], or to one line that says what is wrong and where.

use std::{
    fmt, fs,
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::Deserialize;
use url::Url;

use super::{
    AdminConfig, BotConfig, Config, DatabaseConfig, EmailConfig, LegalDocument, MatrixNotifications, ModerationConfig,
    ProofOfWork, RateLimit, RegistrationConfig, Retention, SynapseConfig, TrustedProxies, locate, values,
};

/// Why there is no config.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("there is no config file {}: name yours with --config PATH, or in the variable CONFIG_PATH", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file says something that it cannot say; the message names the key and the line.
    #[error("{}: {message}", path.display())]
    Nonsense {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// No `secret_key`, and none can be kept in `data_dir`.
    #[error("cannot keep a secret key in {}", path.display())]
    SecretKey {
        /// Where it would be.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Something that an operator should know, though we can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The key is read, and does nothing here.
    Ignored(&'static str),
    /// One of two keys that work only together.
    Half {
        /// The one that is there.
        given: &'static str,
        /// The one that is not.
        missing: &'static str,
    },
    /// Synapse's certificate is not checked.
    CertificateUnchecked,
    /// Mails and their login go over the network in the clear.
    MailInTheClear,
    /// Browsers solve puzzles only on pages that come over https.
    PuzzleInTheClear,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored(key) => write!(f, "`{key}` is set, and does nothing in this version"),
            Self::Half { given, missing } => write!(f, "`{given}` is set without `{missing}`, and does nothing"),
            Self::CertificateUnchecked => {
                f.write_str("`synapse.verify_cert` is false: anyone on the way can read the admin token")
            }
            Self::MailInTheClear => {
                f.write_str("`email.tls` and `email.ssl` are both false: mails travel in the clear")
            }
            Self::PuzzleInTheClear => {
                f.write_str("`proof_of_work` is enabled, but `public_url` is not https: browsers will not do it")
            }
        }
    }
}

/// The file as it is written; [`Config`] is what it means.
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
    public_url: Option<Url>,
    #[serde(deserialize_with = "values::one_or_many")]
    hosts: Vec<String>,
    data_dir: Option<PathBuf>,
    synapse: SynapseConfig,
    email: EmailConfig,
    admin: AdminConfig,
    #[serde(default)]
    trust_proxy: TrustedProxies,
    #[serde(default, deserialize_with = "values::one_or_many")]
    auto_join: Vec<String>,
    #[serde(default, deserialize_with = "values::or_default")]
    legal: Vec<LegalDocument>,
    #[serde(default)]
    retention: Retention,
    #[serde(default, deserialize_with = "values::or_default")]
    database: RawDatabase,
    #[serde(default, deserialize_with = "values::optional_text")]
    policy_version: Option<String>,
    #[serde(default, deserialize_with = "values::optional_text")]
    consent_version: Option<String>,
    form_secret: Option<SecretString>,
    form_secret_file: Option<PathBuf>,
    #[serde(default, deserialize_with = "values::optional_web_url")]
    logo_url: Option<Url>,
    #[serde(default, deserialize_with = "values::or_default")]
    rate_limit: RateLimit,
    #[serde(default, deserialize_with = "values::or_default")]
    proof_of_work: ProofOfWork,
    #[serde(default, deserialize_with = "values::or_default")]
    matrix_notifications: MatrixNotifications,
    mjml: Option<serde_yaml::Value>,
    #[serde(default, deserialize_with = "values::or_default")]
    registration: RegistrationConfig,
    #[serde(default, deserialize_with = "values::or_default")]
    bot: BotConfig,
    #[serde(default, deserialize_with = "values::or_default")]
    moderation: ModerationConfig,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawDatabase {
    path: Option<PathBuf>,
    url: Option<SecretString>,
    url_file: Option<PathBuf>,
}

impl RawDatabase {
    fn resolve(self) -> Result<DatabaseConfig, String> {
        match (self.path, values::secret("database.url", self.url, self.url_file)?) {
            (Some(_), Some(_)) => Err("database: `path` and `url` are both given; keep one of them".into()),
            (_, Some(url)) => Ok(DatabaseConfig::Postgres(url)),
            (path, None) => Ok(DatabaseConfig::Sqlite(path.unwrap_or_else(|| "db.sqlite3".into()))),
        }
    }
}

impl TryFrom<RawConfig> for Config {
    type Error = String;

    fn try_from(raw: RawConfig) -> Result<Self, String> {
        let warnings = warnings(&raw);
        let public_url = match (raw.public_url, raw.hosts.first()) {
            (Some(url), _) => url,
            (None, Some(host)) => {
                Url::parse(&format!("https://{host}")).map_err(|_| format!("hosts: {host:?} is no host name"))?
            }
            (None, None) => return Err("hosts: name at least one host under which the form is reached".into()),
        };
        if raw.policy_version.is_some() && raw.consent_version.is_some() {
            return Err("`policy_version` is the old name of `consent_version`; keep one of them".into());
        }
        Ok(Self {
            debug: raw.debug,
            secret_key: values::secret("secret_key", raw.secret_key, raw.secret_key_file)?,
            listen: raw.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8000))),
            metrics: raw.metrics,
            public_url,
            hosts: raw.hosts,
            data_dir: raw.data_dir.unwrap_or_else(|| ".".into()),
            synapse: raw.synapse,
            email: raw.email,
            admin: raw.admin,
            trust_proxy: raw.trust_proxy,
            auto_join: raw.auto_join,
            legal: raw.legal,
            retention: raw.retention,
            database: raw.database.resolve()?,
            consent_version: raw.consent_version.or(raw.policy_version),
            form_secret: values::secret("form_secret", raw.form_secret, raw.form_secret_file)?,
            logo_url: raw.logo_url,
            rate_limit: raw.rate_limit,
            proof_of_work: raw.proof_of_work,
            matrix_notifications: raw.matrix_notifications,
            registration: raw.registration,
            bot: raw.bot,
            moderation: raw.moderation,
            warnings,
        })
    }
}

fn warnings(raw: &RawConfig) -> Vec<Warning> {
    use super::{MailTls, VerifyCert};
    let consent_version = raw.consent_version.is_some() || raw.policy_version.is_some();
    let form_secret = raw.form_secret.is_some() || raw.form_secret_file.is_some();
    let loopback = matches!(raw.email.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    [
        (raw.mjml.is_some(), Warning::Ignored("mjml")),
        (raw.email.has_subject_prefix, Warning::Ignored("email.subject_prefix")),
        (consent_version && !form_secret, Warning::Half { given: "consent_version", missing: "form_secret" }),
        (form_secret && !consent_version, Warning::Half { given: "form_secret", missing: "consent_version" }),
        (raw.synapse.verify_cert == VerifyCert::Never, Warning::CertificateUnchecked),
        (raw.email.tls == MailTls::None && !loopback, Warning::MailInTheClear),
        (raw.proof_of_work.enabled && is_in_the_clear(raw.public_url.as_ref()), Warning::PuzzleInTheClear),
    ]
    .into_iter()
    .filter_map(|(is, warning)| is.then_some(warning))
    .collect()
}

/// Whether browsers take a page for one that anybody on the way can change.
fn is_in_the_clear(public_url: Option<&Url>) -> bool {
    public_url.is_some_and(|url| {
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "http" && !loopback
    })
}

impl Config {
    /// Reads the file at `path`. Nothing else is read but the files that it names for secrets.
    ///
    /// # Errors
    /// The file is missing, or says something that it cannot say.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ConfigError::Missing { path: path.to_owned() },
            _ => ConfigError::Unreadable { path: path.to_owned(), source },
        })?;
        let text = Zeroizing::new(text);
        Self::parse(&text).map_err(|message| ConfigError::Nonsense { path: path.to_owned(), message })
    }

    /// Reads a config from YAML text; the error names the key's path and its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let yaml = serde_yaml::Deserializer::from_str(text);
        serde_path_to_error::deserialize(yaml).map_err(|error| locate::explain(text, &error))
    }

    /// The operator's secret key, else the one that is kept in `data_dir`, made if there is none.
    ///
    /// # Errors
    /// The file can neither be read nor written.
    pub fn secret_key(&self) -> Result<SecretString, ConfigError> {
        if let Some(key) = &self.secret_key {
            return Ok(key.clone());
        }
        let path = self.data_dir.join("secret_key");
        read_or_create(&path).map_err(|source| ConfigError::SecretKey { path, source })
    }
}

fn read_or_create(path: &Path) -> io::Result<SecretString> {
    match fs::read_to_string(path).map(Zeroizing::new) {
        Ok(key) if !key.trim().is_empty() => return Ok(SecretString::from(key.trim())),
        Ok(_) => return Err(io::Error::other("the file is empty")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let key = SecretString::from(URL_SAFE_NO_PAD.encode(*Zeroizing::new(rand::random::<[u8; 32]>())));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests;
