//! Group commit: transactions that commit at the same time share one sync of the write-ahead log.
//!
//! With `synchronous = FULL` each commit to `SQLite` waits for the disk while all others wait for it. With `NORMAL` a
//! commit is atomic and ordered, but does not wait. So we commit with `NORMAL`, let the next writer in, and then wait
//! until the log was synced *after* our commit; one sync serves all who committed before it began. Nothing is
//! acknowledged, and no effect performed, before it would survive a power cut. `SQLite` itself syncs the log's header
//! and directory when it begins a log, and log and database when it moves the one into the other.

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

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::sync::Mutex;

use crate::store::StoreError;

/// After this many commits, about 16 MB, the log is moved into the database.
const COMMITS: u64 = 500;

/// The write-ahead log of an embedded database, and how much of it is on the disk.
#[derive(Debug)]
pub(in crate::store) struct GroupCommit {
    wal: PathBuf,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    /// Commits so far.
    committed: AtomicU64,
    synced: Arc<Mutex<Synced>>,
}

/// How much of the log is on the disk.
#[derive(Debug, Default)]
struct Synced {
    /// The log, kept open: a process that runs out of file descriptors can still commit.
    file: Option<File>,
    /// Commits that are on the disk.
    up_to: u64,
    /// The last sync failed. The kernel reports that once, and may never write the lost pages.
    has_failed: bool,
}

impl GroupCommit {
    /// For the database at `path` with these connections.
    pub(in crate::store) fn new(path: &Path, reader: DatabaseConnection, writer: DatabaseConnection) -> Self {
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        Self { wal: wal.into(), reader, writer, committed: AtomicU64::new(0), synced: Arc::default() }
    }

    /// Waits until what this process has committed is on the disk.
    pub(in crate::store) async fn sync(&self) -> Result<(), StoreError> {
        let ours = self.committed.fetch_add(1, Ordering::SeqCst) + 1;
        if ours.is_multiple_of(COMMITS) {
            tokio::spawn(checkpoint_beside_writers(self.reader.clone()));
        }
        let mut synced = Arc::clone(&self.synced).lock_owned().await;
        if synced.up_to >= ours {
            return Ok(());
        }
        let up_to = self.committed.load(Ordering::SeqCst);
        if synced.has_failed {
            let is_done = checkpoint(&self.writer, "TRUNCATE").await?;
            synced.note(is_done, up_to);
        } else {
            let path = self.wal.clone();
            // Runs to its end even if nobody waits for it any more: see `has_failed`.
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
    /// Syncs `log`; `false` means that it failed. A log that is missing was moved into the database, and synced with
    /// it, when its last user closed it.
    fn sync(&mut self, log: &Path) -> bool {
        match self.sync_open(log) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot sync the database's write-ahead log");
                false
            }
        }
    }

    fn sync_open(&mut self, log: &Path) -> io::Result<()> {
        // The last process that closes the database removes the log, and the next one creates another.
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

/// Moves the log into the database, and syncs both; `false` means that other processes stand in the way.
async fn checkpoint(connection: &DatabaseConnection, mode: &str) -> Result<bool, DbErr> {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA wal_checkpoint({mode})"));
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get::<i32>("", "busy")).transpose()? == Some(0))
}

/// Moves as much of the log into the database as nobody needs any more, while others read and write.
async fn checkpoint_beside_writers(reader: DatabaseConnection) {
    if let Err(error) = checkpoint(&reader, "PASSIVE").await {
        tracing::warn!(error = &error as &dyn std::error::Error, "cannot move the write-ahead log into the database");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("made");
        store.migrate().await.expect("migrated");
        (folder, store)
    }

    async fn up_to(store: &Store) -> u64 {
        store.group_commit().synced.lock().await.up_to
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
    async fn concurrent_commits_share_one_sync() {
        let (_folder, store) = store().await;
        let log = store.group_commit();
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
    async fn after_a_failed_sync_a_commit_waits_for_a_checkpoint() {
        let (folder, store) = store().await;
        store.group_commit().synced.lock().await.has_failed = true;
        let wal = folder.path().join("db.sqlite3-wal");
        assert!(std::fs::metadata(&wal).expect("a log").len() > 0);
        store.set_setting("a", "b").await.expect("written");
        assert_eq!(std::fs::metadata(&wal).expect("a log").len(), 0, "emptied");
        assert!(!store.group_commit().synced.lock().await.has_failed);
    }

    #[tokio::test]
    async fn a_failed_sync_is_noted_even_if_nobody_waits_for_it() {
        let (folder, store) = store().await;
        // Opening it waits until somebody opens its other end, and it cannot be synced.
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
        let log = store.group_commit();
        let log = GroupCommit {
            wal: pipe.clone(),
            ..GroupCommit::new(Path::new(""), log.reader.clone(), log.writer.clone())
        };
        tokio::select! {
            biased;
            _ = log.sync() => unreachable!("nobody has opened the other end"),
            () = std::future::ready(()) => {} // started, and cancelled
        }
        std::fs::OpenOptions::new().write(true).open(&pipe).expect("opened");
        assert!(log.synced.lock().await.has_failed);
    }

    #[tokio::test]
    async fn after_many_commits_a_checkpoint_runs_in_the_background() {
        let (folder, store) = store().await;
        let size = || std::fs::metadata(folder.path().join("db.sqlite3")).expect("a file").len();
        let before = size();
        store.group_commit().committed.store(COMMITS - 1, Ordering::SeqCst);
        store.set_setting("a", "b").await.expect("written");
        let moved = async {
            while size() == before {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), moved).await.expect("it is moved");
    }

    #[test]
    fn a_missing_log_counts_as_synced_and_a_failing_one_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Synced::default().sync(&folder.path().join("gone")));
        assert!(!Synced::default().sync(Path::new("/dev/null")));
    }

    #[test]
    fn the_log_stays_open_until_another_file_replaces_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let inode = |synced: &Synced| synced.file.as_ref().and_then(|file| file.metadata().ok()).map(|it| it.ino());
        let mut synced = Synced::default();
        std::fs::write(&log, "1").expect("written");
        assert!(synced.sync(&log));
        let first = inode(&synced);
        std::fs::rename(&log, folder.path().join("elsewhere")).expect("renamed");
        assert!(synced.sync(&log), "not opened again");
        assert_eq!(inode(&synced), first);
        std::fs::remove_file(folder.path().join("elsewhere")).expect("removed");
        std::fs::write(&log, "2").expect("written");
        assert!(synced.sync(&log));
        assert_ne!(inode(&synced), first, "the removed file is closed");
    }
}
