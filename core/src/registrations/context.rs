//! The service's parts and caches, which all use cases share, and the handles on the use cases by kind of user.

use std::{collections::HashMap, ops::Deref, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio_util::task::TaskTracker;

use super::{
    account::locks::AccountLocks,
    applicant::{delivery::LastDelivery, submission::Submissions},
    cache::Cached,
    operations::{closed::Availability, number_marks::Numbers, status::Health},
    workflow::notify::LaneNotifiers,
};
use crate::{
    clock::Clock,
    config::Config,
    counters::Counters,
    domain::{PasswordPolicy, Pause, RuleSet},
    homeserver::Homeserver,
    keys::Keys,
    lock::Lock,
    mail::Mailer,
    store::Store,
    synapse::Synapse,
};

/// All registrations, and what the use cases share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registrations(pub(in crate::registrations) Arc<Shared>);

#[derive(Debug)]
pub(in crate::registrations) struct Shared {
    config: Config,
    keys: Keys,
    store: Store,
    synapse: Synapse,
    homeserver: Arc<dyn Homeserver>,
    mailer: Mailer,
    clock: Clock,
    pub started_at: Timestamp,
    pub notifiers: LaneNotifiers,
    /// The outbox rows that this process has leased, until when by its uptime.
    pub leases: Lock<HashMap<i64, Duration>>,
    pub policy: Cached<PasswordPolicy>,
    pub rules: Cached<Arc<RuleSet>>,
    pub pause: Cached<Option<Pause>>,
    pub availability: Lock<Availability>,
    pub health: Health,
    counters: Counters,
    pub numbers: Numbers,
    pub last_delivery: LastDelivery,
    pub account_locks: AccountLocks,
    pub account_work: TaskTracker,
    pub submissions: Submissions,
}

impl Registrations {
    /// Creates the service from its parts.
    #[must_use]
    pub fn new(config: Config, keys: Keys, store: Store, synapse: Synapse, mailer: Mailer, clock: Clock) -> Self {
        let homeserver = Arc::new(synapse.clone());
        Self::with_homeserver(config, keys, store, (synapse, homeserver), mailer, clock)
    }

    /// Creates the service with accounts on another homeserver than `synapse`.
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
        Self(Arc::new(Shared {
            numbers: Numbers::new(&config),
            config,
            keys,
            store,
            synapse,
            homeserver,
            mailer,
            clock,
            started_at,
            notifiers: LaneNotifiers::default(),
            leases: Lock::default(),
            policy: Cached::default(),
            rules: Cached::default(),
            pause: Cached::default(),
            availability: Lock::default(),
            health: Health::default(),
            counters: Counters::default(),
            last_delivery: LastDelivery::default(),
            account_locks: AccountLocks::default(),
            account_work: TaskTracker::new(),
            submissions: Submissions::default(),
        }))
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The keys for each purpose.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The database, for tests of other crates.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn test_store(&self) -> &Store {
        &self.0.store
    }

    /// The homeserver that holds the accounts.
    #[must_use]
    pub fn homeserver(&self) -> &dyn Homeserver {
        &*self.0.homeserver
    }

    /// Synapse, for everything except accounts.
    #[must_use]
    pub fn synapse(&self) -> &Synapse {
        &self.0.synapse
    }

    /// The mail server.
    #[must_use]
    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    /// What this process counts for `/metrics`.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.0.counters
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

/// Defines a handle on the use cases of one kind of user.
macro_rules! handle {
    ($(#[$doc:meta])* $handle:ident, $method:ident, $(#[$method_doc:meta])*) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $handle(Registrations);

        impl Deref for $handle {
            type Target = Registrations;

            fn deref(&self) -> &Registrations {
                &self.0
            }
        }

        impl Registrations {
            $(#[$method_doc])*
            #[must_use]
            pub fn $method(&self) -> $handle {
                $handle(self.clone())
            }
        }
    };
}

handle!(
    /// What applicants do on the web pages.
    Applicants, applicants, /// The use cases of applicants.
);
handle!(
    /// What moderators do in the room.
    Moderation, moderation, /// The use cases of moderators.
);
handle!(
    /// What operators and the service itself do.
    Operations, operations, /// The use cases of operators.
);
