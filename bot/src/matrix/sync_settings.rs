//! What a sync asks for.

use std::time::Duration;

use matrix_sdk::{
    config::SyncSettings,
    ruma::{
        api::client::filter::{Filter, FilterDefinition, RoomEventFilter},
        presence::PresenceState,
    },
};

/// How we sync: enough of the timeline to see most bursts whole; what is left out is fetched. Nobody needs to see
/// whether the bot is there, and it need not see who reads or types.
#[must_use]
pub fn settings(timeout: Duration) -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.presence = Filter::ignore_all();
    filter.room.ephemeral = RoomEventFilter::ignore_all();
    filter.room.timeline.limit = Some(100_u32.into());
    SyncSettings::new().timeout(timeout).filter(filter.into()).set_presence(PresenceState::Offline)
}
