//! A password as it was typed, twice, and what is said about it.

use registration_core::domain::{Localpart, Password, PasswordError, PasswordPolicy, Registration, Strength};
use secrecy::{ExposeSecret as _, SecretString};

use crate::views::NewPassword;

/// Checks what was typed for the account of `registration`, under the name `name`.
pub fn check(
    (typed, again): (&SecretString, &SecretString),
    policy: PasswordPolicy,
    registration: &Registration,
    name: &Localpart,
    server: &str,
) -> (Result<Password, PasswordError>, NewPassword) {
    let email = registration.email.as_typed();
    // Words that a guesser would try first.
    let personal: Vec<&str> = [name.as_str(), server, &email].into_iter().chain(email.split('@')).collect();
    let typed = typed.expose_secret();
    let password = Password::parse(typed, again.expose_secret(), &policy, &personal);
    let strength = match &password {
        Ok(_) | Err(PasswordError::Empty | PasswordError::Mismatch) => None,
        Err(PasswordError::TooWeak(strength)) => Some(*strength),
        Err(_) => Some(Strength::of(typed, &personal)),
    };
    let shown = NewPassword { policy, problem: password.as_ref().err().copied(), strength, again: true };
    (password, shown)
}
