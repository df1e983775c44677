//! The sections `email` and `admin`: the mail server and the operators' addresses.

use std::{net::IpAddr, path::PathBuf};

use lettre::{Address, message::Mailbox};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error, de::IgnoredAny};
use url::{Host, Url};

use super::{
    VerifyCert,
    issue::Issue,
    secrets::Secrets,
    values::{self, OneOrMany},
};

/// The mail server.
#[derive(Clone, Debug)]
pub struct EmailConfig {
    /// Its host name or IP address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: MailTls,
    /// How its certificate is checked.
    pub verify_cert: VerifyCert,
    /// Our name in EHLO: a host name or an IP address.
    pub ehlo: String,
    /// User name and password, if it requires a login.
    pub login: Option<(String, SecretString)>,
    /// The sender of our mails.
    pub from: Mailbox,
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// No encryption: for a server on the same machine.
    None,
    /// STARTTLS, which is required (`tls: true`).
    StartTls,
    /// Implicit TLS (`ssl: true`).
    Implicit,
}

/// One address or several.
#[derive(Clone, Debug)]
pub struct Mailboxes(pub Vec<Mailbox>);

/// The section as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEmail {
    #[serde(deserialize_with = "host")]
    host: String,
    port: u16,
    #[serde(default, deserialize_with = "values::optional_text")]
    username: Option<String>,
    password: Option<SecretString>,
    password_file: Option<PathBuf>,
    #[serde(default)]
    tls: bool,
    #[serde(default)]
    ssl: bool,
    #[serde(default)]
    verify_cert: VerifyCert,
    #[serde(default, deserialize_with = "optional_ehlo")]
    ehlo: Option<String>,
    #[serde(default, deserialize_with = "values::optional_text")]
    from: Option<String>,
    /// The Django app's prefix for its error mails; the service sends none.
    pub(super) subject_prefix: Option<IgnoredAny>,
    /// The service that renders the Django app's mails.
    pub(super) mjml: Option<IgnoredAny>,
}

impl RawEmail {
    /// The host of `public_url` is the default of `ehlo`.
    pub(super) fn resolve(self, public_url: &Url, secrets: &mut Secrets) -> Result<EmailConfig, Issue> {
        let (from, key) = match (&self.from, &self.username) {
            (Some(from), _) => (from, "email.from"),
            (None, Some(username)) => (username, "email.username"),
            (None, None) => return Err(Issue::at("email", "missing field `from` (or `username`)")),
        };
        let wrong = || match key {
            "email.from" => format!("expected {MAILBOX}"),
            _ => format!("this is not an e-mail address, so `from` is needed: {MAILBOX}"),
        };
        let from = parse_mailbox(from).ok_or_else(|| Issue::at(key, wrong()))?;
        let password = secrets.take("email.password", self.password, self.password_file)?;
        let tls = match (self.tls, self.ssl) {
            (true, true) => {
                return Err(Issue::at("email", "`tls` (STARTTLS) and `ssl` cannot both be true; keep one of them"));
            }
            (true, false) => MailTls::StartTls,
            (false, true) => MailTls::Implicit,
            (false, false) => MailTls::None,
        };
        let login = match (self.username, password) {
            (Some(username), Some(password)) => Some((username, password)),
            (Some(_), None) => {
                return Err(Issue::at("email", "`username` is given without `password` (or `password_file`)"));
            }
            (None, _) => None,
        };
        let ehlo = self.ehlo.or_else(|| public_name(public_url)).unwrap_or_else(|| from.email.domain().to_owned());
        let (host, port, verify_cert) = (self.host, self.port, self.verify_cert.in_folder(&secrets.folder));
        Ok(EmailConfig { host, port, tls, verify_cert, ehlo, login, from })
    }

    /// Whether mails cross the network unencrypted.
    pub(super) fn is_in_the_clear(&self) -> bool {
        !self.tls && !self.ssl && !matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1")
    }

    /// Whether TLS is used without checking the certificate.
    pub(super) fn is_unchecked(&self) -> bool {
        (self.tls || self.ssl) && self.verify_cert == VerifyCert::Never
    }
}

impl<'de> Deserialize<'de> for Mailboxes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct One(Mailbox);
        impl<'de> Deserialize<'de> for One {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let parsed = parse_mailbox(&String::deserialize(from)?);
                parsed.map(One).ok_or_else(|| D::Error::custom(format!("expected {MAILBOX}")))
            }
        }
        let OneOrMany(many) = OneOrMany::<One>::deserialize(from)?;
        let mut mailboxes: Vec<Mailbox> = vec![];
        for One(mailbox) in many {
            if !mailboxes.iter().any(|known| known.email == mailbox.email) {
                mailboxes.push(mailbox);
            }
        }
        Ok(Self(mailboxes))
    }
}

const MAILBOX: &str = "an e-mail address like admin@example.org or Admins <admin@example.org>";

/// Parses an address and converts its domain to ASCII, which all mail servers understand.
fn parse_mailbox(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (Some(name), address),
        None => (None, text),
    };
    let (local, domain) = address.trim().rsplit_once('@')?;
    let domain = ascii(domain)?;
    let address = Address::new(local, &domain).ok()?;
    match name {
        None => Some(Mailbox::new(None, address)),
        Some(name) => {
            let mailbox: Mailbox = format!("{name}<{address}>").parse().ok()?;
            Some(Mailbox::new(mailbox.name, mailbox.email))
        }
    }
}

/// Converts `bücher.example` to `xn--bcher-kva.example`; keeps an address literal such as `[192.0.2.1]`.
fn ascii(domain: &str) -> Option<String> {
    if domain.is_ascii() {
        return Some(domain.to_owned());
    }
    match Host::parse(domain).ok()? {
        Host::Domain(ascii) if !domain.contains('%') => Some(ascii),
        _ => None,
    }
}

/// The host name of the public address, if it has one.
fn public_name(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name.contains('.').then(|| name.to_owned()).filter(|name| !name.ends_with(".localhost"))
        }
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// The mail server's name or address, without a port.
fn host<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    host_name(text.trim())
        .ok_or_else(|| D::Error::custom("expected a host name or an IP address like mail.example.org"))
}

/// As in [`EmailConfig::ehlo`].
fn optional_ehlo<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let wrong = || D::Error::custom("expected a host name or an IP address like register.example.org");
    values::optional_text(from)?.map(|text| host_name(text.trim()).ok_or_else(wrong)).transpose()
}

fn host_name(text: &str) -> Option<String> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    // Docker and others use host names with an underscore.
    let name = ascii(text)?;
    let is_name = !name.is_empty()
        && name.len() < 254
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        && !name.starts_with(['.', '-']);
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_international_domain_is_kept_in_its_ascii_form() {
        for (text, expected) in [
            ("post@bücher.example", "post@xn--bcher-kva.example"),
            ("Bücher <post@BÜCHER.example>", "Bücher <post@xn--bcher-kva.example>"),
            ("\"Bücher, alte\" <post@bücher.example>", "\"Bücher, alte\" <post@xn--bcher-kva.example>"),
            ("post@例え.jp", "post@xn--r8jz45g.jp"),
            ("Admins <admin@example.org>", "Admins <admin@example.org>"),
            ("admin@localhost", "admin@localhost"),
            ("admin@[192.0.2.1]", "admin@[192.0.2.1]"),
        ] {
            assert_eq!(parse_mailbox(text).map(|mailbox| mailbox.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "admin",
            "@example.org",
            "admin@",
            "a@b@c.org",
            "a@exa mple.org",
            "A <a@b.org",
            "a@b.org\nBcc: c@d.org",
        ] {
            assert!(parse_mailbox(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_host_has_neither_scheme_nor_port() {
        for (text, expected) in [
            ("mail.example.org", Some("mail.example.org")),
            ("localhost", Some("localhost")),
            ("mail_server", Some("mail_server")),
            ("192.0.2.1", Some("192.0.2.1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("smtp://mail.example.org", None),
            ("mail.example.org:587", None),
            ("mail example", None),
            ("", None),
        ] {
            assert_eq!(host_name(text).as_deref(), expected, "{text}");
        }
    }
}
