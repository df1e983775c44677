//! The language of a response: chosen with the switch on each page, else asked for by the browser, else the default.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use registration_core::messages::{Language, Languages};

use crate::site::Site;

/// The name of the cookie, and of the field with which the switch asks for a language.
pub const NAME: &str = "language";

/// Pages that answer a POST, and show nothing when they are asked for.
const POST_ONLY: [&str; 3] = ["/verify/{token}/resend", "/password/{token}/resend", "/status/{token}/link"];

/// What a browser says about languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Chosen with the switch.
    chosen: Option<Language>,
    /// Asked for by the browser, or the default.
    fallback: Language,
}

impl Preference {
    pub fn new(headers: &HeaderMap, languages: &Languages) -> Self {
        let chosen = headers.contains_key(header::COOKIE).then(|| CookieJar::from_headers(headers));
        let chosen = chosen.and_then(|jar| languages.find(jar.get(NAME)?.value()));
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let fallback = accepted.and_then(|text| languages.accepted(text)).unwrap_or(languages.default_language());
        Self { chosen, fallback }
    }

    pub fn language(self) -> Language {
        self.chosen.unwrap_or(self.fallback)
    }

    /// Whether the language was chosen with the switch.
    pub fn is_chosen(self) -> bool {
        self.chosen.is_some()
    }
}

/// The response to the switch: the same page, and a cookie. `None` if `request` is something else.
pub fn switch(request: &Request, route: &str, site: &Site, is_https: bool) -> Option<Response> {
    if request.method() != Method::GET {
        return None;
    }
    let mut wanted = None;
    let mut rest = vec![];
    for part in request.uri().query()?.split('&') {
        match part.strip_prefix(NAME).and_then(|value| value.strip_prefix('=')) {
            Some(tag) => wanted = Some(site.languages.find(tag)?),
            None => rest.push(part),
        }
    }
    let path = page(request.uri(), route);
    let to = if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) };
    let cookie = HeaderValue::from_str(&cookie(wanted?, is_https).to_string()).ok()?;
    Some(([(header::SET_COOKIE, cookie)], site.redirect(&to)).into_response())
}

/// The page to go back to.
fn page<'a>(uri: &'a Uri, route: &str) -> &'a str {
    let path = uri.path();
    match path.rsplit_once('/') {
        Some((parent, _)) if POST_ONLY.contains(&route) => parent,
        _ => path,
    }
}

/// Kept for a year; not secret, but no script needs it.
fn cookie(language: Language, is_https: bool) -> Cookie<'static> {
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!("{NAME}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}", language.tag());
    Cookie::parse(text).unwrap_or_else(|_| Cookie::new(NAME, language.tag()))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::StatusCode};

    use super::*;

    fn preference(headers: &[(header::HeaderName, &str)]) -> Preference {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value")));
        Preference::new(&headers.collect(), &Languages::default())
    }

    fn switched(method: Method, uri: &str, route: &str) -> Option<Response> {
        let request = Request::builder().method(method).uri(uri).body(Body::empty()).expect("a request");
        let mut site = Site::example();
        site.languages = Languages::default();
        switch(&request, route, &site, true)
    }

    #[test]
    fn the_cookie_comes_before_the_header_and_that_before_the_default() {
        let (cookie, accept) = ((header::COOKIE, "a=b; language=ar"), (header::ACCEPT_LANGUAGE, "de-AT, en;q=0.5"));
        assert_eq!(preference(&[cookie, accept.clone()]).language().tag(), "ar");
        assert_eq!(preference(&[accept]).language().tag(), "de");
        assert_eq!(
            preference(&[(header::COOKIE, "language=tlh"), (header::ACCEPT_LANGUAGE, "tlh")]).language().tag(),
            "en"
        );
    }

    #[test]
    fn the_switch_leads_back_to_its_page_and_sets_a_cookie() {
        let response = switched(Method::GET, "/register?shown=1&language=de", "/register").expect("a switch");
        assert_eq!(
            (response.status(), &response.headers()["location"]),
            (StatusCode::SEE_OTHER, &"/register?shown=1".parse().expect("a value"))
        );
        let cookie = response.headers()["set-cookie"].to_str().expect("text");
        assert_eq!(cookie, "language=de; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=31536000");
        let response =
            switched(Method::GET, "/verify/abc/resend?language=ar", "/verify/{token}/resend").expect("a switch");
        assert_eq!(response.headers()["location"], "/verify/abc");
    }

    #[test]
    fn other_requests_are_no_switch() {
        assert!(switched(Method::POST, "/register?language=de", "/register").is_none());
        assert!(switched(Method::GET, "/register?language=tlh", "/register").is_none());
        assert!(switched(Method::GET, "/register?languages=de", "/register").is_none());
        assert!(switched(Method::GET, "/register", "/register").is_none());
    }
}
