//! Step 2: the e-mail address.

use maud::{Markup, html};
use registration_core::{config::Retention, domain::EmailError, registrations::Unproven, text};

use super::{
    Site,
    field::Field,
    layout::{self, Frame},
    puzzle::{self, Puzzle},
    trap,
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

/// The form of step 2.
pub fn page(site: &Site, mxid: &str, typed: &str, problem: Option<&EmailProblem>) -> Markup {
    form(site, mxid, typed, problem, None)
}

/// The form of a browser that has not solved its puzzle.
pub fn unproven(site: &Site, mxid: &str, typed: &str, unproven: Unproven) -> Markup {
    form(site, mxid, typed, None, Some(unproven))
}

fn form(site: &Site, mxid: &str, typed: &str, problem: Option<&EmailProblem>, unproven: Option<Unproven>) -> Markup {
    let error = problem.is_some() || unproven.is_some();
    let head = site.puzzle.as_ref().map(Puzzle::head);
    let frame = Frame::new(text!("web-email-title")).step(2).error(error).head(head);
    let body = html! {
        @if let Some(unproven) = unproven { p.note.bad role="alert" { (puzzle::sentence(unproven)) } }
        p { (text!("web-email-future", mxid = mxid)) }
        form method="post" novalidate {
            (field(typed, problem, Some(text!("web-email-hint"))))
            (trap::field())
            @if let Some(puzzle) = &site.puzzle { (puzzle.field()) }
            button { (text!("web-email-submit")) }
        }
        p.more { a href=(site.href("/register")) { (text!("web-email-change-name")) } }
        (retention(site.retention))
    };
    layout::page(site, &frame, &body)
}

/// How long we keep what is typed here and in the next step.
fn retention(days: Retention) -> Markup {
    html! {
        div.retention {
            h2 { (text!("web-retention")) }
            ul {
                li { (text!("web-retention-started", days = days.started)) }
                @if let Some(pending) = days.pending { li { (text!("web-retention-pending", days = pending)) } }
                li { (text!("web-retention-completed", days = days.completed)) }
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
