//! The import plan: what happens to everything in the Django app's database, decided before anything is written.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::{
    history,
    outcome::{Holder, ImportPlan, LeftOut, PlannedRequest, RequestOutcome, ToImport},
    rules,
};
use crate::{
    config::Retention,
    domain::{Actor, Decision, EmailAddress, Localpart, REASON_MAX_CHARS, Reason, State, Verdict},
    store::{
        ExistingKeys, ImportedRow, Purpose,
        django::{OldData, OldEvent, OldRegistration, OldStatus},
    },
};

/// What the plan depends on besides the database.
#[derive(Debug)]
pub(super) struct PlanContext<'a> {
    pub(super) server: &'a str,
    pub(super) retention: Retention,
    pub(super) now: Timestamp,
}

/// Decides about everything in the database.
pub(super) fn plan(old: OldData, here: ExistingKeys, at: &PlanContext) -> ImportPlan {
    let mut state = ImportState::new(&here, at);
    let mut requests: Vec<(usize, PlannedRequest)> = vec![];
    let mut queue: Vec<(usize, OldRegistration)> = old.registrations.into_iter().enumerate().collect();
    // Accounts come first, then mailed links, then the oldest.
    queue.sort_by_key(|(_, old)| (rank(old.status), old.started_at.unwrap_or(at.now), old.id));
    for (place, old) in queue {
        let outcome = if here.imported.contains(&old.fingerprint) {
            RequestOutcome::Already
        } else {
            match state.take(&old) {
                Ok(coming) => RequestOutcome::Comes(Box::new(coming)),
                Err(why) => RequestOutcome::LeftOut(why),
            }
        };
        let OldRegistration { id, username, email, status, .. } = old;
        requests.push((place, PlannedRequest { old: id, username, email, was: status, outcome }));
    }
    requests.sort_by_key(|(place, _)| *place);
    let requests = requests.into_iter().map(|(_, request)| request).collect();
    let rules = rules::plan(old.rules, here.rules, at.now);
    ImportPlan { schema: old.schema, requests, rules, unreadable: old.unreadable }
}

const fn rank(status: OldStatus) -> u8 {
    match status {
        OldStatus::Completed => 0,
        OldStatus::Approved => 1,
        OldStatus::Requested => 2,
        OldStatus::Started | OldStatus::Denied => 3,
    }
}

/// Goes through the requests and remembers what they reserve.
struct ImportState<'a> {
    names: HashMap<String, Holder>,
    emails: HashMap<String, Holder>,
    at: &'a PlanContext<'a>,
}

impl<'a> ImportState<'a> {
    fn new(here: &ExistingKeys, at: &'a PlanContext<'a>) -> Self {
        let ours = |text: &String| (text.clone(), Holder::Ours);
        Self { names: here.names.iter().map(ours).collect(), emails: here.emails.iter().map(ours).collect(), at }
    }

    fn take(&mut self, old: &OldRegistration) -> Result<ToImport, LeftOut> {
        let localpart = Localpart::parse(&old.username, self.at.server).map_err(LeftOut::Username)?;
        let email: EmailAddress = old.email.parse().map_err(LeftOut::Email)?;
        let state = state(old.status);
        if self.is_over(old) {
            return Err(LeftOut::Over);
        }
        if state.is_live() {
            let (name, canonical) = (localpart.as_str().to_owned(), email.canonical());
            if let Some(holder) = self.names.get(&name) {
                return Err(LeftOut::NameHeld(*holder));
            }
            if let Some(holder) = self.emails.get(&canonical) {
                return Err(LeftOut::EmailHeld(*holder));
            }
            self.names.insert(name, Holder::Old(old.id));
            self.emails.insert(canonical, Holder::Old(old.id));
        }
        Ok(self.coming(old, state, localpart, email))
    }

    /// The app removes these as well, whenever somebody opens its first page.
    fn is_over(&self, old: &OldRegistration) -> bool {
        let days = match old.status {
            OldStatus::Started => self.at.retention.started,
            OldStatus::Completed | OldStatus::Denied => self.at.retention.completed,
            OldStatus::Requested | OldStatus::Approved => return false,
        };
        let age = SignedDuration::from_hours(24 * i64::from(days));
        ended_at(old).is_some_and(|ended| self.at.now.duration_since(ended) > age)
    }

    fn coming(&self, old: &OldRegistration, state: State, localpart: Localpart, email: EmailAddress) -> ToImport {
        let started_at = old.started_at.unwrap_or(self.at.now);
        let (reason, reason_is_cut) = reason(&old.reason);
        let when = |kind| old.last(kind).map_or(started_at, |event| event.at);
        let row = ImportedRow {
            fingerprint: old.fingerprint.clone(),
            state,
            localpart,
            email,
            reason,
            address: old.address,
            started_at,
            verified_at: (state != State::AwaitingEmail && old.email_verified).then(|| when("email_verified")),
            submitted_at: (state != State::AwaitingEmail).then(|| when("requested")),
            decision: decision(old, started_at),
            // Applicants who have to continue have the whole time again.
            changed_at: match state {
                State::AwaitingEmail | State::AwaitingPassword => self.at.now,
                _ => ended_at(old).unwrap_or(self.at.now),
            },
        };
        let link = match state {
            State::AwaitingEmail => old.token.clone().map(|token| (Purpose::Verification, token)),
            State::AwaitingPassword => old.token.clone().map(|token| (Purpose::Password, token)),
            _ => None,
        };
        ToImport { state, reason_is_cut, link, history: history::of(old, self.at.now), row }
    }
}

const fn state(status: OldStatus) -> State {
    match status {
        // Also those who opened the link there: here they have to press a button.
        OldStatus::Started => State::AwaitingEmail,
        OldStatus::Requested => State::AwaitingReview,
        OldStatus::Approved => State::AwaitingPassword,
        OldStatus::Denied => State::Denied,
        OldStatus::Completed => State::Active,
    }
}

/// When it reached its state, as far as that is known.
fn ended_at(old: &OldRegistration) -> Option<Timestamp> {
    let kind = match old.status {
        OldStatus::Started => "started",
        OldStatus::Requested => "requested",
        OldStatus::Approved => "approved",
        OldStatus::Denied => "denied",
        OldStatus::Completed => "completed",
    };
    old.last(kind).map(|event: &OldEvent| event.at).or(old.started_at)
}

fn decision(old: &OldRegistration, started_at: Timestamp) -> Option<Decision> {
    let (verdict, kind) = match old.status {
        OldStatus::Started | OldStatus::Requested => return None,
        OldStatus::Approved | OldStatus::Completed => (Verdict::Approve, "approved"),
        OldStatus::Denied => (Verdict::Deny, "denied"),
    };
    let message = Some(old.mod_message.trim().to_owned()).filter(|words| !words.is_empty());
    let at = old.last(kind).map_or(started_at, |event| event.at);
    let (by, notify) = (Actor::Operator, old.notify);
    Some(Decision { verdict, by, at, message, notify, confirmed_by: None, undo_until: None })
}

/// The reason, and whether it had to be cut.
fn reason(text: &str) -> (Option<Reason>, bool) {
    if let Ok(reason) = Reason::parse(text, 1) {
        return (Some(reason), false);
    }
    let beginning: String = text.chars().take(REASON_MAX_CHARS).collect();
    let reason = Reason::parse(&beginning, 1).ok();
    let is_cut = reason.is_some();
    (reason, is_cut)
}
