//! Registration with the shared secret: it never changes an existing account, and the password proves later that the
//! account is ours.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha1::Sha1;

use super::{Synapse, SynapseError, hex::hex};
use crate::domain::Localpart;

/// The result of a registration with the shared secret, if Synapse answered.
#[derive(Debug)]
pub enum Registered {
    /// It created the account.
    Created,
    /// The request was not sent.
    NotAttempted(SynapseError),
}

impl Synapse {
    /// Whether the config has `synapse.registration_shared_secret`.
    pub(in crate::homeserver) const fn has_shared_secret(&self) -> bool {
        self.shared_secret().is_some()
    }

    /// Creates the account with this password. A taken name is an error.
    pub(in crate::homeserver) async fn register(
        &self,
        name: &Localpart,
        password: &SecretString,
        limit: Duration,
    ) -> Result<Registered, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Nonce {
            nonce: String,
        }
        let Some(secret) = self.shared_secret() else { return Err(SynapseError::NotSet("registration_shared_secret")) };
        let url = self.url(&["_synapse", "admin", "v1", "register"]);
        let Nonce { nonce } = match self.send(self.http().get(url.clone())).await {
            Ok(nonce) => nonce,
            Err(error) => return Ok(Registered::NotAttempted(error)),
        };
        let (user, password) = (name.as_str(), password.expose_secret());
        let body = json!({
            "nonce": nonce,
            "username": user,
            "password": password,
            "admin": false,
            "inhibit_login": true,
            "mac": sign(secret, &nonce, user, password),
        });
        self.send::<Value>(self.http().post(url).json(&body).timeout(limit)).await.map(|_| Registered::Created)
    }

    /// Whether this is the user's password. Logs out again at once.
    pub(in crate::homeserver) async fn tries_password(
        &self,
        mxid: &str,
        password: &SecretString,
    ) -> Result<bool, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Session {
            access_token: SecretString,
        }
        let login = json!({
            "type": "m.login.password",
            "identifier": { "type": "m.id.user", "user": mxid },
            "password": password.expose_secret(),
        });
        let url = self.url(&["_matrix", "client", "v3", "login"]);
        let token = match self.send_as(None, self.http().post(url).json(&login)).await {
            Ok((_, Session { access_token })) => access_token,
            // Synapse checks the password before the lock.
            Err(error) if error.errcode() == "M_USER_LOCKED" => return Ok(true),
            Err(error) if matches!(error.errcode(), "M_FORBIDDEN" | "M_USER_DEACTIVATED") => return Ok(false),
            Err(error) => return Err(error),
        };
        let url = self.url(&["_matrix", "client", "v3", "logout"]);
        self.send_as::<Value>(Some(&token), self.http().post(url)).await?;
        Ok(true)
    }
}

/// Hexadecimal HMAC-SHA1, as `v1/register` checks it.
fn sign(secret: &SecretString, nonce: &str, user: &str, password: &str) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.expose_secret().as_bytes()).expect("any length");
    mac.update([nonce, user, password, "notadmin"].join("\0").as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_synapse_computes() {
        // hmac.new(b"s", b"n\0alice\0p\0notadmin", "sha1").hexdigest() in Python
        assert_eq!(sign(&SecretString::from("s"), "n", "alice", "p"), EXPECTED);
    }

    const EXPECTED: &str = "c6f8bb9a15e1ebcf0726631c2ec0c59275e088b9";
}
