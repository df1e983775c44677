//! The homeserver: where it is and how we may speak to it.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error};
use serde_yaml::Value;
use url::Url;

use super::values;

/// The homeserver.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawSynapse")]
pub struct SynapseConfig {
    /// Its client and admin API, such as `https://matrix.example.org`.
    pub server: Url,
    /// The part of user IDs after the colon.
    pub domain: String,
    /// An access token of a server admin.
    pub admin_token: SecretString,
    /// How its certificate is checked.
    pub verify_cert: VerifyCert,
}

/// How Synapse's certificate is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum VerifyCert {
    /// Against the system's authorities.
    #[default]
    System,
    /// Not at all.
    Never,
    /// Against the authorities in this PEM file.
    Bundle(PathBuf),
}

impl<'de> Deserialize<'de> for VerifyCert {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Null | Value::Bool(true) => Ok(Self::System),
            Value::Bool(false) => Ok(Self::Never),
            Value::String(path) if !path.is_empty() => Ok(Self::Bundle(path.into())),
            _ => Err(D::Error::custom("expected true, false or the path of a CA bundle")),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSynapse {
    #[serde(deserialize_with = "values::web_url")]
    server: Url,
    #[serde(deserialize_with = "domain")]
    domain: String,
    admin_token: Option<SecretString>,
    admin_token_file: Option<PathBuf>,
    #[serde(default)]
    verify_cert: VerifyCert,
}

impl TryFrom<RawSynapse> for SynapseConfig {
    type Error = String;

    fn try_from(raw: RawSynapse) -> Result<Self, String> {
        let admin_token = values::secret("admin_token", raw.admin_token, raw.admin_token_file)?
            .ok_or("missing field `admin_token` (or `admin_token_file`)")?;
        Ok(Self { server: raw.server, domain: raw.domain, admin_token, verify_cert: raw.verify_cert })
    }
}

/// A server name as it stands in user IDs: no scheme, no path.
fn domain<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let is_name = !text.is_empty()
        && text.len() < 230
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    if is_name {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(D::Error::custom(format!("{text:?} is no server name like example.org")))
    }
}
