//! One at a time, of those who are at work on the account of one registration.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use super::Registrations;
use crate::domain::RegistrationId;

/// A form that is sent twice at once must not be at work on one account twice: the second would
/// find a username that is taken, by itself. Strangers do not wait for each other.
#[derive(Debug, Default)]
pub(in crate::registrations) struct Turns(Mutex<HashMap<RegistrationId, Weak<Turn<()>>>>);

impl Turns {
    /// The lock of `id`, which is there as long as somebody holds it or waits for it.
    fn of(&self, id: RegistrationId) -> Arc<Turn<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&id).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(id, Arc::downgrade(&turn));
        turn
    }
}

impl Registrations {
    /// Waits until nobody else in this process makes the account of `id`, and keeps others waiting.
    pub(in crate::registrations) async fn turn(&self, id: RegistrationId) -> OwnedMutexGuard<()> {
        self.0.turns.of(id).lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_a_stranger_and_locks_that_nobody_holds_are_forgotten() {
        let turns = Turns::default();
        let id = RegistrationId;
        let first = turns.of(id(1));
        assert!(Arc::ptr_eq(&first, &turns.of(id(1))));
        let held = first.try_lock().expect("free");
        for stranger in 2..100 {
            assert!(turns.of(id(stranger)).try_lock().is_ok());
        }
        assert!(turns.of(id(1)).try_lock().is_err());
        assert!(turns.0.lock().expect("whole").len() <= 2);
        drop(held);
    }
}
