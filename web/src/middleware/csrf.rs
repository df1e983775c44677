//! Cross-site request forgery: forms are accepted only from our own pages.
//!
//! Stricter than tower-http's `csrf` layer, which lets a POST pass if it has neither `Sec-Fetch-Site` nor `Origin`,
//! ignores `Referer`, compares hosts without schemes, and reads only the first of repeated headers.

use axum::http::Method;

/// The headers in which a browser says where a request comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestOrigin<'a> {
    /// `Sec-Fetch-Site`, which scripts cannot set.
    pub fetch_site: Option<&'a str>,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
    /// `Host`, which is an allowed host.
    pub host: Option<&'a str>,
}

/// Whether a request may pass; `ours` is the origin of `public_url`.
///
/// Current browsers send `Sec-Fetch-Site` over https and to loopback, and then it decides alone. Older ones send `Origin`
/// or `Referer` with a form. A form without any of them does not come from a browser.
#[must_use]
pub fn may_pass(method: &Method, origin: &RequestOrigin<'_>, ours: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    match origin {
        RequestOrigin { fetch_site: Some(site), .. } => matches!(*site, "same-origin" | "none"),
        RequestOrigin { origin: Some(from), host, .. } | RequestOrigin { referer: Some(from), host, .. } => {
            is_ours(from, ours, *host)
        }
        _ => false,
    }
}

/// Whether `from` has our origin, or the host of this request.
fn is_ours(from: &str, ours: &str, host: Option<&str>) -> bool {
    let Some((scheme, rest)) = from.split_once("://") else {
        return false; // includes the `null` of sandboxed pages
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let same = |other: &str| authority.eq_ignore_ascii_case(other);
    matches!(scheme, "http" | "https")
        && (ours.split_once("://").is_some_and(|(s, o)| s == scheme && same(o)) || host.is_some_and(same))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://join.example.org";

    fn post(origin: &RequestOrigin<'_>) -> bool {
        may_pass(&Method::POST, origin, OURS)
    }

    #[test]
    fn sec_fetch_site_decides_alone() {
        for (site, passes) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            assert_eq!(post(&RequestOrigin { fetch_site: Some(site), ..RequestOrigin::default() }), passes, "{site}");
        }
        let conflicting =
            RequestOrigin { fetch_site: Some("cross-site"), origin: Some(OURS), ..RequestOrigin::default() };
        assert!(!post(&conflicting));
        let hidden =
            RequestOrigin { fetch_site: Some("same-origin"), origin: Some("null"), ..RequestOrigin::default() };
        assert!(post(&hidden));
    }

    #[test]
    fn without_sec_fetch_site_origin_then_referer_decide() {
        let host = Some("10.0.0.5:8000");
        for (origin, passes) in [
            ("https://join.example.org", true),
            ("https://JOIN.example.org", true),
            ("http://10.0.0.5:8000", true),
            ("http://join.example.org", false),
            ("https://join.example.org:8443", false),
            ("https://join.example.org.evil.net", false),
            ("https://evil.net/https://join.example.org", false),
            ("https://join.example.org@evil.net", false),
            ("data://join.example.org", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(
                post(&RequestOrigin { origin: Some(origin), host, ..RequestOrigin::default() }),
                passes,
                "{origin}"
            );
        }
        let referer = |referer| post(&RequestOrigin { referer: Some(referer), host, ..RequestOrigin::default() });
        assert!(referer("https://join.example.org/register?x=1"));
        assert!(!referer("https://evil.net/join.example.org"));
        let both = RequestOrigin { origin: Some("null"), referer: Some(OURS), host, ..RequestOrigin::default() };
        assert!(!post(&both));
    }

    #[test]
    fn without_any_header_only_safe_methods_pass() {
        let none = RequestOrigin { host: Some("join.example.org"), ..RequestOrigin::default() };
        assert!(!post(&none));
        assert!(!may_pass(&Method::DELETE, &none, OURS));
        assert!(may_pass(&Method::GET, &none, OURS));
        let cross = RequestOrigin { fetch_site: Some("cross-site"), ..none };
        assert!(may_pass(&Method::GET, &cross, OURS));
        assert!(may_pass(&Method::HEAD, &cross, OURS));
    }
}
