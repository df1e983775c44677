//! Leaving a request on a shared computer, and forms from an outdated tab.

use maud::{Markup, html};
use registration_core::text;

use super::layout::{self, Frame};
use crate::view::View;

/// The button for a person who finds somebody else's request on a shared computer.
pub fn not_me(view: &View) -> Markup {
    html! {
        form.not-me method="post" action=(view.href("/register/forget")) {
            span { (text!(in view.language, "web-not-me")) } " "
            button.quiet { (text!(in view.language, "web-not-me-button")) }
        }
    }
}

/// The cookie was removed.
pub fn forgotten(view: &View) -> Markup {
    let body = html! {
        p role="status" { (text!(in view.language, "web-forgotten")) }
        p.soft { (text!(in view.language, "web-forgotten-other")) }
        div.more {
            a.button href=(view.href("/register")) { (text!(in view.language, "web-start-over")) }
            a href=(view.href("/register/link")) { (text!(in view.language, "web-new-link")) }
        }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-forgotten-title")), &body)
}

/// A form from a tab whose request is no longer the one of this browser.
pub struct Stale<'a> {
    /// The user ID that this browser requests now, and the page of its next step.
    pub now: Option<(String, &'static str)>,
    /// What was typed, so that it is not lost.
    pub typed: &'a str,
}

/// Nothing was submitted: what happened, what was typed, and how to continue.
pub fn stale(view: &View, stale: &Stale<'_>) -> Markup {
    let body = html! {
        @match &stale.now {
            Some((mxid, _)) => p.note.bad role="alert" { (text!(in view.language, "web-stale", mxid = mxid.as_str())) },
            None => p.note.bad role="alert" { (text!(in view.language, "web-stale-gone")) },
        }
        @if !stale.typed.trim().is_empty() {
            div.field {
                label for="typed" { (text!(in view.language, "web-stale-typed")) }
                textarea #typed rows="4" dir="auto" readonly { "\n" (stale.typed) }
            }
        }
        p { (text!(in view.language, "web-stale-other")) }
        div.more {
            @if let Some((mxid, page)) = &stale.now {
                a.button href=(view.href(page)) { (text!(in view.language, "web-stale-go-on", mxid = mxid.as_str())) }
            } @else {
                a.button href=(view.href("/register")) { (text!(in view.language, "web-start-over")) }
            }
            a href=(view.href("/register/link")) { (text!(in view.language, "web-new-link")) }
        }
        @if stale.now.is_some() { (not_me(view)) }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-stale-title")).error(true), &body)
}
