//! Proof of work: a puzzle that the applicant's browser solves before the first mail (ALTCHA, version 2).
//!
//! Puzzles are not stored: they are signed, and so are their answers, so that checking one costs two HMACs. Accepted
//! answers are stored with the rate limits, so that each counts once across processes and restarts.

use std::net::IpAddr;

use altcha::{CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use super::rate_limits::{ONCE_A_DAY, RateLimited, Scope};
use crate::{
    config::WithoutJavascript,
    domain::Limit,
    registrations::{check_error::CheckError, context::Applicants},
    store::Txn,
};

/// The widget uses this name as well, for its worker.
const ALGORITHM: &str = "PBKDF2/SHA-256";
/// The cost of one key that a browser tries; low, because the service derives one key per puzzle.
const ROUNDS: u32 = 1000;

/// Why a request does not count as proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The answer is missing, and one is required.
    #[error("the answer to the puzzle is missing")]
    Missing,
    /// The answer has expired, was used before, or does not belong to one of our puzzles.
    #[error("the answer to the puzzle is not valid")]
    Void,
    /// The answer is missing, and this mailbox or site has received so many mails that one is required.
    #[error("the answer to the puzzle is missing, and many mails were sent")]
    Crowded,
    /// The answer is missing, and too many requests came without one.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
}

/// The result of checking the answer, before anything is written.
#[derive(Debug)]
pub(crate) enum Proof {
    /// There is no answer, and none is required.
    NotAsked,
    /// The puzzle that was solved. It may have been used before.
    Answered(String),
    /// There is no answer, which is allowed within limits.
    Without,
}

impl Proof {
    /// Whether a browser has done the work.
    pub(crate) const fn is_work(&self) -> bool {
        matches!(self, Self::Answered(_))
    }
}

impl Applicants {
    /// A new puzzle for a browser, as JSON. Also available if proof of work is off: a limit may require one.
    #[must_use]
    pub fn puzzle(&self) -> Option<String> {
        self.puzzle_until(self.expiry())
    }

    fn expiry(&self) -> Timestamp {
        let now = self.clock().now();
        now.saturating_add(self.config().proof_of_work.lifetime).unwrap_or(now)
    }

    fn puzzle_until(&self, expiry: Timestamp) -> Option<String> {
        let most = self.config().proof_of_work.difficulty;
        let [signature, answer] = self.keys().puzzles();
        let options = CreateChallengeOptions {
            algorithm: ALGORITHM.into(),
            cost: ROUNDS,
            // In the upper half of the range, so that the work does not vary much.
            counter: Some(rand::random_range(most / 2..=most)),
            expires_at: Some(expiry.as_second()),
            hmac_signature_secret: Some(signature.expose_secret().into()),
            hmac_key_signature_secret: Some(answer.expose_secret().into()),
            ..Default::default()
        };
        let puzzle = create_challenge(options).inspect_err(|error| tracing::error!(%error, "cannot create a puzzle"));
        serde_json::to_string(&puzzle.ok()?).ok()
    }

    /// Checks an answer from the widget. Writes nothing.
    pub(crate) fn check_answer(&self, answer: Option<&str>) -> Result<Proof, ProofError> {
        let config = self.config().proof_of_work;
        match answer.filter(|answer| !answer.is_empty()) {
            Some(answer) => match self.puzzle_answered_by(answer) {
                Some(puzzle) => Ok(Proof::Answered(puzzle)),
                None if config.enabled => Err(ProofError::Void),
                None => Ok(Proof::NotAsked),
            },
            None if !config.enabled => Ok(Proof::NotAsked),
            None if config.without_javascript == WithoutJavascript::Allow => Ok(Proof::Without),
            None => Err(ProofError::Missing),
        }
    }

    /// The puzzle of ours that `answer` solves, if any.
    fn puzzle_answered_by(&self, answer: &str) -> Option<String> {
        let payload: Payload = serde_json::from_slice(&STANDARD.decode(answer).ok()?).ok()?;
        // Checked with our clock; the library uses the system clock.
        let expires_at = payload.challenge.parameters.expires_at?;
        if expires_at <= self.clock().now().as_second() {
            return None;
        }
        let [signature, answer] = self.keys().puzzles();
        let options = VerifySolutionOptions {
            hmac_key_signature_secret: Some(answer.expose_secret().into()),
            ..VerifySolutionOptions::new(&payload.challenge, &payload.solution, signature.expose_secret())
        };
        // Not the answer, which can be encoded in several ways.
        verify_solution(options).ok()?.verified.then_some(payload.challenge.parameters.nonce)
    }

    /// Counts the answer as used, or the request as one without an answer.
    pub(crate) async fn admit_proof(
        &self,
        txn: &Txn,
        proof: Proof,
        address: Option<IpAddr>,
    ) -> Result<(), CheckError<ProofError>> {
        match proof {
            Proof::NotAsked => Ok(()),
            Proof::Answered(puzzle) => {
                match self.limit(txn, ("puzzle", &puzzle), ONCE_A_DAY, Scope::WithoutProof).await {
                    Err(CheckError::Refused(_)) => Err(CheckError::Refused(ProofError::Void)),
                    Err(CheckError::Store(error)) => Err(error.into()),
                    Ok(()) => Ok(()),
                }
            }
            Proof::Without => self.admit_without_proof(txn, address).await.map_err(CheckError::convert),
        }
    }

    async fn admit_without_proof(&self, txn: &Txn, address: Option<IpAddr>) -> Result<(), CheckError<RateLimited>> {
        let (config, scope) = (self.config(), Scope::WithoutProof);
        let one = Limit { count: 1, ..config.rate_limit.submissions() };
        self.limit_network(txn, "mail without proof", address, one, scope).await?;
        let limit = config.proof_of_work.without_answer();
        self.limit(txn, ("mails without proof", "everybody"), limit, scope).await
    }
}
