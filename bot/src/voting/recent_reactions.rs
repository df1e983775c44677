//! The events that people reacted to most recently.

use std::collections::VecDeque;

use tokio::sync::Mutex;

/// How many events are remembered.
const CAPACITY: usize = 64;

/// A moderator can react to a card before the database knows the card. The reaction is remembered here and processed
/// once the card is saved.
#[derive(Debug, Default)]
pub(crate) struct RecentReactions(Mutex<VecDeque<String>>);

impl RecentReactions {
    pub(crate) async fn add(&self, event: &str) {
        let mut events = self.0.lock().await;
        if events.len() == CAPACITY {
            events.pop_front();
        }
        events.push_back(event.to_owned());
    }

    pub(crate) async fn contains(&self, event: &str) -> bool {
        self.0.lock().await.iter().any(|recent| recent == event)
    }
}
