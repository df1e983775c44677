//! Schema version: compare it with ours, and upgrade the database.

use registration_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::{Store, StoreError, Txn};

/// The number of the advisory lock on `PostgreSQL`: any, but the same in all our processes.
const UPGRADE_LOCK: i64 = 0x7265_6769_7374_6572;

/// The schema of a database, compared with ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// None yet.
    Missing,
    /// An older one.
    Behind,
    /// The same.
    Current,
    /// A newer one: the name of its last migration.
    Newer(String),
}

impl Store {
    /// Compares the schema. Changes nothing.
    pub async fn schema(&self) -> Result<Schema, StoreError> {
        look(self.reader()).await
    }

    /// Upgrades the schema in one transaction, one process at a time.
    ///
    /// # Errors
    /// [`StoreError::Newer`] if a newer version of this program has upgraded the database.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        // A start with nothing to do locks nothing.
        match self.schema().await? {
            Schema::Current => return Ok(()),
            Schema::Newer(step) => return Err(StoreError::Newer(step)),
            Schema::Missing | Schema::Behind => {}
        }
        let txn = self.begin().await?;
        wait_for_others(&txn).await?;
        if let Schema::Newer(step) = look(&txn).await? {
            return Err(StoreError::Newer(step));
        }
        Migrator::up(&txn, None).await?;
        self.commit(txn).await
    }
}

pub(super) async fn look(connection: &impl ConnectionTrait) -> Result<Schema, StoreError> {
    #[derive(FromQueryResult)]
    struct Step {
        version: String,
    }
    let table = Migrator::migration_table_name().to_string();
    let tables = match connection.get_database_backend() {
        DbBackend::Sqlite => "sqlite_schema WHERE name",
        _ => "information_schema.tables WHERE table_schema = current_schema() AND table_name",
    };
    let sql = format!("SELECT 1 FROM {tables} = '{table}'");
    if connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?.is_none() {
        return Ok(Schema::Missing);
    }
    let sql = format!("SELECT version FROM {table} ORDER BY version");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let there = Step::find_by_statement(statement).all(connection).await?;
    let ours: Vec<_> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    if let Some(strange) = there.iter().rfind(|step| !ours.contains(&step.version)) {
        return Ok(Schema::Newer(strange.version.clone()));
    }
    Ok(match there.len() {
        0 => Schema::Missing,
        some if some < ours.len() => Schema::Behind,
        _ => Schema::Current,
    })
}

/// On `SQLite` a transaction excludes other writers anyway; on `PostgreSQL` two processes would create the same tables.
pub(super) async fn wait_for_others(txn: &Txn) -> Result<(), StoreError> {
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, domain::RegistrationId};

    /// A database for one test, on the server of this test run.
    struct Place {
        config: Config,
        _folder: tempfile::TempDir,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let text = format!(
                "synapse: {{server: 'http://127.0.0.1:9', domain: example.org, admin_token: t}}\n\
                 hosts: [register.example.org]\nadmin: {{email: admin@example.org}}\n\
                 email: {{host: 127.0.0.1, port: 9, from: bot@example.org}}\ndata_dir: {}\n{}",
                folder.path().display(),
                crate::testing::database(),
            );
            Self { config: Config::parse(&text).expect("valid"), _folder: folder }
        }

        async fn opens(&self) -> Store {
            Store::connect(&self.config).await.expect("opened")
        }
    }

    async fn run(store: &Store, sql: &str) {
        let bytes = if store.writer().get_database_backend() == DbBackend::Postgres { "BYTEA" } else { "BLOB" };
        let sql = sql.replace("{key}", &format!("CAST('12345678901234567890123456789012' AS {bytes})"));
        store.writer().execute_unprepared(&sql).await.expect("carried out");
    }

    /// Rows in every table that the first `steps` migrations create.
    async fn fill(store: &Store, steps: u32) {
        run(
            store,
            "INSERT INTO registrations (state, localpart, email_local, email_domain, email_canonical, reason, account,
                nonce, status_hash, started_at, submitted_at, changed_at)
             VALUES ('awaiting_review', 'alice', 'a', 'example.org', 'a@example.org', 'Hello', 'ours',
                {key}, {key}, 1000, 2000, 2000)",
        )
        .await;
        run(
            store,
            "INSERT INTO links (registration_id, hash, nonce, created_at, expires_at)
             VALUES (1, {key}, {key}, 1000, 2000)",
        )
        .await;
        run(store, "INSERT INTO events (registration_id, at, kind, actor) VALUES (1, 1000, 'submitted', 'applicant')")
            .await;
        if steps >= 2 {
            run(
                store,
                "INSERT INTO outbox (registration_id, lane, effect, key, needed, attempts, due_at, leased_until,
                    created_at) VALUES (1, 'room', 'post_card', 'k', TRUE, 0, 0, 0, 0)",
            )
            .await;
        }
        if steps >= 3 {
            run(store, "INSERT INTO cards (event, room, registration_id) VALUES ('$e', '!r', 1)").await;
        }
        if steps >= 5 {
            run(
                store,
                "INSERT INTO rules (kind, pattern, show_reason, author, created_at)
                 VALUES ('email', 'x', FALSE, 'operator', 0)",
            )
            .await;
        }
    }

    #[tokio::test]
    async fn every_older_schema_is_upgraded_with_its_rows() {
        let ours = u32::try_from(Migrator::migrations().len()).expect("few");
        for steps in 1..ours {
            let place = Place::new();
            let store = place.opens().await;
            assert_eq!(store.schema().await.expect("looked"), Schema::Missing);
            Migrator::up(store.writer(), Some(steps)).await.expect("an earlier schema");
            fill(&store, steps).await;
            assert_eq!(store.schema().await.expect("looked"), Schema::Behind);

            store.migrate().await.expect("up to date");
            assert_eq!(store.schema().await.expect("looked"), Schema::Current);
            let alice = store.registration(RegistrationId(1)).await.expect("read").expect("there");
            assert_eq!(alice.answers.reason.as_ref().map(crate::domain::Reason::as_str), Some("Hello"));
            assert_eq!(store.history(alice.id).await.expect("read").len(), 1);
        }
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused_and_left_unchanged() {
        let place = Place::new();
        let store = place.opens().await;
        store.migrate().await.expect("a schema");
        let table = Migrator::migration_table_name().to_string();
        run(&store, &format!("INSERT INTO {table} (version, applied_at) VALUES ('m30001231_000001_flying', 0)")).await;

        let refused = place.opens().await.migrate().await.expect_err("refused");
        assert!(refused.to_string().contains("newer version of this program"), "{refused}");
        assert!(refused.to_string().contains("m30001231_000001_flying"), "{refused}");
    }

    #[tokio::test]
    async fn concurrent_starts_upgrade_the_schema_once() {
        let place = Place::new();
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let store = place.opens().await;
            starts.spawn(async move { store.migrate().await });
        }
        while let Some(end) = starts.join_next().await {
            end.expect("no panic").expect("up to date");
        }
    }
}
