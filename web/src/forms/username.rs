//! The username field.

use maud::{Markup, html};
use registration_core::{
    domain::{Localpart, LocalpartError},
    text,
};

use super::{Field, Input, Labelled};
use crate::view::View;

pub const NAME: &str = "username";

/// The username field. Checking it asks the homeserver, so the page does that.
pub type Username = Input<Localpart, UsernameProblem>;

/// Why a username was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsernameProblem {
    /// It is not a valid username.
    Syntax(LocalpartError),
    /// It belongs to somebody.
    Taken,
    /// The operator reserves it.
    Reserved,
    /// Synapse does not accept it.
    Refused,
    /// A rule blocks it.
    Blocked {
        /// The rule's reason, if it may be shown.
        reason: Option<String>,
    },
    /// Synapse did not answer.
    Unchecked,
}

impl Field for Username {
    fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    fn is_wrong(&self) -> bool {
        self.problem().is_some()
    }

    fn render(&self, view: &View, focus: bool) -> Markup {
        let error = self.problem().map(|problem| sentence(view, problem));
        let example = format!("@alice:{}", view.server);
        let label = Labelled {
            id: NAME,
            label: &text!(in view.language, "web-username-label"),
            hint: Some(html! {
                p.hint { (text!(in view.language, "web-username-hint")) }
                p.hint { (text!(in view.language, "web-username-future", mxid = example)) }
            }),
            error: error.as_deref(),
        };
        label.around(&html! {
            div.affix.bad[error.is_some()] dir="ltr" {
                span aria-hidden="true" { "@" }
                input id=(NAME) name=(NAME) type="text" value=(self.typed) autofocus[focus] required
                    autocomplete="username" autocapitalize="none" spellcheck="false"
                    aria-describedby=[label.described_by()] aria-invalid=[label.invalid()];
                span aria-hidden="true" { ":" (view.server) }
            }
        })
    }
}

/// What is wrong, and what to do.
fn sentence(view: &View, problem: &UsernameProblem) -> String {
    use LocalpartError as E;
    let (server, language) = (view.server.as_str(), view.language);
    match problem {
        UsernameProblem::Syntax(E::Empty) => text!(in language, "web-username-empty"),
        UsernameProblem::Syntax(E::Forbidden(c)) if c.is_whitespace() => text!(in language, "web-username-space"),
        UsernameProblem::Syntax(E::Forbidden(c)) => {
            text!(in language, "web-username-forbidden", character = c.to_string())
        }
        UsernameProblem::Syntax(E::LeadingUnderscore) => text!(in language, "web-username-underscore"),
        UsernameProblem::Syntax(E::AllDigits) => text!(in language, "web-username-digits"),
        UsernameProblem::Syntax(E::NoLetter) => text!(in language, "web-username-no-letter"),
        UsernameProblem::Syntax(E::TooLong { max }) => text!(in language, "web-username-too-long", max = *max),
        UsernameProblem::Syntax(E::OtherServer(other)) => {
            text!(in language, "web-username-other-server", other = other.as_str(), server = server)
        }
        UsernameProblem::Taken => text!(in language, "web-username-taken"),
        UsernameProblem::Reserved => text!(in language, "web-username-reserved"),
        UsernameProblem::Refused => text!(in language, "web-username-refused"),
        UsernameProblem::Blocked { reason: None } => text!(in language, "web-username-blocked"),
        UsernameProblem::Blocked { reason: Some(reason) } => {
            text!(in language, "web-username-blocked-reason", reason = reason.as_str())
        }
        UsernameProblem::Unchecked => text!(in language, "web-username-unchecked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_a_message_of_its_own() {
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
        let sentences: std::collections::BTreeSet<String> =
            problems.iter().map(|p| sentence(&View::example(), p)).collect();
        assert_eq!(sentences.len(), problems.len());
        assert!(sentences.iter().all(|s| s.ends_with(['.', '+', '”'])), "{sentences:#?}");
    }

    #[test]
    fn the_field_points_to_its_error_and_hint() {
        let field =
            Username::checked("alice", Err(UsernameProblem::Taken)).render(&View::example(), true).into_string();
        insta::assert_snapshot!(field.replace("><", ">\n<"), @r#"
        <div class="field wrong">
        <label for="username">Username</label>
        <div class="hint" id="username-hint">
        <p class="hint">Use lowercase letters, numbers and . _ = - / +</p>
        <p class="hint">If you choose “alice”, your Matrix address will be @alice:example.org. You cannot change it later.</p>
        </div>
        <p class="error" role="alert" id="username-error">This username is already taken. Choose another one.</p>
        <div class="affix bad" dir="ltr">
        <span aria-hidden="true">@</span>
        <input id="username" name="username" type="text" value="alice" autofocus required autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="username-error username-hint" aria-invalid="true">
        <span aria-hidden="true">:example.org</span>
        </div>
        </div>
        "#);
    }
}
