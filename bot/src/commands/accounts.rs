//! `adopt`, `keep`, `release` and `remove`: what becomes of an account that is not as we left it.

use registration_core::{
    Registrations,
    config::ModerationConfig,
    domain::{AccountAnswer, Actor, Localpart, Mxid, RegistrationId, State, Verdict},
    registrations::{AccountQuestion, AnswerError},
    store::StoreError,
    text,
};

use super::response::Response;
use crate::commands::parse::Target;

/// Whether moderators cannot give this answer because several of them have to agree: an answer is not voted on.
///
/// Keeping an account can make a denied request active, and removing one is like a denial.
pub(crate) const fn needs_votes(rules: &ModerationConfig, answer: AccountAnswer) -> bool {
    let approval = rules.votes_needed(Verdict::Approve) > 1;
    match answer {
        AccountAnswer::Keep => approval,
        AccountAnswer::Remove => approval || rules.votes_needed(Verdict::Deny) > 1,
        AccountAnswer::Adopt | AccountAnswer::Release => false,
    }
}

/// Carries out what a moderator says about an account.
pub(super) async fn answer(
    registrations: &Registrations,
    answer: AccountAnswer,
    who: &Target,
    by: &str,
) -> Result<Response, StoreError> {
    let questions = registrations.moderation().account_questions().await?;
    let question = match asked(&questions, who) {
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
        return Ok(Response::refused(text!("room-account-quorum", answer = answer.as_str(), name = name.as_str())));
    }
    match registrations.moderation().answer_account(name, answer, Actor::Moderator(Mxid(by.to_owned()))).await {
        Ok(()) => {
            tracing::info!(registration = %id, %answer, by, "a moderator has decided about an account");
            Ok(Response::done(done(registrations, answer, name, id).await?))
        }
        Err(AnswerError::Store(error)) => Err(error),
        Err(error) => Ok(Response::refused(why_not(registrations, question, answer, &error))),
    }
}

/// The reply to an answer that was given before: a crash may have come before the reply, so it says the same again.
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
        Some(id) => done(registrations, answer, &name, id).await.map(Some),
        None => Ok(None),
    }
}

/// The question that is meant, or why none is.
fn asked<'a>(questions: &'a [AccountQuestion], who: &Target) -> Result<&'a AccountQuestion, String> {
    let is_meant = |question: &&AccountQuestion| match who {
        Target::Number(id) => question.registration == *id,
        Target::Name(name) => question.localpart == *name,
    };
    let found: Vec<_> = questions.iter().filter(is_meant).collect();
    match (found.as_slice(), who) {
        ([question], _) => Ok(question),
        ([], Target::Number(id)) => Err(text!("room-account-not-asked", who = format!("#{id}"))),
        ([], Target::Name(name)) => Err(text!("room-account-not-asked", who = name.as_str())),
        ([first, ..], _) => {
            let names: Vec<_> = found.iter().map(|question| question.localpart.as_str()).collect();
            Err(text!("room-account-several", id = first.registration.to_string(), names = names.join(", ")))
        }
    }
}

/// What has become of the account.
async fn done(
    registrations: &Registrations,
    answer: AccountAnswer,
    name: &Localpart,
    id: RegistrationId,
) -> Result<String, StoreError> {
    let mxid = name.on(&registrations.config().synapse.domain);
    Ok(match answer {
        AccountAnswer::Adopt => text!("room-account-adopted", mxid = mxid),
        AccountAnswer::Keep => {
            let request = registrations.find(id).await?.filter(|request| request.localpart == *name);
            if request.is_some_and(|request| request.state == State::Active) {
                text!("room-account-kept-active", mxid = mxid, id = id.to_string())
            } else {
                text!("room-account-kept", mxid = mxid)
            }
        }
        AccountAnswer::Release => text!("room-account-released", mxid = mxid),
        AccountAnswer::Remove => text!("room-account-removed", mxid = mxid),
    })
}

/// Why nothing was done.
fn why_not(
    registrations: &Registrations,
    question: &AccountQuestion,
    answer: AccountAnswer,
    error: &AnswerError,
) -> String {
    let (config, name) = (registrations.config(), question.localpart.as_str());
    let mxid = question.localpart.on(&config.synapse.domain);
    match error {
        AnswerError::NotAsked => text!("room-account-not-asked", who = name),
        AnswerError::NotPossible => {
            let answers: Vec<_> = question.answers.iter().map(|one| one.as_str()).collect();
            let answers = answers.join(", ");
            text!("room-account-not-possible", answer = answer.as_str(), mxid = mxid, answers = answers)
        }
        AnswerError::OtherAccount => text!("room-account-is-other", mxid = mxid),
        AnswerError::Admin => {
            text!("room-account-is-admin", mxid = mxid, prefix = config.bot.command_prefix.as_str(), name = name)
        }
        AnswerError::InUse => text!("room-account-in-use", mxid = mxid, name = name),
        AnswerError::Busy => text!("room-account-busy", mxid = mxid),
        AnswerError::Homeserver(error) => {
            tracing::warn!(registration = %question.registration, %error, "an account could not be looked at");
            text!("room-account-unanswered", mxid = mxid)
        }
        AnswerError::Store(_) => text!("room-error-internal"),
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
    fn what_decides_a_request_is_left_to_the_terminal_where_it_takes_votes() {
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
    fn an_account_is_meant_by_its_name_or_by_the_number_of_its_request() {
        let questions = [question(1, "alice"), question(2, "bert"), question(2, "former")];
        let meant = |who| asked(&questions, &who).map(|question| question.localpart.to_string());
        assert_eq!(meant(Target::Number(RegistrationId(1))), Ok("alice".into()));
        assert_eq!(meant(Target::Name(name("former"))), Ok("former".into()));
        let several = meant(Target::Number(RegistrationId(2))).unwrap_err();
        assert!(several.contains("bert, former"), "{several}");
        let none = meant(Target::Number(RegistrationId(3))).unwrap_err();
        assert!(none.contains("of #3"), "{none}");
        assert!(meant(Target::Name(name("carl"))).unwrap_err().contains("of carl"));
    }
}
