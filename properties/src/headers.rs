//! Request headers from browsers, proxies and attackers.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderMap, HeaderValue, Method};
use registration_web::fuzzing::{AllowedHosts, RequestOrigin, chain, client, may_pass};

use crate::text::text;

const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const LINES: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// Only a trusted proxy can set the client's address, and an origin passes only if it is ours.
pub fn forwarded(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for (line, name) in data.split(|byte| *byte == b'\n').zip(LINES.iter().cycle()) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(*name, value);
        }
    }
    let chain = chain(&headers);
    let stranger = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));
    assert_eq!(client(stranger, &chain, |address| address == PROXY), stranger);
    let found = client(PROXY, &chain, |address| address == PROXY);
    let nearest = chain.iter().rev().find(|entry| **entry != Some(PROXY)).copied().flatten();
    assert_eq!(found, nearest.map_or(PROXY, |address| address.to_canonical()));
    if let Some(origin) = text(data) {
        check_origin(origin);
    }
}

fn check_origin(text: &str) {
    let ours = AllowedHosts::new(["join.example.org".to_owned()]);
    if ours.contain(text) {
        assert!(text.to_ascii_lowercase().starts_with("join.example.org"), "{text:?}");
    }
    let request = RequestOrigin { origin: Some(text), host: Some("join.example.org"), ..RequestOrigin::default() };
    if may_pass(&Method::POST, &request, "https://join.example.org") {
        let authority = text.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        assert!(authority.is_some_and(|it| it.eq_ignore_ascii_case("join.example.org")), "{text:?}");
    }
}
