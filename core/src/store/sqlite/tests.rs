//! What the rest of the store relies on.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, TransactionTrait, Value};

use super::*;
use crate::store::{Store, StoreError};

async fn opened() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("made");
    store.writer().execute_unprepared("CREATE TABLE t (id INTEGER PRIMARY KEY, x UNIQUE)").await.expect("a table");
    (folder, store)
}

fn with(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

async fn count(of: &impl ConnectionTrait) -> i64 {
    let row = of.query_one_raw(with("SELECT count(*) AS n FROM t", [])).await.expect("read").expect("a row");
    row.try_get("", "n").expect("a number")
}

async fn insert(into: &impl ConnectionTrait, value: i64) -> Result<u64, DbErr> {
    into.execute_raw(with("INSERT INTO t (x) VALUES (?)", [value.into()])).await.map(|done| done.rows_affected())
}

/// Another process with the same file.
async fn other_process(folder: &tempfile::TempDir) -> DatabaseConnection {
    let path = folder.path().join("db.sqlite3");
    Database::connect(format!("sqlite://{}", path.display())).await.expect("opened")
}

#[tokio::test]
async fn a_committed_transaction_is_seen_and_a_dropped_one_is_not() {
    let (_folder, store) = opened().await;
    let kept = store.begin().await.expect("begun");
    assert_eq!(insert(&kept, 1).await, Ok(1));
    assert_eq!(count(store.reader()).await, 0, "nobody else sees it yet");
    store.commit(kept).await.expect("committed");
    let dropped = store.begin().await.expect("begun");
    insert(&dropped, 3).await.expect("written");
    drop(dropped);
    assert_eq!(insert(store.writer(), 4).await, Ok(1), "others write");
    assert_eq!(count(store.reader()).await, 2);
}

#[tokio::test]
async fn a_write_waits_for_another_process_and_reads_go_on() {
    let (folder, store) = opened().await;
    let other = other_process(&folder).await.begin().await.expect("begun");
    insert(&other, 9).await.expect("written");
    let (alone, together) = (store.clone(), store.clone());
    let alone = tokio::spawn(async move { insert(alone.writer(), 1).await });
    let together = tokio::spawn(async move {
        let transaction = together.begin().await?;
        insert(&transaction, 2).await?;
        together.commit(transaction).await
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(count(store.reader()).await, 0, "reads go on");
    assert!(!alone.is_finished() && !together.is_finished());
    other.commit().await.expect("committed");
    alone.await.expect("no panic").expect("written");
    together.await.expect("no panic").expect("written");
    assert_eq!(count(store.reader()).await, 3);
}

#[tokio::test]
async fn a_connection_for_reading_cannot_write() {
    let (_folder, store) = opened().await;
    let refused = insert(store.reader(), 1).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("readonly")));
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let (_folder, store) = opened().await;
    let text = "a'; DROP TABLE t; -- \0 ü";
    let sent = with(
        "SELECT ? AS a, ? AS b, ? AS c, ? AS d",
        [i64::MIN.into(), text.into(), vec![0_u8, 255].into(), true.into()],
    );
    let row = store.reader().query_one_raw(sent).await.expect("read").expect("a row");
    assert_eq!(row.try_get("", "a"), Ok(i64::MIN));
    assert_eq!(row.try_get("", "b"), Ok(text.to_owned()));
    assert_eq!(row.try_get("", "c"), Ok(vec![0_u8, 255]));
    assert_eq!(row.try_get("", "d"), Ok(true));
    let nothing = store.reader().query_one_raw(with("SELECT ? AS x", [Value::BigInt(None)])).await.expect("read");
    assert_eq!(nothing.expect("a row").try_get::<Option<i64>>("", "x"), Ok(None));
}

#[tokio::test]
async fn a_violated_unique_index_is_told_by_its_column() {
    let (_folder, store) = opened().await;
    insert(store.writer(), 1).await.expect("written");
    let error = StoreError::from(insert(store.writer(), 1).await.expect_err("there already"));
    assert!(error.violated("an_index", "t.x"));
    assert!(!error.violated("an_index", "t.y"));
}

#[tokio::test]
async fn deleting_a_row_deletes_those_that_refer_to_it() {
    let (_folder, store) = opened().await;
    let child = "CREATE TABLE u (t BIGINT NOT NULL REFERENCES t (id) ON DELETE CASCADE); INSERT INTO t (id) VALUES (1);
        INSERT INTO u VALUES (1); DELETE FROM t";
    store.writer().execute_unprepared(child).await.expect("written");
    let left = store.reader().query_one_raw(with("SELECT 1 FROM u", [])).await.expect("read");
    assert!(left.is_none());
}

#[tokio::test]
async fn writes_after_the_disk_was_full_are_kept() {
    let (folder, store) = opened().await;
    store.writer().execute_unprepared("CREATE TABLE b (x BLOB); PRAGMA max_page_count = 1").await.expect("a table");
    let txn = store.begin().await.expect("a transaction");
    txn.execute_unprepared("INSERT INTO b VALUES (zeroblob(1000000))").await.expect_err("the disk is full");
    drop(txn);
    let txn = store.begin().await.expect("a transaction");
    txn.execute_unprepared("INSERT INTO b VALUES (1)").await.expect("there is room again");
    drop(txn);
    store.writer().execute_unprepared("INSERT INTO b VALUES (2)").await.expect("written");
    let deleted = other_process(&folder).await.execute_unprepared("DELETE FROM b").await.expect("others may write");
    assert_eq!(deleted.rows_affected(), 1, "and see the write");
}
