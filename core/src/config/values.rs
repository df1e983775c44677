//! Parses small values such as durations and URLs. Error messages quote no value.

use std::{fmt, marker::PhantomData, net::IpAddr};

use ipnet::IpNet;
use jiff::SignedDuration;
use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer, SeqAccess, Visitor, value::StringDeserializer},
};
use url::Url;

/// The proxies whose `X-Forwarded-For` headers are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Loopback and private networks, in which an operator's reverse proxy usually is.
const PRIVATE: [&str; 7] =
    ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10"];

impl TrustedProxies {
    /// Whether headers from `peer` are trusted.
    #[must_use]
    pub fn contains(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|net| net.contains(&peer))
    }
}

/// A network or a single address.
struct Network(IpNet);

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from)).map(Self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?)
            .ok_or_else(|| D::Error::custom("expected an address or a network like 10.0.0.0/8"))
    }
}

impl<'de> Deserialize<'de> for TrustedProxies {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Proxies;
        impl<'de> Visitor<'de> for Proxies {
            type Value = TrustedProxies;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or a list of networks like [10.0.0.0/8]")
            }

            fn visit_bool<E: Error>(self, trusted: bool) -> Result<TrustedProxies, E> {
                let private = PRIVATE.iter().filter_map(|net| Network::parse(net)).map(|network| network.0);
                Ok(TrustedProxies(if trusted { private.collect() } else { vec![] }))
            }

            fn visit_unit<E: Error>(self) -> Result<TrustedProxies, E> {
                self.visit_bool(false)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TrustedProxies, A::Error> {
                let mut networks = vec![];
                while let Some(network) = items.next_element::<Network>()? {
                    networks.push(network.0);
                }
                Ok(TrustedProxies(networks))
            }
        }
        from.deserialize_any(Proxies)
    }
}

/// A duration such as `48h`, `30m` or `90s`.
pub(super) fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    String::deserialize(from)?
        .parse::<SignedDuration>()
        .ok()
        .filter(SignedDuration::is_positive)
        .ok_or_else(|| D::Error::custom("expected a duration like 48h, 30m or 90s"))
}

/// A duration as in [`duration`], or nothing.
pub(super) fn optional_duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SignedDuration>, D::Error> {
    match Option::<String>::deserialize(from)? {
        None => Ok(None),
        Some(text) => duration(IntoDeserializer::<D::Error>::into_deserializer(text)).map(Some),
    }
}

/// An `http` or `https` address.
pub(super) fn web_url<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    parse_web_url(&String::deserialize(from)?).map_err(D::Error::custom)
}

/// An `http` or `https` address, or nothing; an empty text is nothing.
pub(super) fn optional_web_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    match Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => parse_web_url(&text).map(Some).map_err(D::Error::custom),
    }
}

fn parse_web_url(text: &str) -> Result<Url, &'static str> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let url = Url::parse(text.trim())
        .ok()
        .filter(is_web)
        .ok_or("expected an address that begins with http:// or https://")?;
    if url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err("expected an address without a username or a password in it")
    }
}

/// A list, which may also be a single item or empty.
pub(super) struct OneOrMany<T>(pub Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
                Ok(vec![])
            }

            fn visit_str<E: Error>(self, one: &str) -> Result<Vec<T>, E> {
                let one: StringDeserializer<E> = one.to_owned().into_deserializer();
                Ok(vec![T::deserialize(one)?])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
                let mut many = vec![];
                while let Some(item) = items.next_element()? {
                    many.push(item);
                }
                Ok(many)
            }
        }
        from.deserialize_any(Items(PhantomData)).map(Self)
    }
}

/// A list of texts, as in [`OneOrMany`].
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    OneOrMany::deserialize(from).map(|OneOrMany(texts)| texts)
}

/// A text or nothing; an empty text is nothing. A version such as `1.0` is also a text.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()))
}

/// A section; if it is empty (`key:` without a value), it has its defaults.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
