//! The two fields in which a password is chosen.

use maud::{Markup, html};
use registration_core::{
    domain::{PASSWORD_MAX_BYTES, PasswordError, PasswordPolicy, Strength},
    text,
};

use super::field::Field;

/// What is shown of a password that is being chosen. It is never given back itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPassword {
    /// What it must be.
    pub policy: PasswordPolicy,
    /// Why the last one was not taken.
    pub problem: Option<PasswordError>,
    /// How hard the refused one is to guess.
    pub strength: Option<Strength>,
    /// Whether one was typed before, in order or not.
    pub again: bool,
}

impl NewPassword {
    /// Asked for for the first time.
    pub const fn first(policy: PasswordPolicy) -> Self {
        Self { policy, problem: None, strength: None, again: false }
    }

    /// Both fields, with what the policy asks for.
    pub fn fields(&self, focus: bool) -> Markup {
        let error = self.problem.map(sentence);
        let (first, second) = match self.problem {
            Some(PasswordError::Mismatch) => (None, error.as_deref()),
            _ => (error.as_deref(), None),
        };
        let password = Field {
            id: "password",
            label: &text!("web-details-password"),
            hint: Some(hint(&self.policy)),
            error: first,
        };
        let again = Field { id: "again", label: &text!("web-details-again"), hint: None, error: second };
        html! {
            @if self.again && self.problem.is_none() { p.note { (text!("web-details-password-again")) } }
            (password.around(&html! {
                @if let Some(strength) = self.strength { (meter(strength)) }
                input #password name="password" type="password" autofocus[focus] required autocomplete="new-password"
                    minlength=(self.policy.min_length)
                    aria-describedby=[password.described_by()] aria-invalid=[password.invalid()];
            }))
            (again.around(&html! {
                input #again name="again" type="password" required autocomplete="new-password"
                    aria-describedby=[again.described_by()] aria-invalid=[again.invalid()];
            }))
        }
    }
}

fn hint(policy: &PasswordPolicy) -> Markup {
    html! {
        p.hint { (text!("web-details-policy-length", min = policy.min_length)) }
        @if policy.require_digit { p.hint { (text!("web-details-policy-digit")) } }
        @if policy.require_symbol { p.hint { (text!("web-details-policy-symbol")) } }
        @if policy.require_lowercase { p.hint { (text!("web-details-policy-lowercase")) } }
        @if policy.require_uppercase { p.hint { (text!("web-details-policy-uppercase")) } }
    }
}

fn meter(strength: Strength) -> Markup {
    let (value, word) = match strength {
        Strength::Terrible => (1, text!("web-details-strength-terrible")),
        Strength::Weak => (2, text!("web-details-strength-weak")),
        Strength::Fair => (3, text!("web-details-strength-fair")),
        Strength::Good => (4, text!("web-details-strength-good")),
        Strength::Strong => (5, text!("web-details-strength-strong")),
    };
    html! {
        div.strength {
            label for="strength" { (text!("web-details-strength")) }
            meter #strength min="0" max="5" low="2.5" high="3.5" optimum="5" value=(value) { (word) }
            strong { (word) }
        }
    }
}

fn sentence(problem: PasswordError) -> String {
    use PasswordError as E;
    match problem {
        E::Empty => text!("web-details-password-empty"),
        E::TooShort { min } => text!("web-details-password-short", min = min),
        E::TooLong => text!("web-details-password-long", max = PASSWORD_MAX_BYTES),
        E::Mismatch => text!("web-details-password-mismatch"),
        E::NoDigit => text!("web-details-password-digit"),
        E::NoSymbol => text!("web-details-password-symbol"),
        E::NoLowercase => text!("web-details-password-lowercase"),
        E::NoUppercase => text!("web-details-password-uppercase"),
        E::TooWeak(_) => text!("web-details-password-weak"),
    }
}
