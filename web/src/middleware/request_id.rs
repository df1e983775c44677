//! The request id, shown on error pages and logged with every line.

use std::net::IpAddr;

use axum::http::HeaderMap;
use registration_core::config::TrustedProxies;

pub const HEADER: &str = "x-request-id";

/// The id that a trusted proxy sent, else a new one.
pub fn of(headers: &HeaderMap, peer: Option<IpAddr>, trusted: &TrustedProxies) -> String {
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
    match given.filter(|id| is_plain(id)) {
        Some(id) if peer.is_some_and(|peer| trusted.contains(peer)) => id.to_owned(),
        _ => format!("{:016x}", rand::random::<u64>()),
    }
}

/// Whether the id is short and cannot forge a log line.
fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_accepted() {
        assert!(is_plain("0af7651916cd43dd-8448_eb"));
        for id in ["", "a b", "a\"b", "ä", &"a".repeat(65)] {
            assert!(!is_plain(id), "{id}");
        }
    }

    #[test]
    fn an_id_from_an_untrusted_peer_is_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, "mine".parse().expect("a value"));
        let nobody = TrustedProxies::default();
        assert_ne!(of(&headers, Some([127, 0, 0, 1].into()), &nobody), "mine");
        assert_eq!(of(&headers, None, &nobody).len(), 16);
    }
}
