//! The two fields in which a new password is chosen.

use maud::{Markup, html};
use registration_core::{
    domain::{Localpart, PASSWORD_MAX_BYTES, Password, PasswordError, PasswordPolicy, Registration, Strength},
    text,
};

use super::{Field, Labelled, Submitted};
use crate::view::View;

const NAME: &str = "password";
const CONFIRM_NAME: &str = "again";

/// The new password and its confirmation. A page never shows what was typed.
#[derive(Clone, Debug)]
pub struct NewPassword {
    policy: PasswordPolicy,
    /// `None` if none was sent.
    outcome: Option<Result<Password, PasswordError>>,
    /// How hard a refused password is to guess.
    strength: Option<Strength>,
    /// Whether one was typed before, accepted or not.
    pub again: bool,
}

impl NewPassword {
    /// Empty fields.
    pub const fn new(policy: PasswordPolicy) -> Self {
        Self { policy, outcome: None, strength: None, again: false }
    }

    /// Reads and checks both fields, for the account `name` of `registration`.
    pub fn read(
        form: &Submitted,
        policy: PasswordPolicy,
        registration: &Registration,
        name: &Localpart,
        server: &str,
    ) -> Self {
        let email = registration.email.as_typed();
        // Words that an attacker tries first.
        let personal: Vec<&str> = [name.as_str(), server, &email].into_iter().chain(email.split('@')).collect();
        let typed = form.text(NAME);
        let outcome = Password::parse(typed, form.text(CONFIRM_NAME), &policy, &personal);
        let strength = match &outcome {
            Ok(_) | Err(PasswordError::Empty | PasswordError::Mismatch) => None,
            Err(PasswordError::TooWeak(strength)) => Some(*strength),
            Err(_) => Some(Strength::of(typed, &personal)),
        };
        Self { policy, outcome: Some(outcome), strength, again: true }
    }

    pub fn value(&self) -> Option<&Password> {
        self.outcome.as_ref()?.as_ref().ok()
    }

    fn problem(&self) -> Option<PasswordError> {
        self.outcome.as_ref()?.as_ref().err().copied()
    }
}

impl Field for NewPassword {
    fn is_empty(&self) -> bool {
        true
    }

    fn is_wrong(&self) -> bool {
        self.problem().is_some()
    }

    /// Both fields, with the rules of the policy.
    fn render(&self, view: &View, focus: bool) -> Markup {
        let error = self.problem().map(|problem| sentence(view, problem));
        let (first, second) = match self.problem() {
            Some(PasswordError::Mismatch) => (None, error.as_deref()),
            _ => (error.as_deref(), None),
        };
        let password = Labelled {
            id: NAME,
            label: &text!(in view.language, "web-details-password"),
            hint: Some(hint(view, &self.policy)),
            error: first,
        };
        let confirm = Labelled {
            id: CONFIRM_NAME,
            label: &text!(in view.language, "web-details-again"),
            hint: None,
            error: second,
        };
        html! {
            @if self.again && !self.is_wrong() { p.note { (text!(in view.language, "web-details-password-again")) } }
            (password.around(&html! {
                @if let Some(strength) = self.strength { (meter(view, strength)) }
                input id=(NAME) name=(NAME) type="password" autofocus[focus] required autocomplete="new-password"
                    minlength=(self.policy.min_length)
                    aria-describedby=[password.described_by()] aria-invalid=[password.invalid()];
            }))
            (confirm.around(&html! {
                input id=(CONFIRM_NAME) name=(CONFIRM_NAME) type="password" required autocomplete="new-password"
                    aria-describedby=[confirm.described_by()] aria-invalid=[confirm.invalid()];
            }))
        }
    }
}

fn hint(view: &View, policy: &PasswordPolicy) -> Markup {
    html! {
        p.hint { (text!(in view.language, "web-details-policy-length", min = policy.min_length)) }
        @if policy.require_digit { p.hint { (text!(in view.language, "web-details-policy-digit")) } }
        @if policy.require_symbol { p.hint { (text!(in view.language, "web-details-policy-symbol")) } }
        @if policy.require_lowercase { p.hint { (text!(in view.language, "web-details-policy-lowercase")) } }
        @if policy.require_uppercase { p.hint { (text!(in view.language, "web-details-policy-uppercase")) } }
    }
}

fn meter(view: &View, strength: Strength) -> Markup {
    let (value, word) = match strength {
        Strength::Terrible => (1, text!(in view.language, "web-details-strength-terrible")),
        Strength::Weak => (2, text!(in view.language, "web-details-strength-weak")),
        Strength::Fair => (3, text!(in view.language, "web-details-strength-fair")),
        Strength::Good => (4, text!(in view.language, "web-details-strength-good")),
        Strength::Strong => (5, text!(in view.language, "web-details-strength-strong")),
    };
    html! {
        div.strength {
            label for="strength" { (text!(in view.language, "web-details-strength")) }
            meter #strength min="0" max="5" low="2.5" high="3.5" optimum="5" value=(value) { (word) }
            strong { (word) }
        }
    }
}

fn sentence(view: &View, problem: PasswordError) -> String {
    use PasswordError as E;
    match problem {
        E::Empty => text!(in view.language, "web-details-password-empty"),
        E::TooShort { min } => text!(in view.language, "web-details-password-short", min = min),
        E::TooLong => text!(in view.language, "web-details-password-long", max = PASSWORD_MAX_BYTES),
        E::Mismatch => text!(in view.language, "web-details-password-mismatch"),
        E::NoDigit => text!(in view.language, "web-details-password-digit"),
        E::NoSymbol => text!(in view.language, "web-details-password-symbol"),
        E::NoLowercase => text!(in view.language, "web-details-password-lowercase"),
        E::NoUppercase => text!(in view.language, "web-details-password-uppercase"),
        E::TooWeak(_) => text!(in view.language, "web-details-password-weak"),
    }
}

#[cfg(test)]
impl NewPassword {
    /// A password that was refused.
    pub const fn refused(policy: PasswordPolicy, problem: PasswordError, strength: Option<Strength>) -> Self {
        Self { policy, outcome: Some(Err(problem)), strength, again: true }
    }
}
