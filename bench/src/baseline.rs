//! Baselines: the least work that could give the same result.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, http::header, routing::get};

/// Serves a page of `bytes` bytes at `/`, until it is stopped.
#[tokio::main]
pub async fn page(port: u16, bytes: usize) -> anyhow::Result<()> {
    let page = Bytes::from(vec![b'x'; bytes]);
    let answer = async move || ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, Router::new().route("/", get(answer))).await?)
}

/// Commits per second of one small row each, with the service's durability settings.
pub fn commits(file: &Path, time: Duration) -> anyhow::Result<f64> {
    let database = rusqlite::Connection::open(file)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, at BIGINT, text TEXT)")?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < time {
        database.execute("INSERT INTO rows (at, text) VALUES (?1, 'one small row')", [count])?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}
