//! Headers that every answer carries, worked out once.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use registration_core::Config;

use super::request_id;

/// The headers for this config. A value that cannot be a header is left out.
pub fn standing(config: &Config) -> Vec<(HeaderName, HeaderValue)> {
    let logo =
        config.logo_url.as_ref().map(|logo| format!(" {}", logo.origin().ascii_serialization())).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:{logo}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    // Tells other sites nothing. With no-referrer a browser would send `Origin: null` with our own
    // forms, and one that knows no `Sec-Fetch-Site` could not be told from another site's.
    let referrer = "same-origin";
    let mut headers = vec![
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).ok()),
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
pub fn dress(standing: &[(HeaderName, HeaderValue)], id: &str, headers: &mut HeaderMap) {
    headers.reserve(standing.len() + 2);
    for (name, value) in standing {
        headers.insert(name.clone(), value.clone());
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static(request_id::HEADER), id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
