//! Votes: counts them, shows them on the card, makes the decision, and undoes it.

pub(crate) mod announce;
pub(crate) mod count;
mod decide;
pub(crate) mod deny_reasons;
pub(crate) mod hints;
pub(crate) mod moderators;
pub(crate) mod recent_reactions;
pub(crate) mod rules_since;
pub(crate) mod seeds;
pub(crate) mod shown_votes;
mod tally;
pub(crate) mod undo;
pub(crate) mod vote_display;

pub(crate) use decide::{Counted, NewVote, count_card, count_request, is_decided_by};
