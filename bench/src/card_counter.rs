//! Reads from the service's database which cards it has posted.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::services::Service;

/// A posted card.
pub struct Card {
    /// Its event ID.
    pub event: String,
    /// Its room.
    pub room: String,
    /// The applicant's username.
    pub localpart: String,
    /// When the request was submitted, in milliseconds since 1970.
    pub submitted_at: i64,
}

/// Waits for `count` cards, and returns them in the order in which the requests were submitted.
pub async fn cards(ours: &Service, count: usize) -> anyhow::Result<Vec<Card>> {
    for _ in 0..3000 {
        let found = cards_now(ours)?;
        if found.len() >= count {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the cards were not posted in time")
}

fn cards_now(ours: &Service) -> anyhow::Result<Vec<Card>> {
    let database = Connection::open_with_flags(ours.folder.join("db.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql = "SELECT event, room, localpart, submitted_at FROM cards JOIN registrations ON id = registration_id
        ORDER BY submitted_at";
    let mut statement = database.prepare(sql)?;
    let card = |row: &rusqlite::Row| {
        Ok(Card { event: row.get(0)?, room: row.get(1)?, localpart: row.get(2)?, submitted_at: row.get(3)? })
    };
    let found = statement.query_map([], card)?.collect::<Result<_, _>>()?;
    Ok(found)
}
