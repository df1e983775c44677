//! Step 2: the e-mail address.

use maud::{Markup, html};
use registration_core::{
    config::Retention,
    domain::{EmailError, Localpart},
    registrations::ProofError,
    text,
};

use super::{
    Site,
    field::Field,
    honeypot,
    layout::{self, Frame},
    puzzle::{self, Puzzle},
    session,
};

/// Why an address was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailProblem {
    /// It is no address.
    Syntax(EmailError),
    /// Its mail server does not know it.
    Refused,
    /// A rule keeps it out.
    Blocked {
        /// The rule's reason, if it is to be shown.
        reason: Option<String>,
    },
}

/// What is shown of step 2.
#[derive(Clone, Copy, Debug)]
pub struct EmailForm<'a> {
    /// The username that was chosen.
    pub name: &'a Localpart,
    /// The address as typed.
    pub typed: &'a str,
    /// Why it was not taken.
    pub problem: Option<&'a EmailProblem>,
    /// Why the browser has to solve a puzzle first.
    pub unproven: Option<ProofError>,
    /// Whether the honeypot is shown.
    pub shows_honeypot: bool,
}

impl EmailForm<'_> {
    /// The puzzle that is part of the form: everybody's, or one that a limit asks for.
    pub fn puzzle<'site>(&self, site: &'site Site) -> Option<&'site Puzzle> {
        let is_asked_for = self.unproven == Some(ProofError::Crowded);
        if is_asked_for { Some(&site.puzzle_on_demand) } else { site.puzzle.as_ref() }
    }
}

/// The form of step 2.
pub fn page(site: &Site, form: &EmailForm<'_>) -> Markup {
    let EmailForm { name, typed, problem, unproven, shows_honeypot } = *form;
    let puzzle = form.puzzle(site);
    let mxid = name.on(&site.server);
    let error = problem.is_some() || unproven.is_some();
    let head = puzzle.map(Puzzle::head);
    let frame = Frame::new(text!("web-email-title")).step(2).error(error).head(head);
    let body = html! {
        @if let Some(unproven) = unproven { p.note.bad role="alert" { (puzzle::sentence(unproven)) } }
        p { (text!("web-email-future", mxid = mxid.as_str())) }
        form method="post" action=(site.href("/register/email")) novalidate {
            (session::belongs_to(name.as_str()))
            (field(typed, problem, Some(text!("web-email-hint"))))
            (honeypot::field(shows_honeypot))
            @if shows_honeypot { input type="hidden" name="shown" value="1"; }
            @if let Some(puzzle) = puzzle { (puzzle.field()) }
            button { (text!("web-email-submit")) }
        }
        p.more { a href=(site.href("/register")) { (text!("web-email-change-name")) } }
        (session::not_me(site))
        (retention(site))
    };
    layout::page(site, &frame, &body)
}

/// How long we keep what is typed here and in the next step.
fn retention(site: &Site) -> Markup {
    let Retention { started, completed, pending } = site.retention;
    // What was given up is kept for as long again as it may stand unfinished.
    let in_all = |days: u16| u32::from(days) + u32::from(started);
    html! {
        div.retention {
            h2 { (text!("web-retention")) }
            ul {
                li { (text!("web-retention-started", days = started)) }
                @if let Some(pending) = pending { li { (text!("web-retention-pending", days = in_all(pending))) } }
                @if site.asks_password {
                    li { (text!("web-retention-completed", days = completed)) }
                } @else {
                    li { (text!("web-retention-opened", days = completed)) }
                    li { (text!("web-retention-never-opened", days = in_all(completed))) }
                }
                li { (text!("web-retention-elsewhere")) }
            }
        }
    }
}

/// The field alone.
pub fn field(typed: &str, problem: Option<&EmailProblem>, hint: Option<String>) -> Markup {
    let error = problem.map(sentence);
    let field = Field {
        id: "email",
        label: &text!("web-email-label"),
        hint: hint.map(|hint| html! { (hint) }),
        error: error.as_deref(),
    };
    field.around(&html! {
        input #email name="email" type="email" value=(typed) autofocus required autocomplete="email" inputmode="email"
            autocapitalize="none" spellcheck="false"
            aria-describedby=[field.described_by()] aria-invalid=[field.invalid()];
    })
}

fn sentence(problem: &EmailProblem) -> String {
    match problem {
        EmailProblem::Syntax(EmailError::Empty) => text!("web-email-empty"),
        EmailProblem::Syntax(EmailError::NoAt) => text!("web-email-no-at"),
        EmailProblem::Syntax(EmailError::BadLocal) => text!("web-email-bad-local"),
        EmailProblem::Syntax(EmailError::BadDomain) => text!("web-email-bad-domain"),
        EmailProblem::Syntax(EmailError::TooLong) => text!("web-email-too-long"),
        EmailProblem::Refused => text!("web-email-refused"),
        EmailProblem::Blocked { reason: None } => text!("web-email-blocked"),
        EmailProblem::Blocked { reason: Some(reason) } => text!("web-email-blocked-reason", reason = reason.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_requests_are_kept_is_said_with_all_that_comes_to_it() {
        let days = Retention { started: 5, completed: 40, pending: Some(90) };
        let page = |asks_password| {
            let mut site = Site::example();
            (site.retention, site.asks_password) = (days, asks_password);
            let name = Localpart::parse("alice", "example.org").expect("a name");
            let form = EmailForm { name: &name, typed: "", problem: None, unproven: None, shows_honeypot: false };
            page(&site, &form).into_string()
        };
        for said in [
            "expires 5 days after your last step and is deleted 5 days later",
            "request is deleted 95 days after",
            "are not deleted with it",
        ] {
            assert!(page(true).contains(said) && page(false).contains(said), "{said}");
        }
        assert!(page(true).contains("40 days after the decision") && !page(true).contains("do not choose a password"));
        assert!(page(false).contains("40 days after it is denied or your account is created"));
        assert!(page(false).contains("do not choose a password, it is deleted 45 days after the decision"));
    }
}
