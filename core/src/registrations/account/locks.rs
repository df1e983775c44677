//! One at a time, of those who are at work on the account of one registration.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::Registrations;
use crate::domain::RegistrationId;

/// A form that is sent twice at once must not be at work on one account twice: the second would
/// find a username that is taken, by itself. Strangers do not wait for each other.
#[derive(Debug, Default)]
pub(in crate::registrations) struct AccountLocks(Mutex<HashMap<RegistrationId, Weak<AsyncMutex<()>>>>);

impl AccountLocks {
    /// The lock of `id`, which is there as long as somebody holds it or waits for it.
    fn of(&self, id: RegistrationId) -> Arc<AsyncMutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(&id).and_then(Weak::upgrade) {
            return lock;
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(id, Arc::downgrade(&lock));
        lock
    }
}

impl Registrations {
    /// Waits until nobody else in this process makes the account of `id`, and keeps others waiting.
    pub(in crate::registrations) async fn lock_account(&self, id: RegistrationId) -> OwnedMutexGuard<()> {
        self.0.account_locks.of(id).lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_a_stranger_and_locks_that_nobody_holds_are_forgotten() {
        let locks = AccountLocks::default();
        let id = RegistrationId;
        let first = locks.of(id(1));
        assert!(Arc::ptr_eq(&first, &locks.of(id(1))));
        let held = first.try_lock().expect("free");
        for stranger in 2..100 {
            assert!(locks.of(id(stranger)).try_lock().is_ok());
        }
        assert!(locks.of(id(1)).try_lock().is_err());
        assert!(locks.0.lock().expect("whole").len() <= 2);
        drop(held);
    }
}
