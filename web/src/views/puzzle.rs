//! Where a browser solves its puzzle: the ALTCHA widget in words of ours, and what is said without it.

use maud::{Markup, html};
use registration_core::{Config, config::WithoutJavascript, registrations::ProofError, text};

use super::retry_after;
use crate::assets;

/// What the page needs for the widget.
#[derive(Clone, Debug)]
pub struct Puzzle {
    /// Whether nothing goes without scripts.
    needs_scripts: bool,
    style: String,
    scripts: [String; 2],
    worker: String,
    challenge: String,
    /// The widget's own words, as JSON.
    strings: String,
}

impl Puzzle {
    /// If the operator wants one; `base` is the path of the public address.
    pub fn of(config: &Config, base: &str) -> Option<Self> {
        let needs_scripts = config.proof_of_work.without_javascript == WithoutJavascript::Refuse;
        config.proof_of_work.enabled.then(|| Self { needs_scripts, ..Self::on_demand(base) })
    }

    /// Where a limit asks for one.
    pub fn on_demand(base: &str) -> Self {
        let at = |path: &str| format!("{base}{path}");
        Self {
            needs_scripts: true,
            style: at(assets::ALTCHA_STYLE.path()),
            scripts: [at(assets::ALTCHA.path()), at(assets::PUZZLE.path())],
            worker: at(assets::ALTCHA_WORKER.path()),
            challenge: at("/register/puzzle"),
            strings: serde_json::json!({
                "label": text!("web-puzzle-label"),
                "verifying": text!("web-puzzle-working"),
                "verified": text!("web-puzzle-solved"),
                "error": text!("web-puzzle-failed"),
                "expired": text!("web-puzzle-expired"),
                "waitAlert": text!("web-puzzle-wait"),
            })
            .to_string(),
        }
    }

    /// For the page's head. Scripts of this kind wait for the page, and run in their order.
    pub fn head(&self) -> Markup {
        html! {
            link rel="stylesheet" href=(self.style);
            @for script in &self.scripts { script type="module" src=(script) {} }
        }
    }

    /// Inside the form.
    pub fn field(&self) -> Markup {
        html! {
            div.puzzle #puzzle data-challenge=(self.challenge) data-worker=(self.worker) data-strings=(self.strings)
                data-wait=(text!("web-puzzle-wait")) {}
            p.puzzle-wait #puzzle-wait role="status" {}
            @if self.needs_scripts { noscript { p.note.bad { (text!("web-puzzle-needs-scripts")) } } }
        }
    }
}

/// Why the form comes back, and what to do now.
pub fn sentence(unproven: ProofError) -> String {
    match unproven {
        ProofError::Missing => text!("web-puzzle-missing"),
        ProofError::Crowded => text!("web-puzzle-crowded"),
        ProofError::Void => text!("web-puzzle-void"),
        ProofError::TooMany { wait } => text!("web-puzzle-too-many", wait = retry_after::sentence(wait)),
    }
}
