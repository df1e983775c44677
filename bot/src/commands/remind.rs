//! `remind`: whether moderators are reminded of who waits.

use registration_core::{Registrations, store::StoreError, text};

use super::parse::ReminderSetting;
use super::response::Response;
use crate::matrix::format::format_span;

/// Changes it, or says how it stands.
pub(super) async fn remind(
    registrations: &Registrations,
    wish: Option<ReminderSetting>,
) -> Result<Response, StoreError> {
    match wish {
        None => {}
        Some(ReminderSetting::On) => registrations.moderation().remind(None).await?,
        Some(ReminderSetting::Off) => registrations.moderation().remind_never().await?,
        Some(ReminderSetting::After(hours)) => registrations.moderation().remind(Some(hours)).await?,
    }
    let said = match registrations.moderation().remind_after().await? {
        Some(after) => text!("room-remind-after", span = format_span(after)),
        None => text!("room-remind-never"),
    };
    Ok(Response { done: wish.map(|_| true), ..Response::said(vec![said]) })
}
