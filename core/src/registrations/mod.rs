//! What people can do with a registration: a use case a file. Web, bot and command line call these.

mod account;
mod applicant;
mod effects;
pub mod import;
mod moderation;
mod operations;
mod workflow;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;

pub use account::{AccountQuestion, AnswerError, Pending};
pub use applicant::{
    DeliveryAttempt, Details, LinkStatus, PasswordLinkError, ProofError, ResendError, Start, StartError, Started,
    SubmitError, UsernameStatus, VerifyError,
};
pub use moderation::{DecideError, Digest, NewRuleError, Pause, Reminder, ReopenError, Signals};
pub use operations::{
    ACCOUNT_DATA, Answer, Bot, Cleaned, Closed, LAST_EVENT, Marks, NamedRoom, Pin, RoomError, RoomUse, Status, Work,
    how_to_confirm, moved,
};
pub(crate) use workflow::retry::within_lease;
pub use workflow::{ApplyError, EffectError};

use crate::{
    clock::Clock,
    config::Config,
    domain::{Action, EffectKind, Localpart, Origin, Registration, RegistrationId, State, Token},
    homeserver::Homeserver,
    keys::Keys,
    mail::Mailer,
    store::{self, Entry, Store, StoreError, write},
    synapse::Synapse,
};

/// All registrations, and what is needed to move them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registrations(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    keys: Keys,
    store: Store,
    synapse: Synapse,
    homeserver: Arc<dyn Homeserver>,
    mailer: Mailer,
    clock: Clock,
    notifiers: workflow::LaneNotifiers,
    policy: account::CachedPolicy,
    rules: moderation::CachedRules,
    pause: moderation::CachedPause,
    last_delivery: applicant::LastDelivery,
    health: operations::Health,
    last_check: operations::LastCheck,
    started_at: Timestamp,
    account_locks: account::AccountLocks,
    tasks: account::Tasks,
    steps: workflow::ClockSteps,
    numbers: operations::Numbers,
}

impl Registrations {
    /// Puts the parts together.
    #[must_use]
    pub fn new(config: Config, keys: Keys, store: Store, synapse: Synapse, mailer: Mailer, clock: Clock) -> Self {
        let homeserver = Arc::new(synapse.clone());
        Self::with_homeserver(config, keys, store, (synapse, homeserver), mailer, clock)
    }

    /// Puts the parts together, with accounts held elsewhere than `synapse`.
    #[must_use]
    pub fn with_homeserver(
        config: Config,
        keys: Keys,
        store: Store,
        (synapse, homeserver): (Synapse, Arc<dyn Homeserver>),
        mailer: Mailer,
        clock: Clock,
    ) -> Self {
        let started_at = clock.now();
        Self(Arc::new(Inner {
            numbers: operations::Numbers::new(&config),
            config,
            keys,
            store,
            synapse,
            homeserver,
            mailer,
            clock,
            notifiers: workflow::LaneNotifiers::default(),
            policy: account::CachedPolicy::default(),
            rules: moderation::CachedRules::default(),
            pause: moderation::CachedPause::default(),
            last_delivery: applicant::LastDelivery::default(),
            health: operations::Health::default(),
            last_check: operations::LastCheck::default(),
            started_at,
            account_locks: account::AccountLocks::default(),
            tasks: account::Tasks::default(),
            steps: workflow::ClockSteps::default(),
        }))
    }

    /// What the operator says.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The keys for each purpose.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The homeserver that holds the accounts.
    #[must_use]
    pub fn homeserver(&self) -> &dyn Homeserver {
        &*self.0.homeserver
    }

    /// Synapse, for everything but accounts.
    #[must_use]
    pub fn synapse(&self) -> &Synapse {
        &self.0.synapse
    }

    /// The mail server.
    #[must_use]
    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The registration with this number.
    pub async fn find(&self, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        self.store().registration(id).await
    }

    /// The registration whose status page this token opens.
    pub async fn find_by_status(&self, token: &Token) -> Result<Option<Registration>, StoreError> {
        self.store().registration_by_status(token).await
    }

    /// The registration that an operator or a moderator means by `#12`, `12`, `alice` or
    /// `@alice:example.org`: of a username the request that holds it, else the newest that named it.
    pub async fn look_up(&self, who: &str) -> Result<Option<Registration>, StoreError> {
        // No username is all digits, so a number is never a name.
        if let Ok(id) = who.parse::<RegistrationId>() {
            return self.find(id).await;
        }
        let Ok(name) = Localpart::parse(who, &self.config().synapse.domain) else { return Ok(None) };
        let id = match self.store().holder_of_name(&name).await? {
            Some(id) => Some(id),
            None => self.store().newest_of_name(&name, None).await?,
        };
        match id {
            Some(id) => self.find(id).await,
            None => Ok(None),
        }
    }

    /// The token of a registration's status page.
    #[must_use]
    pub fn status_token(&self, of: &Registration) -> Token {
        self.keys().status_token(&of.nonce)
    }

    /// What a cookie remembers of a registration beside its number: numbers come again after a backup
    /// is restored.
    #[must_use]
    pub fn cookie_mark(&self, of: &Registration) -> String {
        self.keys().cookie_mark(&of.nonce)
    }

    /// Everything that happened to a registration, in its order.
    pub async fn history(&self, of: RegistrationId) -> Result<Vec<Entry>, StoreError> {
        self.store().history(of).await
    }

    /// Has parked effects tried again, of one registration or of all; says how many.
    pub async fn retry(&self, of: Option<RegistrationId>, by: &Origin) -> Result<usize, StoreError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        let parked = write::unpark(&txn, of, now).await?;
        for one in &parked {
            store::record(&txn, one.registration, now, Action::Retried, by, Some(one.effect.kind().as_str())).await?;
        }
        self.store().commit(txn).await?;
        let count = parked.len();
        self.notify(&[EffectKind::MailVerification, EffectKind::UnlockAccount, EffectKind::PostCard]);
        Ok(count)
    }

    /// The newest registrations, of one state or of all.
    pub async fn list(&self, state: Option<State>, limit: u64) -> Result<Vec<Registration>, StoreError> {
        self.store().list(state, limit).await
    }
}
