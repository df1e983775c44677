//! A warning about a proxy in front of the service that `trust_proxy` does not list.

use std::{net::IpAddr, sync::Once};

use axum::http::{HeaderMap, HeaderName, header};
use registration_core::config::TrustedProxies;

const FORWARDING_HEADERS: [HeaderName; 2] = [HeaderName::from_static("x-forwarded-for"), header::FORWARDED];

/// Warns the first time that a request comes through such a proxy.
pub fn warn_once(once: &Once, peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) {
    if is_untrusted_proxy(peer, headers, |address| trusted.contains(address)) {
        once.call_once(|| {
            tracing::warn!(
                "a proxy sends X-Forwarded-For or Forwarded, but `trust_proxy` does not list it: all its clients \
                 count as one and share one rate limit. Set `trust_proxy: true` if the proxy is on this machine or \
                 in a private network, or list its network, such as [10.0.0.0/8]"
            );
        });
    }
}

/// Whether `peer` looks like our own proxy. Clients can send the headers too, but not from a private address.
fn is_untrusted_proxy(peer: IpAddr, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> bool {
    let is_private = match peer.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    };
    is_private && !trusted(peer) && FORWARDING_HEADERS.iter().any(|name| headers.contains_key(name))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_private_peer_with_a_forwarding_header_is_a_proxy() {
        for (peer, name, expected) in [
            ("127.0.0.1", "x-forwarded-for", true),
            ("::1", "forwarded", true),
            ("::ffff:172.16.0.9", "x-forwarded-for", true),
            ("fd00::1", "x-forwarded-for", true),
            ("127.0.0.1", "x-request-id", false),
            ("203.0.113.9", "x-forwarded-for", false),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static("x"))]);
            let peer = peer.parse().expect("an address");
            assert_eq!(is_untrusted_proxy(peer, &headers, |_| false), expected, "{peer} {name}");
            assert!(!is_untrusted_proxy(peer, &headers, |_| true), "{peer} is trusted");
        }
    }
}
