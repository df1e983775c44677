//! What an operator should know about the config, though the service can run.

use std::fmt;

use url::Url;

use super::{VerifyCert, links, raw::RawConfig};
use crate::messages::Problem;

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
    /// A key is there twice; the last one counts.
    Duplicate {
        /// The path of the key.
        path: String,
        /// The line that counts.
        line: usize,
    },
    /// An entry of `hosts` that no request can have.
    UselessHost {
        /// Its place in the list, beginning with 1.
        number: usize,
    },
    /// Synapse's certificate is not checked.
    CertificateUnchecked,
    /// The mail server's certificate is not checked.
    MailUnchecked,
    /// Mails and their login go over the network in the clear.
    MailInTheClear,
    /// A file of `messages_dir` has a mistake.
    Message(Problem),
    /// Browsers solve puzzles only on pages that come over https.
    PuzzleInTheClear,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored(key) => write!(f, "`{key}` is set, and does nothing in this version"),
            Self::Half { given, missing } => write!(f, "`{given}` is set without `{missing}`, and does nothing"),
            Self::Duplicate { path, line } => write!(f, "`{path}` is there twice; the last one counts, line {line}"),
            Self::UselessHost { number } => write!(
                f,
                "entry {number} of `hosts` matches no request: write the host name alone, like register.example.org"
            ),
            Self::Message(Problem { place, text }) => write!(f, "`messages_dir`: {place}: {text}"),
            Self::CertificateUnchecked => {
                f.write_str("`synapse.verify_cert` is false: anyone on the way can read the admin token")
            }
            Self::MailUnchecked => {
                f.write_str("`email.verify_cert` is false: anyone on the way can read the mails and the login")
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

/// What is worth a warning in the file as it is written.
pub(super) fn warnings(raw: &RawConfig) -> Vec<Warning> {
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

/// Whether browsers take a page for one that anybody on the way can change.
fn is_in_the_clear(public_url: Option<&Url>) -> bool {
    public_url.is_some_and(|url| {
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "http" && !loopback
    })
}
