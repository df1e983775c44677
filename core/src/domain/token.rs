//! Unguessable tokens in links. Only their hashes are stored.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};

/// 256 bits, written in a link as 43 characters of URL-safe base64. `Debug` hides it.
///
/// ```
/// use registration_core::domain::Token;
///
/// let written = "A".repeat(43);
/// let token: Token = written.parse().expect("43 characters");
/// assert_eq!(token.to_string(), written);
/// assert!("too short".parse::<Token>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<[u8; 32]>);

/// The text is not a token: truncated, or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the link is incomplete")]
pub struct InvalidToken;

impl Token {
    /// The token with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The hash that is stored and looked up: a leaked database does not reveal any link.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(*self.0).to_vec()
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(*self.0))
    }
}

impl FromStr for Token {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, InvalidToken> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidToken)?);
        bytes.as_slice().try_into().map(Self::from_bytes).map_err(|_| InvalidToken)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_round_trip_and_truncated_ones_fail() {
        let token = Token::from_bytes([7; 32]);
        let text = token.to_string();
        assert_eq!(text.len(), 43);
        assert_eq!(text.parse(), Ok(token.clone()));
        assert_eq!(text[..42].parse::<Token>(), Err(InvalidToken));
        assert_eq!("".parse::<Token>(), Err(InvalidToken));
        assert!(!format!("{token:?}").contains(&text));
    }
}
