//! Between steps 2 and 3: "check your inbox".

use std::time::Duration;

use maud::{Markup, html};
use registration_core::text;

use super::{
    layout::{self, Frame},
    session,
};
use crate::{forms::request_mark, retry_after, view::View};

/// What happened to the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// It was sent.
    Sent,
    /// It waits for the mail server.
    Queued,
    /// It was sent again.
    Again,
    /// The applicant asked again too soon.
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
}

/// The page. `email` is what was typed in this browser.
pub fn page(view: &View, email: &str, mail: Mail) -> Markup {
    let frame =
        Frame::new(text!(in view.language, "web-sent-title")).step(2).error(matches!(mail, Mail::TooSoon { .. }));
    let body = html! {
        @match mail {
            Mail::Again => p.note.good role="status" { (text!(in view.language, "web-sent-again")) },
            Mail::TooSoon { wait } => p.note.bad role="alert" { (text!(in view.language, "web-sent-too-soon")) " " (retry_after::sentence(view, wait)) },
            Mail::Sent | Mail::Queued => {}
        }
        p.mxid {
            @if mail == Mail::Queued { (text!(in view.language, "web-sent-queued", email = email)) }
            @else { (text!(in view.language, "web-sent-to", email = email)) }
        }
        p { (text!(in view.language, "web-sent-next")) " " (text!(in view.language, "web-sent-valid")) }
        p.soft { (text!(in view.language, "web-sent-nothing")) }
        div.more {
            form method="post" action=(view.href("/register/resend")) {
                // The address is the mark: the page must not differ between known and unknown addresses.
                (request_mark::render(email))
                button.quiet { (text!(in view.language, "web-sent-resend")) }
            }
            a href=(view.href("/register/email")) { (text!(in view.language, "web-sent-change")) }
        }
        // On every page, so that nobody can tell whether the honeypot was triggered.
        p.more.soft {
            span { (text!(in view.language, "web-sent-never")) " " a href=(view.href("/register?shown=1")) { (text!(in view.language, "web-sent-never-link")) } }
        }
        (session::not_me(view))
    };
    layout::page(view, &frame, &body)
}
