//! The settings of sync requests.

use std::time::Duration;

use matrix_sdk::{
    config::SyncSettings,
    ruma::{
        api::client::filter::{Filter, FilterDefinition, RoomEventFilter},
        presence::PresenceState,
    },
};

/// A timeline long enough for most bursts; longer gaps are fetched. No presence, read receipts or typing notifications.
#[must_use]
pub fn settings(timeout: Duration) -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.presence = Filter::ignore_all();
    filter.room.ephemeral = RoomEventFilter::ignore_all();
    filter.room.timeline.limit = Some(100_u32.into());
    SyncSettings::new().timeout(timeout).filter(filter.into()).set_presence(PresenceState::Offline)
}
