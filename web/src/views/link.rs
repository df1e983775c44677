//! A new link for those who have lost theirs.

use maud::{Markup, html};
use registration_core::text;

use super::{
    Site,
    email::{self, EmailProblem},
    layout::{self, Frame},
};

/// The form.
pub fn form(site: &Site, typed: &str, problem: Option<&EmailProblem>) -> Markup {
    let body = html! {
        p { (text!("web-link-intro")) }
        form method="post" novalidate {
            (email::field(typed, problem, None))
            button { (text!("web-link-submit")) }
        }
        p.more { a href=(site.href("/register")) { (text!("web-start-over")) } }
    };
    layout::page(site, &Frame::new(text!("web-link-title")).error(problem.is_some()), &body)
}

/// The answer, the same for every address.
pub fn sent(site: &Site) -> Markup {
    let body = html! {
        p role="status" { (text!("web-link-sent")) }
        p.soft { (text!("web-link-sent-nothing")) }
        p.more { a href=(site.href("/register")) { (text!("web-start-over")) } }
    };
    layout::page(site, &Frame::new(text!("web-link-sent-title")), &body)
}
