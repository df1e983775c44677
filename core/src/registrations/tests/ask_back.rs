//! Questions to applicants: asked once at a time, answered once, and closed when the time runs out.

use super::*;
use crate::{
    domain::{Inquiry, Reason},
    store::Purpose,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn moderator() -> Actor {
    Actor::Moderator(Mxid("@m1:example.org".into()))
}

fn answer(text: &str) -> Reason {
    Reason::parse(text, 1).expect("an answer")
}

impl TestCore {
    async fn asks_back(&self, id: RegistrationId, question: &str) -> Result<Inquiry, AskError> {
        let asked = self.registrations.moderation().ask(id, question, &moderator()).await;
        self.links.set(self.links.get() + i64::from(asked.is_ok()));
        asked
    }

    async fn answers(&self, token: &Token, text: &str) -> Result<Registration, AnswerQuestionError> {
        self.registrations.applicants().answer_question(token, &answer(text), None).await
    }
}

#[tokio::test]
async fn question_is_mailed_and_answered_once() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.settles().await;
    let asked = core.asks_back(id, " Which club do\u{200b} you mean? ").await.expect("asked");
    assert_eq!((asked.text.as_str(), asked.by.clone()), ("Which club do you mean?", moderator()));
    assert_eq!(core.settles().await, ["mail_question", "update_card"]);
    let open = core.asks_back(id, "And why?").await;
    assert!(matches!(open, Err(AskError::Open(_))), "{open:?}");

    let token = core.last_link().await;
    for _ in 0..3 {
        let seen = core.registrations.applicants().look_at_question(&token).await.expect("read");
        assert!(matches!(seen, QuestionLink::Open(question, _) if question == asked), "scanners open links");
    }
    let (first, second) = tokio::join!(core.answers(&token, "The chess club."), core.answers(&token, "Another."));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let again = core.answers(&token, "Once more").await;
    assert!(matches!(again, Err(AnswerQuestionError::Dead(_))), "{again:?}");
    assert_eq!(core.settles().await, ["post_answer", "update_card"]);
    let saved = core.registrations.store().questions(id).await.expect("read").remove(0);
    assert!(saved.answer.is_some() && saved.closed_at.is_some());
    assert_eq!(core.state(id).await, State::AwaitingReview);

    core.asks_back(id, "And why?").await.expect("one open question at a time");
    let seen = core.registrations.applicants().look_at_question(&token).await.expect("read");
    assert!(matches!(seen, QuestionLink::Answered(_)), "the first link stays used");
}

#[tokio::test]
async fn questions_are_limited_and_checked() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    for empty in ["", " \n", "\u{200b}\u{2800}"] {
        assert!(matches!(core.asks_back(id, empty).await, Err(AskError::Empty)));
    }
    assert!(matches!(core.asks_back(id, &"x".repeat(1001)).await, Err(AskError::TooLong)));
    assert!(matches!(core.asks_back(RegistrationId(99), "Why?").await, Err(AskError::NotFound)));
    for _ in 0..5 {
        core.asks_back(id, "Why?").await.expect("asked");
        core.answers(&core.last_link().await, "Because.").await.expect("answered");
    }
    let sixth = core.asks_back(id, "Why?").await;
    assert!(matches!(sixth, Err(AskError::RateLimited(_))), "{sixth:?}");
    core.waits(DAY);
    core.asks_back(id, "Why?").await.expect("the next day");

    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    let dead = core.answers(&core.last_link().await, "Because.").await;
    assert!(matches!(dead, Err(AnswerQuestionError::Dead(link)) if matches!(*link, QuestionLink::Closed(_))));
    assert!(matches!(core.asks_back(id, "Why?").await, Err(AskError::NotPending(_))));
}

#[tokio::test]
async fn open_question_pauses_retention_and_is_closed_in_time() {
    let core = TestCore::with("retention: {pending: 3, answer: 5}\n").await;
    let id = core.files("alice", "a@example.org").await;
    core.asks_back(id, "Why?").await.expect("asked");
    core.settles().await;
    let token = core.last_link().await;
    core.waits(DAY * 4);
    core.settles().await;
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!(core.state(id).await, State::AwaitingReview, "it waits for its applicant");
    core.waits(DAY + SignedDuration::from_secs(1));
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!(core.settles().await, ["post_answer", "update_card"], "moderators are told");
    assert!(core.history(id).await.contains(&"unanswered by system".to_owned()));
    let late = core.answers(&token, "Because.").await;
    assert!(matches!(late, Err(AnswerQuestionError::Dead(_))), "{late:?}");
    core.waits(DAY * 2);
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!(core.state(id).await, State::AwaitingReview, "the time for a decision starts again");
    core.waits(DAY * 2);
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!(core.state(id).await, State::Expired);
    let link = core.registrations.store().link(&token, Purpose::Answer).await.expect("read");
    assert!(link.is_some_and(|link| link.used_at.is_none()));
}

#[tokio::test]
async fn held_and_asked_requests_are_not_in_reminders() {
    let core = TestCore::with("moderation: {remind_after: 24h}\n").await;
    let moderation = core.registrations.moderation();
    let (alice, bert) = (core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await);
    let carol = core.files("carol", "c@example.org").await;
    let until = core.registrations.clock().now() + DAY * 3;
    assert_eq!(moderation.hold(alice, &moderator(), Some(until), Some("asked Bob")).await.expect("held"), Noted::Done);
    core.asks_back(bert, "Why?").await.expect("asked");
    let reminded = async || {
        let reminder = moderation.due_reminder().await.expect("read");
        if let Some(reminder) = &reminder {
            moderation.reminded(reminder).await.expect("marked");
        }
        reminder.map_or(vec![], |reminder| reminder.waiting.into_iter().map(|one| one.id).collect())
    };
    core.waits(DAY * 2);
    assert_eq!(reminded().await, [carol]);
    core.waits(DAY * 2);
    assert_eq!(reminded().await, [alice, carol], "its time is over");
}

#[tokio::test]
async fn claims_holds_and_notes_stop_no_decision() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.settles().await;
    let moderation = core.registrations.moderation();
    let other = Actor::Moderator(Mxid("@m2:example.org".into()));
    assert_eq!(moderation.claim(id, &moderator(), Some("$eyes")).await.expect("claimed"), Noted::Done);
    moderation.note(id, &other, " I know her. ").await.expect("noted");
    moderation.hold(id, &moderator(), None, None).await.expect("held");
    assert_eq!(core.settles().await, ["update_card"], "one edit shows all");
    let triage = core.registrations.store().triage(id).await.expect("read");
    assert_eq!(triage.claim.map(|claim| claim.by), Some(moderator()));
    assert_eq!(triage.hold.map(|hold| (hold.until, hold.reason)), Some((None, None)));
    moderation.unclaim_by_event("$eyes", &moderator()).await.expect("the reaction was removed");
    moderation.unhold(id, &other).await.expect("taken up");
    let triage = core.registrations.store().triage(id).await.expect("read");
    assert_eq!((triage.claim, triage.hold), (None, None));
    let mut notes = core.registrations.history(id).await.expect("read");
    notes.retain(|entry| entry.kind == Action::Noted.into());
    assert_eq!(notes.iter().filter_map(|note| note.detail.as_deref()).collect::<Vec<_>>(), ["I know her."]);

    moderation.decide(id, NewDecision::new(Verdict::Deny, other)).await.expect("decided by another");
    assert_eq!(moderation.claim(id, &moderator(), None).await.expect("late"), Noted::NotPending);
    assert_eq!(moderation.note(id, &moderator(), "Was it right?").await.expect("noted"), Noted::Done);
    assert_eq!(moderation.note(RegistrationId(99), &moderator(), "x").await.expect("nobody"), Noted::NotFound);
}
