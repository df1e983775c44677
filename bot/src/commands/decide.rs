//! `approve` and `deny`.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewDecision, Registration, RegistrationId, State, Verdict},
    registrations::DecideError,
    store::StoreError,
    text,
};

use super::{
    find::{WhichRequest, find, no_number},
    parse::{DecisionArgs, Target},
    pending_action::{BulkDecision, PendingAction},
    response::Response,
    text::{subject, too_late},
};
use crate::matrix::format::clipped;

/// Characters of a message that a question repeats.
const WORDS: usize = 500;

/// Decides, if one moderator is enough for it; on more than one request only after a question.
pub(super) async fn decide(
    registrations: &Registrations,
    order: DecisionArgs,
    by: &str,
) -> Result<Response, StoreError> {
    let order = with_names(registrations, order).await?;
    if let Some(refusal) = refusal(registrations, &order) {
        return Ok(Response::refused(refusal));
    }
    let DecisionArgs { verdict, who, message, quiet, yes, is_doubtful, .. } = order;
    let mut ids = vec![];
    for one in &who {
        match find(registrations, one, WhichRequest::Holder).await? {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(answer) => return Ok(answer),
        }
    }
    let action = BulkDecision { verdict, ids, message, quiet };
    match action.ids.as_slice() {
        [id] if !is_doubtful => {
            let (done, line) = action.decide_one(registrations, *id, by).await?;
            Ok(if done { Response::done(line) } else { Response::refused(line) })
        }
        _ if yes && !is_doubtful => action.carry_out(registrations, by).await,
        _ => action.ask(registrations).await,
    }
}

/// With the words that were names after all.
async fn with_names(registrations: &Registrations, mut order: DecisionArgs) -> Result<DecisionArgs, StoreError> {
    for maybe in std::mem::take(&mut order.maybe) {
        let waits = match find(registrations, &maybe.who, WhichRequest::Holder).await? {
            Ok(id) => registrations.find(id).await?.is_some_and(|one| one.state == State::AwaitingReview),
            Err(_) => false,
        };
        if !waits {
            break;
        }
        order.who.push(maybe.who);
        order.message = maybe.message;
    }
    Ok(order)
}

/// Why nobody can decide so.
fn refusal(registrations: &Registrations, order: &DecisionArgs) -> Option<String> {
    let config = registrations.config();
    if config.moderation.votes_needed(order.verdict) > 1 {
        return Some(text!("room-quorum-needed", id = shown(order.who.first())));
    }
    let lacks_reason = config.moderation.require_reason && order.verdict == Verdict::Deny && order.message.is_none();
    lacks_reason.then(|| text!("room-reason-needed", prefix = config.bot.command_prefix.as_str()))
}

fn shown(who: Option<&Target>) -> String {
    match who {
        Some(Target::Number(id)) => id.to_string(),
        Some(Target::Name(name)) => name.as_str().to_owned(),
        None => String::new(),
    }
}

impl BulkDecision {
    /// Decides on all of them, and says of each what came of it.
    pub(super) async fn carry_out(&self, registrations: &Registrations, by: &str) -> Result<Response, StoreError> {
        let (mut all, mut lines) = (true, vec![]);
        for id in &self.ids {
            let (done, line) = self.decide_one(registrations, *id, by).await?;
            all &= done;
            lines.push(line);
        }
        Ok(Response { done: Some(all), ..Response::said(lines) })
    }

    /// What would be done.
    async fn ask(self, registrations: &Registrations) -> Result<Response, StoreError> {
        let domain = &registrations.config().synapse.domain;
        let mut lines = vec![match self.verdict {
            Verdict::Approve => text!("room-ask-approve", count = self.ids.len()),
            Verdict::Deny => text!("room-ask-deny", count = self.ids.len()),
        }];
        for id in &self.ids {
            lines.push(match registrations.find(*id).await? {
                Some(one) if one.state == State::AwaitingReview => subject(&one, domain),
                Some(one) => too_late(*id, &one),
                None => no_number(registrations, *id),
            });
        }
        lines.extend(self.message.as_ref().map(|words| text!("room-ask-words", words = clipped(words, WORDS))));
        lines.push(if self.quiet { text!("room-ask-quiet") } else { text!("room-ask-mail") });
        Ok(Response::asking(lines, PendingAction::Decide(self)))
    }

    async fn decide_one(
        &self,
        registrations: &Registrations,
        id: RegistrationId,
        by: &str,
    ) -> Result<(bool, String), StoreError> {
        let (verdict, quiet) = (self.verdict, self.quiet);
        let (ruling, domain) =
            (NewDecision::new(verdict, Actor::Moderator(Mxid(by.to_owned()))), &registrations.config().synapse.domain);
        let ruling = ruling.saying(self.message.clone()).quietly(quiet);
        match registrations.moderation().decide(id, ruling.clone()).await {
            Ok(registration) => {
                tracing::info!(registration = %id, ?verdict, quiet, by, "a moderator has decided");
                Ok((true, decided(&registration, verdict, quiet, domain)))
            }
            // Said twice, or heard again after a crash: it stands as they want it.
            Err(DecideError::AlreadyDecided(registration)) if is_what_stands(&ruling, &registration) => {
                Ok((true, decided(&registration, verdict, quiet, domain)))
            }
            Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => {
                Ok((false, too_late(id, &registration)))
            }
            Err(DecideError::NotFound) => Ok((false, no_number(registrations, id))),
            // The config has changed since this was asked for.
            Err(DecideError::TooFewVotes) => Ok((false, text!("room-quorum-needed", id = id.to_string()))),
            Err(DecideError::NoReason) => {
                let prefix = registrations.config().bot.command_prefix.as_str();
                Ok((false, text!("room-reason-needed", prefix = prefix)))
            }
            Err(DecideError::Store(error)) => Err(error),
        }
    }
}

/// Whether the same person has decided the same, in the same words.
fn is_what_stands(ruling: &NewDecision, registration: &Registration) -> bool {
    registration.decision.as_ref().is_some_and(|stands| {
        (stands.verdict, &stands.by, &stands.message, stands.notify)
            == (ruling.verdict, &ruling.by, &ruling.message, ruling.notify)
    })
}

fn decided(registration: &Registration, verdict: Verdict, quiet: bool, domain: &str) -> String {
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(domain));
    match (verdict, quiet) {
        (Verdict::Approve, false) => text!("room-decided-approved", id = id, mxid = mxid),
        (Verdict::Approve, true) => text!("room-decided-approved-quietly", id = id, mxid = mxid),
        (Verdict::Deny, false) => text!("room-decided-denied", id = id, mxid = mxid),
        (Verdict::Deny, true) => text!("room-decided-denied-quietly", id = id, mxid = mxid),
    }
}
