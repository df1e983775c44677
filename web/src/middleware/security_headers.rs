//! Security headers, added to every response.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use registration_core::Config;

use super::request_id;

/// An extension of responses whose page runs the scripts of the puzzle. No other page runs scripts.
#[derive(Clone, Copy, Debug)]
pub struct Scripted;

/// The headers of every response, built once.
#[derive(Debug)]
pub struct SecurityHeaders {
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The Content-Security-Policy of a [`Scripted`] page.
    scripted: Option<HeaderValue>,
}

impl SecurityHeaders {
    /// The headers for this config. Skips a value that is not allowed in a header.
    pub fn new(config: &Config) -> Self {
        let policy = content_security_policy(config);
        let scripted = format!("{policy}; script-src 'self'; worker-src 'self'; connect-src 'self'");
        Self { headers: headers(config, &policy), scripted: HeaderValue::from_str(&scripted).ok() }
    }

    /// Adds the headers and the request id. A page without `Cache-Control` gets `no-store`.
    pub fn apply(&self, id: &str, response: &mut Response) {
        let scripted = response.extensions_mut().remove::<Scripted>().and(self.scripted.as_ref());
        let headers = response.headers_mut();
        headers.reserve(self.headers.len() + 2);
        for (name, value) in &self.headers {
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
}

fn content_security_policy(config: &Config) -> String {
    let logo =
        config.logo_url.as_ref().map(|logo| format!(" {}", logo.origin().ascii_serialization())).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:{logo}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn headers(config: &Config, policy: &str) -> Vec<(HeaderName, HeaderValue)> {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Sends nothing to other sites. With `no-referrer`, browsers send `Origin: null` with our own forms, and
        // those without `Sec-Fetch-Site` would fail the CSRF check.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ];
    let hsts = config.is_https().then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let fixed = fixed.into_iter().chain(hsts).map(|(name, value)| (name, HeaderValue::from_static(value)));
    let policy = HeaderValue::from_str(policy).ok().map(|policy| (header::CONTENT_SECURITY_POLICY, policy));
    fixed.chain(policy).collect()
}
