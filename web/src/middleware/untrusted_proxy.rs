//! A proxy of our own whose word does not count, because nobody has told us of it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, header};

use crate::app::App;

const SAY_WHOM_THEY_HEARD: [HeaderName; 2] = [HeaderName::from_static("x-forwarded-for"), header::FORWARDED];

/// Says once that there is such a proxy, and what to write.
pub fn look(app: &App, peer: IpAddr, headers: &HeaderMap) {
    if is_there(peer, headers, |address| app.registrations.config().trust_proxy.contains(address)) {
        app.unheard_proxy.call_once(|| {
            tracing::warn!(
                "a proxy in front of us says whom it heard from, and `trust_proxy` does not name it: all who come \
                 through it count as one client, and share its limits. Write `trust_proxy: true` if it is on this \
                 machine or in a private network, or a list with its network, such as [10.0.0.0/8]"
            );
        });
    }
}

/// Whether `peer` seems to be one. A stranger can write such a header, but is not near.
fn is_there(peer: IpAddr, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> bool {
    let is_near = match peer.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    };
    is_near && !trusted(peer) && SAY_WHOM_THEY_HEARD.iter().any(|name| headers.contains_key(name))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_proxy_of_our_own_that_nobody_told_us_of_is_noticed() {
        for (peer, name, noticed) in [
            ("127.0.0.1", "x-forwarded-for", true),
            ("::1", "forwarded", true),
            ("::ffff:172.16.0.9", "x-forwarded-for", true),
            ("fd00::1", "x-forwarded-for", true),
            ("127.0.0.1", "x-request-id", false),
            ("203.0.113.9", "x-forwarded-for", false),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static("x"))]);
            let peer = peer.parse().expect("an address");
            assert_eq!(is_there(peer, &headers, |_| false), noticed, "{peer} {name}");
            assert!(!is_there(peer, &headers, |_| true), "{peer} is trusted");
        }
    }
}
