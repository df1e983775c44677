//! Consent to the server's policy, given for a new account.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{Synapse, SynapseError, hex::hex};
use crate::domain::Localpart;

impl Synapse {
    /// Notes that `name` agrees to `version` of the policy, and makes sure that it stands in the
    /// user object: Synapse's form takes any version, and answers in HTML.
    pub async fn give_consent(
        &self,
        name: &Localpart,
        version: &str,
        form_secret: &SecretString,
    ) -> Result<(), SynapseError> {
        let signature = sign(name.as_str(), form_secret);
        let form = [("u", name.as_str()), ("v", version), ("h", &signature)];
        let url = self.url(&["_matrix", "consent"]);
        // Without our token: the signature is the proof, and the answer may come from elsewhere.
        let answer = self.http().post(url).form(&form).send().await;
        let status = answer.map_err(|error| SynapseError::Unreachable(error.without_url()))?.status().as_u16();
        let agreed = self.user(&self.mxid(name)).await?.and_then(|user| user.consent_version);
        match status {
            _ if agreed.as_deref() == Some(version) => Ok(()),
            200 => Err(SynapseError::NotSet("consent_version")),
            403 => Err(SynapseError::WrongFormSecret),
            404 => Err(SynapseError::NoConsentPage),
            status => Err(SynapseError::Unintelligible { status }),
        }
    }
}

/// Hexadecimal HMAC-SHA256, as `/_matrix/consent` checks it.
fn sign(user: &str, form_secret: &SecretString) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(form_secret.expose_secret().as_bytes()).expect("any length");
    mac.update(user.as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_synapse_computes() {
        // hmac.new(b"form", b"alice", "sha256").hexdigest() in Python
        let expected = "83fe7f861dfceb53a07ef019ac38c502f3eb6b910cb55874eb5c61c7e5b71532";
        assert_eq!(sign("alice", &SecretString::from("form")), expected);
    }
}
