//! The frame around each page: server, steps, one heading.

use maud::{DOCTYPE, Markup, html};
use registration_core::text;

use super::Site;

/// What the frame says about the page inside.
pub struct Frame {
    /// The heading, and the first words of the title.
    pub title: String,
    /// Which of the four steps this is.
    pub step: Option<u8>,
    /// Whether something has to be mended: screen readers read the title first.
    pub error: bool,
    /// What else belongs into the page's head.
    pub head: Option<Markup>,
}

impl Frame {
    pub fn new(title: String) -> Self {
        Self { title, step: None, error: false, head: None }
    }

    pub fn step(self, step: u8) -> Self {
        Self { step: Some(step), ..self }
    }

    pub fn error(self, error: bool) -> Self {
        Self { error, ..self }
    }

    pub fn head(self, head: Option<Markup>) -> Self {
        Self { head, ..self }
    }
}

/// A whole page.
pub fn page(site: &Site, frame: &Frame, body: &Markup) -> Markup {
    let (title, server) = (frame.title.as_str(), site.server.as_str());
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title {
                    @if frame.error { (text!("web-title-error", page = title, server = server)) }
                    @else { (text!("web-title", page = title, server = server)) }
                }
                link rel="icon" type="image/svg+xml" href=(site.icon);
                @if let Some(head) = &frame.head { (head) }
                link rel="stylesheet" href=(site.style);
            }
            body {
                header {
                    a.brand href=(site.href("/")) {
                        @if let Some(logo) = &site.logo { img src=(logo) alt="" height="40"; }
                        span { (server) }
                    }
                    @if let Some(step) = frame.step { (steps(site, step)) }
                }
                main {
                    h1 { (title) }
                    (body)
                }
            }
        }
    }
}

fn steps(site: &Site, now: u8) -> Markup {
    let details = if site.asks_password { text!("web-step-details") } else { text!("web-step-reason") };
    let names = [text!("web-step-username"), text!("web-step-email"), details, text!("web-step-decision")];
    html! {
        ol.steps aria-label=(text!("web-steps")) {
            @for (number, name) in (1u8..).zip(&names) {
                li class=[(number < now).then_some("past")] aria-current=[(number == now).then_some("step")] {
                    span { (name) }
                    @if number < now { " " span.hidden { (text!("web-step-done")) } }
                }
            }
        }
        @if let Some(name) = names.get(usize::from(now) - 1) {
            p.now aria-hidden="true" { (text!("web-step-now", number = now, name = name.as_str())) }
        }
    }
}
