//! Files with rows that the app does not write. The system tests read files that the app wrote.

use super::*;
use crate::domain::Token;

const TABLES: &str = "
    CREATE TABLE registration_userregistration (id integer PRIMARY KEY, username, email, registration_reason,
        ip_address, status, token, email_verified, mod_message, notify, timestamp);
    CREATE TABLE registration_emailblock (id integer PRIMARY KEY, regex, reason, timestamp, expires);
    CREATE TABLE registration_usernamerule (id integer PRIMARY KEY, regex, reason, timestamp, expires);
    CREATE TABLE registration_ipblock (id integer PRIMARY KEY, network, netmask, reason, timestamp, expires);";
const EVENTS: &str = "
    ALTER TABLE registration_userregistration DROP COLUMN timestamp;
    CREATE TABLE registration_registrationevent (id integer PRIMARY KEY, registration_id, type, occurred_at,
        actor_id, ip_address, data);
    CREATE TABLE auth_user (id integer PRIMARY KEY, username);";

/// A database with what `statements` write, and the connection that wrote it.
async fn written(path: &std::path::Path, statements: &[&str]) -> sea_orm::DatabaseConnection {
    use sea_orm::ConnectionTrait as _;
    let database = sea_orm::Database::connect(format!("sqlite://{}?mode=rwc", path.display())).await.expect("created");
    for statement in statements {
        database.execute_unprepared(statement).await.expect("valid SQL");
    }
    database
}

async fn file(statements: &[&str]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("db.sqlite3");
    written(&path, statements).await.close().await.expect("closed");
    (folder, path)
}

fn odd(table: &'static str, row: i64, column: &'static str) -> Unreadable {
    Unreadable { table, row, column }
}

#[tokio::test]
async fn rows_are_read_and_the_file_stays_unchanged() {
    let (_folder, path) = file(&[
        TABLES,
        "INSERT INTO registration_userregistration VALUES (7, 'alice', 'alice@example.org', 'Because.', '::ffff:192.0.2.1',
            2, 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', 1, 'Welcome', 0, '2026-02-27 16:53:07.123456')",
        "INSERT INTO registration_ipblock VALUES (1, '2001:db8::', 32, '', '2026-02-27 16:53:07', NULL)",
        "INSERT INTO registration_emailblock VALUES (1, '.*@spam', 'spam', '2026-02-27 16:53:07', '2027-01-01 00:00:00')",
    ]).await;
    let before = std::fs::read(&path).expect("a file");
    let data = read(&path).await.expect("readable");
    assert_eq!(std::fs::read(&path).expect("a file"), before);
    assert_eq!(data.schema, OldSchema::WithTimestamp);
    assert_eq!(data.unreadable, []);
    let [alice] = &data.registrations[..] else { panic!("{data:?}") };
    assert_eq!((alice.id, alice.username.as_str(), alice.status), (7, "alice", OldStatus::Approved));
    assert_eq!(alice.address, Some([192, 0, 2, 1].into()));
    assert_eq!(alice.token, Some(Token::from_bytes(std::array::from_fn(|byte| u8::try_from(byte).expect("small")))));
    assert_eq!(alice.started_at.map(|at| at.to_string()).as_deref(), Some("2026-02-27T16:53:07.123456Z"));
    assert!(alice.email_verified && !alice.notify);
    let [email, network] = &data.rules[..] else { panic!("{data:?}") };
    assert_eq!((email.pattern.clone(), email.reason.as_deref()), (OldPattern::Email(".*@spam".into()), Some("spam")));
    assert_eq!(email.expires_at, "2027-01-01T00:00:00Z".parse().ok());
    assert_eq!(network.pattern, OldPattern::Network("2001:db8::".parse().expect("valid"), 32));
    assert_eq!((network.reason.as_deref(), network.expires_at), (None, None));
}

/// An operator may have switched the journal mode.
#[tokio::test]
async fn a_write_ahead_log_is_read_and_stays_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("db.sqlite3");
    let statements = [
        "PRAGMA journal_mode = WAL",
        TABLES,
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "INSERT INTO registration_emailblock VALUES (1, 'spam', NULL, NULL, NULL)",
    ];
    let app = written(&path, &statements).await;
    // As the app leaves it when it is killed.
    let left = tempfile::tempdir().expect("a folder");
    let files = ["db.sqlite3", "db.sqlite3-wal"];
    for file in files {
        std::fs::copy(folder.path().join(file), left.path().join(file)).expect("copied");
    }
    let contents = || files.map(|file| std::fs::read(left.path().join(file)).expect("a file"));
    let before = contents();
    assert!(!before[1].is_empty(), "the log holds something");
    assert_eq!(read(&left.path().join("db.sqlite3")).await.expect("readable").rules.len(), 1);
    assert_eq!(contents(), before);
    drop(app);
}

#[tokio::test]
async fn invalid_cells_are_reported_and_the_rest_is_read() {
    let (_folder, path) = file(&[
        TABLES,
        "INSERT INTO registration_userregistration VALUES
            (1, 'a', 'a@b.org', '', '203.0.113.9, 10.0.0.1', 0, 't', 0, '', 1, 'yesterday'),
            (2, 'b', 'b@b.org', '', NULL, 'begun', 'u', 0, '', 1, NULL),
            (3, 'c', 'c@b.org', '', NULL, 9, 'v', 0, '', 1, NULL),
            (4, NULL, 'd@b.org', '', NULL, 0, 'w', 0, '', 1, NULL),
            (5, CAST(x'ff' AS TEXT), 'e@b.org', '', NULL, 0, 'x', 0, '', 1, NULL)",
        "INSERT INTO registration_ipblock VALUES (1, 'everybody', 0, '', NULL, NULL), (2, '192.0.2.1', 'a', '', NULL, NULL)",
        "INSERT INTO registration_usernamerule VALUES (1, 'x', NULL, NULL, 'soon')",
    ]).await;
    let data = read(&path).await.expect("readable");
    let requests = "registration_userregistration";
    let expected = [
        odd(requests, 1, "ip_address"),
        odd(requests, 1, "timestamp"),
        odd(requests, 2, "status"),
        odd(requests, 3, "status"),
        odd(requests, 4, "username"),
        odd(requests, 5, "username"),
        odd("registration_usernamerule", 1, "expires"),
        odd("registration_ipblock", 1, "network"),
        odd("registration_ipblock", 2, "netmask"),
    ];
    assert_eq!(data.unreadable, expected);
    let [kept] = &data.registrations[..] else { panic!("{data:?}") };
    assert_eq!((kept.id, kept.address, kept.started_at, kept.token.clone()), (1, None, None, None));
    assert_eq!(data.rules.len(), 0, "{data:?}");
}

#[tokio::test]
async fn events_belong_to_their_requests_in_order() {
    let (_folder, path) = file(&[
        TABLES,
        EVENTS,
        "INSERT INTO auth_user VALUES (3, 'operator')",
        "INSERT INTO registration_userregistration VALUES (1, 'a', 'a@b.org', '', NULL, 3, 't', 1, 'no', 1)",
        "INSERT INTO registration_registrationevent VALUES
            (1, 1, 'denied', '2026-02-28 10:00:00', 3, '192.0.2.7', '{\"notify\": true}'),
            (2, 1, 'started', '2026-02-27 10:00:00', NULL, NULL, '{}'),
            (3, 1, 'approved', 'never', NULL, NULL, '{}'),
            (4, 99, 'started', '2026-02-27 10:00:00', NULL, NULL, '{}')",
    ])
    .await;
    let data = read(&path).await.expect("readable");
    assert_eq!(data.schema, OldSchema::WithEvents);
    let [denied] = &data.registrations[..] else { panic!("{data:?}") };
    let kinds: Vec<&str> = denied.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["started", "denied"]);
    assert_eq!(denied.started_at, "2026-02-27T10:00:00Z".parse().ok());
    let event = denied.last("denied").expect("an event");
    assert_eq!((event.actor.as_deref(), event.address), (Some("operator"), Some([192, 0, 2, 7].into())));
    assert_eq!(data.unreadable, [odd("registration_registrationevent", 3, "occurred_at")]);
}

#[tokio::test]
async fn other_files_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("none.sqlite3");
    assert!(matches!(read(&missing).await, Err(OldFileError::Missing(_))));
    assert!(!missing.exists(), "nothing is made");
    assert!(matches!(read(folder.path()).await, Err(OldFileError::NotTheApp)));
    let text = folder.path().join("config.yaml");
    std::fs::write(&text, "debug: false\n".repeat(200)).expect("written");
    assert!(matches!(read(&text).await, Err(OldFileError::NotTheApp)));
    let (_folder, other) = file(&["CREATE TABLE notes (id integer PRIMARY KEY)"]).await;
    assert!(matches!(read(&other).await, Err(OldFileError::NotTheApp)));
    let (_folder, old) = file(&[TABLES, "DROP TABLE registration_ipblock"]).await;
    assert!(matches!(read(&old).await, Err(OldFileError::TooOld("registration_ipblock"))));
}

/// The file may contain anything.
#[tokio::test]
async fn a_view_instead_of_a_table_is_refused() {
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS id, 'a' || i AS username, '' AS email, '' AS registration_reason, NULL AS ip_address, 0 AS status,
        't' AS token, 0 AS email_verified, '' AS mod_message, 1 AS notify, NULL AS timestamp, 'x' AS regex, '' AS reason,
        NULL AS expires, i AS registration_id, 'started' AS type, '' AS occurred_at, 1 AS actor_id, '' AS data FROM n";
    for table in [
        "registration_userregistration",
        "registration_emailblock",
        "registration_usernamerule",
        "registration_registrationevent",
        "auth_user",
    ] {
        let replace = format!("DROP TABLE {table}; CREATE VIEW {table} AS {ENDLESS};");
        let (_folder, path) = file(&[TABLES, EVENTS, &replace]).await;
        let refused = read(&path).await.expect_err("a view");
        assert!(matches!(refused, OldFileError::NotATable(name) if name == table), "{table}: {refused:?}");
    }
    let virtual_table = "DROP TABLE registration_emailblock;
        CREATE VIRTUAL TABLE registration_emailblock USING fts5(regex, reason, timestamp, expires);";
    let (_folder, path) = file(&[TABLES, virtual_table]).await;
    assert!(matches!(read(&path).await, Err(OldFileError::NotATable("registration_emailblock"))));
    let generated = "DROP TABLE registration_emailblock; CREATE TABLE registration_emailblock
        (reason, timestamp, expires, regex AS (hex(zeroblob(400000000))));";
    let (_folder, path) =
        file(&[TABLES, generated, "INSERT INTO registration_emailblock VALUES ('', NULL, NULL)"]).await;
    assert!(matches!(read(&path).await, Err(OldFileError::TooOld("regex"))));
}

#[tokio::test]
async fn too_many_rows_are_refused() {
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500001)
        INSERT INTO registration_emailblock SELECT i, 'x', '', NULL, NULL FROM n";
    let (_folder, path) = file(&[TABLES, many]).await;
    assert!(matches!(read(&path).await, Err(OldFileError::TooLarge)));
}

#[tokio::test]
async fn a_fingerprint_is_neither_the_token_nor_the_hash_of_a_link() {
    let token = Token::from_bytes([7; 32]);
    let fingerprint = cells::fingerprint(&token.to_string());
    assert_eq!(fingerprint, cells::fingerprint(&token.to_string()));
    assert_eq!(fingerprint.len(), 64);
    let hash = token.hash();
    assert!(!fingerprint.starts_with(&format!("{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3])));
}
