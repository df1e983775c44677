//! What a page says about the request that this browser is at work on.

use maud::{Markup, html};
use registration_core::text;

use super::{
    Site,
    layout::{self, Frame},
};

/// Inside a form: which request it belongs to, so that it files nothing for another tab.
pub fn belongs_to(request: &str) -> Markup {
    html! { @if !request.is_empty() { input type="hidden" name="request" value=(request); } }
}

/// The way out for whoever finds somebody else's request on a shared computer.
pub fn not_me(site: &Site) -> Markup {
    html! {
        form.not-me method="post" action=(site.href("/register/forget")) {
            span { (text!("web-not-me")) } " "
            button.quiet { (text!("web-not-me-button")) }
        }
    }
}

/// The request is forgotten in this browser.
pub fn forgotten(site: &Site) -> Markup {
    let body = html! {
        p role="status" { (text!("web-forgotten")) }
        p.soft { (text!("web-forgotten-other")) }
        div.more {
            a.button href=(site.href("/register")) { (text!("web-start-over")) }
            a href=(site.href("/register/link")) { (text!("web-new-link")) }
        }
    };
    layout::page(site, &Frame::new(text!("web-forgotten-title")), &body)
}

/// A form that was sent from a tab whose request is not the one of this browser any more.
pub struct Stale<'a> {
    /// The user ID that this browser is asking for now, and the page on which it goes on.
    pub now: Option<(String, &'static str)>,
    /// What was typed and would be a pity to lose.
    pub typed: &'a str,
}

/// Nothing was sent: what happened, what was typed, and the ways on.
pub fn stale(site: &Site, stale: &Stale<'_>) -> Markup {
    let body = html! {
        @match &stale.now {
            Some((mxid, _)) => p.note.bad role="alert" { (text!("web-stale", mxid = mxid.as_str())) },
            None => p.note.bad role="alert" { (text!("web-stale-gone")) },
        }
        @if !stale.typed.trim().is_empty() {
            div.field {
                label for="typed" { (text!("web-stale-typed")) }
                textarea #typed rows="4" readonly { "\n" (stale.typed) }
            }
        }
        p { (text!("web-stale-other")) }
        div.more {
            @if let Some((mxid, page)) = &stale.now {
                a.button href=(site.href(page)) { (text!("web-stale-go-on", mxid = mxid.as_str())) }
            } @else {
                a.button href=(site.href("/register")) { (text!("web-start-over")) }
            }
            a href=(site.href("/register/link")) { (text!("web-new-link")) }
        }
        @if stale.now.is_some() { (not_me(site)) }
    };
    layout::page(site, &Frame::new(text!("web-stale-title")).error(true), &body)
}
