//! Accounts on the homeserver that we created or may have created. The table outlives the requests.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::statements::run(manager, STATEMENTS).await
    }
}

// `created_at` and `created_by` are in seconds, as Synapse gives them; the rest in milliseconds.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE accounts (
        id {id},
        registration_id BIGINT NOT NULL,
        localpart TEXT NOT NULL,
        status TEXT NOT NULL,
        proof TEXT,
        nonce {bytes} NOT NULL,
        intended_at BIGINT NOT NULL,
        created_at BIGINT,
        created_by BIGINT,
        confirmed TEXT,
        pending TEXT,
        removed_at BIGINT,
        released_at BIGINT,
        question TEXT,
        busy_until BIGINT NOT NULL,
        unsettled_at BIGINT
    )",
    // One claim per name.
    "CREATE UNIQUE INDEX accounts_localpart ON accounts (localpart)
        WHERE status IN ('intended', 'leftover', 'ours', 'removed')",
    "CREATE INDEX accounts_registration ON accounts (registration_id)",
    "CREATE INDEX accounts_unsettled ON accounts (status) WHERE status IN ('intended', 'leftover')",
    "CREATE INDEX accounts_question ON accounts (question) WHERE question IS NOT NULL",
    // Accounts recorded by earlier versions have no creation time. It is checked against these times at first use.
    "INSERT INTO accounts (registration_id, localpart, status, proof, nonce, intended_at, created_by, busy_until)
        SELECT id, localpart, 'ours', 'legacy', nonce, COALESCE(account_intended_at, started_at),
            COALESCE(account_intended_at, submitted_at, changed_at) / 1000 + 120, 0
        FROM registrations WHERE account = 'ours' AND state IN
            ('awaiting_details', 'awaiting_review', 'provisioning', 'awaiting_password')",
    // A queued removal still has to find its account. If several requests have the name, nobody can tell which one it is.
    "INSERT INTO accounts (registration_id, localpart, status, proof, nonce, intended_at, created_by, busy_until)
        SELECT id, localpart, 'ours', 'legacy', nonce, COALESCE(account_intended_at, started_at),
            COALESCE(account_intended_at, submitted_at, changed_at) / 1000 + 120, 0
        FROM registrations WHERE id IN (
            SELECT MAX(id) FROM registrations WHERE account = 'ours' AND state IN ('denied', 'expired')
                AND localpart NOT IN (SELECT localpart FROM accounts)
            GROUP BY localpart HAVING COUNT(*) = 1)",
    "INSERT INTO accounts (registration_id, localpart, status, nonce, intended_at, busy_until, question, unsettled_at)
        SELECT id, localpart, 'leftover', nonce, COALESCE(account_intended_at, started_at), 0,
            'unsettled', COALESCE(account_intended_at, started_at)
        FROM registrations WHERE id IN (
            SELECT MAX(id) FROM registrations WHERE account = 'intended'
                AND localpart NOT IN (SELECT localpart FROM accounts)
            GROUP BY localpart)",
    // Names of denied requests. Without the request's times, or with several requests, nobody can tell whose they are.
    "INSERT INTO accounts (registration_id, localpart, status, proof, nonce, intended_at, created_by, removed_at,
            busy_until)
        SELECT r.id, r.localpart, 'removed', 'legacy', r.nonce, r.started_at, b.burnt_at / 1000, b.burnt_at, 0
        FROM registrations r JOIN burnt_names b ON b.localpart = r.localpart
        WHERE r.id IN (
            SELECT MAX(id) FROM registrations WHERE account = 'removed'
                AND localpart NOT IN (SELECT localpart FROM accounts)
            GROUP BY localpart HAVING COUNT(*) = 1)",
    "DROP TABLE burnt_names",
];
