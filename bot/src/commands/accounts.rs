//! `adopt`, `keep`, `release` and `remove`: decide about an account that has changed unexpectedly.

use registration_core::{
    Registrations,
    config::ModerationConfig,
    domain::{AccountAnswer, Actor, Localpart, Mxid, RegistrationId, State},
    messages::Language,
    registrations::{AccountQuestion, AnswerError},
    store::StoreError,
    text,
};

use super::parse::{Target, find};
use super::response::Response;

/// Whether moderators cannot give this answer with a command, because its decision takes several votes.
pub(crate) fn needs_votes(rules: &ModerationConfig, answer: AccountAnswer) -> bool {
    find(answer.as_str()).is_some_and(|command| command.needs_votes(rules))
}

/// Answers the question about an account.
pub(super) async fn answer(
    registrations: &Registrations,
    answer: AccountAnswer,
    who: &Target,
    by: &str,
) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let questions = registrations.moderation().account_questions().await?;
    let question = match find_question(language, &questions, who) {
        Ok(question) => question,
        Err(refusal) => {
            return Ok(match repeated(registrations, answer, who).await? {
                Some(done) => Response::done(done),
                None => Response::refused(refusal),
            });
        }
    };
    let (name, id) = (&question.localpart, question.registration);
    if needs_votes(&registrations.config().moderation, answer) {
        return Ok(Response::refused(
            text!(in language, "room-account-quorum", answer = answer.as_str(), name = name.as_str()),
        ));
    }
    match registrations.moderation().answer_account(name, answer, Actor::Moderator(Mxid(by.to_owned()))).await {
        Ok(()) => {
            tracing::info!(registration = %id, %answer, by, "account question answered by command");
            Ok(Response::done(done_line(registrations, answer, name, id).await?))
        }
        Err(AnswerError::Store(error)) => Err(error),
        Err(error) => Ok(Response::refused(refusal(registrations, question, answer, &error))),
    }
}

/// The response to an answer that was given before: a crash may have prevented the reply, so it is sent again.
async fn repeated(
    registrations: &Registrations,
    answer: AccountAnswer,
    who: &Target,
) -> Result<Option<String>, StoreError> {
    let name = match who {
        Target::Name(name) => name.clone(),
        Target::Number(id) => match registrations.find(*id).await? {
            Some(request) => request.localpart,
            None => return Ok(None),
        },
    };
    match registrations.moderation().answered_before(&name, answer).await? {
        Some(id) => done_line(registrations, answer, &name, id).await.map(Some),
        None => Ok(None),
    }
}

/// The question that the command answers, or why there is none.
fn find_question<'a>(
    language: Language,
    questions: &'a [AccountQuestion],
    who: &Target,
) -> Result<&'a AccountQuestion, String> {
    let is_meant = |question: &&AccountQuestion| match who {
        Target::Number(id) => question.registration == *id,
        Target::Name(name) => question.localpart == *name,
    };
    let found: Vec<_> = questions.iter().filter(is_meant).collect();
    match (found.as_slice(), who) {
        ([question], _) => Ok(question),
        ([], Target::Number(id)) => Err(text!(in language, "room-account-not-asked", who = format!("#{id}"))),
        ([], Target::Name(name)) => Err(text!(in language, "room-account-not-asked", who = name.as_str())),
        ([first, ..], _) => {
            let names: Vec<_> = found.iter().map(|question| question.localpart.as_str()).collect();
            Err(
                text!(in language, "room-account-several", id = first.registration.to_string(), names = names.join(", ")),
            )
        }
    }
}

/// Says what happens to the account.
async fn done_line(
    registrations: &Registrations,
    answer: AccountAnswer,
    name: &Localpart,
    id: RegistrationId,
) -> Result<String, StoreError> {
    let language = registrations.config().room_language();
    let mxid = name.on(&registrations.config().synapse.domain);
    Ok(match answer {
        AccountAnswer::Adopt => text!(in language, "room-account-adopted", mxid = mxid),
        AccountAnswer::Keep => {
            let request = registrations.find(id).await?.filter(|request| request.localpart == *name);
            if request.is_some_and(|request| request.state == State::Active) {
                text!(in language, "room-account-kept-active", mxid = mxid, id = id.to_string())
            } else {
                text!(in language, "room-account-kept", mxid = mxid)
            }
        }
        AccountAnswer::Release => text!(in language, "room-account-released", mxid = mxid),
        AccountAnswer::Remove => text!(in language, "room-account-removed", mxid = mxid),
    })
}

/// Says why nothing was changed.
fn refusal(
    registrations: &Registrations,
    question: &AccountQuestion,
    answer: AccountAnswer,
    error: &AnswerError,
) -> String {
    let language = registrations.config().room_language();
    let (config, name) = (registrations.config(), question.localpart.as_str());
    let mxid = question.localpart.on(&config.synapse.domain);
    match error {
        AnswerError::NotAsked => text!(in language, "room-account-not-asked", who = name),
        AnswerError::NotPossible => {
            let answers: Vec<_> = question.answers.iter().map(|one| one.as_str()).collect();
            let answers = answers.join(", ");
            text!(in language, "room-account-not-possible", answer = answer.as_str(), mxid = mxid, answers = answers)
        }
        AnswerError::OtherAccount => text!(in language, "room-account-is-other", mxid = mxid),
        AnswerError::Admin => {
            text!(in language, "room-account-is-admin", mxid = mxid, prefix = config.bot.command_prefix.as_str(), name = name)
        }
        AnswerError::InUse | AnswerError::Changed => {
            text!(in language, "room-account-in-use", mxid = mxid, name = name)
        }
        AnswerError::Busy => text!(in language, "room-account-busy", mxid = mxid),
        AnswerError::Homeserver(error) => {
            tracing::warn!(registration = %question.registration, %error, "cannot read the account from Synapse");
            text!(in language, "room-account-unanswered", mxid = mxid)
        }
        AnswerError::Store(_) => text!(in language, "room-error-internal"),
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::Mismatch;

    use super::*;

    fn name(name: &str) -> Localpart {
        Localpart::parse(name, "example.org").unwrap()
    }

    #[test]
    fn answers_that_decide_are_refused_if_votes_are_needed() {
        let rules = |approvals_required, denials_required| ModerationConfig {
            approvals_required,
            denials_required,
            ..ModerationConfig::default()
        };
        let refused = |rules: ModerationConfig| {
            let all = [AccountAnswer::Adopt, AccountAnswer::Keep, AccountAnswer::Release, AccountAnswer::Remove];
            all.into_iter().filter(|answer| needs_votes(&rules, *answer)).collect::<Vec<_>>()
        };
        assert_eq!(refused(rules(1, 1)), []);
        assert_eq!(refused(rules(2, 1)), [AccountAnswer::Keep, AccountAnswer::Remove]);
        assert_eq!(refused(rules(1, 2)), [AccountAnswer::Remove]);
    }

    fn question(id: i64, localpart: &str) -> AccountQuestion {
        let (registration, localpart) = (RegistrationId(id), name(localpart));
        AccountQuestion { registration, localpart, why: Mismatch::Used, answers: vec![AccountAnswer::Release] }
    }

    #[test]
    fn question_is_found_by_username_or_request_number() {
        let questions = [question(1, "alice"), question(2, "bert"), question(2, "former")];
        let meant =
            |who| find_question(Language::english(), &questions, &who).map(|question| question.localpart.to_string());
        assert_eq!(meant(Target::Number(RegistrationId(1))), Ok("alice".into()));
        assert_eq!(meant(Target::Name(name("former"))), Ok("former".into()));
        let several = meant(Target::Number(RegistrationId(2))).unwrap_err();
        assert!(several.contains("bert, former"), "{several}");
        let none = meant(Target::Number(RegistrationId(3))).unwrap_err();
        assert!(none.contains("of #3"), "{none}");
        assert!(meant(Target::Name(name("carl"))).unwrap_err().contains("of carl"));
    }
}
