//! The first page: whose server this is, and what will happen.

use maud::{Markup, html};
use registration_core::text;

use super::layout::{self, Frame};
use crate::view::View;

/// The first page.
pub fn page(view: &View) -> Markup {
    let server = view.server.as_str();
    let body = html! {
        p { (text!(in view.language, "web-landing-intro", server = server)) }
        p { (text!(in view.language, "web-landing-human")) }
        h2 { (text!(in view.language, "web-landing-how")) }
        ol.how {
            li { (text!(in view.language, "web-landing-step-username")) }
            li { (text!(in view.language, "web-landing-step-email")) }
            @if view.asks_password {
                li { (text!(in view.language, "web-landing-step-details")) }
                li { (text!(in view.language, "web-landing-step-decision")) }
            } @else {
                li { (text!(in view.language, "web-landing-step-reason")) }
                li { (text!(in view.language, "web-landing-step-password")) }
            }
        }
        p.soft { (text!(in view.language, "web-landing-time")) }
        a.button href=(view.href("/register")) { (text!(in view.language, "web-landing-start")) }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-landing-title", server = server)), &body)
}
