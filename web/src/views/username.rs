//! Step 1: the username.

use maud::{Markup, html};
use registration_core::{domain::LocalpartError, text};

use super::{
    Site,
    field::Field,
    honeypot,
    layout::{self, Frame},
    session,
};

/// Why a username was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsernameProblem {
    /// It is no username.
    Syntax(LocalpartError),
    /// Somebody has it.
    Taken,
    /// The operator keeps it.
    Reserved,
    /// Synapse does not like it.
    Refused,
    /// A rule keeps it out.
    Blocked {
        /// The rule's reason, if it is to be shown.
        reason: Option<String>,
    },
    /// Synapse did not answer.
    Unchecked,
}

/// What is shown of step 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstForm<'a> {
    /// The name as typed.
    pub typed: &'a str,
    /// Why it was not taken.
    pub problem: Option<&'a UsernameProblem>,
    /// The mark of a request whose address is confirmed already: one may go on with that.
    pub proven: Option<&'a str>,
    /// Whether this browser is at work on a request.
    pub has_begun: bool,
    /// Whether the honeypot is shown.
    pub shows_honeypot: bool,
}

/// The form of step 1.
pub fn page(site: &Site, form: &FirstForm<'_>) -> Markup {
    let FirstForm { typed, problem, proven, has_begun, shows_honeypot } = *form;
    let frame = Frame::new(text!("web-username-title")).step(1).error(problem.is_some());
    let body = html! {
        @if proven.is_some() {
            p.note {
                (text!("web-username-proven")) " "
                a href=(site.href("/register/details")) { (text!("web-username-proven-continue")) }
            }
        }
        // Step 2 shows this form as well, when the name will not do any more.
        form method="post" action=(site.href("/register")) novalidate {
            (session::belongs_to(proven.unwrap_or_default()))
            (field(site, typed, problem, true))
            (honeypot::field(shows_honeypot))
            @if shows_honeypot { input type="hidden" name="shown" value="1"; }
            button { (text!("web-continue")) }
        }
        @if has_begun { (session::not_me(site)) }
    };
    layout::page(site, &frame, &body)
}

/// The field alone, for the pages that ask for another name.
pub fn field(site: &Site, typed: &str, problem: Option<&UsernameProblem>, focus: bool) -> Markup {
    let error = problem.map(|problem| sentence(problem, &site.server));
    let example = format!("@alice:{}", site.server);
    let field = Field {
        id: "username",
        label: &text!("web-username-label"),
        hint: Some(html! {
            p.hint { (text!("web-username-hint")) }
            p.hint { (text!("web-username-future", mxid = example)) }
        }),
        error: error.as_deref(),
    };
    field.around(&html! {
        div.affix.bad[error.is_some()] {
            span aria-hidden="true" { "@" }
            input #username name="username" type="text" value=(typed) autofocus[focus] required
                autocomplete="username" autocapitalize="none" spellcheck="false"
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()];
            span aria-hidden="true" { ":" (site.server) }
        }
    })
}

/// What is wrong, and what to do.
pub fn sentence(problem: &UsernameProblem, server: &str) -> String {
    use LocalpartError as E;
    match problem {
        UsernameProblem::Syntax(E::Empty) => text!("web-username-empty"),
        UsernameProblem::Syntax(E::Forbidden(c)) if c.is_whitespace() => text!("web-username-space"),
        UsernameProblem::Syntax(E::Forbidden(c)) => text!("web-username-forbidden", character = c.to_string()),
        UsernameProblem::Syntax(E::LeadingUnderscore) => text!("web-username-underscore"),
        UsernameProblem::Syntax(E::AllDigits) => text!("web-username-digits"),
        UsernameProblem::Syntax(E::NoLetter) => text!("web-username-no-letter"),
        UsernameProblem::Syntax(E::TooLong { max }) => text!("web-username-too-long", max = *max),
        UsernameProblem::Syntax(E::OtherServer(other)) => {
            text!("web-username-other-server", other = other.as_str(), server = server)
        }
        UsernameProblem::Taken => text!("web-username-taken"),
        UsernameProblem::Reserved => text!("web-username-reserved"),
        UsernameProblem::Refused => text!("web-username-refused"),
        UsernameProblem::Blocked { reason: None } => text!("web-username-blocked"),
        UsernameProblem::Blocked { reason: Some(reason) } => {
            text!("web-username-blocked-reason", reason = reason.as_str())
        }
        UsernameProblem::Unchecked => text!("web-username-unchecked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_own_sentence() {
        use UsernameProblem as P;
        let problems = [
            P::Syntax(LocalpartError::Empty),
            P::Syntax(LocalpartError::Forbidden('é')),
            P::Syntax(LocalpartError::Forbidden(' ')),
            P::Syntax(LocalpartError::LeadingUnderscore),
            P::Syntax(LocalpartError::AllDigits),
            P::Syntax(LocalpartError::NoLetter),
            P::Syntax(LocalpartError::TooLong { max: 241 }),
            P::Syntax(LocalpartError::OtherServer("other.org".into())),
            P::Taken,
            P::Reserved,
            P::Refused,
            P::Blocked { reason: None },
            P::Blocked { reason: Some("Names of rivers are kept.".into()) },
            P::Unchecked,
        ];
        let said: std::collections::BTreeSet<String> = problems.iter().map(|p| sentence(p, "example.org")).collect();
        assert_eq!(said.len(), problems.len());
        assert!(said.iter().all(|s| s.ends_with(['.', '+', '”'])), "{said:#?}");
    }

    #[test]
    fn what_was_typed_is_kept_and_escaped() {
        let form = FirstForm { typed: "\"><b>", problem: Some(&UsernameProblem::Taken), ..FirstForm::default() };
        let page = page(&Site::example(), &form).into_string();
        assert!(page.contains(r#"value="&quot;&gt;&lt;b&gt;""#), "{page}");
        assert!(page.contains("<title>Error: Choose your username · example.org</title>"), "{page}");
    }

    #[test]
    fn the_field_points_to_its_error_and_hint() {
        let field = field(&Site::example(), "alice", Some(&UsernameProblem::Taken), true).into_string();
        insta::assert_snapshot!(field.replace("><", ">\n<"), @r#"
        <div class="field wrong">
        <label for="username">Username</label>
        <div class="hint" id="username-hint">
        <p class="hint">Use lowercase letters, numbers and . _ = - / +</p>
        <p class="hint">If you choose “alice”, your Matrix address will be @alice:example.org. You cannot change it later.</p>
        </div>
        <p class="error" role="alert" id="username-error">This username is already taken. Choose another one.</p>
        <div class="affix bad">
        <span aria-hidden="true">@</span>
        <input id="username" name="username" type="text" value="alice" autofocus required autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="username-error username-hint" aria-invalid="true">
        <span aria-hidden="true">:example.org</span>
        </div>
        </div>
        "#);
    }
}
