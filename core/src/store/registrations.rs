//! Registrations: insert, find, list.

use std::net::IpAddr;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Store, StoreError, answers,
    entities::registration::{ActiveModel, Column, Entity, Model},
    to_instant,
};
use crate::{
    domain::{
        Actor, Answers, Decision, EmailAddress, Localpart, Reason, Registration, RegistrationId, State, Token, Verdict,
        network_of, skeleton,
    },
    keys::Keys,
};

/// A new registration.
#[derive(Clone, Debug)]
pub struct NewRegistration {
    /// The requested username.
    pub localpart: Localpart,
    /// The e-mail address to confirm.
    pub email: EmailAddress,
    /// The client's network address.
    pub address: Option<IpAddr>,
    /// The tag of its language.
    pub language: Option<String>,
}

/// Inserts a registration in its first state.
pub(crate) async fn insert(
    txn: &impl ConnectionTrait,
    keys: &Keys,
    new: &NewRegistration,
    now: Timestamp,
) -> Result<Registration, StoreError> {
    let nonce = rand::random::<[u8; 32]>().to_vec();
    let (local, domain) = new.email.parts();
    let row = ActiveModel {
        state: Set(State::AwaitingEmail.as_str().to_owned()),
        localpart: Set(new.localpart.as_str().to_owned()),
        email_local: Set(local.to_owned()),
        email_domain: Set(domain.to_owned()),
        email_canonical: Set(new.email.canonical()),
        account: Set("none".to_owned()),
        address: Set(new.address.map(|ip| ip.to_string())),
        network: Set(new.address.map(network_of)),
        decision_notify: Set(true),
        skeleton: Set(Some(skeleton(new.localpart.as_str()))),
        language: Set(new.language.clone()),
        status_hash: Set(keys.status_token(&nonce).hash()),
        nonce: Set(nonce),
        started_at: Set(now.as_millisecond()),
        changed_at: Set(now.as_millisecond()),
        ..Default::default()
    };
    Registration::try_from(Entity::insert(row).exec_with_returning(txn).await?)
}

/// Reads one registration, as the transaction sees it.
pub(crate) async fn find(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(Registration::try_from).transpose()
}

/// The live registration that holds this e-mail address, in its canonical form.
pub(crate) async fn holder_of_email(
    db: &impl ConnectionTrait,
    email: &EmailAddress,
) -> Result<Option<Registration>, StoreError> {
    let query = Entity::find().filter(Column::EmailCanonical.eq(email.canonical())).filter(Column::State.is_in(live()));
    query.one(db).await?.map(Registration::try_from).transpose()
}

impl Store {
    /// The registration with this number.
    pub async fn registration(&self, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        find(self.reader(), id).await
    }

    /// The registration of a status page's token.
    pub async fn registration_by_status(&self, token: &Token) -> Result<Option<Registration>, StoreError> {
        let found = Entity::find().filter(Column::StatusHash.eq(token.hash())).one(self.reader()).await?;
        found.map(Registration::try_from).transpose()
    }

    /// The newest registrations, in one state or in any.
    pub async fn list(&self, state: Option<State>, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.as_str()));
        }
        query.all(self.reader()).await?.into_iter().map(Registration::try_from).collect()
    }

    /// The live registration that holds this username.
    pub async fn holder_of_name(&self, name: &Localpart) -> Result<Option<RegistrationId>, StoreError> {
        let query = Entity::find().filter(Column::Localpart.eq(name.as_str())).filter(Column::State.is_in(live()));
        Ok(query.one(self.reader()).await?.map(|row| RegistrationId(row.id)))
    }

    /// The newest registration with this username, in one state or in any.
    pub async fn newest_of_name(
        &self,
        name: &Localpart,
        state: Option<State>,
    ) -> Result<Option<RegistrationId>, StoreError> {
        let mut query = Entity::find().filter(Column::Localpart.eq(name.as_str())).order_by_desc(Column::Id);
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.as_str()));
        }
        Ok(query.one(self.reader()).await?.map(|row| RegistrationId(row.id)))
    }

    /// The live registration that holds this e-mail address, in its canonical form.
    pub async fn holder_of_email(&self, email: &EmailAddress) -> Result<Option<Registration>, StoreError> {
        holder_of_email(self.reader(), email).await
    }

    /// The newest registration of this address that waits for its applicant.
    pub async fn unfinished_of(&self, email: &EmailAddress) -> Result<Option<RegistrationId>, StoreError> {
        let waiting = [State::AwaitingEmail, State::AwaitingDetails, State::AwaitingPassword].map(State::as_str);
        let query = Entity::find()
            .filter(Column::EmailCanonical.eq(email.canonical()))
            .filter(Column::State.is_in(waiting))
            .order_by_desc(Column::Id);
        Ok(query.one(self.reader()).await?.map(|row| RegistrationId(row.id)))
    }
}

pub(super) const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approve",
        Verdict::Deny => "deny",
    }
}

pub(super) fn live() -> impl Iterator<Item = &'static str> {
    State::ALL.into_iter().filter(|state| state.is_live()).map(State::as_str)
}

impl TryFrom<Model> for Registration {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let id = row.id;
        let corrupt = |column| StoreError::Corrupt { table: "registrations", id, column };
        let instant = |ms: i64, column| to_instant(ms).ok_or(corrupt(column));
        let optional = |ms: Option<i64>, column| ms.map(|ms| instant(ms, column)).transpose();
        Ok(Self {
            id: RegistrationId(id),
            state: row.state.parse().map_err(|_| corrupt("state"))?,
            localpart: Localpart::stored(&row.localpart).ok_or(corrupt("localpart"))?,
            email: format!("{}@{}", row.email_local, row.email_domain).parse().map_err(|_| corrupt("email"))?,
            answers: Answers {
                reason: row.reason.map(Reason::stored),
                own: answers::read(row.questions, row.answers).ok_or(corrupt("answers"))?,
            },
            account: row.account.parse().map_err(|_| corrupt("account"))?,
            address: row.address.map(|ip| ip.parse().map_err(|_| corrupt("address"))).transpose()?,
            started_at: instant(row.started_at, "started_at")?,
            verified_at: optional(row.verified_at, "verified_at")?,
            submitted_at: optional(row.submitted_at, "submitted_at")?,
            decision: match (row.verdict.as_deref(), row.decided_by, row.decided_at) {
                (None, _, _) => None,
                (Some(verdict), Some(by), Some(at)) => Some(Decision {
                    verdict: match verdict {
                        "approve" => Verdict::Approve,
                        "deny" => Verdict::Deny,
                        _ => return Err(corrupt("verdict")),
                    },
                    by: by.parse::<Actor>().map_err(|_| corrupt("decided_by"))?,
                    at: instant(at, "decided_at")?,
                    message: row.decision_message,
                    notify: row.decision_notify,
                    confirmed_by: row
                        .confirmed_by
                        .map(|by| by.parse().map_err(|_| corrupt("confirmed_by")))
                        .transpose()?,
                    undo_until: optional(row.undo_until, "undo_until")?,
                }),
                _ => return Err(corrupt("decided_by")),
            },
            changed_at: instant(row.changed_at, "changed_at")?,
            language: row.language,
            nonce: row.nonce,
        })
    }
}
