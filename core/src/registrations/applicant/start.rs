//! Steps 1 and 2: a free username, and an address to verify.

use std::{net::IpAddr, time::Duration};

use super::{
    delivery::DeliveryAttempt,
    proof_of_work::ProofError,
    rate_limits::{RateLimited, Scope, TO_A_MAILBOX_AT_MOST},
};
use crate::{
    counters::Counter,
    domain::{Action, Blocked, EmailAddress, Event, Localpart, Origin, Pause, Registration, RegistrationId},
    messages::Language,
    registrations::{
        check_error::{CheckError, from_check_error},
        context::{Applicants, Registrations},
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

/// Whether a username can be requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsernameStatus {
    /// It is free.
    Free,
    /// Somebody has it or has requested it.
    Taken,
    /// It is reserved for the server.
    Reserved,
    /// Synapse does not accept it.
    Refused,
    /// A rule blocks the name or the client.
    Blocked(Blocked),
}

/// The form of step 2.
#[derive(Clone, Debug)]
pub struct Start {
    /// The requested username.
    pub localpart: Localpart,
    /// The address to verify.
    pub email: EmailAddress,
    /// The client's network address.
    pub address: Option<IpAddr>,
    /// The answer to a puzzle, if the browser sent one.
    pub answer: Option<String>,
    /// In which language the applicant is answered.
    pub language: Language,
}

/// A registration that was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Its number.
    pub id: RegistrationId,
    /// See [`Registrations::cookie_mark`].
    pub mark: String,
    /// What happened to the mail.
    pub mail: DeliveryAttempt,
}

/// Why no registration was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The mail server says that the address does not exist.
    #[error("the mail server rejected the address")]
    AddressRefused,
    /// A limit is reached.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// New requests are paused.
    #[error("new requests are paused")]
    Paused(Pause),
    /// The puzzle was not solved.
    #[error(transparent)]
    ProofError(#[from] ProofError),
    /// A rule blocks the name, the address or the client.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

from_check_error!(StartError);

impl Applicants {
    /// Step 1: whether `name` can be requested now. Reserves nothing.
    pub async fn check_username(
        &self,
        name: &Localpart,
        address: Option<IpAddr>,
    ) -> Result<UsernameStatus, SynapseError> {
        // As below: a database error shows up at the next step.
        if let Err(CheckError::Refused(blocked)) = self.check_rules(Some(name), None, address).await {
            return Ok(UsernameStatus::Blocked(blocked));
        }
        if self.is_reserved(name) {
            return Ok(UsernameStatus::Reserved);
        }
        // A database error shows up at the next step.
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

    /// Step 2: starts a registration and tries to send its mail at once, for a few seconds.
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
        let jobs = [mail.into()];
        let change =
            Change { of: id, at: now, kind: Action::Started.into(), by: &by, detail: None, jobs: &jobs, lease };
        let tasks = write::note(&txn, &change).await?;
        self.store().commit(txn).await?;
        self.note_request(id);
        self.counters().add(Counter::Requests, &[Action::Started.as_str()]);
        tracing::info!(registration = %id, "registration started");

        let began = self.clock().uptime();
        let mut mail = DeliveryAttempt::Sent;
        for task in &tasks {
            mail = self.try_now(task, &registration).await?;
        }
        self.note_delivery(self.clock().uptime().saturating_sub(began), mail);
        Ok(Started { id, mark: self.cookie_mark(&registration), mail })
    }

    /// Checks and counts a request before anything of it is written.
    pub(crate) async fn admit_request(&self, start: &Start) -> Result<Txn, StartError> {
        if let Some(pause) = self.paused().await? {
            return Err(StartError::Paused(pause));
        }
        let proof = self.check_answer(start.answer.as_deref())?;
        self.check_rules(Some(&start.localpart), Some(&start.email), start.address).await?;
        let txn = self.store().begin().await?;
        let is_proven = proof.is_work();
        self.admit_proof(&txn, proof, start.address).await?;
        self.admit_start(&txn, &start.email, start.address, is_proven).await?;
        Ok(txn)
    }

    /// Counts a new request: by its mailbox, by its network, and, if the operator has set a limit, among those of
    /// everybody. `is_proven` says that a puzzle was solved for it.
    async fn admit_start(
        &self,
        txn: &Txn,
        email: &EmailAddress,
        address: Option<IpAddr>,
        is_proven: bool,
    ) -> Result<(), StartError> {
        let limits = &self.config().rate_limit;
        self.limit(txn, ("mail to, in all", &email.mailbox()), TO_A_MAILBOX_AT_MOST, Scope::Mailbox).await?;
        self.limit_network(txn, "mail", address, limits.submissions(), Scope::Network).await?;
        let has_room = CheckError::passed(self.admit_to(txn, email).await)?
            && CheckError::passed(self.admit_site(txn, address).await)?;
        if !has_room && !is_proven {
            return Err(ProofError::Crowded.into());
        }
        let Some(limit) = limits.all_together() else { return Ok(()) };
        Ok(self.limit(txn, ("all", "everybody"), limit, Scope::Everybody).await?)
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

impl Registrations {
    pub(crate) fn is_reserved(&self, name: &Localpart) -> bool {
        let config = self.config();
        name.as_str() == config.bot.username
            || config.registration.reserved_usernames.iter().any(|reserved| reserved == name.as_str())
    }
}
