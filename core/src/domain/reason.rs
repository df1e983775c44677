//! Why somebody asks for an account, in their own words.

/// Moderators read it on a phone: longer texts are refused.
pub const MAX_CHARS: usize = 2000;

/// The applicant's reason: long enough to judge, short enough to read. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a reason was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// Fewer characters than the operator asks for.
    #[error("the reason has {have} of at least {min} characters")]
    TooShort {
        /// Typed, without the space around it.
        have: usize,
        /// Asked for.
        min: usize,
    },
    /// More than [`MAX_CHARS`] characters.
    #[error("the reason has {have} characters, and {MAX_CHARS} is the most")]
    TooLong {
        /// Typed.
        have: usize,
    },
}

impl Reason {
    /// Takes out what cannot be seen, trims, then counts the characters.
    pub fn parse(input: &str, min: usize) -> Result<Self, ReasonError> {
        let unix = input.replace("\r\n", "\n").replace('\r', "\n");
        let visible: String = unix.chars().filter(|c| !is_hidden(*c)).collect();
        let text = visible.trim();
        match text.chars().count() {
            have if have < min => Err(ReasonError::TooShort { have, min }),
            have if have > MAX_CHARS => Err(ReasonError::TooLong { have }),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// Takes a reason from our own database.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The words themselves; escape them wherever they are shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reason({} bytes)", self.0.len())
    }
}

/// Control characters, and the marks that turn the reading direction of what follows around.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_counted_in_visible_characters() {
        let reason = |text: &str| Reason::parse(text, 5).map(|r| r.as_str().to_owned());
        assert_eq!(reason(" hello\r\nyou "), Ok("hello\nyou".into()));
        assert_eq!(reason("  a  "), Err(ReasonError::TooShort { have: 1, min: 5 }));
        assert_eq!(reason("\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}"), Err(ReasonError::TooShort { have: 0, min: 5 }));
        assert_eq!(reason("safe\u{202e}evil\0"), Ok("safeevil".into()));
        assert_eq!(reason(&"é".repeat(2000)), Ok("é".repeat(2000)));
        assert_eq!(reason(&"a".repeat(2001)), Err(ReasonError::TooLong { have: 2001 }));
    }
}
