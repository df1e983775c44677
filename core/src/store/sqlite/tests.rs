//! What the rest of the store relies on.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::*;

async fn opened() -> (tempfile::TempDir, Arc<Sqlite>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Sqlite::open(&folder.path().join("db.sqlite3")).expect("made");
    let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, x UNIQUE)";
    file.writer().await.expect("a writer").execute_unprepared(table).await.expect("a table");
    (folder, file)
}

fn with(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

async fn count(file: &Arc<Sqlite>) -> i64 {
    let row = file.reader().await.expect("a reader").query_one_raw(with("SELECT count(*) AS n FROM t", [])).await;
    row.expect("read").expect("a row").try_get("", "n").expect("a number")
}

async fn insert(into: &impl ConnectionTrait, value: i64) -> Result<u64, DbErr> {
    into.execute_raw(with("INSERT INTO t (x) VALUES (?)", [value.into()])).await.map(|done| done.rows_affected())
}

#[tokio::test]
async fn what_is_committed_is_seen_and_what_is_dropped_never_was() {
    let (_folder, file) = opened().await;
    let kept = file.begin().await.expect("begun");
    assert_eq!(insert(&kept.connection().await.expect("open"), 1).await, Ok(1));
    assert_eq!(count(&file).await, 0, "nobody else sees it yet");
    kept.commit().expect("committed");
    let over = insert(&kept.connection().await.expect("open"), 2).await;
    assert!(over.is_err_and(|error| error.to_string().contains("the transaction is over")));
    drop(kept);

    let dropped = file.begin().await.expect("the next one begins");
    insert(&dropped.connection().await.expect("open"), 3).await.expect("written");
    drop(dropped);
    assert_eq!(insert(&file.writer().await.expect("a writer"), 4).await, Ok(1), "and others write");
    assert_eq!(count(&file).await, 2);
}

#[tokio::test]
async fn another_process_that_writes_is_waited_for_and_holds_up_nobody_else() {
    let (folder, file) = opened().await;
    let other = Connection::open(folder.path().join("db.sqlite3")).expect("opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("begun");
    let (waits, both) = (Arc::clone(&file), Arc::clone(&file));
    let alone = tokio::spawn(async move { insert(&waits.writer().await?, 1).await });
    let together = tokio::spawn(async move {
        let transaction = both.begin().await?;
        insert(&transaction.connection().await?, 2).await?;
        transaction.commit()
    });
    // This is the only thread: it comes here because they wait without it.
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(count(&file).await, 0, "reading goes on");
    assert!(!alone.is_finished() && !together.is_finished());
    other.execute_batch("COMMIT").expect("committed");
    alone.await.expect("no panic").expect("written");
    together.await.expect("no panic").expect("written");
    assert_eq!(count(&file).await, 2);
}

#[tokio::test]
async fn a_transaction_that_nothing_ended_takes_no_later_write_with_it() {
    let (_folder, file) = opened().await;
    let left_open = || async {
        file.write(|connection| connection.execute_batch("BEGIN IMMEDIATE; INSERT INTO t (x) VALUES (1)")).await
    };
    left_open().await.expect("begun");
    assert_eq!(insert(&file.writer().await.expect("a writer"), 2).await, Ok(1));
    assert_eq!(count(&file).await, 1, "the write is there, and what was left open is not");

    left_open().await.expect("begun");
    let next = file.begin().await.expect("begun too");
    assert_eq!(insert(&next.connection().await.expect("open"), 3).await, Ok(1));
    next.commit().expect("committed");
    assert_eq!(count(&file).await, 2);
}

#[tokio::test]
async fn who_is_only_to_read_cannot_write() {
    let (_folder, file) = opened().await;
    let refused = insert(&file.reader().await.expect("a reader"), 1).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("readonly")));
}

#[tokio::test]
async fn a_value_comes_back_as_it_went_in() {
    let (_folder, file) = opened().await;
    let writer = file.writer().await.expect("a writer");
    for value in [
        Value::BigInt(Some(i64::MIN)),
        Value::String(Some("a'; DROP TABLE t; -- \0 ü".into())),
        Value::String(Some(String::new())),
        Value::Bytes(Some(vec![0, 255])),
    ] {
        let sent = with("INSERT INTO t (x) VALUES (?) RETURNING x", [value.clone()]);
        let row = writer.query_one_raw(sent).await.expect("written").expect("a row");
        assert_eq!(row.try_as_proxy_row().expect("ours").values["x"], value);
    }
    let nothing = writer.query_one_raw(with("SELECT ? AS x", [Value::BigInt(None)])).await.expect("read");
    assert_eq!(nothing.expect("a row").try_get::<Option<i64>>("", "x"), Ok(None));
    let flag = writer.query_one_raw(with("SELECT ? AS x", [true.into()])).await.expect("read").expect("a row");
    assert_eq!(flag.try_get::<i64>("", "x"), Ok(1));
}

#[tokio::test]
async fn a_text_that_is_none_is_read_as_bytes() {
    let (_folder, file) = opened().await;
    let reader = file.reader().await.expect("a reader");
    let row = reader.query_one_raw(with("SELECT CAST(x'ff' AS TEXT) AS x", [])).await.expect("read").expect("a row");
    assert_eq!(row.try_get::<Vec<u8>>("", "x"), Ok(vec![255]));
}

#[tokio::test]
async fn a_row_that_is_there_already_is_told_by_its_column() {
    let (_folder, file) = opened().await;
    let writer = file.writer().await.expect("a writer");
    insert(&writer, 1).await.expect("written");
    let error = crate::store::StoreError::from(insert(&writer, 1).await.expect_err("there already"));
    assert!(error.violated("an_index", "t.x"));
    assert!(!error.violated("an_index", "t.y"));
}

#[tokio::test]
async fn the_log_is_moved_into_the_database_while_it_is_in_use() {
    let (folder, file) = opened().await;
    let open = file.begin().await.expect("begun");
    insert(&open.connection().await.expect("open"), 1).await.expect("written");
    open.commit().expect("committed");
    drop(open);
    let next = file.begin().await.expect("somebody goes on writing");
    file.checkpoint().expect("moved");
    let alone = folder.path().join("alone.sqlite3");
    std::fs::copy(folder.path().join("db.sqlite3"), &alone).expect("copied without its log");
    let found = Connection::open(&alone).expect("opened").query_row("SELECT count(*) FROM t", [], |row| row.get(0));
    assert_eq!(found, Ok(1_i64));
    drop(next);
}
