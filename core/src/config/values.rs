//! Small values of the config file that YAML has no type for.

use std::{net::IpAddr, path::PathBuf};

use ipnet::IpNet;
use jiff::SignedDuration;
use secrecy::{SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Deserializer, de::Error};
use serde_yaml::Value;
use url::Url;

/// Whose `X-Forwarded-For` and `Forwarded` headers are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Loopback and private ranges: where a reverse proxy of one's own is.
const PRIVATE: [&str; 7] =
    ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10"];

impl TrustedProxies {
    /// Whether headers from `peer` are believed.
    #[must_use]
    pub fn contains(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|net| net.contains(&peer))
    }
}

impl<'de> Deserialize<'de> for TrustedProxies {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let parse = |text: &str| {
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| D::Error::custom(format!("{text:?} is no address and no network like 10.0.0.0/8")))
        };
        match Value::deserialize(from)? {
            Value::Null | Value::Bool(false) => Ok(Self::default()),
            Value::Bool(true) => PRIVATE.iter().map(|net| parse(net)).collect::<Result<_, _>>().map(Self),
            Value::Sequence(list) => list
                .iter()
                .map(|item| parse(item.as_str().ok_or_else(|| D::Error::custom("expected addresses as text"))?))
                .collect::<Result<_, _>>()
                .map(Self),
            _ => Err(D::Error::custom("expected true, false or a list of networks")),
        }
    }
}

/// A span of time as people write it: `48h`, `30m`, `90s`.
pub(super) fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(from)?;
    text.parse::<SignedDuration>()
        .ok()
        .filter(SignedDuration::is_positive)
        .ok_or_else(|| D::Error::custom(format!("{text:?} is no span of time like 48h, 30m or 90s")))
}

/// A span of time as [`duration`] reads it, or nothing.
pub(super) fn optional_duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SignedDuration>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        value => duration(value).map(Some).map_err(D::Error::custom),
    }
}

/// An `http` or `https` address.
pub(super) fn web_url<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    let text = String::deserialize(from)?;
    parse_web_url(&text).map_err(D::Error::custom)
}

/// An `http` or `https` address, or nothing; an empty text is nothing.
pub(super) fn optional_web_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    match Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => parse_web_url(&text).map(Some).map_err(D::Error::custom),
    }
}

fn parse_web_url(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| format!("{text:?} is no address that begins with http:// or https://"))
}

/// A list that may also be written as a single item, or left empty.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(vec![]),
        Value::String(one) => Ok(vec![one]),
        Value::Sequence(many) => many
            .into_iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(|| D::Error::custom("expected a list of texts")))
            .collect(),
        _ => Err(D::Error::custom("expected a text or a list of texts")),
    }
}

/// Text that may be written as a number, such as a version.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Value::Number(number) => Ok(Some(number.to_string())),
        _ => Err(D::Error::custom("expected a text")),
    }
}

/// A section that is written but left empty (`key:` and nothing after it) takes its defaults.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A secret that is written in the file, or in a file of its own that `<key>_file` names.
///
/// # Errors
/// A sentence for the operator, when both are given or the file cannot be read.
pub(super) fn secret(
    key: &str,
    here: Option<SecretString>,
    file: Option<PathBuf>,
) -> Result<Option<SecretString>, String> {
    match (here, file) {
        (Some(_), Some(_)) => Err(format!("`{key}` and `{key}_file` are both given; keep one of them")),
        (here, None) => Ok(here),
        (None, Some(path)) => match std::fs::read_to_string(&path).map(Zeroizing::new) {
            Ok(text) if text.trim().is_empty() => Err(format!("`{key}_file`: {} is empty", path.display())),
            Ok(text) => Ok(Some(SecretString::from(text.trim()))),
            Err(error) => Err(format!("`{key}_file`: cannot read {}: {error}", path.display())),
        },
    }
}
