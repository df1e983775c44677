//! Import: registrations from the Django app, inserted in the state that they had there.

use std::{collections::HashSet, net::IpAddr};

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::{
    StoreError,
    entities::{
        registration::{ActiveModel, Column, Entity},
        rule, setting,
    },
    registrations::{live, verdict_name},
};
use crate::{
    domain::{Decision, EmailAddress, Localpart, Reason, RegistrationId, RuleKind, State, network_of},
    keys::Keys,
};

/// Keeps fingerprints for good: a registration that was imported and deleted is not imported again.
const REMEMBERED: &str = "imported:";

/// A registration to insert.
#[derive(Clone, Debug)]
pub(crate) struct ImportedRow {
    /// Identifies it in a second import.
    pub(crate) fingerprint: String,
    pub(crate) state: State,
    pub(crate) localpart: Localpart,
    pub(crate) email: EmailAddress,
    pub(crate) reason: Option<Reason>,
    pub(crate) address: Option<IpAddr>,
    pub(crate) started_at: Timestamp,
    pub(crate) verified_at: Option<Timestamp>,
    pub(crate) submitted_at: Option<Timestamp>,
    pub(crate) decision: Option<Decision>,
    pub(crate) changed_at: Timestamp,
}

/// Existing unique values that an import could collide with.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExistingKeys {
    /// Fingerprints of imported registrations.
    pub(crate) imported: HashSet<String>,
    /// Usernames held by live registrations.
    pub(crate) names: HashSet<String>,
    /// Canonical e-mail addresses held by live registrations.
    pub(crate) emails: HashSet<String>,
    /// Kinds and patterns of rules.
    pub(crate) rules: HashSet<(RuleKind, String)>,
}

#[derive(FromQueryResult)]
struct Holder {
    localpart: String,
    email_canonical: String,
}

/// Reads the existing unique values.
pub(crate) async fn existing_keys(txn: &impl ConnectionTrait) -> Result<ExistingKeys, StoreError> {
    let imported = setting::Entity::find().filter(setting::Column::Key.starts_with(REMEMBERED)).all(txn).await?;
    let holders = Entity::find()
        .select_only()
        .columns([Column::Localpart, Column::EmailCanonical])
        .filter(Column::State.is_in(live()))
        .into_model::<Holder>();
    let rules = rule::Entity::find().all(txn).await?.into_iter();
    let (names, emails) = holders.all(txn).await?.into_iter().map(|row| (row.localpart, row.email_canonical)).unzip();
    Ok(ExistingKeys {
        imported: imported.iter().map(|row| row.key.replacen(REMEMBERED, "", 1)).collect(),
        names,
        emails,
        rules: rules.filter_map(|row| Some((row.kind.parse().ok()?, row.pattern))).collect(),
    })
}

/// Inserts a registration in its state.
pub(crate) async fn insert(
    txn: &impl ConnectionTrait,
    keys: &Keys,
    new: &ImportedRow,
) -> Result<RegistrationId, StoreError> {
    let remembered = setting::ActiveModel {
        key: Set(format!("{REMEMBERED}{}", new.fingerprint)),
        value: Set(new.started_at.to_string()),
    };
    setting::Entity::insert(remembered).exec_without_returning(txn).await?;
    let nonce = rand::random::<[u8; 32]>().to_vec();
    let (local, domain) = new.email.parts();
    let decision = new.decision.as_ref();
    let row = ActiveModel {
        imported_from: Set(Some(new.fingerprint.clone())),
        state: Set(new.state.as_str().to_owned()),
        localpart: Set(new.localpart.as_str().to_owned()),
        email_local: Set(local.to_owned()),
        email_domain: Set(domain.to_owned()),
        email_canonical: Set(new.email.canonical()),
        reason: Set(new.reason.as_ref().map(|reason| reason.as_str().to_owned())),
        account: Set("none".to_owned()),
        address: Set(new.address.map(|ip| ip.to_string())),
        network: Set(new.address.map(network_of)),
        status_hash: Set(keys.status_token(&nonce).hash()),
        nonce: Set(nonce),
        started_at: Set(new.started_at.as_millisecond()),
        verified_at: Set(new.verified_at.map(Timestamp::as_millisecond)),
        submitted_at: Set(new.submitted_at.map(Timestamp::as_millisecond)),
        verdict: Set(decision.map(|decision| verdict_name(decision.verdict).to_owned())),
        decided_by: Set(decision.map(|decision| decision.by.to_string())),
        decided_at: Set(decision.map(|decision| decision.at.as_millisecond())),
        decision_message: Set(decision.and_then(|decision| decision.message.clone())),
        decision_notify: Set(decision.is_none_or(|decision| decision.notify)),
        changed_at: Set(new.changed_at.as_millisecond()),
        ..Default::default()
    };
    Ok(RegistrationId(Entity::insert(row).exec(txn).await?.last_insert_id))
}
