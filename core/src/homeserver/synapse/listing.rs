//! Listing users.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Synapse, SynapseError};

/// Users of a page.
const USERS: u64 = 200;

/// A user in Synapse's list, with less than [`super::User`] has.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct ListedUser {
    /// The user ID.
    pub name: String,
    /// Nobody can log in until it is unlocked.
    #[serde(default)]
    pub locked: bool,
    /// In milliseconds since 1970.
    #[serde(default)]
    pub creation_ts: i64,
}

impl Synapse {
    /// The locked users that were created since then, oldest first; not the deactivated ones.
    pub async fn locked_users(&self, since: Timestamp) -> Result<Vec<ListedUser>, SynapseError> {
        #[derive(serde::Deserialize)]
        struct Page {
            users: Vec<ListedUser>,
            next_token: Option<String>,
        }
        let url = self.url(&["_synapse", "admin", "v2", "users"]);
        let (limit, mut from) = (USERS.to_string(), String::from("0"));
        // By their names: pages shift when a user is created meanwhile.
        let mut found = BTreeMap::new();
        loop {
            let query = [
                ("from", from.as_str()),
                ("limit", &limit),
                ("order_by", "creation_ts"),
                ("dir", "b"),
                ("guests", "false"),
                ("deactivated", "false"),
                ("locked", "true"),
            ];
            let page: Page = self.send(self.http().get(url.clone()).query(&query)).await?;
            let is_last = page.users.last().is_none_or(|user| user.creation_ts < since.as_millisecond());
            let wanted =
                page.users.into_iter().filter(|user| user.locked && user.creation_ts >= since.as_millisecond());
            found.extend(wanted.map(|user| (user.name.clone(), user)));
            match page.next_token {
                Some(next) if !is_last => from = next,
                _ => break,
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by_key(|user| user.creation_ts);
        Ok(found)
    }
}
