//! Commits that last: those that come at the same time share one wait for the disk.
//!
//! With `synchronous = FULL` each commit to `SQLite` waits for the disk while all others wait for it.
//! With `NORMAL` a commit is atomic and ordered, but does not wait. So we commit like that, let the
//! next writer in, and then wait until the write-ahead log was synced *after* our commit: one sync
//! makes every earlier commit durable. Nothing is acknowledged, and no effect performed,
//! before it would survive a power cut. `SQLite` itself syncs the log's header and directory when it
//! begins a log, and log and database when it moves the one into the other.

use std::{
    fs::File,
    io::{self, ErrorKind},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Mutex;

use super::{Store, StoreError, Txn, connect::Embedded, sqlite::Sqlite};
use crate::fault_injection;

/// After so many commits, which are some 16 MB, the log is moved into the database.
const COMMITS: u64 = 500;

/// The write-ahead log of an embedded database.
#[derive(Debug)]
pub(super) struct Log {
    file: PathBuf,
    /// Commits so far.
    committed: AtomicU64,
    synced: Arc<Mutex<Synced>>,
}

/// How far the log is on the disk.
#[derive(Debug, Default)]
struct Synced {
    /// The log, kept open: a process that has run out of file descriptors can still commit.
    file: Option<File>,
    /// So many commits are.
    up_to: u64,
    /// The last sync failed. The kernel tells that once, and may never write what it could not write.
    has_failed: bool,
}

impl Log {
    /// The log of the database at `path`.
    pub(super) fn of(path: &Path) -> Self {
        let mut file = path.as_os_str().to_owned();
        file.push("-wal");
        Self { file: file.into(), committed: AtomicU64::new(0), synced: Arc::default() }
    }
}

impl Store {
    /// Makes the changes of a transaction last.
    pub(crate) async fn commit(&self, txn: Txn) -> Result<(), StoreError> {
        fault_injection::point("before commit");
        txn.commit().await?;
        self.sync().await?;
        fault_injection::point("after commit");
        Ok(())
    }

    /// Makes a single write last.
    pub(super) async fn durable<T, E>(&self, write: impl Future<Output = Result<T, E>>) -> Result<T, StoreError>
    where
        StoreError: From<E>,
    {
        fault_injection::point("before commit");
        let written = write.await?;
        self.sync().await?;
        fault_injection::point("after commit");
        Ok(written)
    }

    /// Makes a write, and does not wait for the disk: a power cut may take it back. For what is found out again,
    /// such as that an effect is done: it is done once more, as if the process had died before the write.
    pub(super) async fn relaxed<T, E>(&self, write: impl Future<Output = Result<T, E>>) -> Result<T, StoreError>
    where
        StoreError: From<E>,
    {
        fault_injection::point("before commit");
        let written = write.await?;
        fault_injection::point("after commit");
        Ok(written)
    }

    /// Waits until what this process has committed is on the disk. A database server sees to it itself.
    async fn sync(&self) -> Result<(), StoreError> {
        match self.embedded() {
            Some(embedded) => embedded.sync().await,
            None => Ok(()),
        }
    }
}

impl Embedded {
    async fn sync(&self) -> Result<(), StoreError> {
        let Self { file, log } = self;
        let ours = log.committed.fetch_add(1, Ordering::SeqCst) + 1;
        if ours.is_multiple_of(COMMITS) {
            empty_log_meanwhile(Arc::clone(file));
        }
        let mut synced = Arc::clone(&log.synced).lock_owned().await;
        if synced.up_to >= ours {
            return Ok(());
        }
        let up_to = log.committed.load(Ordering::SeqCst);
        if synced.has_failed {
            synced.note(file.empty_log().await?, up_to);
        } else {
            let path = log.file.clone();
            // To its end, even if nobody waits for it any more: see `has_failed`.
            let syncing = tokio::task::spawn_blocking(move || {
                let is_done = synced.sync(&path);
                synced.note(is_done, up_to);
                synced
            });
            synced = syncing.await.map_err(|_| StoreError::NotSynced)?;
        }
        if synced.has_failed { Err(StoreError::NotSynced) } else { Ok(()) }
    }
}

impl Synced {
    /// Whether what was written to `log` is on the disk. A log that is not there was moved into the
    /// database, and synced with it, when its last user closed it.
    fn sync(&mut self, log: &Path) -> bool {
        match self.sync_open(log) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the database's log cannot be synced");
                false
            }
        }
    }

    fn sync_open(&mut self, log: &Path) -> io::Result<()> {
        // The last process to close the database removes the log, and the next one creates another.
        let open = match self.file.take() {
            Some(file) if file.metadata()?.nlink() > 0 => file,
            _ => File::open(log)?,
        };
        self.file.insert(open).sync_data()
    }

    fn note(&mut self, is_done: bool, up_to: u64) {
        self.has_failed = !is_done;
        if is_done {
            self.up_to = up_to;
        }
    }
}

/// Moves the log into the database, while others read and write.
fn empty_log_meanwhile(file: Arc<Sqlite>) {
    tokio::task::spawn_blocking(move || {
        if let Err(error) = file.checkpoint() {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database's log cannot be moved into it");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("made");
        store.migrate().await.expect("migrated");
        (folder, store)
    }

    async fn up_to(store: &Store) -> u64 {
        store.embedded().expect("embedded").log.synced.lock().await.up_to
    }

    #[tokio::test]
    async fn a_commit_returns_only_when_the_log_was_synced_after_it() {
        let (_folder, store) = store().await;
        for _ in 0..3 {
            let txn = store.begin().await.expect("begun");
            let before = up_to(&store).await;
            store.commit(txn).await.expect("committed");
            assert!(up_to(&store).await > before);
        }
        let before = up_to(&store).await;
        store.set_setting("a", "b").await.expect("written");
        assert!(up_to(&store).await > before, "single writes too");
    }

    #[tokio::test]
    async fn whoever_waits_together_is_served_by_one_sync() {
        let (_folder, store) = store().await;
        let log = &store.embedded().expect("embedded").log;
        let held = log.synced.lock().await;
        let waiting: Vec<_> = (0..8)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move { store.set_setting(&format!("key {number}"), "value").await })
            })
            .collect();
        let before = held.up_to;
        while log.committed.load(Ordering::SeqCst) < before + 8 {
            tokio::task::yield_now().await;
        }
        drop(held);
        for one in waiting {
            one.await.expect("no panic").expect("written");
        }
        assert_eq!(up_to(&store).await, before + 8);
    }

    #[tokio::test]
    async fn after_a_failed_sync_nothing_is_acknowledged_before_the_log_is_in_the_database() {
        let (folder, store) = store().await;
        store.embedded().expect("embedded").log.synced.lock().await.has_failed = true;
        let wal = folder.path().join("db.sqlite3-wal");
        assert!(std::fs::metadata(&wal).expect("a log").len() > 0);
        store.set_setting("a", "b").await.expect("written");
        assert_eq!(std::fs::metadata(&wal).expect("a log").len(), 0, "emptied");
        assert!(!store.embedded().expect("embedded").log.synced.lock().await.has_failed);
    }

    #[tokio::test]
    async fn a_failed_sync_is_noted_even_if_nobody_waits_for_it_any_more() {
        let (folder, store) = store().await;
        // Who opens it waits until somebody opens its other end; and it cannot be synced.
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
        let log = Log { file: pipe.clone(), ..Log::of(Path::new("")) };
        let embedded = Embedded { file: Arc::clone(&store.embedded().expect("embedded").file), log };
        tokio::select! {
            biased;
            _ = embedded.sync() => unreachable!("nobody has opened the other end"),
            () = std::future::ready(()) => {} // it has begun, and is let go
        }
        std::fs::OpenOptions::new().write(true).open(&pipe).expect("opened");
        assert!(embedded.log.synced.lock().await.has_failed);
    }

    #[tokio::test]
    async fn after_many_commits_the_log_is_moved_into_the_database_meanwhile() {
        let (folder, store) = store().await;
        let size = || std::fs::metadata(folder.path().join("db.sqlite3")).expect("a file").len();
        let before = size();
        store.embedded().expect("embedded").log.committed.store(COMMITS - 1, Ordering::SeqCst);
        store.set_setting("a", "b").await.expect("written");
        let moved = async {
            while size() == before {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), moved).await.expect("it is moved");
    }

    #[test]
    fn a_log_that_is_gone_is_in_the_database_and_one_that_cannot_be_synced_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Synced::default().sync(&folder.path().join("gone")));
        assert!(!Synced::default().sync(Path::new("/dev/null")));
    }

    #[test]
    fn the_log_stays_open_until_another_one_takes_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let inode = |synced: &Synced| synced.file.as_ref().and_then(|file| file.metadata().ok()).map(|it| it.ino());
        let mut synced = Synced::default();
        std::fs::write(&log, "1").expect("written");
        assert!(synced.sync(&log));
        let first = inode(&synced);
        std::fs::rename(&log, folder.path().join("elsewhere")).expect("renamed");
        assert!(synced.sync(&log), "it is not opened again");
        assert_eq!(inode(&synced), first);
        std::fs::remove_file(folder.path().join("elsewhere")).expect("removed");
        std::fs::write(&log, "2").expect("written");
        assert!(synced.sync(&log));
        assert_ne!(inode(&synced), first, "the removed one is let go");
    }
}
