//! The e-mail address field.

use maud::{Markup, html};
use registration_core::{
    domain::{EmailAddress, EmailError},
    text,
};

use super::{Input, Labelled, Submitted};
use crate::view::View;

const NAME: &str = "email";

/// The e-mail address field.
pub type Email = Input<EmailAddress, EmailProblem>;

/// Why an address was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailProblem {
    /// It is not a valid address.
    Syntax(EmailError),
    /// Its mail server does not know it.
    Refused,
    /// A rule blocks it.
    Blocked {
        /// The rule's reason, if it may be shown.
        reason: Option<String>,
    },
}

impl Email {
    pub fn read(form: &Submitted) -> Self {
        let typed = form.text(NAME);
        Self::checked(typed, typed.parse().map_err(EmailProblem::Syntax))
    }

    /// The field, with the cursor in it.
    pub fn render(&self, view: &View, hint: Option<&str>) -> Markup {
        let error = self.problem().map(|problem| sentence(view, problem));
        let label = Labelled {
            id: NAME,
            label: &text!(in view.language, "web-email-label"),
            hint: hint.map(|hint| html! { (hint) }),
            error: error.as_deref(),
        };
        label.around(&html! {
            input id=(NAME) name=(NAME) type="email" dir="ltr" value=(self.typed) autofocus required autocomplete="email"
                inputmode="email" autocapitalize="none" spellcheck="false"
                aria-describedby=[label.described_by()] aria-invalid=[label.invalid()];
        })
    }
}

fn sentence(view: &View, problem: &EmailProblem) -> String {
    let language = view.language;
    match problem {
        EmailProblem::Syntax(EmailError::Empty) => text!(in language, "web-email-empty"),
        EmailProblem::Syntax(EmailError::NoAt) => text!(in language, "web-email-no-at"),
        EmailProblem::Syntax(EmailError::BadLocal) => text!(in language, "web-email-bad-local"),
        EmailProblem::Syntax(EmailError::BadDomain) => text!(in language, "web-email-bad-domain"),
        EmailProblem::Syntax(EmailError::TooLong) => text!(in language, "web-email-too-long"),
        EmailProblem::Refused => text!(in language, "web-email-refused"),
        EmailProblem::Blocked { reason: None } => text!(in language, "web-email-blocked"),
        EmailProblem::Blocked { reason: Some(reason) } => {
            text!(in language, "web-email-blocked-reason", reason = reason.as_str())
        }
    }
}
