//! Proof of work: a puzzle that the applicant's browser solves before the first mail (ALTCHA,
//! version 2).
//!
//! Nothing is kept of a puzzle: it is signed, and so is its answer, so that checking one costs two
//! HMACs. An answer that was taken is remembered among the attempts, so that it counts once, in all
//! processes together and over restarts.

use std::{net::IpAddr, time::Duration};

use altcha::{CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use super::rate_limits::ONCE_A_DAY;
use crate::{
    config::WithoutJavascript,
    domain::Limit,
    registrations::Registrations,
    store::{StoreError, Txn, write},
};

/// Known to the widget as well: it starts a worker by this name.
const ALGORITHM: &str = "PBKDF2/SHA-256";
/// Of one key that a browser tries; low, because we derive one for each puzzle that we hand out.
const ROUNDS: u32 = 1000;

/// Why a request does not count as proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No answer came, and none is done without.
    #[error("no answer to a puzzle")]
    Missing,
    /// What came is too old, was used before, or answers no puzzle of ours.
    #[error("a worthless answer to a puzzle")]
    Void,
    /// No answer came, and so many mails went to this mailbox, or were caused from this site, that one is needed.
    #[error("no answer to a puzzle, after many mails")]
    Crowded,
    /// No answer came, and enough requests have come without one.
    #[error("too many requests without an answer to a puzzle")]
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
}

/// What was found out before anything is written.
#[derive(Debug)]
pub(crate) enum Proof {
    /// None came, and none is asked for.
    NotAsked,
    /// The puzzle that was answered. It may have been answered before.
    Answered(String),
    /// None came, and that is allowed.
    Without,
}

impl Proof {
    /// Whether a browser has done some work.
    pub(crate) const fn is_work(&self) -> bool {
        matches!(self, Self::Answered(_))
    }
}

impl Registrations {
    /// A new puzzle for a browser, as JSON. Also where none is set for everybody: a limit may ask for one.
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
            // Somewhere in the upper half: nobody is lucky, and nobody waits for ever.
            counter: Some(rand::random_range(most / 2..=most)),
            expires_at: Some(expiry.as_second()),
            hmac_signature_secret: Some(signature.expose_secret().into()),
            hmac_key_signature_secret: Some(answer.expose_secret().into()),
            ..Default::default()
        };
        let puzzle = create_challenge(options).inspect_err(|error| tracing::error!(%error, "cannot set a puzzle"));
        serde_json::to_string(&puzzle.ok()?).ok()
    }

    /// Looks at an answer as the widget sends it. Nothing is written yet.
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

    /// Which of our puzzles `answer` answers, if it does.
    fn puzzle_answered_by(&self, answer: &str) -> Option<String> {
        let payload: Payload = serde_json::from_slice(&STANDARD.decode(answer).ok()?).ok()?;
        // By our clock; the library looks at the system's.
        let expires_at = payload.challenge.parameters.expires_at?;
        if expires_at <= self.clock().now().as_second() {
            return None;
        }
        let [signature, answer] = self.keys().puzzles();
        let options = VerifySolutionOptions {
            hmac_key_signature_secret: Some(answer.expose_secret().into()),
            ..VerifySolutionOptions::new(&payload.challenge, &payload.solution, signature.expose_secret())
        };
        // Not the answer, which can be written in another way.
        verify_solution(options).ok()?.verified.then_some(payload.challenge.parameters.nonce)
    }

    /// Counts the answer as used, or the request among those that come without one.
    pub(crate) async fn admit_proof(
        &self,
        txn: &Txn,
        proof: Proof,
        address: Option<IpAddr>,
    ) -> Result<Result<(), ProofError>, StoreError> {
        let (config, now) = (self.config(), self.clock().now());
        match proof {
            Proof::NotAsked => Ok(Ok(())),
            Proof::Answered(puzzle) => {
                let key = self.keys().attempts("puzzle", &puzzle);
                let first = write::admit(txn, &key, ONCE_A_DAY, now).await?;
                Ok(first.map_err(|_| ProofError::Void))
            }
            Proof::Without => {
                let one = Limit { count: 1, ..config.rate_limit.submissions() };
                if let Err(wait) = self.count(txn, "mail without proof", address, one).await? {
                    return Ok(Err(ProofError::TooMany { wait }));
                }
                let key = self.keys().attempts("mails without proof", "everybody");
                let admitted = write::admit(txn, &key, config.proof_of_work.without_answer(), now).await?;
                Ok(admitted.map_err(|wait| ProofError::TooMany { wait }))
            }
        }
    }
}
