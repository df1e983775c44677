//! The first page: whose server this is, and what will happen.

use maud::{Markup, html};
use registration_core::text;

use super::{
    Site,
    layout::{self, Frame},
};

/// The first page.
pub fn page(site: &Site) -> Markup {
    let server = site.server.as_str();
    let body = html! {
        p { (text!("web-landing-intro", server = server)) }
        p { (text!("web-landing-human")) }
        h2 { (text!("web-landing-how")) }
        ol.how {
            li { (text!("web-landing-step-username")) }
            li { (text!("web-landing-step-email")) }
            @if site.asks_password {
                li { (text!("web-landing-step-details")) }
                li { (text!("web-landing-step-decision")) }
            } @else {
                li { (text!("web-landing-step-reason")) }
                li { (text!("web-landing-step-password")) }
            }
        }
        p.soft { (text!("web-landing-time")) }
        a.button href=(site.href("/register")) { (text!("web-landing-start")) }
    };
    layout::page(site, &Frame::new(text!("web-landing-title", server = server)), &body)
}
