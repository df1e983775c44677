//! A short name for a request, by which a person and a log line find each other.

use std::net::IpAddr;

use axum::http::HeaderMap;
use registration_core::config::TrustedProxies;

pub const HEADER: &str = "x-request-id";

/// The trusted proxy's own name for the request, else a new one.
pub fn of(headers: &HeaderMap, peer: Option<IpAddr>, trusted: &TrustedProxies) -> String {
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
    match given.filter(|id| is_plain(id)) {
        Some(id) if peer.is_some_and(|peer| trusted.contains(peer)) => id.to_owned(),
        _ => format!("{:016x}", rand::random::<u64>()),
    }
}

/// Nothing that could forge a log line or fill a disk.
fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken_over() {
        assert!(is_plain("0af7651916cd43dd-8448_eb"));
        for id in ["", "a b", "a\"b", "ä", &"a".repeat(65)] {
            assert!(!is_plain(id), "{id}");
        }
    }

    #[test]
    fn an_id_from_a_stranger_is_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, "mine".parse().expect("a value"));
        let nobody = TrustedProxies::default();
        assert_ne!(of(&headers, Some([127, 0, 0, 1].into()), &nobody), "mine");
        assert_eq!(of(&headers, None, &nobody).len(), 16);
    }
}
