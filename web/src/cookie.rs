//! The cookie of the sign-up: its attributes, and where browsers keep it.

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::Cookie;

/// Whether the browser says that the page on which it was is one of http. Cookies work there on this machine alone.
pub fn says_http(headers: &HeaderMap) -> bool {
    let from =
        [header::ORIGIN, header::REFERER].iter().find_map(|name| headers.get(name)).and_then(|it| it.to_str().ok());
    let Some(rest) = from.and_then(|from| from.strip_prefix("http://")) else { return false };
    !["localhost", "127.0.0.1", "[::1]"].iter().any(|local| rest.starts_with(local))
}

/// The cookie without its value: it ends with the browser's session, for others may use the same computer. With
/// `__Host-` a browser takes it over https alone, and from no subdomain.
pub fn cookie(https: bool) -> Cookie<'static> {
    let (name, secure) = if https { ("__Host-registration", "; Secure") } else { ("registration", "") };
    let text = format!("{name}=; Path=/; HttpOnly; SameSite=Lax{secure}");
    Cookie::parse(text).unwrap_or_else(|_| Cookie::new(name, ""))
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use axum_extra::extract::{PrivateCookieJar, cookie::Key};

    use super::*;

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        assert_eq!(cookie(false).to_string(), "registration=; HttpOnly; SameSite=Lax; Path=/");
        assert_eq!(cookie(true).to_string(), "__Host-registration=; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn only_a_page_of_http_is_taken_for_one() {
        let says = |name: &'static str, value: &str| {
            says_http(&HeaderMap::from_iter([(header::HeaderName::from_static(name), value.parse().expect("a value"))]))
        };
        assert!(says("origin", "http://10.0.0.5:8000") && says("referer", "http://chat.lan/register"));
        assert!(
            !says("origin", "https://chat.lan")
                && !says("origin", "null")
                && !says("referer", "http://localhost:8000/")
        );
    }

    #[test]
    fn a_cookie_that_was_changed_or_has_another_key_is_no_cookie() {
        let (key, other) = (Key::from(&[1; 64]), Key::from(&[2; 64]));
        let response = PrivateCookieJar::new(key.clone()).add(Cookie::new("registration", "{}")).into_response();
        let set = response.headers()["set-cookie"].to_str().expect("text").to_owned();
        let read = |text: &str, key: &Key| {
            let mut headers = axum::http::HeaderMap::new();
            headers.insert("cookie", text.parse().expect("a header"));
            PrivateCookieJar::from_headers(&headers, key.clone()).get("registration").map(|c| c.value().to_owned())
        };
        assert_eq!(read(&set, &key).as_deref(), Some("{}"));
        assert_eq!(read(&set, &other), None);
        assert_eq!(read(&set.replacen('=', "=A", 1), &key), None);
        assert_eq!(read("registration={\"Proven\":{\"id\":1}}", &key), None);
    }
}
