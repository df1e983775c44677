//! Block rules, and attempts that count against rate limits.

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
    "CREATE TABLE rules (
        id {id},
        kind TEXT NOT NULL,
        pattern TEXT NOT NULL,
        reason TEXT,
        show_reason BOOLEAN NOT NULL,
        author TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT
    )",
    "CREATE UNIQUE INDEX rules_pattern ON rules (kind, pattern)",
    // The key is a keyed hash of the limit and the client: no address is stored.
    "CREATE TABLE attempts (id {id}, key {bytes} NOT NULL, at BIGINT NOT NULL)",
    "CREATE INDEX attempts_key ON attempts (key, at)",
    "CREATE INDEX attempts_at ON attempts (at)",
];
