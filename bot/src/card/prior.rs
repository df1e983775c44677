//! What a card says of earlier requests that were refused, and look like the same person's.

use registration_core::{domain::PriorDenial, text};

use crate::matrix::format::{actor_name, clipped};

/// More than so many say no more.
const SHOWN: usize = 5;
/// Characters of what was said to the applicant then.
const QUOTED: usize = 120;

/// A line for each of `denials`, newest first.
pub(super) fn lines(denials: &[PriorDenial], domain: &str) -> Vec<String> {
    let mut lines: Vec<String> = denials.iter().take(SHOWN).map(|denial| line(denial, domain)).collect();
    if denials.len() > SHOWN {
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
    match denial.decision.message.as_deref().map(|words| clipped(words, QUOTED)) {
        Some(words) => {
            text!("room-card-prior-because", id = id, mxid = mxid, at = at, by = by, words = words, same = same)
        }
        None => text!("room-card-prior", id = id, mxid = mxid, at = at, by = by, same = same),
    }
}
