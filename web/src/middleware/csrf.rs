//! Forms may be sent from our own pages alone.

use axum::http::Method;

/// What a browser says about where a request came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestOrigin<'a> {
    /// `Sec-Fetch-Site`, which no page can forge.
    pub fetch_site: Option<&'a str>,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
    /// `Host`, already known to be one of ours.
    pub host: Option<&'a str>,
}

/// Whether a request may pass; `ours` is the origin of the public address.
///
/// Browsers of this decade send `Sec-Fetch-Site` to https and loopback, and it decides alone. The
/// others send `Origin` or `Referer` with a form; a request with none of them is no browser's.
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

/// Whether the address `from` has our origin, or at least the host under which we were called.
fn is_ours(from: &str, ours: &str, host: Option<&str>) -> bool {
    let Some((scheme, rest)) = from.split_once("://") else {
        return false; // also the `null` of sandboxed and data: pages
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
        let lying = RequestOrigin { fetch_site: Some("cross-site"), origin: Some(OURS), ..RequestOrigin::default() };
        assert!(!post(&lying));
        let hidden =
            RequestOrigin { fetch_site: Some("same-origin"), origin: Some("null"), ..RequestOrigin::default() };
        assert!(post(&hidden));
    }

    #[test]
    fn older_browsers_are_judged_by_origin_then_referer() {
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
    fn without_any_sign_only_reading_is_allowed() {
        let none = RequestOrigin { host: Some("join.example.org"), ..RequestOrigin::default() };
        assert!(!post(&none));
        assert!(!may_pass(&Method::DELETE, &none, OURS));
        assert!(may_pass(&Method::GET, &none, OURS));
        let cross = RequestOrigin { fetch_site: Some("cross-site"), ..none };
        assert!(may_pass(&Method::GET, &cross, OURS));
        assert!(may_pass(&Method::HEAD, &cross, OURS));
    }
}
