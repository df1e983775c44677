//! Steps 1 and 2: a free username, and an address to prove.

use std::{net::IpAddr, time::Duration};

use super::proof_of_work::ProofError;
use crate::{
    domain::{Action, Blocked, EmailAddress, Event, Localpart, Origin, Registration, RegistrationId},
    messages::Language,
    registrations::{
        Pause, Registrations,
        workflow::{
            EffectError,
            retry::{lease, within_lease},
        },
    },
    store::{Change, NewRegistration, StoreError, Task, Txn, write},
    synapse::{Availability, SynapseError},
};

/// How long a page waits for a mail that it has queued.
const PAGE_TIMEOUT: Duration = Duration::from_secs(6);

/// What can be said of a username.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsernameStatus {
    /// It can be asked for.
    Free,
    /// Somebody has it, or is about to.
    Taken,
    /// It is kept for the server itself.
    Reserved,
    /// Synapse would not take it.
    Refused,
    /// A rule keeps the name or the client out.
    Blocked(Blocked),
}

/// What is known after step 2.
#[derive(Clone, Debug)]
pub struct Start {
    /// The username that is asked for.
    pub localpart: Localpart,
    /// The address to prove.
    pub email: EmailAddress,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// The browser's answer to a puzzle, if it gave one.
    pub answer: Option<String>,
    /// In which language the applicant is answered.
    pub language: Language,
}

/// A registration that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Its number.
    pub id: RegistrationId,
    /// See [`Registrations::cookie_mark`].
    pub mark: String,
    /// What became of the mail.
    pub mail: DeliveryAttempt,
}

/// What became of a mail that was tried at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryAttempt {
    /// The mail server has it.
    Sent,
    /// The mail server does not take it now; the worker goes on trying.
    Queued,
}

/// Why nothing has begun.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The mail server says that there is no such address.
    #[error("the mail server refuses the address")]
    AddressRefused,
    /// This address was written to often enough today. How long to wait is not told: it would say when
    /// others have asked with it.
    #[error("too many mails to this address")]
    TooMany,
    /// This client has caused mails often enough.
    #[error("too many mails from this network")]
    TooManyFromHere {
        /// How long to wait.
        wait: Duration,
    },
    /// All clients together have caused mails often enough today.
    #[error("too many requests today")]
    FullToday {
        /// How long to wait.
        wait: Duration,
    },
    /// New requests are not taken now.
    #[error("new requests are not taken now")]
    Paused(Pause),
    /// The puzzle was not answered.
    #[error(transparent)]
    ProofError(#[from] ProofError),
    /// A rule keeps the name, the address or the client out.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Step 1: what can be said of `name` now. Nothing is held by asking.
    pub async fn check_username(
        &self,
        name: &Localpart,
        address: Option<IpAddr>,
    ) -> Result<UsernameStatus, SynapseError> {
        // As below: a database that is away shows up at the next step.
        if let Ok(Err(blocked)) = self.check_rules(Some(name), None, address).await {
            return Ok(UsernameStatus::Blocked(blocked));
        }
        if self.is_reserved(name) {
            return Ok(UsernameStatus::Reserved);
        }
        // The database is ours and quick; that it failed shows up at the next step.
        if matches!(self.store().holder_of_name(name).await, Ok(Some(_))) {
            return Ok(UsernameStatus::Taken);
        }
        if self.loses(name) {
            return Ok(UsernameStatus::Refused);
        }
        let availability = self.homeserver().availability(name).await.inspect_err(|error| self.note_refusal(error))?;
        Ok(match availability {
            Availability::Free => UsernameStatus::Free,
            Availability::InUse if self.is_reissuable(name).await => UsernameStatus::Free,
            Availability::InUse => UsernameStatus::Taken,
            Availability::Reserved => UsernameStatus::Reserved,
            Availability::Invalid => UsernameStatus::Refused,
        })
    }

    pub(crate) fn is_reserved(&self, name: &Localpart) -> bool {
        let config = self.config();
        name.as_str() == config.bot.username
            || config.registration.reserved_usernames.iter().any(|reserved| reserved == name.as_str())
    }

    /// Step 2: begins a registration and tries its mail at once, for a few seconds.
    pub async fn start(&self, start: Start) -> Result<Started, StartError> {
        let holder = self.store().holder_of_email(&start.email).await?;
        let txn = self.admit_request(&start).await?;
        let Start { localpart, email, address, language, .. } = start;
        let now = self.clock().now();
        let new = NewRegistration { localpart, email, address, language: Some(language.tag().to_owned()) };
        let registration = write::insert(&txn, self.keys(), &new, now).await?;
        let (id, by) = (registration.id, Origin::applicant(address));
        let mail = self.verification_link(&txn, &registration, holder.as_ref(), &by, now).await?;
        let lease = Some(lease());
        let change = Change { of: id, at: now, kind: Action::Started.into(), by: &by, jobs: &[mail.into()], lease };
        let tasks = write::note(&txn, &change).await?;
        self.store().commit(txn).await?;
        self.note_request(id);
        tracing::info!(registration = %id, "registration started");

        let began = self.clock().uptime();
        let mut mail = DeliveryAttempt::Sent;
        for task in &tasks {
            mail = self.try_now(task, &registration).await?;
        }
        self.note_delivery(self.clock().uptime().saturating_sub(began), mail);
        Ok(Started { id, mark: self.cookie_mark(&registration), mail })
    }

    /// What every request passes before anything of it is written, and what it is counted in.
    pub(crate) async fn admit_request(&self, start: &Start) -> Result<Txn, StartError> {
        if let Some(pause) = self.paused().await? {
            return Err(StartError::Paused(pause));
        }
        let proof = self.check_answer(start.answer.as_deref())?;
        self.check_rules(Some(&start.localpart), Some(&start.email), start.address).await??;
        let txn = self.store().begin().await?;
        let is_proven = proof.is_work();
        self.admit_proof(&txn, proof, start.address).await??;
        self.admit_start(&txn, &start.email, start.address, is_proven).await??;
        Ok(txn)
    }

    /// Performs an effect that a person waits for. A mail that the server rejects for good ends the registration;
    /// anything else is left to the worker.
    pub(crate) async fn try_now(&self, task: &Task, on: &Registration) -> Result<DeliveryAttempt, StartError> {
        let outcome = tokio::time::timeout(PAGE_TIMEOUT, within_lease(self.perform(task, on))).await;
        let outcome = outcome.unwrap_or_else(|_| Err(EffectError::retry("the page could not wait")));
        let is_rejected = matches!(outcome, Ok(Some(Event::AddressRefused)));
        let attempt = if outcome.is_ok() { DeliveryAttempt::Sent } else { DeliveryAttempt::Queued };
        self.complete(task, outcome).await;
        if is_rejected { Err(StartError::AddressRefused) } else { Ok(attempt) }
    }
}
