//! Stores the result of a command until it has been posted: if posting fails, the next attempt posts the same result and
//! does not execute the command again.

use std::future::Future;

use registration_core::{
    Registrations,
    registrations::BotStore,
    store::{StoreError, state::CommandResult},
};

use super::response::Response;

/// The stored response to `event`, or else the result of `execute`. `None` means that the bot does not reply.
pub(crate) async fn run_once<E: From<StoreError>>(
    registrations: &Registrations,
    event: &str,
    execute: impl Future<Output = Result<Option<Response>, E>>,
) -> Result<Option<Response>, E> {
    let slot = registrations.bot_store().state_of(event);
    if let Some(CommandResult(stored)) = slot.get().await? {
        return Ok(Some(stored));
    }
    let response = execute.await?;
    // A command that changes nothing can be executed again.
    if let Some(response) = response.as_ref().filter(|response| response.done.is_some()) {
        slot.set(&CommandResult(response.clone())).await?;
    }
    Ok(response)
}

/// Deletes the stored response to `event` after it has been posted.
pub(crate) async fn forget(store: BotStore<'_>, event: &str) -> Result<(), StoreError> {
    store.state_of::<CommandResult<Response>>(event).clear().await
}

#[cfg(test)]
mod tests {
    use registration_core::store::state::State as _;

    use super::*;
    use crate::matrix::format::Block;

    #[test]
    fn stored_response_is_read_back_unchanged() {
        let blocks = vec![
            Block::Title("#1: @a:x".into()),
            Block::Gap,
            Block::Link { text: "here".into(), link: "https://example.org/".into() },
            Block::Quote(vec!["a\"b".into(), "c".into()]),
        ];
        let response = Response { blocks, ..Response::done("Done.".into()) };
        let stored = CommandResult(response);
        assert_eq!(CommandResult::from_text(&stored.to_text()), Some(stored));
    }
}
