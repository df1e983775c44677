//! The invariants: when a mail is sent, and when everything has settled down.

use super::{
    super::*,
    homeserver::{Marks, Trace},
    world::World,
};
use crate::domain::AccountRecord;

/// Whether nobody else has changed this account, as far as that shows.
fn is_undisturbed(marks: &Marks) -> bool {
    marks.traces.is_empty() && !marks.is_restored
}

fn is_record_of(record: &AccountRecord, name: &str, seen: &SeenAccount) -> bool {
    record.localpart.as_str() == name && record.created_at == Some(seen.created_at)
}

/// A denial is mailed once the account is gone, an approval once it is open.
pub(super) async fn mail_is_true(world: &World, effect: EffectKind, on: &Registration) {
    let records = world.store.accounts().await.expect("read");
    let mut server = world.server();
    let name = on.localpart.as_str();
    let Some(seen) = server.homeserver.account(&on.localpart) else {
        if effect == EffectKind::MailApproval && !server.was_restored {
            server.violations.push(format!("#{} is told of an account that does not exist", on.id.0));
        }
        return;
    };
    let (fields, marks) = (&seen.fields, server.marks.get(name).cloned().unwrap_or_default());
    let is_open = !fields.locked && !fields.deactivated;
    if effect == EffectKind::MailApproval && !is_open && is_undisturbed(&marks) {
        server.violations.push(format!("#{} is told that {name} is open", on.id.0));
    }
    let is_theirs = |record: &&AccountRecord| record.registration == on.id && is_record_of(record, name, &seen);
    let is_held = |record: &AccountRecord| matches!(record.status, AccountStatus::Ours | AccountStatus::Intended);
    if effect == EffectKind::MailDenial
        && !fields.deactivated
        && is_undisturbed(&marks)
        && records.iter().find(is_theirs).is_some_and(is_held)
    {
        server.violations.push(format!("#{} is told that {name} is gone", on.id.0));
    }
}

/// Nothing of ours is lost, whatever has happened.
pub(super) async fn nothing_is_lost(world: &World) {
    let records = world.store.accounts().await.expect("read");
    let requests = world.store.list(None, 100).await.expect("read");
    let mut server = world.server();
    let mut lost = vec![];
    for (name, account) in &server.homeserver.accounts {
        let marks = server.marks.get(name).cloned().unwrap_or_default();
        if !marks.traces.contains(&Trace::Native) && !server.was_restored {
            lost.extend(account_is_lost(name, (&account.seen, &marks), &records, &requests));
        }
    }
    for request in requests.iter().filter(|of| server.approved.contains(&of.id.0)) {
        let name = request.localpart.as_str();
        let is_asked = || records.iter().any(|one| one.localpart.as_str() == name && one.question.is_some());
        let is_others = || {
            let others = |one: &AccountRecord| one.localpart.as_str() == name && one.registration != request.id;
            server.disturbed.contains(name) || server.was_restored || records.iter().any(others)
        };
        let is_well = match request.state {
            State::Active | State::AwaitingPassword => true,
            State::Provisioning => is_asked(),
            State::Expired => is_others(),
            _ => false,
        };
        if !is_well {
            lost.push(format!("the approval of #{} for {name} ended as {}", request.id.0, request.state));
        }
    }
    server.violations.extend(lost);
}

fn account_is_lost(
    name: &str,
    (seen, marks): (&SeenAccount, &Marks),
    records: &[AccountRecord],
    requests: &[Registration],
) -> Option<String> {
    let fields = &seen.fields;
    let is_asked = |record: &&AccountRecord| record.localpart.as_str() == name && record.question.is_some();
    if records.iter().any(|record| is_asked(&record)) || (fields.deactivated && !marks.traces.is_empty()) {
        return None;
    }
    let Some(record) = records.iter().rev().find(|record| is_record_of(record, name, seen)) else {
        return Some(format!("nobody knows of {name}"));
    };
    let request = requests.iter().find(|of| of.id == record.registration && of.localpart == record.localpart);
    // Whatever else there is to do for a request follows the answer to a question about it.
    let is_asked = |other: &AccountRecord| other.registration == record.registration && other.question.is_some();
    let waits = request.is_some_and(|of| !of.state.is_final()) || records.iter().any(is_asked);
    match record.status {
        AccountStatus::Ours if !waits => Some(format!("{name} is ours and waits for nothing")),
        AccountStatus::Ours if !fields.locked && is_undisturbed(marks) => Some(format!("{name} was left open")),
        AccountStatus::Opened if is_undisturbed(marks) && (fields.locked || fields.deactivated) => {
            Some(format!("{name} is not open"))
        }
        AccountStatus::Removed if is_undisturbed(marks) && !fields.deactivated => Some(format!("{name} is not gone")),
        AccountStatus::Intended | AccountStatus::Leftover | AccountStatus::Vanished => {
            Some(format!("{name} is recorded as {}, and nobody is asked", record.status))
        }
        _ => None,
    }
}
