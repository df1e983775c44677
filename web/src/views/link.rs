//! The form for a new link.

use maud::{Markup, html};
use registration_core::text;

use super::layout::{self, Frame};
use crate::{forms::email::Email, view::View};

/// The form.
pub fn form(view: &View, email: &Email) -> Markup {
    let body = html! {
        p { (text!(in view.language, "web-link-intro")) }
        form method="post" novalidate {
            (email.render(view, None))
            button { (text!(in view.language, "web-link-submit")) }
        }
        p.more { a href=(view.href("/register")) { (text!(in view.language, "web-start-over")) } }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-link-title")).error(email.problem().is_some()), &body)
}

/// The confirmation, the same for every address.
pub fn sent(view: &View) -> Markup {
    let body = html! {
        p role="status" { (text!(in view.language, "web-link-sent")) }
        p.soft { (text!(in view.language, "web-link-sent-nothing")) }
        p.more { a href=(view.href("/register")) { (text!(in view.language, "web-start-over")) } }
    };
    layout::page(view, &Frame::new(text!(in view.language, "web-link-sent-title")), &body)
}
