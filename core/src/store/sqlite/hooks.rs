//! What tests may do to a database in a file. A release build does none of it.

#[cfg(any(test, feature = "testing"))]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(test)]
use std::sync::{Mutex, PoisonError};

use sea_orm::{DbErr, Statement};

#[cfg(test)]
type Watch = Box<dyn Fn(&Statement) + Send + Sync>;

#[derive(Default)]
pub(super) struct Hooks {
    #[cfg(any(test, feature = "testing"))]
    is_gone: AtomicBool,
    #[cfg(test)]
    is_full: AtomicBool,
    #[cfg(test)]
    watch: Mutex<Option<Watch>>,
}

impl Hooks {
    /// From now on every statement fails.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn go_away(&self) {
        self.is_gone.store(true, Ordering::SeqCst);
    }

    /// From now on every statement that writes fails.
    #[cfg(test)]
    pub(super) fn fill(&self) {
        self.is_full.store(true, Ordering::SeqCst);
    }

    /// From now on every statement is told to `watch`.
    #[cfg(test)]
    pub(super) fn watch(&self, watch: impl Fn(&Statement) + Send + Sync + 'static) {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(watch));
    }

    /// Each statement passes here before it is carried out.
    #[cfg_attr(
        not(any(test, feature = "testing")),
        expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "nothing is done but in tests")
    )]
    pub(super) fn pass(&self, statement: &Statement) -> Result<(), DbErr> {
        #[cfg(any(test, feature = "testing"))]
        if self.is_gone.load(Ordering::SeqCst) {
            return Err(DbErr::Custom("it is gone".to_owned()));
        }
        #[cfg(test)]
        if let Some(watch) = self.watch.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            watch(statement);
        }
        #[cfg(test)]
        if self.is_full.load(Ordering::SeqCst) && !statement.sql.starts_with("SELECT") {
            return Err(DbErr::Custom("database or disk is full".to_owned()));
        }
        let _ = statement;
        Ok(())
    }
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Hooks").finish_non_exhaustive()
    }
}
