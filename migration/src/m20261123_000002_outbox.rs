//! Outbox: queued effects.

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
    "CREATE TABLE outbox (
        id {id},
        registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
        lane TEXT NOT NULL,
        effect TEXT NOT NULL,
        key TEXT NOT NULL,
        link_id BIGINT,
        needed BOOLEAN NOT NULL,
        attempts BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        leased_until BIGINT NOT NULL,
        parked_at BIGINT,
        last_error TEXT,
        created_at BIGINT NOT NULL
    )",
    "CREATE INDEX outbox_due ON outbox (lane, due_at) WHERE parked_at IS NULL",
    "CREATE INDEX outbox_registration ON outbox (registration_id, lane, id)",
];
