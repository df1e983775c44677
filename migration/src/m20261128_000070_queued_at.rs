//! When an effect was queued: shows how long the oldest one has waited.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

/// Empty for effects that were queued earlier.
const STATEMENTS: &[&str] = &["ALTER TABLE outbox ADD COLUMN queued_at BIGINT"];
