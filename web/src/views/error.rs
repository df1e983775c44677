//! The page of an error.

use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use registration_core::{
    domain::{Blocked, RuleKind},
    registrations::{RateLimited, Scope},
    text,
};

use super::layout::{self, Frame};
use crate::{error::WebError, retry_after, view::View};

/// The response for `error`; `id` is the id of the request, by which the operator finds it in the log.
pub fn response(view: &View, error: &WebError, id: &str) -> Response {
    let response = (error.status(), page(view, error, id)).into_response();
    match error.wait() {
        Some(wait) => retry_after::with_retry_after(response, wait),
        None => response,
    }
}

fn page(view: &View, error: &WebError, id: &str) -> Markup {
    let (title, sentence) = words(view, error);
    let has_id = matches!(error, WebError::Broken(_) | WebError::TooSlow);
    // Under a wrong host name, our first page is out of reach too.
    let has_home = !matches!(error, WebError::WrongHost | WebError::TwoHosts);
    let body = html! {
        p { (sentence) }
        @if let Some(more) = more(view, error) { p { (more) } }
        @if has_id {
            p.soft { (text!(in view.language, "web-broken-id", server = view.server.as_str(), id = id)) }
        }
        @if has_home { p.more { a href=(view.href("/")) { (text!(in view.language, "web-home")) } } }
    };
    layout::page(view, &Frame::new(title).error(true), &body)
}

/// The title, and what happened.
fn words(view: &View, error: &WebError) -> (String, String) {
    match error {
        WebError::NotFound => texts!(view, "web-missing-title", "web-missing"),
        WebError::NoSuchRequest => texts!(view, "web-missing-title", "web-missing-status"),
        WebError::NothingToResend => texts!(view, "web-verify-unknown-title", "web-verify-resent-not-waiting"),
        WebError::Ended => texts!(view, "web-ended-title", "web-ended"),
        WebError::WrongMethod => texts!(view, "web-method-title", "web-method"),
        WebError::CrossSite => texts!(view, "web-cross-site-title", "web-cross-site"),
        WebError::WrongHost => texts!(view, "web-host-title", "web-host"),
        WebError::TwoHosts => texts!(view, "web-two-hosts-title", "web-two-hosts"),
        WebError::TooLarge => texts!(view, "web-too-large-title", "web-too-large"),
        WebError::BadForm => texts!(view, "web-bad-form-title", "web-bad-form"),
        WebError::Blocked(Blocked { by: RuleKind::Address, .. }) => texts!(view, "web-blocked-title", "web-blocked"),
        WebError::Blocked(Blocked { by: RuleKind::Email, .. }) => {
            texts!(view, "web-blocked-title", "web-blocked-email")
        }
        WebError::Blocked(Blocked { by: RuleKind::Username, .. }) => {
            texts!(view, "web-blocked-title", "web-blocked-username")
        }
        WebError::Paused(_) => texts!(view, "web-paused-title", "web-paused"),
        WebError::NoCookie { came_over_http: false } => texts!(view, "web-no-cookie-title", "web-no-cookie"),
        WebError::NoCookie { came_over_http: true } => texts!(view, "web-no-cookie-title", "web-no-cookie-http"),
        WebError::Closed => texts!(view, "web-closed-title", "web-closed"),
        WebError::RateLimited(RateLimited { scope, .. }) => match scope {
            Scope::Everybody => texts!(view, "web-full-title", "web-full"),
            Scope::Form => texts!(view, "web-too-many-title", "web-too-often"),
            Scope::Network | Scope::WithoutProof => texts!(view, "web-too-many-title", "web-too-many-from-here"),
            Scope::Mailbox => texts!(view, "web-too-many-title", "web-too-many"),
            Scope::Link => texts!(view, "web-too-many-title", "web-sent-too-soon"),
        },
        WebError::EmailInUse => texts!(view, "web-details-email-in-use-title", "web-details-email-in-use"),
        WebError::TooSlow => texts!(view, "web-too-slow-title", "web-too-slow"),
        WebError::Broken(_) => texts!(view, "web-broken-title", "web-broken"),
    }
}

/// A second sentence: the reason of a block or a pause, what to do about cookies, or when to try again.
fn more(view: &View, error: &WebError) -> Option<String> {
    match error {
        WebError::Blocked(Blocked { reason, .. }) => {
            reason.as_deref().map(|reason| text!(in view.language, "web-blocked-reason", reason = reason))
        }
        WebError::Paused(pause) => {
            pause.reason.as_deref().map(|reason| text!(in view.language, "web-paused-reason", reason = reason))
        }
        WebError::NoCookie { .. } => Some(text!(in view.language, "web-no-cookie-next")),
        _ => error.wait().map(|wait| retry_after::sentence(view, wait)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_errors_on_our_side_show_the_request_id() {
        let body = |error| page(&View::example(), &error, "4711").into_string();
        assert!(body(WebError::Broken(None)).contains("4711"));
        let wrong_host = body(WebError::WrongHost);
        assert!(wrong_host.contains("example.org") && !wrong_host.contains("4711"), "{wrong_host}");
    }

    #[test]
    fn a_rate_limit_says_when_to_try_again_rounded_up() {
        let error = WebError::RateLimited(RateLimited { scope: Scope::Form, wait: Duration::from_millis(61_001) });
        let response = response(&View::example(), &error, "1");
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "62");
        assert!(more(&View::example(), &error).expect("a wait").contains("2 minutes"));
    }
}
