//! The Django app's history of a request, as audit-log entries.

use jiff::Timestamp;

use crate::{
    domain::{Action, Actor, Origin},
    store::{
        Entry,
        django::{OldEvent, OldRegistration},
    },
};

/// Longer details are cut: some contain whole responses of Synapse.
const DETAIL_MAX_CHARS: usize = 1000;

/// The whole history: the app's events, and that the request was imported `now`.
pub(super) fn of(old: &OldRegistration, now: Timestamp) -> Vec<Entry> {
    let mut history: Vec<Entry> = old.events.iter().map(entry).collect();
    if let (true, Some(at)) = (history.is_empty(), old.started_at) {
        let origin = Origin::applicant(old.address);
        history.push(Entry { at, kind: Action::Started.into(), origin, detail: None });
    }
    let detail = Some(format!("it was #{} of the Django app", old.id));
    history.push(Entry { at: now, kind: Action::Imported.into(), origin: Actor::Operator.into(), detail });
    history
}

fn entry(event: &OldEvent) -> Entry {
    let actor = match event.kind.as_str() {
        "approved" | "denied" => Actor::Operator,
        "started"
        | "email_submitted"
        | "email_verified"
        | "reason_submitted"
        | "requested"
        | "password_form_opened" => Actor::Applicant,
        _ => Actor::System,
    };
    let by = event.actor.as_ref().map(|name| format!("by {name}"));
    let data = Some(event.data.clone()).filter(|data| !data.is_empty());
    let detail = [by, data].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let detail: String = detail.chars().take(DETAIL_MAX_CHARS).collect();
    Entry {
        at: event.at,
        kind: event.kind.as_str().into(),
        origin: Origin { actor, address: event.address },
        detail: Some(detail).filter(|detail| !detail.is_empty()),
    }
}
