//! Performs the effects of the mail lane.

use lettre::{Address, message::Mailbox};

use crate::{
    counters::Counter,
    domain::{Account, EmailAddress, Event, InquiryId, LinkId, MailEffect, Registration, State, Verdict},
    finding::Part,
    mail::{self, Letter, MailError},
    registrations::{context::Registrations, workflow::EffectError},
    store::{MailedLink, Purpose, Task},
};

impl Registrations {
    /// Sends the mail of `effect`, at least once, and returns the event that it led to.
    pub(crate) async fn perform_mail(
        &self,
        task: &Task,
        effect: &MailEffect,
        on: &Registration,
    ) -> Result<Option<Event>, EffectError> {
        match effect {
            MailEffect::MailVerification { link } => return self.mail_verification(task, *link, on).await,
            MailEffect::MailReceipt => {
                let letter = mail::receipt(self.config(), on, &self.status_token(on));
                self.send(task, on, &letter).await?;
            }
            MailEffect::MailOperators { to } => self.mail_operator(task, to.as_deref(), on).await?,
            MailEffect::MailRoomBroken { to, cause, remedy, manual } => {
                let letter = mail::room_broken(self.config(), cause, remedy, manual);
                self.mail_to_operator(task, to, &letter).await?;
            }
            MailEffect::MailQuestion { question, link } => self.mail_question(task, (*question, *link), on).await?,
            // The mails about a decision that was taken back meanwhile are not sent.
            MailEffect::MailApproval if on.state != State::Active => {}
            MailEffect::MailApproval => self.send(task, on, &mail::approved(self.config(), on)).await?,
            MailEffect::MailPasswordLink { link } => self.mail_password_link(task, *link, on).await?,
            MailEffect::MailDenial if on.state != State::Denied => {}
            // The mail says that the account was removed, so that has to be true.
            MailEffect::MailDenial if self.has_account_to_remove(on).await? => {
                return Err(EffectError::retry("the account is not removed yet"));
            }
            MailEffect::MailDenial => self.send(task, on, &mail::denied(self.config(), on)).await?,
            MailEffect::MailRevoked { was: Verdict::Approve, .. } if on.state != State::Revoked => {}
            MailEffect::MailRevoked { was, message } => {
                self.send(task, on, &mail::revoked(self.config(), on, *was, message.as_deref())).await?;
            }
        }
        Ok(None)
    }

    async fn mail_verification(
        &self,
        task: &Task,
        link: Option<LinkId>,
        on: &Registration,
    ) -> Result<Option<Event>, EffectError> {
        // Checked here and not when the form was submitted, so that the page answers the same and as fast.
        let owner = self.homeserver().owner_of(&on.email).await?;
        let holder = self.store().holder_of_email(&on.email).await?.filter(|holder| holder.id != on.id);
        let whose = holder.as_ref().unwrap_or(on);
        // The owner may be the account that was created for this request.
        let is_own = |owner| whose.account == Account::Ours && self.synapse().mxid(&whose.localpart) == owner;
        let purpose = match whose.state {
            _ if owner.is_some_and(|owner| !is_own(owner)) => None,
            State::AwaitingEmail => Some(Purpose::Verification),
            state => match Purpose::to_go_on(state) {
                // The request went on or ended before its mail was sent.
                None if holder.is_none() => return Ok(None),
                purpose => purpose,
            },
        };
        let language = self.language_of(on);
        let Some(purpose) = purpose else {
            return self.send_to_unverified(task, &on.email, &mail::already_registered(self.config(), language)).await;
        };
        let Some(MailedLink { token, expires_at }) = self.link_to_mail(task, link, whose, purpose).await? else {
            return Ok(None);
        };
        let left = expires_at.duration_since(self.clock().now());
        let letter = match holder {
            Some(_) => mail::resume_link(self.config(), language, purpose, &token, left),
            None => mail::verification(self.config(), language, &token, left),
        };
        self.send_to_unverified(task, &whose.email, &letter).await
    }

    /// Sends to an address that is not verified yet: a permanent rejection ends the request.
    async fn send_to_unverified(
        &self,
        task: &Task,
        to: &EmailAddress,
        letter: &Letter,
    ) -> Result<Option<Event>, EffectError> {
        let Ok(address) = to.deliverable().parse::<Address>() else { return Ok(Some(Event::AddressRefused)) };
        match self.post(task, letter, Mailbox::new(None, address)).await {
            Ok(()) => Ok(None),
            Err(MailError::Refused { reply }) => {
                tracing::info!(registration = %task.registration, %reply, "the mail server rejected the address");
                Ok(Some(Event::AddressRefused))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn send(&self, task: &Task, on: &Registration, letter: &Letter) -> Result<(), EffectError> {
        let address = on.email.deliverable().parse::<Address>();
        let address = address.map_err(|_| EffectError::park("the address is not valid for SMTP"))?;
        Ok(self.post(task, letter, Mailbox::new(None, address)).await?)
    }

    /// Sends a mail, counts it, and notes whether the mail server works.
    async fn post(&self, task: &Task, letter: &Letter, to: Mailbox) -> Result<(), MailError> {
        let sent = self.mailer().send(letter, std::slice::from_ref(&to), &task.key).await;
        match &sent {
            Ok(()) => self.note_up(Part::Mail),
            Err(error @ (MailError::Unreachable { .. } | MailError::AuthRejected { .. })) => {
                self.note_down(Part::Mail, &error.finding());
            }
            // It answers, and refuses this mail.
            Err(_) => {}
        }
        let counter = if sent.is_ok() { Counter::MailsSent } else { Counter::MailsFailed };
        self.counters().add(counter, &[task.effect.kind().as_str()]);
        sent
    }

    async fn mail_password_link(
        &self,
        task: &Task,
        link: Option<LinkId>,
        on: &Registration,
    ) -> Result<(), EffectError> {
        if on.state != State::AwaitingPassword {
            return Ok(());
        }
        let Some(MailedLink { token, expires_at }) = self.link_to_mail(task, link, on, Purpose::Password).await? else {
            return Ok(());
        };
        let left = expires_at.duration_since(self.clock().now());
        self.send(task, on, &mail::password_link(self.config(), on, &token, left)).await
    }

    /// Mails a question, unless it was answered or the request decided meanwhile.
    async fn mail_question(
        &self,
        task: &Task,
        (question, link): (InquiryId, LinkId),
        on: &Registration,
    ) -> Result<(), EffectError> {
        let question = self.store().question(question).await?.filter(|question| question.closed_at.is_none());
        let link = self.store().mailed_link(self.keys(), link, (on.id, Purpose::Answer)).await?;
        let (Some(question), Some(link)) = (question, link) else { return Ok(()) };
        if on.state != State::AwaitingReview {
            return Ok(());
        }
        let left = link.expires_at.duration_since(self.clock().now());
        self.send(task, on, &mail::question(self.config(), on, &question.text, &link.token, left)).await
    }

    /// Mails one operator: an address that does not work must not delay the mails to the others.
    async fn mail_operator(&self, task: &Task, to: Option<&str>, on: &Registration) -> Result<(), EffectError> {
        let operators = &self.config().admin.email.0;
        let operator = match to {
            Some(address) => operators.iter().find(|operator| operator.email.to_string() == address),
            None if self.split_operators_mail(task).await? => operators.first(),
            None => None,
        };
        let Some(operator) = operator else { return Ok(()) };
        self.mail_to_operator(task, operator.email.as_ref(), &mail::operator_notice(self.config(), on)).await
    }

    /// Mails an operator, unless the address was removed from the configuration meanwhile.
    async fn mail_to_operator(&self, task: &Task, to: &str, letter: &Letter) -> Result<(), EffectError> {
        let operators = &self.config().admin.email.0;
        let Some(operator) = operators.iter().find(|operator| operator.email.to_string() == to) else { return Ok(()) };
        let sent = self.post(task, letter, operator.clone()).await;
        sent.map_err(|error| EffectError::from(error).about(&format!("the operator {to}")))
    }
}

impl From<MailError> for EffectError {
    fn from(error: MailError) -> Self {
        let cause = error.to_string();
        match error {
            MailError::Refused { .. } | MailError::Malformed | MailError::NoSmtpUtf8 => Self::park(cause),
            // An operator has to fix it, and every mail waits for that.
            MailError::Unreachable { .. }
            | MailError::Later { .. }
            | MailError::AuthRejected { .. }
            | MailError::Rejected { .. } => Self::retry(cause),
        }
    }
}
