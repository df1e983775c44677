//! The lines of a card about earlier denials that may concern the same person.

use registration_core::{domain::PriorDenial, text};

use crate::matrix::format::{actor_name, clipped};

/// Maximum denials that a card lists.
const MAX_SHOWN: usize = 5;
/// Maximum characters of a quoted denial message.
const MAX_QUOTE: usize = 120;

/// A line for each of `denials`, newest first.
pub(super) fn lines(denials: &[PriorDenial], domain: &str) -> Vec<String> {
    let mut lines: Vec<String> = denials.iter().take(MAX_SHOWN).map(|denial| line(denial, domain)).collect();
    if denials.len() > MAX_SHOWN {
        lines.push(text!("room-card-prior-more"));
    }
    lines
}

fn line(denial: &PriorDenial, domain: &str) -> String {
    let same = match (denial.same_email, denial.same_network) {
        (true, true) => text!("room-prior-same-both"),
        (true, false) => text!("room-prior-same-email"),
        (false, _) => text!("room-prior-same-network"),
    };
    let (id, mxid) = (denial.id.to_string(), denial.localpart.on(domain));
    let (by, at) = (actor_name(&denial.decision.by), denial.decision.at.strftime("%Y-%m-%d").to_string());
    match denial.decision.message.as_deref().map(|words| clipped(words, MAX_QUOTE)) {
        Some(words) => {
            text!("room-card-prior-because", id = id, mxid = mxid, at = at, by = by, words = words, same = same)
        }
        None => text!("room-card-prior", id = id, mxid = mxid, at = at, by = by, same = same),
    }
}
