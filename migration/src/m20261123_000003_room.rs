//! Cards in the moderators' room, and settings: values that the service remembers, by key.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE cards (
        event TEXT NOT NULL PRIMARY KEY,
        room TEXT NOT NULL,
        registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE
    )",
    "CREATE INDEX cards_registration ON cards (registration_id)",
    "CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
];
