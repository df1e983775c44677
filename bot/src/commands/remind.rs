//! `remind`: whether moderators are reminded of who waits.

use registration_core::{Registrations, store::StoreError, text};

use super::answer::Answer;
use super::parse::Remind;
use crate::matrix::format::in_words;

/// Changes it, or says how it stands.
pub(super) async fn remind(registrations: &Registrations, wish: Option<Remind>) -> Result<Answer, StoreError> {
    match wish {
        None => {}
        Some(Remind::On) => registrations.remind(None).await?,
        Some(Remind::Off) => registrations.remind_never().await?,
        Some(Remind::After(hours)) => registrations.remind(Some(hours)).await?,
    }
    let said = match registrations.remind_after().await? {
        Some(after) => text!("room-remind-after", span = in_words(after)),
        None => text!("room-remind-never"),
    };
    Ok(Answer { done: wish.map(|_| true), ..Answer::said(vec![said]) })
}
