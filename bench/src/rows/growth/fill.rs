//! Fills a database with closed registrations and a hundred that wait for a decision.

use std::{
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, ensure};
use rusqlite::Connection;

use crate::servers::Servers;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Database {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// Creates an empty database on the server, and returns its URL; SQLite needs none.
    pub fn create(self, servers: &Servers, name: &str) -> anyhow::Result<Option<String>> {
        if self == Self::Sqlite {
            return Ok(None);
        }
        let server = &servers.postgres.as_ref().context("PostgreSQL is missing")?.url;
        psql(servers, &format!("{server}/postgres"), &format!("CREATE DATABASE {name}"))?;
        Ok(Some(format!("{server}/{name}")))
    }

    /// Writes `size` registrations with their audit logs, links and rate-limit entries.
    pub fn fill(self, servers: &Servers, folder: &Path, url: Option<&str>, size: usize) -> anyhow::Result<()> {
        let statements: Vec<String> = FILL.iter().map(|statement| self.dialect(statement, size)).collect();
        match url {
            None => {
                let database = Connection::open(folder.join("db.sqlite3"))?;
                database.execute_batch(&format!("BEGIN; {}; COMMIT", statements.join("; ")))?;
                database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
            }
            Some(url) => {
                psql(servers, url, &format!("BEGIN; {}; COMMIT", statements.join("; ")))?;
                // As autovacuum does after a while.
                psql(servers, url, "VACUUM ANALYZE")?;
            }
        }
        Ok(())
    }

    fn dialect(self, statement: &str, size: usize) -> String {
        let (numbers, bytes) = match self {
            Self::Sqlite => (
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) SELECT i FROM n) AS n",
                "randomblob(32)",
            ),
            Self::Postgres => {
                ("generate_series(1, {size}) AS n(i)", "decode(md5(i::text) || md5(random()::text), 'hex')")
            }
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let filled = statement.replace("{numbers}", numbers).replace("{bytes}", bytes);
        // All within a day, so that retention deletes nothing.
        let at = format!("({now} - CAST(i AS BIGINT) * 7919 % 80000000)");
        filled
            .replace("{at}", &at)
            .replace("{waits}", &format!("i > {size} - 100"))
            .replace("{size}", &size.to_string())
    }
}

/// Of ten closed registrations, six have an account, two were denied and two expired.
const FILL: [&str; 5] = [
    "INSERT INTO registrations (state, localpart, email_local, email_domain, email_canonical, reason, account,
        nonce, status_hash, started_at, verified_at, submitted_at, verdict, decided_by, decided_at, changed_at,
        address, network, skeleton)
     SELECT
        CASE WHEN {waits} THEN 'awaiting_review' WHEN i % 10 < 6 THEN 'active' WHEN i % 10 < 8 THEN 'denied'
            ELSE 'expired' END,
        'person' || i, 'person' || i, 'example.net', 'person' || i || '@example.net',
        'I have read about this server, and would like to talk with my friends here.',
        CASE WHEN {waits} OR i % 10 < 6 THEN 'ours' WHEN i % 10 < 8 THEN 'removed' ELSE 'none' END,
        {bytes}, {bytes}, {at}, {at}, {at},
        CASE WHEN {waits} OR i % 10 > 7 THEN NULL WHEN i % 10 < 6 THEN 'approve' ELSE 'deny' END,
        CASE WHEN {waits} OR i % 10 > 7 THEN NULL ELSE 'operator' END,
        CASE WHEN {waits} OR i % 10 > 7 THEN NULL ELSE {at} END, {at},
        '198.51.' || (i / 256 % 256) || '.' || (i % 256), '198.51.' || (i / 256 % 256) || '.' || (i % 256),
        'person' || i
     FROM {numbers}",
    "INSERT INTO links (registration_id, hash, nonce, created_at, expires_at, used_at)
     SELECT i, {bytes}, {bytes}, {at}, {at} + 172800000, {at} FROM {numbers}",
    "INSERT INTO events (registration_id, at, kind, actor)
     SELECT i, {at}, kind, 'applicant' FROM {numbers}
     CROSS JOIN (SELECT 'started' AS kind UNION ALL SELECT 'email_verified' UNION ALL SELECT 'submitted') AS kinds",
    "INSERT INTO accounts (registration_id, localpart, status, proof, nonce, intended_at, created_at, removed_at, busy_until)
     SELECT i, 'person' || i, 'removed', 'created', {bytes}, {at}, {at} / 1000, {at}, 0
     FROM {numbers} WHERE i % 10 IN (6, 7) AND NOT ({waits})",
    "INSERT INTO attempts (key, at) SELECT {bytes}, {at} FROM {numbers}",
];

fn psql(servers: &Servers, url: &str, sql: &str) -> anyhow::Result<()> {
    let program = &servers.postgres.as_ref().context("PostgreSQL is missing")?.psql;
    let output = Command::new(program).args(["-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql]).output()?;
    ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
