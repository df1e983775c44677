//! The cards that the service has posted, as its database tells of them.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::services::Service;

/// A card as the service remembers it.
pub struct Card {
    /// Its event.
    pub event: String,
    /// Where it was posted.
    pub room: String,
    /// Who asks.
    pub localpart: String,
    /// When the request was sent off, in milliseconds since 1970.
    pub submitted_at: i64,
}

/// Waits until there are so many cards; in the order in which the requests were sent off.
pub async fn cards(ours: &Service, count: usize) -> anyhow::Result<Vec<Card>> {
    for _ in 0..3000 {
        let found = cards_now(ours)?;
        if found.len() >= count {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the cards did not come")
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
