//! A password on its way to Synapse: checked, sent, never stored.

use secrecy::{ExposeSecret, SecretString};
use zxcvbn::{Score, zxcvbn};

/// bcrypt ignores everything after this, so longer passwords are refused.
pub const MAX_BYTES: usize = 72;

/// A password that meets the policy.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// The rules for passwords: ours and Synapse's `password_policy` together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the rules are independent of each other")]
pub struct PasswordPolicy {
    /// In characters.
    pub min_length: usize,
    /// The minimum strength, by zxcvbn.
    pub min_strength: Strength,
    /// Whether Synapse requires a digit.
    pub require_digit: bool,
    /// Whether Synapse requires a character that is neither a letter nor a digit.
    pub require_symbol: bool,
    /// Whether Synapse requires a lowercase letter.
    pub require_lowercase: bool,
    /// Whether Synapse requires an uppercase letter.
    pub require_uppercase: bool,
}

/// How hard a password is to guess, by zxcvbn's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Fewer than 10^3 guesses.
    Terrible,
    /// Fewer than 10^6.
    Weak,
    /// Fewer than 10^8.
    Fair,
    /// Fewer than 10^10.
    Good,
    /// More.
    Strong,
}

/// Why a password was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was typed.
    #[error("the password is empty")]
    Empty,
    /// Shorter than the policy allows.
    #[error("the password has fewer than {min} characters")]
    TooShort {
        /// In characters.
        min: usize,
    },
    /// More than [`MAX_BYTES`].
    #[error("the password has more than {MAX_BYTES} bytes")]
    TooLong,
    /// The two fields differ.
    #[error("the two passwords differ")]
    Mismatch,
    /// Synapse requires a digit.
    #[error("the password has no digit")]
    NoDigit,
    /// Synapse requires a symbol.
    #[error("the password has no symbol")]
    NoSymbol,
    /// Synapse requires a lowercase letter.
    #[error("the password has no lowercase letter")]
    NoLowercase,
    /// Synapse requires an uppercase letter.
    #[error("the password has no uppercase letter")]
    NoUppercase,
    /// Too easy to guess.
    #[error("the password is too easy to guess")]
    TooWeak(Strength),
}

impl Password {
    /// Checks a password that was typed twice; `personal` are words that an attacker would try first.
    pub fn parse(typed: &str, again: &str, policy: &PasswordPolicy, personal: &[&str]) -> Result<Self, PasswordError> {
        use PasswordError as E;
        let lacks = |required: bool, is: fn(char) -> bool| required && !typed.chars().any(is);
        let problem = if typed.is_empty() {
            Some(E::Empty)
        } else if typed.len() > MAX_BYTES {
            Some(E::TooLong)
        } else if typed.chars().count() < policy.min_length {
            Some(E::TooShort { min: policy.min_length })
        } else if lacks(policy.require_digit, |c| c.is_ascii_digit()) {
            Some(E::NoDigit)
        } else if lacks(policy.require_symbol, |c| !c.is_ascii_alphanumeric()) {
            Some(E::NoSymbol)
        } else if lacks(policy.require_lowercase, |c| c.is_ascii_lowercase()) {
            Some(E::NoLowercase)
        } else if lacks(policy.require_uppercase, |c| c.is_ascii_uppercase()) {
            Some(E::NoUppercase)
        } else {
            Some(Strength::of(typed, personal)).filter(|strength| *strength < policy.min_strength).map(E::TooWeak)
        };
        match problem {
            Some(problem) => Err(problem),
            None if typed != again => Err(E::Mismatch),
            None => Ok(Self(SecretString::from(typed))),
        }
    }

    /// Only for the request to Synapse.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl Strength {
    /// Rates `password`, of which at most [`MAX_BYTES`] count; `personal` words make it weaker.
    #[must_use]
    pub fn of(password: &str, personal: &[&str]) -> Self {
        let mut end = password.len().min(MAX_BYTES);
        while !password.is_char_boundary(end) {
            end -= 1;
        }
        match zxcvbn(&password[..end], personal).score() {
            Score::Zero => Self::Terrible,
            Score::One => Self::Weak,
            Score::Two => Self::Fair,
            Score::Three => Self::Good,
            _ => Self::Strong,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: PasswordPolicy = PasswordPolicy {
        min_length: 12,
        min_strength: Strength::Good,
        require_digit: false,
        require_symbol: false,
        require_lowercase: false,
        require_uppercase: false,
    };

    fn check(typed: &str, policy: PasswordPolicy) -> Result<(), PasswordError> {
        Password::parse(typed, typed, &policy, &["alice", "example.org"]).map(drop)
    }

    #[test]
    fn long_phrases_pass_and_weak_passwords_fail() {
        assert_eq!(check("violet kayak mends the clock", OURS), Ok(()));
        assert_eq!(check("", OURS), Err(PasswordError::Empty));
        assert_eq!(check("short", OURS), Err(PasswordError::TooShort { min: 12 }));
        assert!(matches!(check("password1234", OURS), Err(PasswordError::TooWeak(_))));
        assert!(matches!(check("alicealicealice", OURS), Err(PasswordError::TooWeak(_))));
    }

    #[test]
    fn bcrypt_limit_counts_bytes() {
        assert_eq!(check(&"ä".repeat(37), OURS), Err(PasswordError::TooLong));
        assert_ne!(check(&"ä".repeat(36), OURS), Err(PasswordError::TooLong));
    }

    #[test]
    fn synapse_password_policy_is_enforced() {
        let policy = PasswordPolicy { require_digit: true, require_symbol: true, require_uppercase: true, ..OURS };
        assert_eq!(check("violetkayakmends", policy), Err(PasswordError::NoDigit));
        assert_eq!(check("violetkayakmends4", policy), Err(PasswordError::NoSymbol));
        assert_eq!(check("violet kayak mends 4", policy), Err(PasswordError::NoUppercase));
        assert_eq!(check("Violet kayak mends 4", policy), Ok(()));
    }

    #[test]
    fn second_field_must_match_and_debug_hides_both() {
        let refused = Password::parse("violet kayak mends", "violet kayak", &OURS, &[]);
        assert_eq!(refused.err(), Some(PasswordError::Mismatch));
        let taken = Password::parse("violet kayak mends", "violet kayak mends", &OURS, &[]).expect("strong");
        assert!(!format!("{taken:?}").contains("violet"));
    }
}
