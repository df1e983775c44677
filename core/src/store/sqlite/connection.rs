//! One connection: how it is opened, and what is done when somebody else is in the way.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use sea_orm::{DbErr, RuntimeErr};

/// How long we let other processes keep us waiting.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The first and the longest pause before we look again.
const PAUSES: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(25)];

/// So many statements stay prepared for each connection: more than there are.
const PREPARED: usize = 200;

/// Opens the file at `path`, made when it is missing.
pub(super) fn connect(path: &Path, pragmas: &[(&str, &str)]) -> Result<Connection, DbErr> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        for (name, value) in pragmas {
            connection.pragma_update(None, name, value)?;
        }
        connection.busy_timeout(Duration::ZERO)?; // from here on nobody waits in place
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(connection)
    };
    open().map_err(|error| failed(&error))
}

/// Asks again for a while if another process is in the way.
pub(super) async fn patiently<T>(
    connection: &mut Connection,
    ask: impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Result<T, DbErr> {
    let (began, [mut pause, longest]) = (Instant::now(), PAUSES);
    loop {
        match ask(connection) {
            Err(error) if is_busy(&error) && began.elapsed() < PATIENCE => {}
            answer => return answer.map_err(|error| failed(&error)),
        }
        tokio::time::sleep(pause).await;
        pause = longest.min(pause * 2);
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

pub(super) fn failed(error: &rusqlite::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(error.to_string()))
}
