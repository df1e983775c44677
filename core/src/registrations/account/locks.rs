//! Per-registration locks for account creation.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::{domain::RegistrationId, lock::Lock};

/// Without them, a form that is sent twice at once would create the account twice, and the second attempt would find
/// the username taken by the first.
#[derive(Debug, Default)]
pub(in crate::registrations) struct AccountLocks(Lock<HashMap<RegistrationId, Weak<AsyncMutex<()>>>>);

impl AccountLocks {
    /// Waits for the lock of `id`.
    pub(crate) async fn lock(&self, id: RegistrationId) -> OwnedMutexGuard<()> {
        self.of(id).lock_owned().await
    }

    /// The lock of `id`, which exists while somebody holds it or waits for it.
    fn of(&self, id: RegistrationId) -> Arc<AsyncMutex<()>> {
        let mut locks = self.0.lock();
        if let Some(lock) = locks.get(&id).and_then(Weak::upgrade) {
            return lock;
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(id, Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_are_separate_and_dropped_when_unused() {
        let locks = AccountLocks::default();
        let id = RegistrationId;
        let first = locks.of(id(1));
        assert!(Arc::ptr_eq(&first, &locks.of(id(1))));
        let held = first.try_lock().expect("free");
        for stranger in 2..100 {
            assert!(locks.of(id(stranger)).try_lock().is_ok());
        }
        assert!(locks.of(id(1)).try_lock().is_err());
        assert!(locks.0.lock().len() <= 2);
        drop(held);
    }
}
