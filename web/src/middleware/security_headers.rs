//! Headers that every answer carries, worked out once.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use registration_core::Config;

use super::request_id;

/// Rides on a page that runs the scripts of the puzzle; no other page runs any.
#[derive(Clone, Copy, Debug)]
pub struct Scripted;

/// The headers of every answer, worked out once.
#[derive(Debug)]
pub struct Standing {
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The policy of a page that is [`Scripted`].
    scripted: Option<HeaderValue>,
}

impl Standing {
    /// The headers for this config. A value that cannot be a header is left out.
    pub fn new(config: &Config) -> Self {
        let policy = policy(config);
        let scripted = format!("{policy}; script-src 'self'; worker-src 'self'; connect-src 'self'");
        Self { headers: standing(config, &policy), scripted: HeaderValue::from_str(&scripted).ok() }
    }
}

fn policy(config: &Config) -> String {
    let logo =
        config.logo_url.as_ref().map(|logo| format!(" {}", logo.origin().ascii_serialization())).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:{logo}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn standing(config: &Config, policy: &str) -> Vec<(HeaderName, HeaderValue)> {
    // Tells other sites nothing. With no-referrer a browser would send `Origin: null` with our own
    // forms, and one that knows no `Sec-Fetch-Site` could not be told from another site's.
    let referrer = "same-origin";
    let mut headers = vec![
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(policy).ok()),
        (header::X_CONTENT_TYPE_OPTIONS, Some(HeaderValue::from_static("nosniff"))),
        (header::X_FRAME_OPTIONS, Some(HeaderValue::from_static("DENY"))),
        (header::REFERRER_POLICY, Some(HeaderValue::from_static(referrer))),
        (HeaderName::from_static("cross-origin-opener-policy"), Some(HeaderValue::from_static("same-origin"))),
        (HeaderName::from_static("cross-origin-resource-policy"), Some(HeaderValue::from_static("same-origin"))),
        (
            HeaderName::from_static("permissions-policy"),
            Some(HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()")),
        ),
    ];
    if config.is_https() {
        headers.push((header::STRICT_TRANSPORT_SECURITY, Some(HeaderValue::from_static("max-age=31536000"))));
    }
    headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Adds the standing headers and the request's id; what a page did not say about caching is never kept.
pub fn dress(standing: &Standing, id: &str, answer: &mut Response) {
    let scripted = answer.extensions_mut().remove::<Scripted>().and(standing.scripted.as_ref());
    let headers = answer.headers_mut();
    headers.reserve(standing.headers.len() + 2);
    for (name, value) in &standing.headers {
        headers.insert(name.clone(), value.clone());
    }
    if let Some(policy) = scripted {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static(request_id::HEADER), id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
