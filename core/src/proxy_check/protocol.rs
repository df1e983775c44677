//! What `check` sends to the running service, and what that answers.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::keys::Keys;

/// The path of the page.
pub const PATH: &str = "/proxy-check";
/// The header with the text and its MAC. A header, because paths end up in the logs of proxies.
pub const HEADER: &str = "x-registration-check";

/// How long a text is valid: the clocks of two machines may differ.
const VALIDITY: SignedDuration = SignedDuration::from_hours(24);

/// What the service sees of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyReport {
    /// The host that the request names.
    pub host: String,
    /// Whether the service answers requests for this host.
    pub is_our_host: bool,
    /// The other end of the connection.
    pub peer: Option<IpAddr>,
    /// Whether `trust_proxy` lists it.
    pub is_trusted: bool,
    /// The readable addresses in `X-Forwarded-For` or `Forwarded`.
    pub forwarded: Vec<IpAddr>,
}

/// A new value of the header.
#[must_use]
pub fn challenge(keys: &Keys, now: Timestamp) -> String {
    let text = format!("{}-{:032x}", now.as_second(), rand::random::<u128>());
    format!("{text}.{}", keys.proxy_check(&text))
}

/// Whether the value of the header was made with our key, not long ago.
#[must_use]
pub fn is_valid(keys: &Keys, value: &str, now: Timestamp) -> bool {
    let Some((text, mac)) = value.split_once('.') else { return false };
    let made_at = text.split_once('-').and_then(|(second, _)| Timestamp::from_second(second.parse().ok()?).ok());
    let is_fresh = made_at.is_some_and(|at| now.duration_since(at).abs() <= VALIDITY);
    // MACs of both are compared: how long that takes reveals nothing.
    is_fresh && keys.proxy_check(mac) == keys.proxy_check(&keys.proxy_check(text))
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    #[test]
    fn only_a_fresh_challenge_with_our_key_is_valid() {
        let [ours, other] = ["our secret", "another secret"].map(|key| Keys::new(&SecretString::from(key)));
        let now = Timestamp::from_second(1_000_000).expect("an instant");
        let value = challenge(&ours, now);
        assert!(is_valid(&ours, &value, now));
        assert!(!is_valid(&other, &value, now));
        assert!(!is_valid(&ours, &value, now + SignedDuration::from_hours(25)));
        let forged = value.replacen("1000000", "1000001", 1);
        for bad in ["", ".", "1-2", "x-y.z", forged.as_str()] {
            assert!(!is_valid(&ours, bad, now), "{bad}");
        }
    }
}
