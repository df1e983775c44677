//! Counts of requests and decisions.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use registration_core::{
    domain::{State, Verdict},
    store::Asked,
};

/// The counts of some requests.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) approved: usize,
    pub(super) denied: usize,
    pub(super) pending: usize,
    /// Requests that expired without a decision, or that the service ended.
    pub(super) undecided: usize,
    /// The median time to a decision.
    pub(super) median: Option<SignedDuration>,
}

impl Counts {
    pub(super) fn of(asked: &[Asked]) -> Self {
        let mut counts = Self { median: median(asked), ..Self::default() };
        for one in asked {
            let verdict = one.decision.as_ref().map(|decision| decision.verdict);
            *(match (verdict, one.state) {
                (_, State::AwaitingReview) => &mut counts.pending,
                (Some(Verdict::Approve), _) => &mut counts.approved,
                (Some(Verdict::Deny), _) => &mut counts.denied,
                (None, _) => &mut counts.undecided,
            }) += 1;
        }
        counts
    }
}

/// How often each message was sent to denied applicants.
pub(super) fn denial_messages(asked: &[Asked]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    let denials = asked.iter().filter_map(|one| one.decision.as_ref()).filter(|one| one.verdict == Verdict::Deny);
    for message in denials.filter_map(|denial| denial.message.as_deref()) {
        *counts.entry(message.trim()).or_default() += 1;
    }
    counts
}

fn median(asked: &[Asked]) -> Option<SignedDuration> {
    let span = |one: &Asked| one.decision.as_ref().map(|decision| decision.at.duration_since(one.at));
    let mut spans: Vec<SignedDuration> = asked.iter().filter_map(span).collect();
    spans.sort();
    spans.get(spans.len().checked_sub(1)? / 2).copied()
}
