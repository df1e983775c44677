//! `remind`.

use registration_core::{Registrations, store::StoreError, text};

use super::parse::ReminderSetting;
use super::response::Response;
use crate::matrix::format::format_span;

/// Shows or changes when moderators are reminded.
pub(super) async fn remind(
    registrations: &Registrations,
    setting: Option<ReminderSetting>,
) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    match setting {
        None => {}
        Some(ReminderSetting::On) => registrations.moderation().remind(None).await?,
        Some(ReminderSetting::Off) => registrations.moderation().remind_never().await?,
        Some(ReminderSetting::After(hours)) => registrations.moderation().remind(Some(hours)).await?,
    }
    let said = match registrations.moderation().remind_after().await? {
        Some(after) => text!(in language, "room-remind-after", span = format_span(language, after)),
        None => text!(in language, "room-remind-never"),
    };
    Ok(Response { done: setting.map(|_| true), ..Response::said(vec![said]) })
}
