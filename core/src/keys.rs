//! Keys for each purpose, all derived from the one `secret_key`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{
    ExposeSecret, SecretString,
    zeroize::{Zeroize, Zeroizing},
};
use sha2::Sha256;

use crate::domain::Token;

/// Derives a key for each purpose; no key reveals anything about another.
#[derive(Clone)]
pub struct Keys {
    root: Hkdf<Sha256>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Starts from the operator's `secret_key`, of any length.
    #[must_use]
    pub fn new(secret_key: &SecretString) -> Self {
        Self { root: Hkdf::new(None, secret_key.expose_secret().as_bytes()) }
    }

    /// 64 bytes that encrypt the wizard's cookies.
    #[must_use]
    pub fn cookies(&self) -> Zeroizing<[u8; 64]> {
        self.derive(b"cookies")
    }

    /// 32 bytes that encrypt the bot's store.
    #[must_use]
    pub fn bot_store(&self) -> Zeroizing<[u8; 32]> {
        self.derive(b"bot-store")
    }

    /// 32 bytes that encrypt the bot's cross-signing keys and its backup key on the server.
    #[must_use]
    pub fn bot_recovery(&self) -> Zeroizing<[u8; 32]> {
        self.derive(b"bot-recovery")
    }

    /// The token of the mailed link with this `nonce`: only its hash is stored, and a repeated mail still has the
    /// same token.
    #[must_use]
    pub fn link_token(&self, nonce: &[u8]) -> Token {
        self.token(b"link", nonce)
    }

    /// The token of the status page of the registration with this `nonce`.
    #[must_use]
    pub fn status_token(&self, nonce: &[u8]) -> Token {
        self.token(b"status", nonce)
    }

    /// Binds a cookie to one registration, even if row ids are reused. Always the same length.
    #[must_use]
    pub fn cookie_mark(&self, nonce: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(&self.mac(b"cookie-mark", nonce)[..9])
    }

    /// The key under which attempts of one client are counted; reveals nothing about the client.
    #[must_use]
    pub fn attempts(&self, at: &str, client: &str) -> [u8; 32] {
        self.mac(b"attempts", format!("{at} {client}").as_bytes())
    }

    /// Identifies `secret_key` in the database without revealing it.
    #[must_use]
    pub(crate) fn mark(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(b"known-key", b"secret_key"))
    }

    /// Two secrets that sign puzzles and their answers.
    #[must_use]
    pub(crate) fn puzzles(&self) -> [SecretString; 2] {
        let text = |purpose| SecretString::from(URL_SAFE_NO_PAD.encode(*self.derive::<32>(purpose)));
        [text(b"puzzle"), text(b"puzzle-answer")]
    }

    /// The password of the account with this `nonce`, where the homeserver requires one at creation.
    #[must_use]
    pub(crate) fn account_proof(&self, nonce: &[u8]) -> SecretString {
        SecretString::from(URL_SAFE_NO_PAD.encode(self.mac(b"account-proof", nonce)))
    }

    /// Proves to the running service that `check` knows the key.
    #[must_use]
    pub(crate) fn proxy_check(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(b"proxy-check", text.as_bytes()))
    }

    fn token(&self, purpose: &[u8], nonce: &[u8]) -> Token {
        Token::from_bytes(self.mac(purpose, nonce))
    }

    fn mac(&self, purpose: &[u8], message: &[u8]) -> [u8; 32] {
        let key = self.derive::<32>(purpose);
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&*key).expect("any length");
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Zeroised when dropped.
    fn derive<const N: usize>(&self, purpose: &[u8]) -> Zeroizing<[u8; N]>
    where
        [u8; N]: Zeroize,
    {
        let mut key = Zeroizing::new([0; N]);
        #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8160 bytes")]
        self.root.expand(purpose, &mut *key).expect("a short key");
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_purpose_and_tokens_are_repeatable() {
        let keys = Keys::new(&SecretString::from("a secret"));
        assert_ne!(keys.link_token(b"n"), keys.status_token(b"n"));
        assert_ne!(keys.link_token(b"n"), keys.link_token(b"m"));
        assert_eq!(keys.link_token(b"n"), keys.link_token(b"n"));
        assert_ne!(keys.cookies()[..32], *keys.bot_store());
    }
}
