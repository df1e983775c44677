//! The applicant's part of a card: the built-in text, or the operator's template.

use registration_core::{
    config::{Field, Template},
    domain::QuestionAnswer,
    messages::Language,
    text,
};

use super::context::{CardFacts, QuoteLimits};
use crate::matrix::format::{Block, lines, one_line, quote};

/// What moderators need to decide.
pub(super) fn builtin(language: Language, facts: &CardFacts<'_>) -> Vec<Block> {
    let mut blocks = vec![
        Block::Line(format!(
            "{} {}",
            text!(in language, "room-card-email"),
            language.isolated(&one_line(&facts.values.email))
        )),
        Block::Line(format!(
            "{} {}",
            text!(in language, "room-card-submitted"),
            language.date_time(facts.submitted_at)
        )),
    ];
    blocks.extend(
        facts
            .address
            .iter()
            .map(|address| Block::Line(text!(in language, "room-card-from", address = address.as_str()))),
    );
    blocks.extend(
        facts
            .other_language
            .map(|other| Block::Line(text!(in language, "room-card-language", tag = other.tag(), name = other.name()))),
    );
    if let Some((reason, _)) = reason_of(language, facts) {
        blocks.extend([Block::Line(text!(in language, "room-card-reason")), reason]);
    }
    blocks
}

/// The quoted reason, and whether it is complete; `None` if there is none and none was asked for.
pub(super) fn reason_of(language: Language, facts: &CardFacts<'_>) -> Option<(Block, bool)> {
    match facts.values.reason.as_str() {
        "" if facts.asks_reason => Some((Block::Line(text!(in language, "room-card-no-reason")), true)),
        "" => None,
        reason => Some(quote(reason, facts.limits.bytes, facts.limits.lines)),
    }
}

/// The operator's own questions, the quoted answers, and whether they are complete.
pub(super) fn answers_of(facts: &CardFacts<'_>) -> Vec<(Block, Block, bool)> {
    let QuoteLimits { bytes, lines } = facts.answer_limits;
    let shown = facts.answers.iter().map(|QuestionAnswer { id: _, label, text }| {
        let (answer, is_whole) = quote(text, bytes, lines);
        (Block::Line(one_line(label)), answer, is_whole)
    });
    shown.collect()
}

/// Placeholder for the reason while the template is split into lines. No address or username contains it.
const REASON: char = '\0';

/// The operator's text. The reason always becomes a separate quote, so that none of its lines can pass for a line of
/// the card.
pub(super) fn from_template(language: Language, template: &Template, facts: &CardFacts<'_>) -> Vec<Block> {
    let text = template.fill(|field| match field {
        Field::Reason => REASON.to_string(),
        // Some clients take a mark after a link for a part of it.
        Field::AdminUrl => facts.values.admin_url.clone(),
        field => language.isolated(&one_line(facts.values.value(field))),
    });
    let mut blocks = vec![];
    for line in
        text.split('\n').flat_map(|line| if line.contains(REASON) { vec![line.to_owned()] } else { lines(line) })
    {
        let mut pieces = line.split(REASON);
        let before = pieces.next().unwrap_or_default().trim_end();
        if !before.is_empty() || !line.contains(REASON) {
            blocks.push(Block::Line(before.to_owned()));
        }
        for after in pieces {
            blocks.extend(reason_of(language, facts).map(|(reason, _)| reason));
            if !after.trim().is_empty() {
                blocks.push(Block::Line(after.trim().to_owned()));
            }
        }
    }
    blocks
}
