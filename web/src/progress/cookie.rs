//! The cookie: what is encrypted into it, how long it counts, and where browsers keep it.

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::Cookie;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Progress;

/// Longer than any link lives. The cookie ends with the browser's session, which some browsers restore for months.
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    progress: Progress,
    /// When it was written, in seconds since 1970; cookies of earlier versions do not say.
    #[serde(default)]
    at: Option<i64>,
}

/// What is encrypted into the cookie. It is as long for whoever was caught as for others, and for every number.
pub(super) fn text(progress: &Progress, now: Timestamp) -> String {
    let at = Some(now.as_second());
    let write = |progress: &Progress| {
        // Plain text and numbers: it always is JSON.
        serde_json::to_string(&Stored { progress: progress.clone(), at }).unwrap_or_default()
    };
    let mut longest = progress.clone();
    match &mut longest {
        Progress::Name { caught, .. } => *caught = false,
        Progress::Started { id, .. } | Progress::Proven { id, .. } | Progress::Done { id, .. } => *id = i64::MAX,
    }
    format!("{:width$}", write(progress), width = write(&longest).chars().count())
}

pub(super) fn read(text: &str, now: Timestamp) -> Option<Progress> {
    let Stored { progress, at } = serde_json::from_str(text).ok()?;
    let is_old = at.is_some_and(|at| now.as_second().saturating_sub(at) > LIFETIME.as_secs());
    (!is_old).then_some(progress)
}

/// Whether the browser says that the page on which it was is one of http. Cookies work there on this machine alone.
pub(super) fn says_http(headers: &HeaderMap) -> bool {
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
    fn each_stage_has_its_page_and_only_two_prove_a_mailbox() {
        let (localpart, email) = ("alice".to_owned(), "alice@example.org".to_owned());
        let mark = || "AbCdEfGhIjKl".to_owned();
        for (progress, page) in [
            (None, "/register"),
            (
                Some(Progress::Name { localpart: localpart.clone(), email: String::new(), caught: false }),
                "/register/email",
            ),
            (Some(Progress::Started { id: 1, mark: mark(), localpart, email }), "/register/sent"),
            (Some(Progress::Proven { id: 1, mark: mark() }), "/register/details"),
            (Some(Progress::Done { id: 1, mark: mark() }), "/register/done"),
        ] {
            assert_eq!(Progress::page(progress.as_ref()), page);
            let Some(progress) = progress else { continue };
            let now = Timestamp::from_second(1_800_000_000).expect("an instant");
            assert_eq!(read(&text(&progress, now), now + LIFETIME), Some(progress.clone()));
            assert_eq!(read(&text(&progress, now), now + LIFETIME + SignedDuration::from_secs(1)), None, "too old");
            let of_an_earlier_version = serde_json::to_string(&progress).expect("JSON");
            assert_eq!(read(&of_an_earlier_version, now), Some(progress));
        }
    }

    #[test]
    fn the_length_of_a_cookie_does_not_tell_who_was_caught() {
        let length = |progress: &Progress| text(progress, Timestamp::UNIX_EPOCH).len();
        let named = |caught| Progress::Name { localpart: "zoe".into(), email: String::new(), caught };
        assert_eq!(length(&named(true)), length(&named(false)));
        let started = |id| {
            let (localpart, email) = ("zoe".to_owned(), "z@example.org".to_owned());
            Progress::Started { id, mark: "AbCdEfGhIjKl".into(), localpart, email }
        };
        assert_eq!(length(&started(0)), length(&started(4711)));
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
