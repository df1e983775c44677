//! Step 2: the e-mail address.

use maud::{Markup, html};
use registration_core::{config::Retention, domain::Localpart, registrations::ProofError, text};

use super::{
    layout::{self, Frame},
    session,
};
use crate::{
    forms::{
        email::Email,
        honeypot,
        puzzle::{self, Puzzle},
        request_mark,
    },
    view::View,
};

/// The content of step 2.
#[derive(Debug)]
pub struct EmailPage<'a> {
    /// The username of step 1.
    pub name: &'a Localpart,
    pub email: Email,
    /// What is wrong with the solution of the puzzle.
    pub proof: Option<ProofError>,
    pub shows_honeypot: bool,
}

/// The form of step 2.
pub fn page(view: &View, page: &EmailPage<'_>) -> Markup {
    let EmailPage { name, email, proof, shows_honeypot } = page;
    let puzzle = Puzzle::needed(view, *proof);
    let mxid = name.on(&view.server);
    let error = email.problem().is_some() || proof.is_some();
    let title = text!(in view.language, "web-email-title");
    let frame = Frame::new(title).step(2).error(error).head(puzzle.map(|_| Puzzle::head(view)));
    let body = html! {
        @if let Some(proof) = proof { p.note.bad role="alert" { (puzzle::sentence(view, *proof)) } }
        p { (text!(in view.language, "web-email-future", mxid = mxid.as_str())) }
        form method="post" action=(view.href("/register/email")) novalidate {
            (request_mark::render(name.as_str()))
            (email.render(view, Some(&text!(in view.language, "web-email-hint"))))
            (honeypot::render(view, *shows_honeypot))
            @if let Some(puzzle) = puzzle { (puzzle.render(view)) }
            button { (text!(in view.language, "web-email-submit")) }
        }
        p.more { a href=(view.href("/register")) { (text!(in view.language, "web-email-change-name")) } }
        (session::not_me(view))
        (retention(view))
    };
    layout::page(view, &frame, &body)
}

/// How long the data of this step and the next is kept.
fn retention(view: &View) -> Markup {
    let Retention { started, completed, pending, .. } = view.retention;
    // An expired request is kept for as long as an unfinished one.
    let in_all = |days: u16| u32::from(days) + u32::from(started);
    html! {
        div.retention {
            h2 { (text!(in view.language, "web-retention")) }
            ul {
                li { (text!(in view.language, "web-retention-started", days = started)) }
                @if let Some(pending) = pending { li { (text!(in view.language, "web-retention-pending", days = in_all(pending))) } }
                @if view.asks_password {
                    li { (text!(in view.language, "web-retention-completed", days = completed)) }
                } @else {
                    li { (text!(in view.language, "web-retention-opened", days = completed)) }
                    li { (text!(in view.language, "web-retention-never-opened", days = in_all(completed))) }
                }
                li { (text!(in view.language, "web-retention-elsewhere")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;

    #[test]
    fn retention_periods_include_the_time_after_expiry() {
        let days = Retention { started: 5, completed: 40, pending: Some(90), answer: 7 };
        let page = |asks_password| {
            let mut site = Site::example();
            (site.retention, site.asks_password) = (days, asks_password);
            let name = Localpart::parse("alice", "example.org").expect("a name");
            let form = EmailPage { name: &name, email: Email::default(), proof: None, shows_honeypot: false };
            page(&View::of(site), &form).into_string()
        };
        for text in [
            "expires 5 days after your last step and is deleted 5 days later",
            "request is deleted 95 days after",
            "are not deleted with it",
        ] {
            assert!(page(true).contains(text) && page(false).contains(text), "{text}");
        }
        assert!(page(true).contains("40 days after the decision") && !page(true).contains("do not choose a password"));
        assert!(page(false).contains("40 days after it is denied or your account is created"));
        assert!(page(false).contains("do not choose a password, it is deleted 45 days after the decision"));
    }
}
