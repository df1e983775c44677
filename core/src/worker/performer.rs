//! Performs what goes to the mail server and to Synapse.

use async_trait::async_trait;
use lettre::{Address, message::Mailbox};

use super::{EffectError, Perform, Task, provisioning};
use crate::{
    Registrations,
    domain::{Account, Effect, EmailAddress, Event, Registration, State},
    mail::{self, Letter, MailError},
    store::{MailedLink, Purpose},
    synapse::SynapseError,
};

/// The service's own desk: all lanes but the room.
#[derive(Clone, Debug)]
pub struct CorePerformer {
    registrations: Registrations,
}

impl CorePerformer {
    /// A desk that works on these registrations.
    #[must_use]
    pub const fn new(registrations: Registrations) -> Self {
        Self { registrations }
    }

    async fn mail_verification(&self, task: &Task, on: &Registration) -> Result<Option<Event>, EffectError> {
        let ours = &self.registrations;
        // Asked here and not when the address was typed, so that the page answers alike, and as fast.
        let owner = ours.homeserver().owner_of(&on.email).await?;
        let holder = ours.store().holder_of_email(&on.email).await?.filter(|holder| holder.id != on.id);
        let whose = holder.as_ref().unwrap_or(on);
        // A request that is not filed yet may have its own account already.
        let is_own = |owner| whose.account == Account::Ours && ours.synapse().mxid(&whose.localpart) == owner;
        let purpose = match whose.state {
            _ if owner.is_some_and(|owner| !is_own(owner)) => None,
            State::AwaitingEmail => Some(Purpose::Verification),
            state => match Purpose::to_go_on(state) {
                // It went on, or ended, before its mail went out.
                None if holder.is_none() => return Ok(None),
                purpose => purpose,
            },
        };
        let Some(purpose) = purpose else {
            return self.send_to_stranger(task, &on.email, &mail::already_registered(ours.config())).await;
        };
        let Some(MailedLink { token, expires_at }) = ours.link_to_mail(task, whose, purpose).await? else {
            return Ok(None);
        };
        let left = expires_at.duration_since(ours.clock().now());
        let letter = match holder {
            Some(_) => mail::resume_link(ours.config(), purpose, &token, left),
            None => mail::verification(ours.config(), &token, left),
        };
        self.send_to_stranger(task, &whose.email, &letter).await
    }

    /// To an address that nobody has proven yet: that it is refused for good is no failure of ours.
    async fn send_to_stranger(
        &self,
        task: &Task,
        to: &EmailAddress,
        letter: &Letter,
    ) -> Result<Option<Event>, EffectError> {
        let Ok(address) = to.deliverable().parse::<Address>() else { return Ok(Some(Event::AddressRefused)) };
        match self.registrations.mailer().send(letter, &[Mailbox::new(None, address)], &task.key).await {
            Ok(()) => Ok(None),
            Err(MailError::Refused { reply }) => {
                tracing::info!(registration = %task.registration, %reply, "the mail server refuses the address");
                Ok(Some(Event::AddressRefused))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn send(&self, task: &Task, on: &Registration, letter: &Letter) -> Result<(), EffectError> {
        let address = on.email.deliverable().parse::<Address>();
        let address = address.map_err(|_| EffectError::Park { cause: "the address cannot be written to".into() })?;
        Ok(self.registrations.mailer().send(letter, &[Mailbox::new(None, address)], &task.key).await?)
    }

    async fn mail_password_link(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
        if on.state != State::AwaitingPassword {
            return Ok(());
        }
        let ours = &self.registrations;
        let Some(MailedLink { token, expires_at }) = ours.link_to_mail(task, on, Purpose::Password).await? else {
            return Ok(());
        };
        let left = expires_at.duration_since(ours.clock().now());
        self.send(task, on, &mail::password_link(ours.config(), on, &token, left)).await
    }

    /// Mails one operator, whose address is the task's subject: a mailbox that is gone keeps nothing from the others.
    async fn mail_operators(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
        let ours = &self.registrations;
        let operators = &ours.config().admin.email.0;
        let operator = match &task.subject {
            Some(address) => operators.iter().find(|operator| operator.email.to_string() == *address),
            // Queued by a version that wrote one letter to all of them.
            None if ours.split_operators_mail(task).await? => operators.first(),
            None => None,
        };
        // Whoever is no operator any more is not told.
        let Some(operator) = operator else { return Ok(()) };
        let sent = ours
            .mailer()
            .send(&mail::operator_notice(ours.config(), on), std::slice::from_ref(operator), &task.key)
            .await;
        sent.map_err(|error| EffectError::from(error).about(&format!("the operator {}", operator.email)))
    }
}

#[async_trait]
impl Perform for CorePerformer {
    async fn perform(&self, task: &Task, on: &Registration) -> Result<Option<Event>, EffectError> {
        let ours = &self.registrations;
        match task.effect {
            Effect::MailVerification => return self.mail_verification(task, on).await,
            Effect::MailReceipt => {
                let letter = mail::receipt(ours.config(), on, &ours.status_token(on));
                self.send(task, on, &letter).await?;
            }
            Effect::MailOperators => self.mail_operators(task, on).await?,
            // A decision that was taken back meanwhile is not told.
            Effect::MailApproval if on.state != State::Active => {}
            Effect::MailApproval => self.send(task, on, &mail::approved(ours.config(), on)).await?,
            Effect::MailPasswordLink => self.mail_password_link(task, on).await?,
            Effect::MailDenial if on.state != State::Denied => {}
            // It says that the account is gone, so that has to be true.
            Effect::MailDenial if ours.has_account_to_remove(on).await? => {
                return Err(EffectError::Retry { cause: "the account is not removed yet".into(), after: None });
            }
            Effect::MailDenial => self.send(task, on, &mail::denied(ours.config(), on)).await?,
            Effect::UnlockAccount => return ours.unlock_account(on).await.map(Some),
            Effect::RemoveAccount => return ours.remove_account(task, on).await,
            Effect::GiveConsent => provisioning::give_consent(ours, on).await?,
            Effect::JoinRoom => provisioning::join_room(ours, task, on).await?,
            Effect::PostCard
            | Effect::UpdateCard
            | Effect::Welcome
            | Effect::LogDecision
            | Effect::ReportTrouble
            | Effect::ShowAccountQuestions => {
                return Err(EffectError::Park { cause: "this belongs to the bot".into() });
            }
        }
        Ok(None)
    }
}

impl From<SynapseError> for EffectError {
    fn from(error: SynapseError) -> Self {
        let cause = error.to_string();
        if error.is_passing() { Self::Retry { cause, after: error.retry_after() } } else { Self::Park { cause } }
    }
}

impl From<MailError> for EffectError {
    fn from(error: MailError) -> Self {
        let cause = error.to_string();
        match error {
            MailError::Refused { .. } | MailError::Malformed | MailError::NoSmtpUtf8 => Self::Park { cause },
            // The operator mends it, and every letter waits for that.
            MailError::Later { .. } | MailError::AuthRejected { .. } | MailError::Rejected { .. } => {
                Self::Retry { cause, after: None }
            }
        }
    }
}
