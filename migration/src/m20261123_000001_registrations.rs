//! Registrations, their links and their audit log. Instants are milliseconds since 1970, UTC.

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
    "CREATE TABLE registrations (
        id {id},
        state TEXT NOT NULL,
        localpart TEXT NOT NULL,
        email_local TEXT NOT NULL,
        email_domain TEXT NOT NULL,
        email_canonical TEXT NOT NULL,
        reason TEXT,
        account TEXT NOT NULL,
        account_intended_at BIGINT,
        address TEXT,
        nonce {bytes} NOT NULL,
        status_hash {bytes} NOT NULL,
        started_at BIGINT NOT NULL,
        verified_at BIGINT,
        submitted_at BIGINT,
        verdict TEXT,
        decided_by TEXT,
        decided_at BIGINT,
        decision_message TEXT,
        changed_at BIGINT NOT NULL
    )",
    // These indexes enforce uniqueness. An unverified request holds neither name nor address.
    "CREATE UNIQUE INDEX registrations_live_localpart ON registrations (localpart)
        WHERE state IN ('awaiting_details', 'awaiting_review', 'provisioning', 'active')",
    "CREATE UNIQUE INDEX registrations_live_email ON registrations (email_canonical)
        WHERE state IN ('awaiting_details', 'awaiting_review', 'provisioning', 'active')",
    "CREATE UNIQUE INDEX registrations_status_hash ON registrations (status_hash)",
    "CREATE INDEX registrations_state_changed ON registrations (state, changed_at)",
    "CREATE INDEX registrations_email_started ON registrations (email_canonical, started_at)",
    "CREATE TABLE links (
        id {id},
        registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
        hash {bytes} NOT NULL,
        nonce {bytes} NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        used_at BIGINT
    )",
    "CREATE UNIQUE INDEX links_hash ON links (hash)",
    "CREATE INDEX links_registration ON links (registration_id, created_at)",
    "CREATE TABLE events (
        id {id},
        registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
        at BIGINT NOT NULL,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        detail TEXT
    )",
    "CREATE INDEX events_registration ON events (registration_id, id)",
    // Usernames of denied requests, whose accounts only ever belonged to us.
    "CREATE TABLE burnt_names (localpart TEXT NOT NULL PRIMARY KEY, burnt_at BIGINT NOT NULL)",
];
