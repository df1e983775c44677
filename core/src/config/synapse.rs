//! The section `synapse`: the homeserver.

use std::{fmt, path::PathBuf};

use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};
use url::Url;

use super::{
    folder::Folder,
    issue::Issue,
    matrix,
    secrets::{self, Secrets},
    values,
};

/// The homeserver.
#[derive(Clone, Debug)]
pub struct SynapseConfig {
    /// Its client and admin API, such as `https://matrix.example.org`.
    pub server: Url,
    /// The part of user IDs after the colon.
    pub domain: String,
    /// An access token of a server admin.
    pub admin_token: SecretString,
    /// Synapse's `registration_shared_secret`, which proves that an account is ours if a response was lost.
    pub registration_shared_secret: Option<SecretString>,
    /// How its certificate is checked.
    pub verify_cert: VerifyCert,
}

/// How a server's certificate is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum VerifyCert {
    /// Against the system's certificate authorities.
    #[default]
    System,
    /// Not at all.
    Never,
    /// Against the certificates in this PEM file.
    Bundle(PathBuf),
}

impl VerifyCert {
    /// The same, with a path that begins at the folder of the config file.
    pub(super) fn in_folder(self, folder: &Folder) -> Self {
        match self {
            Self::Bundle(path) => Self::Bundle(folder.locate(path)),
            other => other,
        }
    }
}

impl<'de> Deserialize<'de> for VerifyCert {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Verify;
        impl Visitor<'_> for Verify {
            type Value = VerifyCert;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or the path of a PEM file with certificates")
            }

            fn visit_unit<E: Error>(self) -> Result<VerifyCert, E> {
                Ok(VerifyCert::System)
            }

            fn visit_bool<E: Error>(self, is_checked: bool) -> Result<VerifyCert, E> {
                Ok(if is_checked { VerifyCert::System } else { VerifyCert::Never })
            }

            fn visit_str<E: Error>(self, path: &str) -> Result<VerifyCert, E> {
                match path.trim().to_ascii_lowercase().as_str() {
                    "" => Err(E::custom(format!("expected {}", &self as &dyn serde::de::Expected))),
                    "true" | "yes" | "on" | "false" | "no" | "off" => {
                        Err(E::custom("expected true or false without quotes, or the path of a PEM file"))
                    }
                    _ => Ok(VerifyCert::Bundle(path.into())),
                }
            }
        }
        from.deserialize_any(Verify)
    }
}

/// The section as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSynapse {
    #[serde(deserialize_with = "values::web_url")]
    server: Url,
    #[serde(deserialize_with = "domain")]
    domain: String,
    admin_token: Option<SecretString>,
    admin_token_file: Option<PathBuf>,
    registration_shared_secret: Option<SecretString>,
    registration_shared_secret_file: Option<PathBuf>,
    #[serde(default)]
    pub verify_cert: VerifyCert,
}

impl RawSynapse {
    pub(super) fn resolve(self, secrets: &mut Secrets) -> Result<SynapseConfig, Issue> {
        let admin_token = secrets
            .take("synapse.admin_token", self.admin_token, self.admin_token_file)?
            .ok_or_else(|| Issue::at("synapse", "missing field `admin_token` (or `admin_token_file`)"))?;
        if !secrets::is_token(&admin_token) {
            return Err(Issue::at(
                "synapse.admin_token",
                "expected an access token like syt_…, without spaces or line breaks",
            ));
        }
        let registration_shared_secret = secrets.take(
            "synapse.registration_shared_secret",
            self.registration_shared_secret,
            self.registration_shared_secret_file,
        )?;
        let Self { server, domain, verify_cert, .. } = self;
        let verify_cert = verify_cert.in_folder(&secrets.folder);
        Ok(SynapseConfig { server, domain, admin_token, registration_shared_secret, verify_cert })
    }
}

/// A server name as in user IDs: no scheme, no path.
fn domain<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let text = text.trim();
    if matrix::is_server_name(text) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(D::Error::custom("expected the server name that follows the colon in user IDs, like example.org"))
    }
}
