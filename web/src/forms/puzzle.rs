//! The proof-of-work puzzle of step 2, solved by the ALTCHA widget in the browser.

use maud::{Markup, html};
use registration_core::{
    config::WithoutJavascript,
    registrations::{ProofError, RateLimited},
    text,
};

use super::Submitted;
use crate::{assets, retry_after, view::View};

/// The field that the widget fills in.
const NAME: &str = "altcha";

/// A puzzle on the page.
#[derive(Clone, Copy, Debug)]
pub struct Puzzle {
    needs_scripts: bool,
}

impl Puzzle {
    /// The puzzle that the form needs, if any: because the operator wants one of everybody, or because of `error`.
    pub fn needed(view: &View, error: Option<ProofError>) -> Option<Self> {
        if error == Some(ProofError::Crowded) {
            return Some(Self { needs_scripts: true });
        }
        view.puzzle.map(|without| Self { needs_scripts: without == WithoutJavascript::Refuse })
    }

    /// The solution that the browser sent.
    pub fn solution(form: &Submitted) -> Option<String> {
        form.get(NAME).map(str::to_owned)
    }

    /// For the page's `<head>`. Module scripts run in order, after the page has loaded.
    pub fn head(view: &View) -> Markup {
        html! {
            link rel="stylesheet" href=(view.href(assets::ALTCHA_STYLE.path()));
            @for script in [&assets::ALTCHA, &assets::PUZZLE] {
                script type="module" src=(view.href(script.path())) {}
            }
        }
    }

    /// Inside the form.
    pub fn render(self, view: &View) -> Markup {
        let strings = serde_json::json!({
            "label": text!(in view.language, "web-puzzle-label"),
            "verifying": text!(in view.language, "web-puzzle-working"),
            "verified": text!(in view.language, "web-puzzle-solved"),
            "error": text!(in view.language, "web-puzzle-failed"),
            "expired": text!(in view.language, "web-puzzle-expired"),
            "waitAlert": text!(in view.language, "web-puzzle-wait"),
        });
        html! {
            div.puzzle #puzzle data-challenge=(view.href("/register/puzzle"))
                data-worker=(view.href(assets::ALTCHA_WORKER.path())) data-strings=(strings)
                data-wait=(text!(in view.language, "web-puzzle-wait")) {}
            p.puzzle-wait #puzzle-wait role="status" {}
            @if self.needs_scripts {
                noscript { p.note.bad { (text!(in view.language, "web-puzzle-needs-scripts")) } }
            }
        }
    }
}

/// Why the form was not accepted, and what to do.
pub fn sentence(view: &View, error: ProofError) -> String {
    match error {
        ProofError::Missing => text!(in view.language, "web-puzzle-missing"),
        ProofError::Crowded => text!(in view.language, "web-puzzle-crowded"),
        ProofError::Void => text!(in view.language, "web-puzzle-void"),
        ProofError::RateLimited(RateLimited { wait, .. }) => {
            text!(in view.language, "web-puzzle-too-many", wait = retry_after::sentence(view, wait))
        }
    }
}
