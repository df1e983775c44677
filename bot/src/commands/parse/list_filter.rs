//! The arguments of `list`: which requests, and which page.

use registration_core::domain::State;

use super::{args::Args, error::CommandError};

/// Which requests are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFilter {
    /// Waiting for a decision.
    Pending,
    /// Denied.
    Denied,
    /// Approved.
    Active,
    /// All requests.
    All,
}

/// `[pending|denied|active|all] [page]`
pub(super) fn parse(mut args: Args<'_>) -> Result<(ListFilter, u64), CommandError> {
    let (mut filter, mut ahead) = (ListFilter::Pending, args);
    if let Some(named) = ahead.word().and_then(ListFilter::parse) {
        (filter, args) = (named, ahead);
    }
    let mut ahead = args;
    let page = match ahead.word().and_then(page_number).filter(|page| *page > 0) {
        Some(page) => {
            args = ahead;
            page
        }
        None => 1,
    };
    args.end().map(|()| (filter, page))
}

/// A page number. One that does not fit into 64 bits is as good as the largest.
fn page_number(word: &str) -> Option<u64> {
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

    /// The word that moderators type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Denied => "denied",
            Self::Active => "active",
            Self::All => "all",
        }
    }

    /// The states of these requests.
    #[must_use]
    pub const fn states(self) -> &'static [State] {
        match self {
            Self::Pending => &[State::AwaitingReview],
            Self::Denied => &[State::Denied, State::Revoked],
            Self::Active => &[State::Provisioning, State::AwaitingPassword, State::Active],
            Self::All => &State::ALL,
        }
    }
}
