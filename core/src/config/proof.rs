//! The section `proof_of_work`: a puzzle that browsers solve before the first mail.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de::Error};

use super::values;
use crate::domain::Limit;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Takes a fast computer half a minute.
const MAX_DIFFICULTY: u32 = 200_000;

/// A puzzle that browsers solve before the first mail.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProofOfWork {
    /// Whether it is on.
    pub enabled: bool,
    /// The maximum number of keys that a browser tries; the minimum is half of it.
    #[serde(deserialize_with = "difficulty")]
    pub difficulty: u32,
    /// How long a puzzle is valid.
    #[serde(deserialize_with = "lifetime")]
    pub lifetime: SignedDuration,
    /// What happens to browsers without JavaScript.
    pub without_javascript: WithoutJavascript,
    /// How many requests without a solution are accepted per day, from all clients together.
    pub without_javascript_per_day: NonZeroU32,
}

/// What happens to browsers without JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutJavascript {
    /// They need no puzzle, within their own rate limit.
    Allow,
    /// They are asked to enable JavaScript.
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
    /// The rate limit for requests without a solution, from all clients together.
    #[must_use]
    pub fn without_answer(self) -> Limit {
        Limit { count: self.without_javascript_per_day.get(), per: DAY }
    }
}

fn difficulty<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        difficulty @ 2..=MAX_DIFFICULTY => Ok(difficulty),
        _ => Err(D::Error::custom(format!("must be between 2 and {MAX_DIFFICULTY}"))),
    }
}

/// Solved puzzles are remembered for one day.
fn lifetime<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    match values::duration(from)? {
        lifetime if lifetime <= DAY => Ok(lifetime),
        _ => Err(D::Error::custom("must be at most one day")),
    }
}
