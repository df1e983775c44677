//! Until when a decision can be undone, who confirmed it, and votes that were not cast by reaction.

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
    "ALTER TABLE registrations ADD COLUMN undo_until BIGINT",
    "ALTER TABLE registrations ADD COLUMN confirmed_by TEXT",
    "CREATE TABLE votes (
        id {id},
        registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
        voter TEXT NOT NULL,
        verdict TEXT,
        message TEXT,
        notify BOOLEAN NOT NULL,
        at BIGINT NOT NULL,
        event TEXT NOT NULL,
        is_reaction BOOLEAN NOT NULL,
        confirmed_by TEXT
    )",
    // One person has one vote.
    "CREATE UNIQUE INDEX votes_voter ON votes (registration_id, voter)",
    "CREATE INDEX votes_event ON votes (event)",
];
