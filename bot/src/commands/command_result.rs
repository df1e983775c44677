//! Stores the result of a command until it has been posted: if posting fails, the next attempt posts the same result and
//! does not execute the command again.

use std::future::Future;

use registration_core::{
    Registrations,
    store::{Store, StoreError},
};
use serde_json::json;

use super::response::Response;

fn setting_key(event: &str) -> String {
    format!("outcome {event}")
}

/// The stored response to `event`, or else the result of `execute`. `None` means that the bot does not reply.
pub(crate) async fn run_once<E: From<StoreError>>(
    registrations: &Registrations,
    event: &str,
    execute: impl Future<Output = Result<Option<Response>, E>>,
) -> Result<Option<Response>, E> {
    let (store, key) = (registrations.store(), setting_key(event));
    if let Some(stored) = store.setting(&key).await?.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(Some(stored));
    }
    let response = execute.await?;
    // A command that changes nothing can be executed again.
    if let Some(response) = response.as_ref().filter(|response| response.done.is_some()) {
        store.set_setting(&key, &json!(response).to_string()).await?;
    }
    Ok(response)
}

/// Deletes the stored response to `event` after it has been posted.
pub(crate) async fn forget(store: &Store, event: &str) -> Result<(), StoreError> {
    store.forget_setting(&setting_key(event)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::format::Block;

    #[test]
    fn stored_response_is_read_back_unchanged() {
        let blocks = vec![
            Block::Heading { id: 1, mxid: "@a:x".into() },
            Block::Gap,
            Block::Link { text: "here".into(), link: "https://example.org/".into() },
            Block::Quote(vec!["a\"b".into(), "c".into()]),
        ];
        let response = Response { blocks, ..Response::done("Done.".into()) };
        assert_eq!(serde_json::from_str::<Response>(&json!(response).to_string()).unwrap(), response);
    }
}
