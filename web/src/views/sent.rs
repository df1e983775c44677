//! Between steps 2 and 3: the applicant should look into their mailbox.

use std::time::Duration;

use maud::{Markup, html};
use registration_core::text;

use super::{
    Site,
    layout::{self, Frame},
    retry_after, session,
};

/// What has just happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// A mail went out.
    Sent,
    /// A mail waits for the mail server.
    Queued,
    /// Another mail was asked for.
    Again,
    /// Another mail was asked for too soon.
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
}

/// The page. `email` is what was typed in this browser.
pub fn page(site: &Site, email: &str, mail: Mail) -> Markup {
    let frame = Frame::new(text!("web-sent-title")).step(2).error(matches!(mail, Mail::TooSoon { .. }));
    let body = html! {
        @match mail {
            Mail::Again => p.note.good role="status" { (text!("web-sent-again")) },
            Mail::TooSoon { wait } => p.note.bad role="alert" { (text!("web-sent-too-soon")) " " (retry_after::sentence(wait)) },
            Mail::Sent | Mail::Queued => {}
        }
        p.mxid {
            @if mail == Mail::Queued { (text!("web-sent-queued", email = email)) }
            @else { (text!("web-sent-to", email = email)) }
        }
        p { (text!("web-sent-next")) " " (text!("web-sent-valid")) }
        p.soft { (text!("web-sent-nothing")) }
        div.more {
            form method="post" action=(site.href("/register/resend")) {
                // The page says nothing else of its request, so that it is the same whether or not the address is known.
                (session::belongs_to(email))
                button.quiet { (text!("web-sent-resend")) }
            }
            a href=(site.href("/register/email")) { (text!("web-sent-change")) }
        }
        // Everybody reads this: whether a machine was caught shows nowhere.
        p.more.soft {
            span { (text!("web-sent-never")) " " a href=(site.href("/register?shown=1")) { (text!("web-sent-never-link")) } }
        }
        (session::not_me(site))
    };
    layout::page(site, &frame, &body)
}
