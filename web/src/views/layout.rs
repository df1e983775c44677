//! The layout of every page: server name, steps, heading.

use maud::{DOCTYPE, Markup, html};
use registration_core::text;

use crate::{language, view::View};

/// What the layout shows about a page.
pub struct Frame {
    /// The heading, and the start of the document title.
    pub title: String,
    /// The step, from 1 to 4.
    pub step: Option<u8>,
    /// Whether the title says that there is an error: screen readers read the title first.
    pub error: bool,
    /// More elements for `<head>`.
    pub head: Option<Markup>,
    /// Whether search engines may list the page.
    pub is_public: bool,
}

impl Frame {
    pub fn new(title: String) -> Self {
        Self { title, step: None, error: false, head: None, is_public: false }
    }

    pub fn step(self, step: u8) -> Self {
        Self { step: Some(step), ..self }
    }

    pub fn error(self, error: bool) -> Self {
        Self { error, ..self }
    }

    pub fn public(self) -> Self {
        Self { is_public: true, ..self }
    }

    pub fn head(self, head: Option<Markup>) -> Self {
        Self { head, ..self }
    }
}

/// A whole page.
pub fn page(view: &View, frame: &Frame, body: &Markup) -> Markup {
    let (title, server) = (frame.title.as_str(), view.server.as_str());
    html! {
        (DOCTYPE)
        html lang=(view.language.tag()) dir=(view.language.direction().as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if !frame.is_public { meta name="robots" content="noindex"; }
                title {
                    @if frame.error { (text!(in view.language, "web-title-error", page = title, server = server)) }
                    @else { (text!(in view.language, "web-title", page = title, server = server)) }
                }
                link rel="icon" type="image/svg+xml" href=(view.icon);
                @if let Some(head) = &frame.head { (head) }
                link rel="stylesheet" href=(view.style);
            }
            body {
                header {
                    a.brand href=(view.href("/")) {
                        @if let Some(logo) = &view.logo { img src=(logo) alt="" height="40"; }
                        bdi { (server) }
                    }
                    @if let Some(step) = frame.step { (steps(view, step)) }
                }
                main {
                    h1 { (title) }
                    (body)
                }
                footer {
                    @if view.languages.offered().len() > 1 { (switch(view)) }
                    p.soft { a href=(view.href("/accessibility")) { (text!(in view.language, "web-accessibility-title")) } }
                }
            }
        }
    }
}

/// Shows the same page in another language. Each is named in itself, for those who read no other.
fn switch(view: &View) -> Markup {
    html! {
        form.languages method="get" aria-label=(text!(in view.language, "web-language")) {
            @for language in view.languages.offered() {
                button name=(language::NAME) value=(language.tag()) lang=(language.tag())
                    dir=(language.direction().as_str())
                    aria-current=[(*language == view.language).then_some("true")] { (language.name()) }
            }
        }
    }
}

fn steps(view: &View, now: u8) -> Markup {
    let names = [
        text!(in view.language, "web-step-username"),
        text!(in view.language, "web-step-email"),
        text!(in view.language, "web-step-details", asks = view.asks),
        text!(in view.language, "web-step-decision"),
    ];
    html! {
        ol.steps aria-label=(text!(in view.language, "web-steps")) {
            @for (number, name) in (1u8..).zip(&names) {
                li class=[(number < now).then_some("past")] aria-current=[(number == now).then_some("step")] {
                    span { (name) }
                    @if number < now { " " span.hidden { (text!(in view.language, "web-step-done")) } }
                }
            }
        }
        @if let Some(name) = names.get(usize::from(now) - 1) {
            p.now aria-hidden="true" { (text!(in view.language, "web-step-now", number = now, name = name.as_str())) }
        }
    }
}
