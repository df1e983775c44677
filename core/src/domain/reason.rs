//! The applicant's reason for requesting an account.

use super::text;

/// Moderators read it on a phone, so longer texts are refused.
pub const MAX_CHARS: usize = 2000;

/// The applicant's reason: long enough to judge, short enough to read. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a reason was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// Shorter than the operator requires.
    #[error("the reason has {have} of at least {min} characters")]
    TooShort {
        /// Visible characters that were typed, see [`text::visible_chars`].
        have: usize,
        /// The required number.
        min: usize,
    },
    /// More than [`MAX_CHARS`] characters.
    #[error("the reason has {have} of at most {MAX_CHARS} characters")]
    TooLong {
        /// The number of characters that were typed.
        have: usize,
    },
}

impl Reason {
    /// Removes hidden characters, trims, then counts: visible characters for the minimum, all for the maximum.
    pub fn parse(input: &str, min: usize) -> Result<Self, ReasonError> {
        let text = text::without_hidden(input);
        let text = text.trim();
        let (visible, all) = (text::visible_chars(text), text.chars().count());
        if visible < min {
            return Err(ReasonError::TooShort { have: visible, min });
        }
        if all > MAX_CHARS {
            return Err(ReasonError::TooLong { have: all });
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads a reason from our own database.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text; escape it wherever it is shown.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_length_counts_visible_characters() {
        let reason = |text: &str| Reason::parse(text, 5).map(|r| r.as_str().to_owned());
        assert_eq!(reason(" hello\r\nyou "), Ok("hello\nyou".into()));
        assert_eq!(reason("  a  "), Err(ReasonError::TooShort { have: 1, min: 5 }));
        assert_eq!(reason("\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}"), Err(ReasonError::TooShort { have: 0, min: 5 }));
        assert_eq!(reason("safe\u{202e}evil\0"), Ok("safeevil".into()));
        for blank in ["\u{3164}", "\u{2800}", "\u{ad}", "\u{301}", "\u{e0061}", "\u{fe0f}", " "] {
            let (alone, padded) = (blank.repeat(30), format!("hi{}!", blank.repeat(30)));
            assert_eq!(reason(&alone), Err(ReasonError::TooShort { have: 0, min: 5 }), "{blank:?}");
            assert!(matches!(reason(&padded), Err(ReasonError::TooShort { .. })), "{blank:?}");
        }
        let flag = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Scots";
        assert_eq!(reason(flag), Ok(flag.into()));
        assert_eq!(reason(&"é".repeat(2000)), Ok("é".repeat(2000)));
        assert_eq!(reason(&"a".repeat(2001)), Err(ReasonError::TooLong { have: 2001 }));
    }
}
