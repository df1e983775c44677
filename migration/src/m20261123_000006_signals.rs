//! What moderators judge by, and what they look for.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await?;
        if manager.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres {
            super::statements::run(manager, BY_BYTES).await?;
        }
        Ok(())
    }
}

const STATEMENTS: &[&str] = &[
    // What a username looks like; two that are alike can be taken for each other.
    "ALTER TABLE registrations ADD COLUMN skeleton TEXT",
    "CREATE INDEX registrations_skeleton ON registrations (skeleton)",
    "CREATE INDEX registrations_state_id ON registrations (state, id)",
    "CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL",
    "CREATE INDEX registrations_submitted ON registrations (submitted_at)",
];

/// Beginnings are found by comparing bytes, as `SQLite` does, whatever the server's language.
const BY_BYTES: &[&str] = &[
    "ALTER TABLE registrations ALTER COLUMN localpart TYPE TEXT COLLATE \"C\"",
    "ALTER TABLE registrations ALTER COLUMN email_canonical TYPE TEXT COLLATE \"C\"",
];
