//! Questions to applicants with their answers, and what moderators note about pending requests.

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
    "CREATE TABLE inquiries (
        id {id},
        registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        asked_by TEXT NOT NULL,
        asked_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        answer TEXT,
        closed_at BIGINT
    )",
    "CREATE INDEX inquiries_registration ON inquiries (registration_id, id)",
    // One open question for each request.
    "CREATE UNIQUE INDEX inquiries_open ON inquiries (registration_id) WHERE closed_at IS NULL",
    "CREATE INDEX inquiries_expiry ON inquiries (expires_at) WHERE closed_at IS NULL",
    "CREATE TABLE triage (
        registration_id BIGINT NOT NULL PRIMARY KEY REFERENCES registrations (id) ON DELETE CASCADE,
        claimed_by TEXT,
        claimed_at BIGINT,
        claim_event TEXT,
        held_by TEXT,
        held_at BIGINT,
        held_until BIGINT,
        hold_reason TEXT
    )",
];
