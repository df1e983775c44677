//! The mail server and who is written to.

use std::path::PathBuf;

use lettre::message::Mailbox;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error};

use super::values;

/// The mail server.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawEmail")]
pub struct EmailConfig {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: MailTls,
    /// Name and password, if it asks for a login.
    pub login: Option<(String, SecretString)>,
    /// Whom our mails come from.
    pub from: Mailbox,
    /// The Django app's prefix for its error mails is given; we send none.
    pub(super) has_subject_prefix: bool,
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// Not at all: for a server on the same machine.
    None,
    /// It begins in the clear and must be raised by STARTTLS (`tls: true`).
    StartTls,
    /// From the first byte (`ssl: true`).
    Implicit,
}

/// One address or several.
#[derive(Clone, Debug)]
pub struct Mailboxes(pub Vec<Mailbox>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEmail {
    host: String,
    port: u16,
    username: Option<String>,
    password: Option<SecretString>,
    password_file: Option<PathBuf>,
    #[serde(default)]
    tls: bool,
    #[serde(default)]
    ssl: bool,
    from: Option<String>,
    subject_prefix: Option<String>,
}

impl TryFrom<RawEmail> for EmailConfig {
    type Error = String;

    fn try_from(raw: RawEmail) -> Result<Self, String> {
        let username = raw.username.filter(|name| !name.is_empty());
        let from = raw.from.as_ref().or(username.as_ref()).ok_or("missing field `from` (or `username`)")?;
        let from = parse_mailbox(from)?;
        let password = values::secret("password", raw.password, raw.password_file)?;
        let tls = match (raw.tls, raw.ssl) {
            (true, true) => return Err("`tls` (STARTTLS) and `ssl` cannot both be true; keep one of them".into()),
            (true, false) => MailTls::StartTls,
            (false, true) => MailTls::Implicit,
            (false, false) => MailTls::None,
        };
        let login = match (username, password) {
            (Some(username), Some(password)) => Some((username, password)),
            (Some(_), None) => return Err("`username` is given without `password` (or `password_file`)".into()),
            (None, _) => None,
        };
        let has_subject_prefix = raw.subject_prefix.is_some();
        Ok(Self { host: raw.host, port: raw.port, tls, login, from, has_subject_prefix })
    }
}

impl<'de> Deserialize<'de> for Mailboxes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        values::one_or_many(from)?
            .iter()
            .map(|text| parse_mailbox(text).map_err(D::Error::custom))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn parse_mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is no mail address like admin@example.org or Admins <admin@example.org>"))
}
