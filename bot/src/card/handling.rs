//! The lines of a card about what moderators do with a request: earlier decisions, claims, holds, notes, questions and
//! answers.

use registration_core::{
    Registrations,
    domain::{Action, Claim, EarlierDecision, Hold, Inquiry, Reason, Registration, State, Triage},
    messages::Language,
    registrations::earlier_decisions,
    store::{Entry, StoreError},
    text,
};

use super::prior;
use crate::matrix::format::{Block, actor_name, clipped, quote};

/// Maximum notes that a card shows, and characters of each.
const MAX_NOTES: usize = 3;
const MAX_NOTE: usize = 200;
/// Maximum bytes and lines of a question or an answer.
const MAX_TEXT: (usize, usize) = (4_000, 30);

/// Claims, holds, notes and questions of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Handling {
    earlier: Vec<EarlierDecision>,
    triage: Triage,
    notes: Vec<Entry>,
    questions: Vec<Inquiry>,
}

impl Handling {
    /// Reads the claims, holds, notes and questions of `on`. Claims and holds end with the decision.
    pub(crate) async fn load(registrations: &Registrations, on: &Registration) -> Result<Self, StoreError> {
        let (moderation, now) = (registrations.moderation(), registrations.clock().now());
        let mut triage =
            if on.state == State::AwaitingReview { moderation.triage(on.id).await? } else { Triage::default() };
        triage.hold = triage.hold.filter(|hold| hold.holds(now));
        let mut history = registrations.history(on.id).await?;
        let earlier = earlier_decisions(&history);
        history.retain(|entry| entry.kind == Action::Noted.into());
        Ok(Self { earlier, triage, notes: history, questions: moderation.questions(on.id).await? })
    }

    /// The lines of the card: the newest question, and the newest notes.
    pub(crate) fn brief(&self, language: Language) -> Vec<Block> {
        let newest = self.questions.len().saturating_sub(1);
        self.blocks(language, newest, MAX_NOTES)
    }

    /// All questions and notes.
    pub(crate) fn full(&self, language: Language) -> Vec<Block> {
        self.blocks(language, 0, usize::MAX)
    }

    fn blocks(&self, language: Language, first_question: usize, max_notes: usize) -> Vec<Block> {
        let mut blocks: Vec<Block> =
            self.earlier.iter().map(|one| Block::Line(prior::earlier_line(language, one))).collect();
        blocks.extend(self.triage.claim.iter().map(|claim| claim_line(language, claim)));
        blocks.extend(self.triage.hold.iter().flat_map(|hold| hold_blocks(language, hold)));
        blocks.extend(self.questions.iter().skip(first_question).flat_map(|one| question_blocks(language, one)));
        let hidden = self.notes.len().saturating_sub(max_notes);
        blocks.extend(self.notes.iter().skip(hidden).map(|note| note_line(language, note)));
        blocks
    }
}

fn claim_line(language: Language, claim: &Claim) -> Block {
    Block::Line(text!(in language, "room-card-claimed", by = actor_name(language, &claim.by)))
}

fn hold_blocks(language: Language, hold: &Hold) -> Vec<Block> {
    let by = actor_name(language, &hold.by);
    let line = match hold.until {
        Some(until) => text!(in language, "room-card-held-until", by = by, at = language.date_time(until)),
        None => text!(in language, "room-card-held", by = by),
    };
    let reason = hold.reason.as_ref().map(|reason| quote(reason, MAX_TEXT.0, MAX_TEXT.1).0);
    [Block::Line(line)].into_iter().chain(reason).collect()
}

/// The question, and its answer or until when it can be answered.
pub(crate) fn question_blocks(language: Language, question: &Inquiry) -> Vec<Block> {
    let (by, at) = (actor_name(language, &question.by), language.date_time(question.asked_at));
    let mut blocks = vec![
        Block::Line(text!(in language, "room-card-asked", by = by, at = at)),
        quote(&question.text, MAX_TEXT.0, MAX_TEXT.1).0,
    ];
    blocks.extend(answer_blocks(language, question));
    blocks
}

fn answer_blocks(language: Language, question: &Inquiry) -> Vec<Block> {
    match (&question.answer, question.closed_at) {
        (Some(answer), Some(at)) => vec![
            Block::Line(text!(in language, "room-card-answered", at = language.date_time(at))),
            quote(Reason::as_str(answer), MAX_TEXT.0, MAX_TEXT.1).0,
        ],
        (_, Some(at)) => vec![Block::Line(text!(in language, "room-card-unanswered", at = language.date_time(at)))],
        (_, None) => {
            vec![Block::Line(text!(in language, "room-card-answer-due", at = language.date_time(question.expires_at)))]
        }
    }
}

fn note_line(language: Language, note: &Entry) -> Block {
    let words = clipped(note.detail.as_deref().unwrap_or_default(), MAX_NOTE);
    Block::Line(text!(in language, "room-card-noted", by = actor_name(language, &note.origin.actor), words = words))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use registration_core::domain::{Actor, InquiryId, Mxid, Origin, RegistrationId, Verdict};

    use super::*;
    use crate::matrix::format::FormattedText;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 3600 * hour).unwrap()
    }

    fn moderator() -> Actor {
        Actor::Moderator(Mxid("@mod:example.org".into()))
    }

    #[test]
    fn card_shows_claim_hold_question_and_newest_notes() {
        let note = |number: i64| Entry {
            at: at(number),
            kind: Action::Noted.into(),
            origin: Origin::from(moderator()),
            detail: Some(format!("note {number}\n@room")),
        };
        let question = |answer: Option<&str>, closed_at| Inquiry {
            id: InquiryId(1),
            registration: RegistrationId(12),
            text: "Which club\ndo you mean?".into(),
            by: moderator(),
            asked_at: at(0),
            expires_at: at(168),
            answer: answer.map(|text| Reason::parse(text, 1).unwrap()),
            closed_at,
        };
        let earlier = |verdict, message: Option<&str>| EarlierDecision {
            verdict,
            by: moderator(),
            at: at(-48),
            message: message.map(str::to_owned),
            ended_by: moderator(),
            ended_at: at(-24),
        };
        let handling = Handling {
            earlier: vec![earlier(Verdict::Approve, None), earlier(Verdict::Deny, Some("Casino\nspam"))],
            triage: Triage {
                claim: Some(Claim { by: moderator(), at: at(0), event: None }),
                hold: Some(Hold { by: moderator(), at: at(0), until: Some(at(72)), reason: Some("asked Bob".into()) }),
            },
            notes: (1..=4).map(note).collect(),
            questions: vec![question(None, Some(at(1))), question(Some("The <chess> club."), Some(at(2)))],
        };
        let brief = FormattedText::from_blocks(&handling.brief(Language::english()));
        insta::assert_snapshot!(brief.plain, @r"
        ↩️ Approved on January 13, 2027 by @mod:example.org, revoked by @mod:example.org.
        ↩️ Denied on January 13, 2027 by @mod:example.org: “Casino spam”, reopened by @mod:example.org.
        👀 @mod:example.org is looking at this request.
        ⏸️ Put on hold by @mod:example.org until January 18, 2027 at 08:00 UTC.
        > asked Bob
        ❓ @mod:example.org asked the applicant on January 15, 2027 at 08:00 UTC:
        > Which club
        > do you mean?
        💬 The applicant answered on January 15, 2027 at 10:00 UTC:
        > The <chess> club.
        📝 @mod:example.org: note 2 @room
        📝 @mod:example.org: note 3 @room
        📝 @mod:example.org: note 4 @room
        ");
        assert!(brief.html.contains("The &lt;chess&gt; club."), "{}", brief.html);
        let full = FormattedText::from_blocks(&handling.full(Language::english())).plain;
        assert!(full.contains("note 1 @room") && full.contains("No answer"), "{full}");
        let open = FormattedText::from_blocks(&question_blocks(Language::english(), &question(None, None))).plain;
        assert!(open.contains("Waiting for the answer"), "{open}");
    }
}
