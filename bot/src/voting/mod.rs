//! Votes by reaction: counts them, shows them on the card, and makes the decision.

pub(crate) mod count;
mod decide;
pub(crate) mod deny_reasons;
pub(crate) mod hints;
pub(crate) mod moderators;
pub(crate) mod recent_reactions;
pub(crate) mod shown_votes;
mod tally;
pub(crate) mod vote_display;

pub(crate) use decide::{count_card, is_decided_by, recount_open_cards};
