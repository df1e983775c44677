//! A puzzle for the applicant's browser before the first mail.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de::Error};

use super::values;
use crate::store::Limit;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Half a minute of a fast computer's time.
const MOST: u32 = 200_000;

/// A puzzle for the applicant's browser before the first mail.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProofOfWork {
    /// Whether there is one.
    pub enabled: bool,
    /// How many keys a browser tries at the most, and half of that at the least.
    #[serde(deserialize_with = "difficulty")]
    pub difficulty: u32,
    /// How long a puzzle can be answered.
    #[serde(deserialize_with = "lifetime")]
    pub lifetime: SignedDuration,
    /// What becomes of browsers that run no scripts.
    pub without_javascript: WithoutJavascript,
    /// How many requests without an answer are taken in a day, from everybody together.
    pub without_javascript_per_day: NonZeroU32,
}

/// What becomes of browsers that run no scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutJavascript {
    /// They do without the puzzle, within limits of their own.
    Allow,
    /// They are asked to turn scripts on.
    Refuse,
}

impl Default for ProofOfWork {
    fn default() -> Self {
        Self {
            enabled: false,
            difficulty: 10_000,
            lifetime: SignedDuration::from_mins(20),
            without_javascript: WithoutJavascript::Allow,
            without_javascript_per_day: NonZeroU32::MIN.saturating_add(19),
        }
    }
}

impl ProofOfWork {
    /// For the requests of all browsers together that come without an answer.
    #[must_use]
    pub fn without_answer(self) -> Limit {
        Limit { count: self.without_javascript_per_day.get(), per: DAY }
    }
}

fn difficulty<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        difficulty @ 2..=MOST => Ok(difficulty),
        _ => Err(D::Error::custom(format!("must be between 2 and {MOST}"))),
    }
}

/// What was answered is remembered for a day.
fn lifetime<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    match values::duration(from)? {
        lifetime if lifetime <= DAY => Ok(lifetime),
        _ => Err(D::Error::custom("must be a day at the most")),
    }
}
