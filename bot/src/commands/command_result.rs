//! What a command has led to, kept until it is told: when the telling fails, the next try tells the
//! same, and does nothing twice.

use std::future::Future;

use registration_core::{
    Registrations,
    store::{Store, StoreError, state::CommandResult},
};

use super::response::Response;

/// What came of `event`: in an earlier try, or else of `act` now. `None` where there is nothing to say.
pub(crate) async fn run_once<E: From<StoreError>>(
    registrations: &Registrations,
    event: &str,
    act: impl Future<Output = Result<Option<Response>, E>>,
) -> Result<Option<Response>, E> {
    let slot = registrations.store().state_of(event);
    if let Some(CommandResult(kept)) = slot.get().await? {
        return Ok(Some(kept));
    }
    let answer = act.await?;
    // What merely tells something can be told anew, and need not lie in the database.
    if let Some(answer) = answer.as_ref().filter(|answer| answer.done.is_some()) {
        slot.set(&CommandResult(answer.clone())).await?;
    }
    Ok(answer)
}

/// The outcome of `event` has been told.
pub(crate) async fn forget(store: &Store, event: &str) -> Result<(), StoreError> {
    store.state_of::<CommandResult<Response>>(event).clear().await
}

#[cfg(test)]
mod tests {
    use registration_core::store::state::State as _;

    use super::*;
    use crate::matrix::format::Block;

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let blocks = vec![
            Block::Heading { id: 1, mxid: "@a:x".into() },
            Block::Gap,
            Block::Link { text: "here".into(), link: "https://example.org/".into() },
            Block::Quote(vec!["a\"b".into(), "c".into()]),
        ];
        let answer = Response { blocks, ..Response::done("Done.".into()) };
        assert_eq!(CommandResult::from_text(&CommandResult(answer.clone()).to_text()), Some(CommandResult(answer)));
    }
}
