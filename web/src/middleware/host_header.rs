//! The host that a request names in its `Host` header or its target.

use axum::http::{HeaderMap, Uri, header};

/// The request names two hosts.
#[derive(Debug)]
pub struct TwoHosts;

/// The host of a request.
///
/// # Errors
/// It names two: a proxy may use one and we the other (RFC 9112, section 3.2).
pub fn named<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Result<Option<&'a str>, TwoHosts> {
    let target = uri.authority().map(axum::http::uri::Authority::as_str);
    let mut named = headers.get_all(header::HOST).iter();
    match (named.next(), named.next()) {
        (_, Some(_)) => Err(TwoHosts),
        (None, None) => Ok(target),
        (Some(host), None) => match (host.to_str().ok(), target) {
            (Some(host), Some(target)) if !host.eq_ignore_ascii_case(target) => Err(TwoHosts),
            (host, _) => Ok(host),
        },
    }
}
