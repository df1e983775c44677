//! What a browser, a proxy or somebody who says so writes into headers.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderMap, HeaderValue, Method};

use crate::{
    csrf::{RequestOrigin, may_pass},
    forwarded_for::{chain, client},
    hosts::AllowedHosts,
};

const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const LINES: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// Nobody but a trusted proxy can say where a request comes from, and no header passes for our own page
/// that does not name us.
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
    if let Some(text) = crate::text(data) {
        origin(text);
    }
}

fn origin(text: &str) {
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
