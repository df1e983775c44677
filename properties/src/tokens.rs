//! Tokens in links and hidden fields.

use altcha::{Payload, VerifySolutionOptions, verify_solution};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use registration_core::domain::{RegistrationId, RuleId, Token};

use crate::text::text;

/// A token has exactly one spelling, and a puzzle that we have not signed cannot be solved.
pub fn link(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(token) = text.parse::<Token>() {
        assert_eq!(token.to_string(), text);
    }
    if let Ok(id) = text.parse::<RegistrationId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    let _ = text.parse::<RuleId>();
    for json in [STANDARD.decode(text).unwrap_or_default(), data.to_vec()] {
        let Ok(Payload { challenge, solution }) = serde_json::from_slice(&json) else { continue };
        let options = VerifySolutionOptions {
            hmac_key_signature_secret: Some("another secret".into()),
            ..VerifySolutionOptions::new(&challenge, &solution, "a secret")
        };
        assert!(!verify_solution(options).is_ok_and(|found| found.verified));
    }
}
