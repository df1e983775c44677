//! The answer to `approve` and `deny`: one summary, however many requests there are.

use jiff::Timestamp;
use registration_core::{
    domain::{Registration, RegistrationId, Verdict},
    messages::Language,
    text,
};

use super::{pending_action::BulkDecision, response::Response};
use crate::{
    active_room::ActiveRoom,
    matrix::format::{Block, quote},
    voting::count::undo_key,
};

/// Maximum bytes and lines of the message that an answer quotes.
const MAX_MESSAGE: (usize, usize) = (4_000, 40);

/// The outcome of the votes of one command.
#[derive(Default)]
pub(super) struct Results {
    /// The requests that are decided as the command says.
    pub(super) decided: Vec<Registration>,
    /// The requests that need more votes, and how many they have.
    pub(super) counted: Vec<(RegistrationId, usize)>,
    /// Why the others were refused.
    pub(super) refused: Vec<String>,
    /// The decisions that can be undone.
    pub(super) undoable: Vec<RegistrationId>,
    /// Until when.
    pub(super) until: Option<Timestamp>,
}

/// The answer. It quotes the message to the applicants unless the question before it has.
pub(super) fn answer(active: &ActiveRoom, decision: &BulkDecision, results: Results, is_previewed: bool) -> Response {
    let Results { decided, counted, refused, undoable, until } = results;
    let is_done = refused.is_empty();
    let config = active.registrations.config();
    let (language, domain) = (config.room_language(), &config.synapse.domain);
    let mut lines = decided_lines(language, decision, &decided, domain);
    lines.extend(counted_line(language, &counted, active.rules().votes_needed(decision.verdict)));
    lines.extend(refused);
    let mut response = Response { done: Some(is_done), ..Response::said(lines) };
    if let (Some(until), [first, ..]) = (until, undoable.as_slice()) {
        response.blocks.push(Block::Line(undo_line(active, until, *first, undoable.len())));
        if !is_previewed {
            response.blocks.extend(message_blocks(language, decision));
        }
        response.undoable = undoable;
    }
    response
}

/// One line for one request; for several, their numbers and whether the applicants are e-mailed.
fn decided_lines(language: Language, decision: &BulkDecision, decided: &[Registration], domain: &str) -> Vec<String> {
    match decided {
        [] => vec![],
        [one] => vec![decided_line(language, one, decision, domain)],
        many => {
            let ids: Vec<String> = many.iter().map(|one| format!("#{}", one.id)).collect();
            let (verdict, ids) = (decision.verdict.as_str(), ids.join(", "));
            vec![
                text!(in language, "room-decided-many", verdict = verdict, count = many.len(), ids = ids),
                mail_line(language, decision.quiet),
            ]
        }
    }
}

fn decided_line(language: Language, registration: &Registration, decision: &BulkDecision, domain: &str) -> String {
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(domain));
    match (decision.verdict, decision.quiet) {
        (Verdict::Approve, false) => text!(in language, "room-decided-approved", id = id, mxid = mxid),
        (Verdict::Approve, true) => text!(in language, "room-decided-approved-quietly", id = id, mxid = mxid),
        (Verdict::Deny, false) => text!(in language, "room-decided-denied", id = id, mxid = mxid),
        (Verdict::Deny, true) => text!(in language, "room-decided-denied-quietly", id = id, mxid = mxid),
    }
}

fn counted_line(language: Language, counted: &[(RegistrationId, usize)], needed: usize) -> Option<String> {
    match counted {
        [] => None,
        [(id, count)] => {
            Some(text!(in language, "room-vote-counted", id = id.to_string(), count = *count, needed = needed))
        }
        many => {
            let list: Vec<String> = many.iter().map(|(id, count)| format!("#{id} ({count}/{needed})")).collect();
            Some(text!(in language, "room-votes-counted", list = list.join(", ")))
        }
    }
}

/// Says when the decisions take effect, and how to undo them.
fn undo_line(active: &ActiveRoom, until: Timestamp, first: RegistrationId, count: usize) -> String {
    let config = active.registrations.config();
    let (language, prefix) = (config.room_language(), config.bot.command_prefix.as_str());
    let (at, key, id) = (language.time(until), undo_key(&config.moderation.reactions), first.to_string());
    match count {
        1 => text!(in language, "room-decided-undo", at = at, key = key, prefix = prefix, id = id),
        _ => text!(in language, "room-decided-undo-all", at = at, key = key),
    }
}

/// The message to the applicants, as a quote.
fn message_blocks(language: Language, decision: &BulkDecision) -> Vec<Block> {
    let Some(message) = &decision.message else { return vec![] };
    let heading =
        if decision.quiet { text!(in language, "room-card-note") } else { text!(in language, "room-card-message") };
    vec![Block::Line(heading), quote(message, MAX_MESSAGE.0, MAX_MESSAGE.1).0]
}

/// Whether the applicants are e-mailed.
pub(super) fn mail_line(language: Language, quiet: bool) -> String {
    if quiet { text!(in language, "room-ask-quiet") } else { text!(in language, "room-ask-mail") }
}
