//! Warnings for the operator about a valid config.

use std::fmt;

use crate::messages::Problem;

/// Something that the operator should know, though the config is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The key has no effect.
    Ignored(&'static str),
    /// One of two keys that work only together.
    Half {
        /// The key that is set.
        given: &'static str,
        /// The key that is missing.
        missing: &'static str,
    },
    /// A key is there twice; the last value is used.
    Duplicate {
        /// The path of the key.
        path: String,
        /// The line of the value that is used.
        line: usize,
    },
    /// An entry of `hosts` that matches no request.
    UselessHost {
        /// Its position in the list, counted from 1.
        number: usize,
    },
    /// Synapse's certificate is not checked.
    CertificateUnchecked,
    /// The mail server's certificate is not checked.
    MailUnchecked,
    /// Mails and the login cross the network unencrypted.
    MailInTheClear,
    /// A file in `messages_dir` has a mistake.
    Message(Problem),
    /// Browsers solve puzzles only on https pages.
    PuzzleInTheClear,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored(key) => write!(f, "`{key}` has no effect in this version"),
            Self::Half { given, missing } => write!(f, "`{given}` has no effect without `{missing}`"),
            Self::Duplicate { path, line } => write!(f, "`{path}` is there twice; the value in line {line} is used"),
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
