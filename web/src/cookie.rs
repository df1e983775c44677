//! The session cookie: its attributes, and where browsers refuse it.

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::Cookie;

/// Whether the browser comes from a page over http, where it refuses a `Secure` cookie; localhost is exempt.
pub fn came_over_http(headers: &HeaderMap) -> bool {
    let from =
        [header::ORIGIN, header::REFERER].iter().find_map(|name| headers.get(name)).and_then(|it| it.to_str().ok());
    let Some(rest) = from.and_then(|from| from.strip_prefix("http://")) else { return false };
    !["localhost", "127.0.0.1", "[::1]"].iter().any(|local| rest.starts_with(local))
}

/// The cookie without its value. It ends with the browser session, because the computer may be shared. `__Host-`
/// makes browsers accept it over https only, and never from a subdomain.
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
    fn the_cookie_is_hidden_from_scripts_and_other_sites() {
        assert_eq!(cookie(false).to_string(), "registration=; HttpOnly; SameSite=Lax; Path=/");
        assert_eq!(cookie(true).to_string(), "__Host-registration=; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn only_pages_over_http_count_as_http() {
        let says = |name: &'static str, value: &str| {
            came_over_http(&HeaderMap::from_iter([(
                header::HeaderName::from_static(name),
                value.parse().expect("a value"),
            )]))
        };
        assert!(says("origin", "http://10.0.0.5:8000") && says("referer", "http://chat.lan/register"));
        assert!(
            !says("origin", "https://chat.lan")
                && !says("origin", "null")
                && !says("referer", "http://localhost:8000/")
        );
    }

    #[test]
    fn a_forged_cookie_is_ignored() {
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
