//! `list`: which requests, and which page of them.

use registration_core::domain::State;

use super::{args::Args, error::CommandError};

/// Which requests are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFilter {
    /// They wait for a decision.
    Pending,
    /// They were denied.
    Denied,
    /// They were approved.
    Active,
    /// All there are.
    All,
}

/// `[pending|denied|active|all] [page]`
pub(super) fn list(mut args: Args<'_>) -> Result<(ListFilter, u64), CommandError> {
    let (mut shelf, mut ahead) = (ListFilter::Pending, args);
    if let Some(named) = ahead.word().and_then(ListFilter::parse) {
        (shelf, args) = (named, ahead);
    }
    let mut ahead = args;
    let page = match ahead.word().and_then(number).filter(|page| *page > 0) {
        Some(page) => {
            args = ahead;
            page
        }
        None => 1,
    };
    args.end().map(|()| (shelf, page))
}

/// A number, however large: a page that cannot be is no such page.
fn number(word: &str) -> Option<u64> {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| word.parse().unwrap_or(u64::MAX))
}

impl ListFilter {
    fn parse(word: &str) -> Option<Self> {
        Some(match word.to_lowercase().as_str() {
            "pending" => Self::Pending,
            "denied" => Self::Denied,
            "active" => Self::Active,
            "all" => Self::All,
            _ => return None,
        })
    }

    /// How it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Denied => "denied",
            Self::Active => "active",
            Self::All => "all",
        }
    }

    /// What lies on it.
    #[must_use]
    pub const fn states(self) -> &'static [State] {
        match self {
            Self::Pending => &[State::AwaitingReview],
            Self::Denied => &[State::Denied],
            Self::Active => &[State::Provisioning, State::AwaitingPassword, State::Active],
            Self::All => &State::ALL,
        }
    }
}
