//! The lines of a card about earlier decisions: on this request, and denials that may concern the same person.

use registration_core::{
    domain::{EarlierDecision, PriorDenial},
    messages::Language,
    text,
};

use crate::matrix::format::{actor_name, clipped, decided_by};

/// Maximum denials that a card lists.
const MAX_SHOWN: usize = 5;
/// Maximum characters of a quoted denial message.
const MAX_QUOTE: usize = 120;

/// A line for each of `denials`, newest first.
pub(super) fn lines(language: Language, denials: &[PriorDenial], domain: &str) -> Vec<String> {
    let mut lines: Vec<String> = denials.iter().take(MAX_SHOWN).map(|denial| line(language, denial, domain)).collect();
    if denials.len() > MAX_SHOWN {
        lines.push(text!(in language, "room-card-prior-more"));
    }
    lines
}

fn line(language: Language, denial: &PriorDenial, domain: &str) -> String {
    let same = match (denial.same_email, denial.same_network) {
        (true, true) => text!(in language, "room-prior-same-both"),
        (true, false) => text!(in language, "room-prior-same-email"),
        (false, _) => text!(in language, "room-prior-same-network"),
    };
    let (id, mxid) = (denial.id.to_string(), denial.localpart.on(domain));
    let (by, at) = (decided_by(language, &denial.decision), language.date(denial.decision.at));
    match denial.decision.message.as_deref().map(|words| clipped(words, MAX_QUOTE)) {
        Some(words) => {
            text!(in language, "room-card-prior-because", id = id, mxid = mxid, at = at, by = by, words = words, same = same)
        }
        None => text!(in language, "room-card-prior", id = id, mxid = mxid, at = at, by = by, same = same),
    }
}

/// The line about a decision on this very request that was turned around.
pub(super) fn earlier_line(language: Language, decision: &EarlierDecision) -> String {
    let EarlierDecision { verdict, by, at, message, ended_by, ended_at: _ } = decision;
    let (by, at, other) = (actor_name(language, by), language.date(*at), actor_name(language, ended_by));
    let verdict = verdict.as_str();
    match message.as_deref().map(|words| clipped(words, MAX_QUOTE)) {
        Some(words) => {
            text!(in language, "room-card-earlier-because", verdict = verdict, at = at, by = by, words = words, other = other)
        }
        None => {
            text!(in language, "room-card-earlier", verdict = verdict, at = at, by = by, other = other)
        }
    }
}
